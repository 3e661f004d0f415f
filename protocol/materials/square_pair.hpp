#pragma once

#include "protocol/materials/request.hpp"

namespace fathom {

/// Square pair (a, a^2), element-wise: half the masks of a multiplication triple.
/// Elements: masks n, derived n. [seed's companion posts, "The SPDZ protocol, part 2"; CrypTen]
[[nodiscard]] Request square_pair(const Ring& ring, const Shape& x);

}  // namespace fathom
