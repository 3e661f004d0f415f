#pragma once

#include <cstdint>
#include <string_view>

#include "protocol/rings/ring.hpp"

namespace fathom {

/// How shares of random values reach the servers.
enum class Delivery : std::uint8_t {
  full,    ///< every share is sent
  seeded,  ///< 16 bytes of key once; server 0 derives all, server 1 all but the correction
};

/// To whom the likelihoods of a training batch are revealed. [seed, "Softmax and loss function"]
enum class Likelihoods : std::uint8_t {
  both,      ///< both servers, as the reference implementation
  one,       ///< server 0 alone; the gradient's shares are p - y0 and -y1, no way back is needed
  permuted,  ///< server 0, each row in an order that server 1 and the producer know, and it does
             ///< not
  server,    ///< a third server, each row in an order that the two servers know, and it does not
  none,      ///< nobody: the loss is one of sigmoids
};
/// "both", "one", "permuted", "server", "none": as on the command line and in the tables.
[[nodiscard]] std::string_view to_string(Likelihoods likelihoods);

/// Which server receives the corrections of seeded material.
enum class Corrections : std::uint8_t { server1, alternating };

/// How a product of private tensors is computed.
enum class Form : std::uint8_t {
  scalar,    ///< a Beaver triple for every scalar product  [seed, "Dense layers"]
  expanded,  ///< convolutions only: as a matrix product of the expanded images
  triple,    ///< one triple of the tensors' own shapes
  function,  ///< function-dependent: values are held masked, the result is opened  [ABY2.0]
};

/// Which values are opened once and used under the same mask ever after.
enum class Reuse : std::uint8_t {
  none,      ///< every product masks its operands anew
  weights,   ///< the weights: for predictions  [seed, "Generalised triples"]
  training,  ///< every value of a training step: one mask each for x, w and dy
};

/// How f fractional bits are dropped after a product.
enum class Truncation : std::uint8_t {
  local,  ///< each server alone  [SecureML, theorem 1]
  pair,   ///< open x + r, subtract r >> f  [ABY3, section 5.1, with the sign turned]
  msb,    ///< the same with r's top bit, so that nothing wraps  [ePrint 2020/338, section 5.1]
  gap,    ///< one message, statistically masked  [Catrina and Saxena, FC 2010]
  fused,  ///< with the opening of a function-dependent product; elsewhere as pair
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

  /// Element-wise products, matrix products, convolutions.
  Form multiply = Form::triple;
  Form dot = Form::triple;
  Form convolution = Form::triple;
  Reuse reuse = Reuse::none;
  Truncation truncation = Truncation::local;
  /// Statistical security of gap truncation and of switches between rings: a value's mask is
  /// 2^kappa times wider than the value.
  int kappa = 40;
  Corrections corrections = Corrections::server1;

  /// How many pieces of material may be on their way or unused at a server; 0 is no limit, and then
  /// no credits are sent.
  std::int64_t window = 32;
};

/// Throws UserError when a product of two values does not leave room in the ring: with u = x / 2^h
/// read at f + h bits it takes 2 (f + h) + integral_bits bits and two more to wrap rarely.
void check_room(const Settings& settings, int half_width_log2);

}  // namespace fathom
