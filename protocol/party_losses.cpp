// What a party makes of peers that are gone, too late, or do not keep to the protocol.

#include <fmt/format.h>

#include <algorithm>

#include "metrics/errors.hpp"
#include "protocol/gathering.hpp"
#include "protocol/party.hpp"

namespace fathom {
namespace {

double milliseconds(SimDuration duration) { return static_cast<double>(duration.count()) / 1e6; }

std::string message_text(const Header& header, PartyId from) {
  return fmt::format("a message of kind {} from {}", to_string(header.kind), to_string(from));
}

/// " in layer dense1, pass forward, ...".
std::string place_text(const Label& label, const LayerNames& layers) {
  return fmt::format(" in layer {}, pass {}, operation {}, step {}",
                     Party::layer_text(label, layers), to_string(label.pass),
                     to_string(label.operation), label.step);
}

ProtocolError violation(const std::string& what) { return {ProtocolError::Kind::violation, what}; }

}  // namespace

const LayerNames& Party::layers() const {
  static const LayerNames none;
  return layers_ != nullptr ? *layers_ : none;
}

std::string Party::layer_text(const Label& label, const LayerNames& layers) {
  return label.layer < layers.size() ? layers[label.layer] : std::to_string(label.layer);
}

std::string Party::in_layer(const Label& label) const { return "," + place_text(label, layers()); }

std::string Party::wait_text(const Name& name, const Receive& receive,
                             const LayerNames& layers) const {
  return fmt::format("{} waits for a message of kind {} from {}{}", to_string(id_),
                     to_string(receive.expected_.kind), to_string(name.from),
                     place_text(receive.strand_->label, layers));
}

bool Party::admit(const Name& name, const Envelope& envelope) {
  const Header& header = envelope.header;
  if (header.epoch < epoch_) {
    ++refused_;
    return false;
  }
  const auto where = [&] { return message_text(header, name.from) + in_layer(header.label); };
  if (header.epoch > epoch_) {
    throw violation(fmt::format("{} is in start {} of the job and received one of start {}: {}",
                                to_string(id_), epoch_, header.epoch, where()));
  }
  const auto before = inbox_.find(name);
  const std::size_t next = before == inbox_.end() ? 0 : before->second.size();
  if (taken_.contains(name) || header.part < next) {
    throw violation(fmt::format("{} received a message twice: {}", to_string(id_), where()));
  }
  if (header.part != next) {
    throw violation(fmt::format("{} received part {} of a message before part {}: {}",
                                to_string(id_), header.part, next, where()));
  }
  if (inbox_limit_ == Bytes{0}) return true;
  Bytes& unasked = unasked_[name.from];
  unasked += kept_bytes(header);
  if (unasked <= inbox_limit_ || is_asked_for(name)) return true;
  throw violation(fmt::format(
      "{} holds {} bytes from {} that nobody has asked for, more than {}; "
      "the last was {}",
      to_string(id_), unasked.count(), to_string(name.from), inbox_limit_.count(), where()));
}

bool Party::is_asked_for(const Name& name) const {
  return waiting_.contains(name) || (gathering_ != nullptr && gathering_->misses(name));
}

template <class Which>
std::string Party::first_waiting(const Which& which) const {
  std::string first;
  for (const auto& [name, receive] : waiting_) {
    if (!which(name, *receive)) continue;
    std::string text = wait_text(name, *receive, layers());
    if (first.empty() || text < first) first = std::move(text);
  }
  return first;
}

std::exception_ptr Party::lost(PartyId peer, const std::string& waiting) const {
  return std::make_exception_ptr(
      ProtocolError(ProtocolError::Kind::peer_lost,
                    fmt::format("{} {}: {}", to_string(peer), lost_.at(peer), waiting)));
}

void Party::lose(PartyId peer, const std::string& why) {
  lost_.emplace(peer, why);
  std::string waiting = first_waiting(
      [peer](const Name& name, const Receive& /*receive*/) { return name.from == peer; });
  if (waiting.empty() && gathering_ != nullptr && gathering_->waits() && gathering_->misses(peer)) {
    waiting = gathering_->waiting(layers());
  }
  if (!waiting.empty()) fail(lost(peer, waiting));
}

bool Party::give_up(std::uint64_t begun, SimDuration time) {
  std::string waiting = first_waiting(
      [begun](const Name& /*name*/, const Receive& receive) { return receive.number_ < begun; });
  if (waiting.empty() && gathering_ != nullptr && gathering_->waits() &&
      gathering_->number() < begun) {
    waiting = gathering_->waiting(layers());
  }
  if (waiting.empty()) return false;
  fail(std::make_exception_ptr(
      ProtocolError(ProtocolError::Kind::timed_out,
                    fmt::format("no message for {} ms: {}", milliseconds(time), waiting))));
  return true;
}

}  // namespace fathom
