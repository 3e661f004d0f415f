#pragma once

#include <cstddef>
#include <functional>

#include "protocol/kernels/host_parts.hpp"

namespace fathom {

/// Runs body(first, last) over a partition of [0, n) on the calling thread and a small standing
/// pool, and returns when all of it is done. Pieces are multiples of `grain` (the last one may be
/// shorter), and their borders do not depend on the number of threads, so that even floating point
/// gives one result. With n <= grain the body simply runs here. The first exception of a piece is
/// thrown again.
void parallel_for(std::size_t n, std::size_t grain,
                  const std::function<void(std::size_t first, std::size_t last)>& body);
/// The same, counted as something else than elements.
void parallel_for(HostPart part, std::size_t n, std::size_t grain,
                  const std::function<void(std::size_t first, std::size_t last)>& body);

/// Number of threads that parallel_for and deferred work use, the caller included. 1 turns the
/// pool off.
void set_threads(std::size_t count);
[[nodiscard]] std::size_t threads();

}  // namespace fathom
