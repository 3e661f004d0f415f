#pragma once

#include <caf/all.hpp>
#include <catch2/catch.hpp>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "actors/messages/message.hpp"
#include "actors/simulation/simulation.hpp"

namespace fathom {

/// Writes down everything that passes the wires.
class TraceObserver final : public WireObserver {
 public:
  struct Entry {
    SimTime time;
    PartyId from;
    PartyId to;
    std::uint64_t tag = 0;
    Bytes message;
    bool delivered = false;
    auto operator<=>(const Entry&) const = default;
  };

  explicit TraceObserver(Simulation& simulation) : simulation_(simulation) {}

  void on_sent(PartyId from, PartyId to, const Header& header, Bytes message) override {
    entries.push_back({simulation_.now(), from, to, header.tag.value, message, false});
    last_sent = &header;
  }
  void on_delivered(PartyId from, PartyId to, const Envelope& envelope, Bytes message,
                    const MessageLife& life) override {
    entries.push_back({life.delivered, from, to, envelope.header.tag.value, message, true});
    last_delivered = &envelope.header;
    last_life = life;
  }

  std::vector<Entry> entries;
  const Header* last_sent = nullptr;
  const Header* last_delivered = nullptr;
  MessageLife last_life;

 private:
  Simulation& simulation_;
};

inline Envelope envelope_of(MessageKind kind, std::uint64_t tag, std::size_t elements = 0) {
  Header header;
  header.tag = Tag{tag};
  header.kind = kind;
  header.elements = static_cast<std::uint32_t>(elements);
  Payload payload;
  if (elements > 0) payload.tensors.push_back(Tensor::zeros(z64(), Shape{elements}));
  return {header, std::make_shared<const Payload>(std::move(payload)), {}};
}

inline Opening opening(std::uint64_t tag, std::size_t elements = 0) {
  return {envelope_of(MessageKind::opening, tag, elements)};
}

/// Bytes on the wire of an opening of so many elements of Z_2^64.
inline Bytes opening_wire_bytes(std::size_t elements) {
  return wire_bytes(standard_framing().message(MessageKind::opening,
                                               Bytes{static_cast<std::int64_t>(8 * elements)}));
}

/// A simulation whose parties are given as handlers of openings.
class WireFixture {
 public:
  using Behaviour = std::function<caf::behavior(caf::event_based_actor*)>;

  WireFixture() = default;
  explicit WireFixture(const char* network) : simulation(NetworkSpec::plain(network)) {}

  caf::actor add(PartyId party, Behaviour behaviour) {
    caf::actor actor = simulation.system().spawn(std::move(behaviour));
    simulation.add_party(party, actor);
    return actor;
  }

  /// A party that notes the tags of the openings it gets.
  caf::actor add_listener(PartyId party, SimDuration work = SimDuration{0}) {
    return add(party, [this, party, work](caf::event_based_actor*) -> caf::behavior {
      return {[this, party, work](const Opening& message) {
        note(message.envelope.header.tag.value);
        simulation.clock(party).charge(work);
      }};
    });
  }

  void note(std::uint64_t tag) {
    log += std::to_string(tag) + "@" + std::to_string(simulation.now().ns()) + " ";
  }

  std::string log;
  Simulation simulation{NetworkSpec::plain("latency=1us")};
};

}  // namespace fathom
