#include "protocol/operations/masked_polynomial.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "metrics/errors.hpp"
#include "protocol/materials/delivery.hpp"
#include "protocol/materials/powers.hpp"
#include "protocol/rings/public_number.hpp"

namespace fathom {
namespace {

const PublicNumber kOne{.value = 1, .integer = 1};

/// A sum of tensors by public numbers that is being put together, and its constant.
struct Sum {
  std::vector<WeightedTerm> terms;
  PublicNumber constant;

  void add(const EncodedPolynomial::Term& term, const MonomialValues& values) {
    if (degree(term.monomial) == 0) {
      constant = term.coefficient;
    } else {
      terms.push_back({values.at(term.monomial), term.coefficient});
    }
  }
  [[nodiscard]] Tensor value(const Local& local) const {
    return local.weighted_sum(terms, constant);
  }
};

std::size_t not_constant(const std::vector<EncodedPolynomial::Term>& terms) {
  return static_cast<std::size_t>(
      std::ranges::count_if(terms, [](const auto& term) { return degree(term.monomial) > 0; }));
}

void ensure_proper(const EncodedPolynomial& polynomial) {
  std::set<Monomial> seen;
  for (const auto& term : polynomial.terms) {
    ensure(seen.insert(term.monomial).second, "a polynomial has one term a monomial");
  }
  ensure(not_constant(polynomial.terms) > 0, "a polynomial of private values is not constant");
}

}  // namespace

EncodedPolynomial encoded(const PlainPolynomial& polynomial,
                          const std::vector<int>& variable_bits) {
  EncodedPolynomial result;
  for (const auto& [coefficient, monomial] : polynomial.terms) {
    ensure(monomial.size() == variable_bits.size(), "a monomial has an exponent a variable");
    int bits = polynomial.scale_bits;
    for (std::size_t i = 0; i < monomial.size(); ++i) bits -= monomial[i] * variable_bits[i];
    result.terms.push_back({encode_public(coefficient, bits), monomial});
  }
  return result;
}

MaskedPolynomial::MaskedPolynomial(const Ring& ring, Shape shape,
                                   std::vector<EncodedPolynomial> polynomials)
    : ring_(ring), shape_(shape), polynomials_(std::move(polynomials)) {
  std::vector<Monomial> terms;
  std::vector<Monomial> masks;
  std::array<std::vector<Monomial>, 2> openings;
  for (const EncodedPolynomial& polynomial : polynomials_) {
    ensure_proper(polynomial);
    for (const auto& term : polynomial.terms) terms.push_back(term.monomial);
    parts_.push_back(expanded(polynomial));
    for (const Part& part : parts_.back()) {
      masks.push_back(part.mask);
      for (const auto& term : part.factor) {
        openings[0].push_back(term.monomial);
        if (degree(part.mask) > 0) openings[1].push_back(term.monomial);
      }
    }
  }
  terms_ = MonomialTable(terms);
  masks_ = MonomialTable(masks);
  for (const std::size_t server : {0U, 1U}) openings_[server] = MonomialTable(openings[server]);
  powers_type_ = powers_type(masks_);
}

std::vector<MaskedPolynomial::Part> MaskedPolynomial::expanded(
    const EncodedPolynomial& polynomial) {
  std::map<Monomial, Part> parts;
  for (const auto& [coefficient, monomial] : polynomial.terms) {
    for (const Monomial& mask : divisors(monomial)) {
      Part& part = parts[mask];
      part.mask = mask;
      part.factor.push_back(
          {times(coefficient, binomial(monomial, mask)), quotient(monomial, mask)});
    }
  }
  std::vector<Part> all;
  for (auto& [mask, part] : parts) all.push_back(std::move(part));
  return all;
}

std::vector<Shape> MaskedPolynomial::results() const {
  return std::vector<Shape>(polynomials_.size(), shape_);
}

std::vector<Tensor> MaskedPolynomial::in_the_clear(const Local& local,
                                                   const std::vector<Tensor>& inputs) const {
  const MonomialValues values = terms_.values(local, inputs);
  std::vector<Tensor> results;
  for (const EncodedPolynomial& polynomial : polynomials_) {
    Sum sum;
    for (const auto& term : polynomial.terms) sum.add(term, values);
    results.push_back(sum.value(local));
  }
  return results;
}

std::optional<Request> MaskedPolynomial::request() const {
  if (masks_.composed().empty()) return std::nullopt;
  return powers(masks_, ring_, shape_);
}

Work MaskedPolynomial::work(int server) const {
  std::size_t each = openings_[static_cast<std::size_t>(server)].composed().size();
  for (const auto& parts : parts_) each += element_operations(parts, server);
  return work_of::elements(each * shape_.size());
}

// The monomials of the openings not counted: a product with its mask for every Q that is not
// constant, whose sum is formed first when it has several terms; and a term of the last sum.
std::size_t MaskedPolynomial::element_operations(const std::vector<Part>& parts, int server) {
  std::size_t each = 0;
  for (const Part& part : parts) {
    const std::size_t terms = not_constant(part.factor);
    if (degree(part.mask) == 0) {
      each += server == 0 ? terms : 0;
    } else {
      each += (part.factor.size() > 1 ? terms : 0) + (terms > 0 ? 1 : 0) + 1;
    }
  }
  return each;
}

Tensor MaskedPolynomial::sum(const Local& local, const std::vector<Part>& parts,
                             const MonomialValues& openings, const MonomialValues& masks) {
  Sum sum;
  for (const auto& [mask, factor] : parts) {
    if (degree(mask) == 0) {
      for (const auto& term : factor) {
        if (local.adds_constants()) sum.add(term, openings);
      }
    } else if (factor.size() > 1) {
      Sum q;
      for (const auto& term : factor) q.add(term, openings);
      sum.terms.push_back({local.multiply(masks.at(mask), q.value(local)), kOne});
    } else {
      const auto& [coefficient, monomial] = factor.front();
      const Tensor& a = masks.at(mask);
      const Tensor product = degree(monomial) == 0 ? a : local.multiply(a, openings.at(monomial));
      sum.terms.push_back({product, coefficient});
    }
  }
  return sum.value(local);
}

Task<Values> MaskedPolynomial::run(Party& me, RunContext context, Values inputs) const {
  Strand& strand = co_await this_strand();
  const Local local(strand, me);
  std::vector<Tensor> opened;
  std::vector<Tensor> variables;
  for (Value& input : inputs) {
    opened.push_back(std::move(input.opening));
    variables.push_back(std::move(input.mask));
  }
  inputs.clear();
  MonomialValues masks = variable_values(variables);
  if (const auto needed = request()) {
    const MaterialShare material =
        co_await take_material(me, *needed, context.tag, context.settings);
    for (std::size_t i = 0; i < material.derived.size(); ++i) {
      masks[masks_.composed()[i]] = material.derived[i];
    }
  }
  const MonomialTable& table = openings_[local.adds_constants() ? 0 : 1];
  const MonomialValues openings = table.values(local, opened);
  Values results;
  for (const auto& parts : parts_) results.emplace_back(sum(local, parts, openings, masks));
  co_return results;
}

}  // namespace fathom
