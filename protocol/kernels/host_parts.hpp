#pragma once

#include <array>
#include <chrono>
#include <cstdint>

namespace fathom {

/// What a kernel is for: where the host's time goes.
enum class HostPart : std::uint8_t {
  elements,   ///< element by element, and whatever else passes over memory
  products,   ///< matrix products
  generator,  ///< randomness
};
using HostParts = std::array<std::chrono::nanoseconds, 3>;

/// Host time that threads have spent in kernels since the program began, all threads together.
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
