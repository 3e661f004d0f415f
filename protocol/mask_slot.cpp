#include "protocol/mask_slot.hpp"

#include <algorithm>
#include <atomic>
#include <utility>

#include "metrics/errors.hpp"

namespace fathom {

std::uint64_t MaskSlot::next_number() {
  static std::atomic<std::uint64_t> last{0};
  return ++last;
}

void MaskSlot::claim() {
  ensure(state_ == State::open, "a value is masked once, with a mask of its own");
  state_ = State::claimed;
}

void MaskSlot::fill(const Strand& strand, Tensor opening, Tensor mask) {
  put(strand, std::move(opening), std::move(mask));
  wake_all();
}

void MaskSlot::put(const Strand& strand, Tensor opening, Tensor mask) {
  ensure(state_ != State::filled, "a mask serves one value only");
  state_ = State::filled;
  if (strand.trace != nullptr) strand.trace->on_fill(strand.place(), number_);
  depth_ = strand.depth;
  for (Depth& depth : depth_) depth.alone = 0;
  opening_ = std::move(opening);
  mask_ = std::move(mask);
  derivation_ = {};
  rows_.reset();
}

/// In the order in which they came. What one of them does may end others, which then are on the
/// list no more.
void MaskSlot::wake_all() {
  while (!waiting_.empty()) {
    const std::coroutine_handle<> handle = waiting_.front()->handle_;
    waiting_.erase(waiting_.begin());
    handle.resume();
  }
}

MaskSlot::Filled::~Filled() { std::erase(slot_.waiting_, this); }

bool MaskSlot::Filled::wait(std::coroutine_handle<> handle) {
  if (strand_->trace != nullptr) strand_->trace->on_await(strand_->place(), slot_.number_);
  if (slot_.is_filled()) return false;
  ensure(slot_.state_ == State::claimed, "a value was used before it was masked");
  handle_ = handle;
  slot_.waiting_.push_back(this);
  return true;
}

void MaskSlot::Filled::await_resume() {
  for (std::size_t i = 0; i < slot_.depth_.size(); ++i) {
    strand_->hops->deepen(strand_->depth[i], slot_.depth_[i]);
  }
}

}  // namespace fathom
