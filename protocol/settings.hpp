#pragma once

#include <cstdint>
#include <string_view>

#include "protocol/rings/ring.hpp"

namespace fathom {

/// How shares of random values reach the servers.
enum class Delivery : std::uint8_t {
  full,    ///< every share is sent
  seeded,  ///< 16 bytes of key once; server 0 derives all, server 1 all but the correction
  masked,  ///< of inputs alone: masks from keys, x - a to both servers  [ABY2.0, input sharing]
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
enum class Corrections : std::uint8_t {
  server1,
  alternating,  ///< server 0 in every even step, server 1 in every odd one
};

/// When the producer sends a piece of material.
enum class Supply : std::uint8_t {
  ahead,      ///< as soon as it can; nothing holds it back
  streamed,   ///< no more than a window of pieces ahead of the servers' credits
  on_demand,  ///< when every server that receives something for the piece has asked for it
};

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
  data,      ///< these, and the rows of inputs for the whole job, each under its row's own mask
};

/// How f fractional bits are dropped after a product.
enum class Truncation : std::uint8_t {
  local,  ///< each server alone  [SecureML, theorem 1]
  pair,   ///< open x + r, subtract r >> f  [ABY3, section 5.1, with the sign turned]
  msb,    ///< the same with r's top bit, so that nothing wraps  [ePrint 2020/338, section 5.1]
  gap,    ///< one message, statistically masked  [Catrina and Saxena, FC 2010]
  fused,  ///< with the opening of a function-dependent product; elsewhere as pair
};

/// How an activation of degree 9 is evaluated. What each form costs stands with
/// nn/layers/sigmoid_forms.hpp, the room that it needs with `check_room`.
enum class SigmoidForm : std::uint8_t {
  sequential,   ///< u^2, u^3, u^5, u^7, u^9 one after the other: the reference implementation
  logarithmic,  ///< u^2; u^3, u^4; u^5, u^7; u^9
  split,        ///< with y = u^2: u (c1 + c3 y + y^2 (c5 + c7 y + c9 y^2))
  powers_of_y,  ///< y = u^2; all powers of y from one opening; times u
  powers_3x3,   ///< u^2 and t = u^3 from one opening; the others from u, u^2 and t
  powers,       ///< all powers of u from one opening  [seed, "Sigmoid activations"]
  square,       ///< no sigmoid at all, but y = x^2  [CryptoNets, ICML 2016]
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

  SigmoidForm sigmoid = SigmoidForm::sequential;
  /// Powers are formed in the wider ring, to which the activations go and from which they return.
  bool switch_ring = false;
  const Ring* wide_ring = &p270();
  /// Server 0 sends both ways, or each server one: 3 rounds, or 2.
  bool switch_one_way = false;

  /// When material is sent. Rounds never depend on it.
  Supply supply = Supply::streamed;
  /// Streamed: how many pieces may be on their way or unused at a server; 0 is no limit, and then
  /// no credits are sent.
  std::int64_t window = 64;

  /// Elements travel without the padding to whole machine words.
  bool packed = false;

  /// Messages of inputs and outputs have their sizes and no elements: for runs of a million
  /// providers, of which time and traffic are asked and no value. Nothing else is computed with.
  bool sized = false;
};

/// Takes a ring, with `fractional_bits` (0: those that it usually has, 13 in m61, 16 in z64 and 32
/// in the wider ones) and 8 or, in the wider ones, 16 integral bits; powers then go to P, or with
/// more than 19 bits to 2^521 - 1. Throws UserError for a ring
/// that has no shares or that is for the field switch alone.
void use_ring(Settings& settings, const Ring& ring, int fractional_bits);

/// What an activation asks of its ring.
struct ActivationDemand {
  int degree = 9;
  /// |p| < 2^value_bits, where its values lie.
  int value_bits = 1;
  /// Values that a job truncates, over the errors that it may expect: 2^40 for a million values and
  /// an error in a million jobs.
  double values_per_error = 0x1p40;
};

/// Bits between a value that is truncated and the ring: kappa + 1 where a mask must hide the value
/// statistically, none where nothing can wrap, log2(values per error) otherwise.
[[nodiscard]] int gap_bits(const Settings& settings,
                           const ActivationDemand& demand = ActivationDemand{});

/// Throws UserError when the ring leaves no room for a sigmoid of u = x / 2^h, read at f + h bits.
///   products: 2 (f + h) + integral_bits bits, and two more to wrap rarely;
///   powers of y: (d + 1) / 2 f + 2 and the gap;  3 by 3: 4 f + h + 2 and the gap;
///   powers: d (f + h) + f + value_bits + 1 and the gap. Where the ring is switched, they and kappa
///   + 1 bits fit into the wide ring, and f + integral_bits + kappa + 2 into the one left behind.
/// Products wrap harmlessly; only what is truncated must fit.
void check_room(const Settings& settings, int half_width_log2,
                const ActivationDemand& demand = ActivationDemand{});

/// Whether values of the encoding's range can be truncated when they stand at `scale_bits`
/// fractional bits: never wrapping, or as rarely as `gap_bits` asks.
[[nodiscard]] bool has_room(const Settings& settings, int scale_bits);

/// The pieces that the producer may be ahead; 0 is no limit and no credits.
[[nodiscard]] std::int64_t credit_window(const Settings& settings);

/// Whether products use the masks that values already have: in function-dependent forms and under
/// every reuse.
[[nodiscard]] bool keeps_masks(const Settings& settings);

}  // namespace fathom
