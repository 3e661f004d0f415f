#pragma once

#include "protocol/materials/delivery.hpp"
#include "protocol/permutations.hpp"

namespace fathom {

/// What hides the order of n values in rows from server 0 on their way to it and back. Unlike other
/// material it is no sharing: each server is given values of its own.
///
/// Server 0: uniform a, b, a', b', from the generator D-S0. Server 1: a permutation pi for each
/// row, from the generator D-S1, and the corrections  there = pi(a) - b,  back = pi^-1(a') - b'.
/// Elements, to server 0 / server 1: seeded 0 / 2n; full 4n / 3n, since server 1's permutations
/// then travel too, as n places. The corrections are server 1's in every step, even where those of
/// other material alternate: it is server 0 that learns the permuted values. [protocols.md,
/// "Likelihoods in training"; after Chase, Ghosh and Poburinnaya, "Secret shared shuffle"
/// (ASIACRYPT 2020)]
[[nodiscard]] Request permutation_material(const Ring& ring, const Shape& rows);

/// What `delivery_cost` and `produce` do for such a request.
[[nodiscard]] DeliveryCost permutation_cost(const Request& request, const Settings& settings);
void produce_permutation(Party& producer, Strand& strand, const Request& request, Tag tag,
                         const Settings& settings);

/// What a server is given: at server 0 the four masks, at server 1 the orders and corrections.
struct PermutationShare {
  Tensor a, b, a_back, b_back;
  std::optional<Permutations> orders;
  Tensor there, back;
};
[[nodiscard]] Task<PermutationShare> take_permutation(Party& server, Request request, Tag tag,
                                                      const Settings& settings);

}  // namespace fathom
