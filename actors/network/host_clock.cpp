#include "actors/network/host_clock.hpp"

#include <algorithm>
#include <utility>

#include "metrics/errors.hpp"

namespace fathom {

void HostClock::handle(Job job, const std::optional<Cause>& cause) {
  if (!busy()) {
    run(std::move(job), cause);
  } else {
    waiting_.push_back({std::move(job), cause});
  }
  wake_when_free();
}

void HostClock::handle_first(Job job) {
  if (next_ > 0) {
    waiting_[--next_] = {std::move(job), {}};
  } else {
    waiting_.insert(waiting_.begin(), {std::move(job), {}});
  }
  wake_when_free();
}

void HostClock::charge(SimDuration duration) {
  ensure(handling_, "host clock: work was charged to a host that handles nothing");
  ensure(duration.count() >= 0, "host clock: less than no time was charged");
  charged_ += duration;
}

SimTime HostClock::local_now() const { return handling_ ? start_ + charged_ : queue_->now(); }

void HostClock::handle_all() {
  while (waiting() > 0) run_next();
}

bool HostClock::busy() const { return handling_ || waiting() > 0 || free_at_ > queue_->now(); }

void HostClock::run(Job job, const std::optional<Cause>& cause) {
  struct Frame {
    HostClock& host;
    ~Frame() {
      host.handling_ = false;
      host.free_at_ = host.start_ + host.charged_;
    }
  };
  idle_since_ = free_at_;
  start_ = std::max(queue_->now(), free_at_);
  charged_ = SimDuration{0};
  cause_ = cause;
  handling_ = true;
  const Frame frame{*this};
  job();
}

void HostClock::run_next() {
  Waiting first = std::move(waiting_[next_++]);
  if (next_ >= waiting_.size() - next_) {  // half of it is behind us: each is moved once at most
    waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(next_));
    next_ = 0;
  }
  run(std::move(first.job), first.cause);
}

/// One event for each handling, so that events of other hosts at the same instant get their turn.
void HostClock::wake_when_free() {
  if (handling_ || waiting() == 0 || wake_scheduled_) return;
  wake_scheduled_ = true;
  queue_->at(std::max(queue_->now(), free_at_), [this] {
    wake_scheduled_ = false;
    if (waiting() > 0) run_next();
    wake_when_free();
  });
}

}  // namespace fathom
