#pragma once

#include <cstdint>

#include "protocol/rings/ring.hpp"

namespace fathom {

/// How shares of random values reach the servers.
enum class Delivery : std::uint8_t {
  full,    ///< every share is sent
  seeded,  ///< 16 bytes of key once; server 0 derives all, server 1 all but the correction
};

/// To whom the likelihoods of a training batch are revealed. [seed, "Softmax and loss function"]
enum class Likelihoods : std::uint8_t {
  both,  ///< both servers, as the reference implementation
  one,   ///< server 0 alone; the gradient's shares are p - y0 and -y1, no way back is needed
};

/// The choices that make a variant of the protocol.
struct Settings {
  /// The ring of all shares, and the fractional bits of a value.
  const Ring* ring = &z64();
  int fractional_bits = 16;
  /// A value x may be encoded when |x| < 2^integral_bits.
  int integral_bits = 8;

  /// How material comes from the producer and inputs from the providers.
  Delivery material = Delivery::full;
  Delivery inputs = Delivery::full;

  /// Openings that do not depend on each other go together in one round, or each in its own.
  bool together = true;
  Likelihoods likelihoods = Likelihoods::one;

  /// How many pieces of material may be on their way or unused at a server; 0 is no limit, and then
  /// no credits are sent.
  std::int64_t window = 32;
};

/// Throws UserError when a product of two values does not leave room in the ring: with u = x / 2^h
/// read at f + h bits it takes 2 (f + h) + integral_bits bits and two more to wrap rarely.
void check_room(const Settings& settings, int half_width_log2);

}  // namespace fathom
