#pragma once

#include <array>
#include <chrono>
#include <cstdint>

namespace fathom {

/// What a kernel is for: where the host's time goes.
enum class HostPart : std::uint8_t {
  elements,   ///< arithmetic element by element, audits of it too
  products,   ///< matrix products
  generator,  ///< randomness
  memory,     ///< moves values without computing: rows, windows, transposes, pieces, digests
  waiting,    ///< a thread of the pool, or one that waits for it, has nothing to do
};
using HostParts = std::array<std::chrono::nanoseconds, 5>;

/// Host time that threads have spent in kernels, and waiting for them, since the program began, all
/// threads together. A scope counts when it ends, or when one inside it begins.
[[nodiscard]] HostParts host_parts();

/// Counts the time of a scope, on its thread, to a part. One inside another takes its time from it.
class TimedPart {
 public:
  explicit TimedPart(HostPart part);
  TimedPart(const TimedPart&) = delete;
  TimedPart& operator=(const TimedPart&) = delete;
  ~TimedPart();

 private:
  using Clock = std::chrono::steady_clock;
  void count(Clock::time_point until) const;

  HostPart part_;
  TimedPart* outer_;
  Clock::time_point since_;
};

}  // namespace fathom
