#include "actors/network/tcp_window.hpp"

#include <algorithm>

#include "metrics/framing.hpp"

namespace fathom {
namespace {

constexpr std::int64_t kInitial = 10;
constexpr SimDuration kLeastTimeout{200'000'000};

}  // namespace

TcpWindow::TcpWindow(SimDuration round_trip, Bytes greatest)
    : round_trip_(round_trip),
      greatest_(std::max(greatest.count() / kSegmentPayload.count(), kInitial)),
      window_(kInitial) {}

SimDuration TcpWindow::handshake(bool tls) const { return tls ? round_trip_ * 2 : round_trip_; }

std::int64_t TcpWindow::take(SimTime now, std::int64_t wanted, SimDuration segment) {
  const bool was_new = is_new_;
  is_new_ = false;
  if (!was_new) shrink(now - last_sent_);
  if (!was_new && left_ == 0 && now < opens_at()) return 0;
  const SimTime full = flight_ + segment * window_;
  if (full >= opens_at()) {
    take_freely(now, wanted);
    return wanted;
  }
  if (was_new || now >= opens_at()) {
    flight_ = now;
    left_ = window_;
  }
  const std::int64_t taken = std::min(left_, wanted);
  left_ -= taken;
  if (left_ == 0 && taken > 0) window_ = std::min(2 * window_, greatest_);
  return taken;
}

/// After a pause that shrinks the window all that was sent is acknowledged.
void TcpWindow::shrink(SimDuration idle) {
  const SimDuration timeout = round_trip_ + kLeastTimeout;
  for (; idle > timeout && window_ > kInitial; idle -= timeout) {
    window_ = std::max(window_ / 2, kInitial);
  }
}

/// The window grows as it would in flights.
void TcpWindow::take_freely(SimTime now, std::int64_t wanted) {
  while (wanted >= window_ && window_ < greatest_) {
    wanted -= window_;
    window_ = std::min(2 * window_, greatest_);
  }
  flight_ = now;
  left_ = window_;
}

}  // namespace fathom
