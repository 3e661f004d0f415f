#include <fmt/format.h>

#include "metrics/errors.hpp"
#include "protocol/operations/change_ring.hpp"
#include "protocol/variants.hpp"

namespace fathom {
namespace {

bool has_form(const Settings& settings, Form form) {
  return settings.dot == form || settings.convolution == form || settings.multiply == form;
}

void check_truncation_fits(const Settings& settings) {
  const bool function = has_form(settings, Form::function);
  if (function && settings.truncation == Truncation::local) {
    throw UserError(
        "function-dependent products cannot be truncated locally: their results are held masked, "
        "and x + lambda has no share to shift; choose truncation=fused, pair, msb or gap");
  }
  if (!function && settings.truncation == Truncation::fused) {
    throw UserError(
        "truncation=fused goes with the opening of a function-dependent product; choose "
        "dot=function, or truncation=pair");
  }
  if (settings.truncation == Truncation::msb && !settings.ring->power_of_two) {
    throw UserError(fmt::format(
        "truncation=msb tells a wrap by the top bit, modulo a power of two; the ring {} is a prime "
        "field: choose local, pair or gap",
        settings.ring->name));
  }
  if (settings.truncation == Truncation::gap) {
    const int scale = 2 * settings.fractional_bits;
    check_ring_change({settings.ring, settings.ring, settings.integral_bits + scale,
                       settings.fractional_bits, settings.kappa, 0},
                      "truncation=gap");
  }
}

}  // namespace

void check_variant(const Settings& settings) {
  if (settings.corrections == Corrections::alternating && settings.material == Delivery::full) {
    throw UserError(
        "corrections=alternating goes with material=seeded: in full both servers receive as much");
  }
  check_truncation_fits(settings);
  if (has_form(settings, Form::scalar) && settings.reuse != Reuse::none) {
    throw UserError(
        "scalar products mask every element for every use, so there is nothing to reuse; choose "
        "reuse=none, or dot=triple");
  }
}

}  // namespace fathom
