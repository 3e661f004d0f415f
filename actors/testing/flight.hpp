#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "metrics/party_id.hpp"
#include "metrics/units.hpp"
#include "protocol/envelope.hpp"

namespace fathom::testing {

/// One message of a run under test, from its sending on: who sent what to whom, what it was for,
/// and what has become of it.
struct Flight {
  enum class State : std::uint8_t {
    in_flight,  ///< on its way
    held,       ///< at its receiver's host, held back
    delivered,  ///< handed over; the receiver takes it when it waits for it
    dropped,    ///< lost
  };

  std::size_t number = 0;  ///< in the order of sending, from 0
  PartyId from;
  PartyId to;
  MessageKind kind = MessageKind::opening;
  Label label;
  Tag tag;
  std::uint16_t part = 0;  ///< number of this part of a payload over 64 MiB
  Rounds round;            ///< depth of online messages up to this one; 0 for other phases
  Elements elements;
  Bytes payload;
  Bytes message;    ///< with headers and framing
  SimTime sent;     ///< by the sender's clock
  SimTime arrived;  ///< at the receiver's host, when it has
  State state = State::in_flight;
  std::shared_ptr<const Payload> content;  ///< what it carries, once it has arrived
};

/// All elements that an arrived message carries, in one row. Throws InternalError for a message
/// without elements, or on its way.
[[nodiscard]] Tensor elements_of(const Flight& flight);

/// For messages about a run: "#3 server0 -> server1: opening, 6 elements, 48 bytes, round 2
/// (online, layer -, operation multiply), sent at 10ms, held since 20ms".
[[nodiscard]] std::string describe(const Flight& flight, const LayerNames& layers);

}  // namespace fathom::testing
