#include "protocol/settings.hpp"

#include <fmt/format.h>

#include <array>

#include "metrics/errors.hpp"

namespace fathom {

std::string_view to_string(Likelihoods likelihoods) {
  constexpr std::array<std::string_view, 5> kNames{"both", "one", "permuted", "server", "none"};
  return kNames[static_cast<std::size_t>(likelihoods)];
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
