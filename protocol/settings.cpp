#include "protocol/settings.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <string>

#include "metrics/errors.hpp"

namespace fathom {
namespace {

constexpr int kNarrowBits = 16;
constexpr int kNarrowFieldBits = 13;
constexpr int kWideBits = 32;
constexpr int kNarrowIntegral = 8;
constexpr int kWideIntegral = 16;
constexpr int kBitsInP = 19;  ///< for powers up to 9 on [-8, 8] with kappa 40

/// A sum of bits that grows with f: multiple f + rest, and how it is written.
struct Needed {
  int multiple = 0;
  int rest = 0;
  std::string sum;  ///< with its numbers

  [[nodiscard]] int at(int f) const { return multiple * f + rest; }
};

// 2^bits is at most the modulus.
int whole_bits(const Ring& ring) { return ring.power_of_two ? ring.bits : ring.bits - 1; }

Needed powers_needed(const Settings& settings, int h, int gap, const ActivationDemand& demand) {
  const int f = settings.fractional_bits;
  const int d = demand.degree;
  if (settings.sigmoid == SigmoidForm::powers_3x3) {
    return {4, h + 2 + gap, fmt::format("4 * {} + {} + 2 + {}", f, h, gap)};
  }
  if (settings.sigmoid == SigmoidForm::powers_of_y) {
    const int half = (d + 1) / 2;
    return {half, 2 + gap, fmt::format("{} * {} + 2 + {}", half, f, gap)};
  }
  return {d + 1, d * h + demand.value_bits + 1 + gap,
          fmt::format("{} ({} + {}) + {} + {} + 1 + {}", d, f, h, f, demand.value_bits, gap)};
}

std::string most_that_fit(const Needed& needed, int bits) {
  const int most = (bits - needed.rest) / needed.multiple;
  if (needed.at(1) > bits) return "not one fractional bit fits";
  return fmt::format("at most {} fractional bit{}", most, most == 1 ? " fits" : "s fit");
}

void check_powers(const Settings& settings, int h, const ActivationDemand& demand) {
  const bool switches = settings.switch_ring && settings.sigmoid == SigmoidForm::powers;
  const Ring& ring = switches ? *settings.wide_ring : *settings.ring;
  const int gap = switches ? settings.kappa + 1 : gap_bits(settings, demand);
  const Needed needed = powers_needed(settings, h, gap, demand);
  const int f = settings.fractional_bits;
  if (needed.at(f) > whole_bits(ring)) {
    throw UserError(fmt::format(
        "the ring {} is too small for {} of degree {} with {} fractional bits: what is truncated "
        "takes {} = {} bits of {}; {}",
        ring.name,
        settings.sigmoid == SigmoidForm::powers        ? "powers"
        : settings.sigmoid == SigmoidForm::powers_of_y ? "powers of y"
                                                       : "powers 3 by 3",
        demand.degree, f, needed.sum, needed.at(f), whole_bits(ring),
        most_that_fit(needed, whole_bits(ring))));
  }
  const int left = f + settings.integral_bits + settings.kappa + 2;
  if (switches && left > whole_bits(*settings.ring)) {
    throw UserError(fmt::format(
        "the ring {} is too small to be left with kappa {}: {} + {} + {} + 2 = {} bits of {}; a "
        "kappa of at most {} fits",
        settings.ring->name, settings.kappa, f, settings.integral_bits, settings.kappa, left,
        whole_bits(*settings.ring), settings.kappa - (left - whole_bits(*settings.ring))));
  }
}

void check_product(const Settings& settings, int h) {
  const int f = settings.fractional_bits;
  const int needed = 2 * (f + h) + settings.integral_bits + 2;
  if (needed <= settings.ring->bits) return;
  const int most = (settings.ring->bits - settings.integral_bits - 2) / 2 - h;
  throw UserError(fmt::format(
      "the ring {} is too small for {} fractional bits: a product takes 2 ({} + {}) + {} + 2 = {} "
      "bits of {}; at most {} fractional bits fit",
      settings.ring->name, f, f, h, settings.integral_bits, needed, settings.ring->bits, most));
}

}  // namespace

void use_ring(Settings& settings, const Ring& ring, int fractional_bits) {
  if (ring.id == RingId::reals) {
    throw UserError("--ring reals has no shares; take z64, z128, q121, m61 or m127");
  }
  if (ring.id == RingId::p270 || ring.id == RingId::m521) {
    throw UserError(fmt::format(
        "--ring {} is for the field switch alone; take z64, z128, q121, m61 or m127", ring.name));
  }
  const bool narrow = ring.element_bytes == 8;
  settings.ring = &ring;
  settings.fractional_bits = fractional_bits;
  if (fractional_bits == 0) settings.fractional_bits = narrow ? kNarrowBits : kWideBits;
  if (fractional_bits == 0 && ring.id == RingId::m61) settings.fractional_bits = kNarrowFieldBits;
  settings.integral_bits = narrow ? kNarrowIntegral : kWideIntegral;
  settings.wide_ring = settings.fractional_bits <= kBitsInP ? &p270() : &m521();
}

std::string_view to_string(Likelihoods likelihoods) {
  constexpr std::array<std::string_view, 5> kNames{"both", "one", "permuted", "server", "none"};
  return kNames[static_cast<std::size_t>(likelihoods)];
}

std::int64_t credit_window(const Settings& settings) {
  return settings.supply == Supply::streamed ? settings.window : 0;
}

bool keeps_masks(const Settings& settings) {
  return settings.reuse != Reuse::none || settings.dot == Form::function ||
         settings.multiply == Form::function || settings.convolution == Form::function;
}

int gap_bits(const Settings& settings, const ActivationDemand& demand) {
  if (settings.truncation == Truncation::msb) return 0;
  if (settings.truncation == Truncation::gap) return settings.kappa + 1;
  return static_cast<int>(std::ceil(std::log2(demand.values_per_error)));
}

bool has_room(const Settings& settings, int scale_bits) {
  return settings.integral_bits + scale_bits + gap_bits(settings) + 2 <= settings.ring->bits;
}

void check_room(const Settings& settings, int half_width_log2, const ActivationDemand& demand) {
  const int f = settings.fractional_bits;
  const int h = half_width_log2;
  if (f < 1 || f < h) {
    throw UserError(fmt::format(
        "--fractional-bits {} is too few: at least {} are needed for a sigmoid on [-{}, {}]", f,
        h > 1 ? h : 1, 1 << h, 1 << h));
  }
  check_product(settings, h);
  const bool by_powers = settings.sigmoid == SigmoidForm::powers_of_y ||
                         settings.sigmoid == SigmoidForm::powers_3x3 ||
                         settings.sigmoid == SigmoidForm::powers;
  if (by_powers) check_powers(settings, h, demand);
}

}  // namespace fathom
