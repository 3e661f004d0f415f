#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "metrics/units.hpp"
#include "protocol/shape.hpp"

namespace fathom {

/// The shape that a file's header announces, held against what the file really has, before a single
/// element is allocated: at most four extents, their product with `element` within 63 bits, and
/// exactly `payload` bytes behind the header. Throws UserError, `subject` first.
[[nodiscard]] Shape shape_that_fits(std::span<const std::uint64_t> extents, Bytes element,
                                    Bytes payload, const std::string& subject);

}  // namespace fathom
