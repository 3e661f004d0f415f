#pragma once

#include <string>
#include <vector>

#include "tests/protocol/trial.hpp"

namespace fathom::test {

/// The small program whose messages are looked at: a chain of matrix products with a square, a
/// reveal and a step backwards in which weights and values serve again. All tensors are 4 by 4, so
/// that any two openings can be compared. With a switch to another ring, the square is taken there.
[[nodiscard]] Trial viewed_program(const Settings& settings);

/// Two inputs as far apart as can be: all zeros, and values at the limit of the encoding.
[[nodiscard]] std::vector<Numbers> zero_values();
[[nodiscard]] std::vector<Numbers> large_values(const Settings& settings);

/// Each form of products with the reuses and truncations that go with it, in z64, z128, q121 and
/// m61.
[[nodiscard]] std::vector<Settings> viewed_variants(Delivery delivery);

/// Statistical masks: truncation by gap in each ring with room for it, and switches to a wider
/// field, both ways round.
[[nodiscard]] std::vector<Settings> statistical_variants(Delivery delivery);
/// The program's integers that hide behind a statistical mask in a ring stay below 2 to this.
[[nodiscard]] int masked_bits(const Settings& settings, const Ring& ring);

/// The variant on which faults are planted: triples without reuse.
[[nodiscard]] Settings plain_variant(const Ring& ring, Delivery delivery);

}  // namespace fathom::test
