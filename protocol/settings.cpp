#include "protocol/settings.hpp"

#include <fmt/format.h>

#include "metrics/errors.hpp"

namespace fathom {
namespace {

constexpr int kNarrowBits = 16;
constexpr int kNarrowFieldBits = 13;
constexpr int kWideBits = 32;
constexpr int kNarrowIntegral = 8;
constexpr int kWideIntegral = 16;

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
}

void check_room(const Settings& settings, int half_width_log2) {
  const int f = settings.fractional_bits;
  const int h = half_width_log2;
  const int needed = 2 * (f + h) + settings.integral_bits + 2;
  if (f >= 1 && f >= h && needed <= settings.ring->bits) return;
  if (f < 1 || f < h) {
    throw UserError(fmt::format(
        "--fractional-bits {} is too few: at least {} are needed for a sigmoid on [-{}, {}]", f,
        h > 1 ? h : 1, 1 << h, 1 << h));
  }
  const int most = (settings.ring->bits - settings.integral_bits - 2) / 2 - h;
  throw UserError(fmt::format(
      "the ring {} is too small for {} fractional bits: a product takes 2 ({} + {}) + {} + 2 = {} "
      "bits of {}; at most {} fractional bits fit",
      settings.ring->name, f, f, h, settings.integral_bits, needed, settings.ring->bits, most));
}

}  // namespace fathom
