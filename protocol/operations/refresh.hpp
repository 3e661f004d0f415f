#pragma once

#include <vector>

#include "protocol/operations/secure_operation.hpp"

namespace fathom {

/// Fresh shares of the same values, of these shapes: server 0 draws a key from a generator of its
/// own and sends it to server 1; both expand it to an r for each value; server 0 keeps x0 - r,
/// server 1 x1 + r. Either share alone is then uniform and independent of x, whatever the two were
/// before: of weights that began as public ones server 1 holds 0, and shares that were truncated
/// locally do not fill the ring. Together with what it was made from a refreshed share is of no
/// more use than that: what a server forgets is gone.
///
/// Rounds 1, one-way; online 16 bytes from server 0, once for all values; offline nothing.
[[nodiscard]] OperationPtr refresh_operation(const Ring& ring, std::vector<Shape> shapes);

}  // namespace fathom
