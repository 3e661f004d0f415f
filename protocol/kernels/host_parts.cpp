#include "protocol/kernels/host_parts.hpp"

#include <atomic>
#include <cstddef>

namespace fathom {
namespace {

std::array<std::atomic<std::int64_t>, std::tuple_size_v<HostParts>> spent{};
thread_local TimedPart* innermost = nullptr;

}  // namespace

TimedPart::TimedPart(HostPart part) : part_(part), outer_(innermost), since_(Clock::now()) {
  if (outer_ != nullptr) outer_->count(since_);
  innermost = this;
}

TimedPart::~TimedPart() {
  const Clock::time_point now = Clock::now();
  count(now);
  if (outer_ != nullptr) outer_->since_ = now;
  innermost = outer_;
}

void TimedPart::count(Clock::time_point until) const {
  spent[static_cast<std::size_t>(part_)].fetch_add(std::chrono::nanoseconds(until - since_).count(),
                                                   std::memory_order_relaxed);
}

HostParts host_parts() {
  HostParts parts;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    parts[i] = std::chrono::nanoseconds(spent[i].load(std::memory_order_relaxed));
  }
  return parts;
}

}  // namespace fathom
