#pragma once

#include <cstdint>

namespace fathom {

/// The greatest resident memory of this process, in bytes, since it began to run this program; 0
/// where the system does not say. (getrusage also counts whoever started it.)
[[nodiscard]] std::int64_t peak_memory_bytes();

}  // namespace fathom
