#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>

namespace fathom {

/// What a kernel is for: where the host's time goes.
enum class HostPart : std::uint8_t {
  elements,   ///< element by element, and whatever else passes over memory
  products,   ///< matrix products
  generator,  ///< randomness
};
using HostParts = std::array<std::chrono::nanoseconds, 3>;

/// Host time that callers of parallel_for have spent in it since the program began.
[[nodiscard]] HostParts host_parts();

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

/// Number of threads that parallel_for uses, the caller included. 1 turns the pool off.
void set_threads(std::size_t count);
[[nodiscard]] std::size_t threads();

}  // namespace fathom
