#include "actors/deployment/deployed_party.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "actors/deployment/local_messages.hpp"
#include "actors/deployment/real_time.hpp"
#include "actors/deployment/remote_wire.hpp"
#include "actors/messages/meter.hpp"
#include "actors/messages/post.hpp"
#include "metrics/errors.hpp"

namespace fathom {
namespace {

/// The size of a message's frame.
Bytes frame_size(const Header& header) {
  return standard_framing().message(header.kind, payload_bytes(header));
}

PartyEnd end_by(PartyId party, const std::exception_ptr& failure) {
  try {
    std::rethrow_exception(failure);
  } catch (const ProtocolError& error) {
    return {end_of(error.kind()), party, error.what()};
  } catch (const std::bad_alloc&) {
    return {EndKind::failed, party, to_string(party) + " is out of memory"};
  } catch (const std::exception& error) {
    return {EndKind::failed, party, fmt::format("{} failed: {}", to_string(party), error.what())};
  }
}

[[noreturn]] void refuse(const Party& party, PartyId from, const caf::message_view& message) {
  const Envelope* envelope = envelope_in(message);
  ensure(envelope != nullptr, "a party's actor received what is no message of the protocol");
  const Header& header = envelope->header;
  throw ProtocolError(
      ProtocolError::Kind::violation,
      fmt::format("{} takes no message of kind {}, and {} sent one{}", to_string(party.id()),
                  to_string(header.kind), to_string(from), party.in_layer(header.label)));
}

}  // namespace

DeployedParty::DeployedParty(PartyId id, Links links, LayerNames layers)
    : links_(std::move(links)),
      layers_(std::move(layers)),
      party_(id, *this, recorder_),
      strand_(program_strand(recorder_.hops(), id, nullptr)) {
  recorder_.set_clock([this](PartyId) { return SimTime{(real_now() - begun_).count()}; });
  for (const auto& [to, wire] : links_.wires) {
    remote_wire(caf::actor_cast<caf::strong_actor_ptr>(wire).get())
        ->connect(links_.switchboard,
                  [this](PartyId receiver, const Envelope& envelope, Bytes message) {
                    on_sent(receiver, envelope, message);
                  });
  }
}

// Called by the actor itself, before it takes any message.
void DeployedParty::set_self(caf::actor self) {
  self_ = std::move(self);
  auto* actor = dynamic_cast<caf::scheduled_actor*>(caf::actor_cast<caf::abstract_actor*>(self_));
  ensure(actor != nullptr, "the actor of a party must be event-based");
  actor_ = actor;
  actor->set_exception_handler([this](std::exception_ptr& failure) -> caf::error {
    fail(failure);
    return caf::none;
  });
  actor->set_default_handler(
      [this](caf::scheduled_actor*, caf::message_view& message) -> caf::result<caf::message> {
        if (message.content().match_elements<GiveUp>()) {
          give_up(message.content().get_as<GiveUp>(0).patience);
          return caf::make_message();
        }
        const RemoteWire* from = remote_wire(actor_->current_sender().get());
        refuse(party_, from == nullptr ? party_.id() : from->to(), message);
      });
  actor->set_exit_handler([this](caf::exit_msg&) { stop(); });
}

void DeployedParty::start() {
  ensure(!task_ && program_, "a party starts once, with a program");
  begun_ = ended_ = asked_ = real_now();
  task_.emplace(program_());
  task_->start(strand_);
  check_end();
}

void DeployedParty::deliver(const Envelope& envelope) {
  const RemoteWire* from = remote_wire(actor_->current_sender().get());
  ensure(from != nullptr, "a protocol message came without its sender");
  party_.deliver(from->to(), envelope);
  check_end();
}

void DeployedParty::check_end() {
  if (told_ || !task_ || !task_->done()) return;
  told_ = true;
  ended_ = real_now();
  task_->result();
  caf::anon_send(links_.switchboard, ProgramDone{});
}

void DeployedParty::give_up(SimDuration patience) {
  const SimTime now = real_now();
  // What was sent while the party computed, or waited for credit, comes at once: too soon.
  if (!task_ || told_ || now - asked_ < SimDuration{patience.count() / 2}) return;
  asked_ = now;
  party_.give_up(std::exchange(waits_before_, party_.waits_begun()), patience);
  check_end();
}

void DeployedParty::fail(const std::exception_ptr& failure) {
  told_ = true;
  ended_ = real_now();
  caf::anon_send(links_.switchboard, ProgramFailed{end_by(party_.id(), failure)});
}

void DeployedParty::stop() {
  ended_ = real_now();
  caf::anon_send(links_.switchboard, StoppedAt{party_.waiting(layers_)});
  actor_->quit();
}

// The producer and the providers have nothing else to do than to wait for credit.
void DeployedParty::send(PartyId to, Envelope envelope) {
  if (const auto gate = links_.gates.find(to); gate != links_.gates.end()) {
    const Header& header = envelope.header;
    gate->second->pass(header.tag, header.part, frame_size(header));
  }
  post(self_, links_.wires.at(to), std::move(envelope));
}

void DeployedParty::on_sent(PartyId to, const Envelope& envelope, Bytes message) {
  const Header& header = envelope.header;
  recorder_.ledger().add_message(header.label, {party_.id(), to}, Elements{header.elements},
                                 payload_bytes(header), message);
  if (payload_bytes(header) == Bytes{0}) return;
  digests_.payload(party_.id(), to, mix(header.tag.value, header.part),
                   content_hash(*envelope.payload));
}

void DeployedParty::charge(const Label& /*label*/, const Ring& /*ring*/, const Work& /*work*/,
                           SimDuration measured) {
  busy_ += measured;
}

void DeployedParty::on_resume(const Label& /*label*/) {}

void DeployedParty::on_taken(PartyId from, const Header& header) {
  if (!party_.id().is_server() || !(from.is_producer() || from.is_provider())) return;
  caf::anon_send(links_.switchboard, Consumed{from, frame_size(header)});
}

std::int64_t DeployedParty::chain() const {
  std::int64_t longest = 0;
  for (const Depth& depth : strand_.depth) longest = std::max(longest, depth.chain);
  return longest;
}

}  // namespace fathom
