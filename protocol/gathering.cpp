#include "protocol/gathering.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "metrics/errors.hpp"

namespace fathom {

Gathering::Gathering(Party& party, Strand& strand, std::vector<Item> items)
    : party_(party), items_(std::move(items)), strand_(&strand) {
  if (strand.trace != nullptr) strand.trace->on_gather(party_.place(strand), items_);
  ensure(party_.gathering_ == nullptr, "a party gathers two sets of messages at once");
  party_.gathering_ = this;
  numbers_.reserve(items_.size());
  for (std::size_t i = 0; i < items_.size(); ++i) {
    const Party::Name name{items_[i].from, items_[i].tag};
    const bool fresh = numbers_.emplace(name, i).second;
    ensure(fresh && !party_.taken_.contains(name), "a message is gathered twice");
    const auto found = party_.inbox_.find(name);
    if (found != party_.inbox_.end()) on_message(name, found->second);
  }
}

Gathering::~Gathering() {
  party_.gathering_ = nullptr;
  if (left() == 0 && strand_->trace != nullptr) {
    strand_->trace->on_gathered(party_.place(*strand_));
  }
}

Gathering::Next Gathering::next() { return Next(*this); }

void Gathering::on_message(const Party::Name& name, const Party::Parts& parts) {
  const auto found = numbers_.find(name);
  if (found == numbers_.end() || !party_.complete(parts, items_[found->second].expected)) return;
  ready_.push_back(found->second);
  if (!handle_) return;
  party_.host_.on_resume(strand_->label);
  resume();
}

bool Gathering::misses(PartyId from) const {
  return std::ranges::any_of(numbers_,
                             [from](const auto& entry) { return entry.first.from == from; });
}

std::string Gathering::waiting(const LayerNames& layers) const {
  std::size_t first = items_.size();
  for (const auto& [name, number] : numbers_) first = std::min(first, number);
  const Item& item = items_[first];
  return fmt::format("{} waits for {} messages, the first of kind {} from {}, in layer {}",
                     to_string(party_.id_), left(), to_string(item.expected.kind),
                     to_string(item.from), Party::layer_text(strand_->label, layers));
}

bool Gathering::wait(Strand& strand, std::coroutine_handle<> handle) {
  ensure(left() > 0, "more messages were taken than are gathered");
  strand_ = &strand;
  if (party_.failure_ || !ready_.empty()) return false;
  for (const auto& [peer, why] : party_.lost_) {
    if (!misses(peer)) continue;
    party_.failure_ = party_.lost(peer, waiting(party_.layers()));
    return false;
  }
  handle_ = handle;
  number_ = party_.waits_begun_++;
  return true;
}

Gathering::Taken Gathering::take() {
  if (ready_.empty()) {
    ensure(party_.failure_ != nullptr, "a wait ended without its message");
    std::rethrow_exception(party_.failure_);
  }
  const std::size_t number = ready_.front();
  ready_.pop_front();
  const Item& item = items_[number];
  const Party::Name name{item.from, item.tag};
  numbers_.erase(name);
  if (strand_->trace != nullptr) {
    strand_->trace->on_take(party_.place(*strand_), number);
  }
  return {number, party_.take(name, item.expected, *strand_)};
}

void Gathering::resume() {
  if (handle_) std::exchange(handle_, {}).resume();
}

}  // namespace fathom
