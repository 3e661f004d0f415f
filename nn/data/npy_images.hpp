#pragma once

#include <string>

#include "nn/data/array.hpp"
#include "nn/data/file.hpp"

namespace fathom {

/// Images and labels as numpy users hold them, as grey levels and classes. Each throws UserError,
/// `subject` first, naming the first value that does not fit and its position.

/// Images (count, 28, 28), (count, 28, 28, 1) or (count, 784) of any type that .npy files have
/// here, to (count, 28, 28) of 0 to 255. Integers are grey levels as they are. Floats are grey
/// levels when some is above 1, and then whole; else they lie in 0 to 1 and are rounded to the
/// nearest of the 256 levels, which keeps exactly what was a level over 255.
[[nodiscard]] HostArray<std::uint8_t> parse_npy_images(ByteView bytes, const std::string& subject);

/// Labels (count) or (count, 1) of any type, whole numbers from 0 to 255, to (count).
[[nodiscard]] HostArray<std::uint8_t> parse_npy_labels(ByteView bytes, const std::string& subject);

}  // namespace fathom
