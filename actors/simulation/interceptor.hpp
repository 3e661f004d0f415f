#pragma once

#include <cstdint>

#include "actors/network/network.hpp"
#include "metrics/party_id.hpp"
#include "protocol/envelope.hpp"

namespace fathom {

/// What becomes of a message that has arrived at its receiver's host.
enum class Verdict : std::uint8_t { deliver, hold, drop };

/// Stands before every delivery, for tests: lets messages pass, holds them back until they are
/// released in any order and at any time, or loses them. A message was sent, and counted, all the
/// same.
class Interceptor {
 public:
  Interceptor() = default;
  Interceptor(const Interceptor&) = delete;
  Interceptor& operator=(const Interceptor&) = delete;
  virtual ~Interceptor() = default;

  [[nodiscard]] virtual Verdict on_delivery(PartyId from, PartyId to, const Envelope& envelope) = 0;
};

/// A message that an interceptor holds back. The envelope lives as long as it is held.
struct HeldMessage {
  PartyId from;
  PartyId to;
  const Envelope* envelope;
  MessageLife life;
};

}  // namespace fathom
