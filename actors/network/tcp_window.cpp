#include "actors/network/tcp_window.hpp"

#include <algorithm>

#include "metrics/framing.hpp"

namespace fathom {
namespace {

constexpr std::int64_t kInitial = 10;
constexpr SimDuration kLeastTimeout{200'000'000};

// HyStart: half a round trip with the delay of an acknowledgement, and no end below 16 segments.
constexpr SimDuration kAcknowledgementDelay{1'000'000};
constexpr std::int64_t kLeastEnd = 16;
/// Acknowledged segments for one more in the window, before the first loss.
constexpr std::int64_t kSlowGrowth = 20;

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
  if (segment * window_ >= round_trip_) {
    take_freely(now, wanted, segment);
    return wanted;
  }
  if (was_new || now >= opens_at()) {
    flight_ = now;
    left_ = window_;
  }
  const std::int64_t taken = std::min(left_, wanted);
  left_ -= taken;
  flight_length_ = segment * taken;
  if (left_ == 0 && taken > 0) grow(segment);
  return taken;
}

/// After a pause that shrinks the window all that was sent is acknowledged.
void TcpWindow::shrink(SimDuration idle) {
  const SimDuration timeout = kLeastTimeout + std::max(round_trip_, flight_length_);
  for (; idle > timeout && window_ > kInitial; idle -= timeout) {
    window_ = std::max(window_ / 2, kInitial);
  }
}

/// A window was sent whole, and is acknowledged.
void TcpWindow::grow(SimDuration segment) {
  const std::int64_t acknowledged = window_;
  if (window_ < threshold_) {
    find_threshold(segment);
    window_ = std::min(2 * window_, threshold_);
  }
  counted_ += 2 * acknowledged - window_;  // what did not double it
  window_ = std::min(window_ + counted_ / kSlowGrowth, greatest_);
  counted_ %= kSlowGrowth;
}

/// HyStart: slow start ends in the flight whose acknowledgements come in for half a round trip.
void TcpWindow::find_threshold(SimDuration segment) {
  if (threshold_ != kNoThreshold || segment == SimDuration{0}) return;
  const std::int64_t half = (round_trip_ + kAcknowledgementDelay).count() / 2;
  const std::int64_t in_half = (half + segment.count() - 1) / segment.count();
  const std::int64_t end = std::max(in_half, kLeastEnd - window_);
  if (window_ > end) threshold_ = window_ + end;
}

/// The window grows as it would in flights.
void TcpWindow::take_freely(SimTime now, std::int64_t wanted, SimDuration segment) {
  flight_length_ = segment * std::min(wanted, window_);
  for (; wanted >= window_ && window_ < greatest_; flight_length_ = segment * window_) {
    wanted -= window_;
    grow(segment);
  }
  flight_ = now;
  left_ = window_;
}

}  // namespace fathom
