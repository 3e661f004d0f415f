#include "protocol/when_all.hpp"

namespace fathom {

bool Fork::begin(std::coroutine_handle<> parent, Strand& strand) {
  parent_ = parent;
  strand_ = &strand;
  fork_ = strand_->forks++;
  advance();
  starting_ = false;
  return !finished();
}

std::coroutine_handle<> Fork::child_ended() noexcept {
  if (starting_) return std::noop_coroutine();
  if (order_ == ForkOrder::in_order) {
    starting_ = true;
    advance();
    starting_ = false;
  }
  return finished() ? parent_ : std::noop_coroutine();
}

// Starts children until the next one must wait for its turn, or one has failed.
void Fork::advance() {
  while (started_ < strands_.size() && !first_error()) {
    const std::size_t index = started_++;
    strands_[index] = strand_->child(fork_, static_cast<std::uint32_t>(index));
    if (order_ == ForkOrder::in_order && index > 0) {
      for (const std::size_t alone : {2U, 3U}) {
        strands_[index].depth[alone] = strands_[index - 1].depth[alone];
      }
    }
    start(index, strands_[index], *this);
    if (order_ == ForkOrder::in_order && !ended(index)) return;
  }
}

std::exception_ptr Fork::first_error() const {
  for (std::size_t child = 0; child < started_; ++child) {
    if (!ended(child)) continue;
    if (std::exception_ptr failure = error(child)) return failure;
  }
  return nullptr;
}

bool Fork::finished() const {
  if (first_error()) return true;
  if (started_ < strands_.size()) return false;
  for (std::size_t child = 0; child < started_; ++child) {
    if (!ended(child)) return false;
  }
  return true;
}

void Fork::end() {
  if (const std::exception_ptr first = first_error()) {
    // Siblings that still wait end here, in their own order.
    for (std::size_t child = 0; child < strands_.size(); ++child) destroy(child);
    std::rethrow_exception(first);
  }
  for (const Strand& child : strands_) strand_->join(child);
}

}  // namespace fathom
