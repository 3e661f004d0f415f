#pragma once

#include "actors/network/network.hpp"
#include "metrics/party_id.hpp"
#include "metrics/units.hpp"
#include "protocol/envelope.hpp"

namespace fathom {

/// Is told of every message that passes a wire, in the order of the simulation. It sees everything
/// and may change nothing.
class WireObserver {
 public:
  WireObserver() = default;
  WireObserver(const WireObserver&) = delete;
  WireObserver& operator=(const WireObserver&) = delete;
  virtual ~WireObserver() = default;

  /// `message` is the framed size; the sender's clock stands at the time of sending.
  virtual void on_sent(PartyId from, PartyId to, const Header& header, Bytes message) = 0;
  /// The message arrived, at `life.delivered`; its receiver may still be busy with another one.
  virtual void on_delivered(PartyId from, PartyId to, const Envelope& envelope, Bytes message,
                            const MessageLife& life) = 0;
};

}  // namespace fathom
