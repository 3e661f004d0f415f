#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "metrics/errors.hpp"
#include "metrics/party_id.hpp"

namespace fathom {

/// How a party's part in a job ended; the numbers are exit codes. 2 is a user's mistake, which is
/// found before there is a party.
enum class EndKind : std::uint8_t {
  done = 0,
  failed = 1,     ///< a bug: one of fathom's own checks did not hold
  peer_lost = 3,  ///< a connection broke, or nothing came for too long
  timed_out = 4,  ///< a deadline passed
  violation = 5,  ///< a party did what the protocol does not allow
  refused = 6,    ///< a party is another one than was looked for, or has another job
};

/// The end, and in one sentence why; `party` is the one that is to blame, where there is one.
struct PartyEnd {
  EndKind kind = EndKind::done;
  std::optional<PartyId> party;
  std::string why;
};

[[nodiscard]] constexpr EndKind end_of(ProtocolError::Kind kind) {
  switch (kind) {
    case ProtocolError::Kind::violation:
      return EndKind::violation;
    case ProtocolError::Kind::peer_lost:
      return EndKind::peer_lost;
    case ProtocolError::Kind::timed_out:
      return EndKind::timed_out;
    case ProtocolError::Kind::cancelled:
      break;
  }
  return EndKind::failed;
}

}  // namespace fathom
