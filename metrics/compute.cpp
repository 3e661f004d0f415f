#include "metrics/compute.hpp"

#include <fmt/format.h>

#include <array>

#include "metrics/errors.hpp"

namespace fathom {
namespace {

constexpr std::array<std::string_view, 3> kNames{"free", "modelled", "measured"};

}  // namespace

std::string_view to_string(Compute compute) { return kNames[static_cast<std::size_t>(compute)]; }

Compute compute_named(std::string_view name) {
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    if (kNames[i] == name) return static_cast<Compute>(i);
  }
  throw UserError(fmt::format("--compute is free, modelled or measured, not '{}'", name));
}

SimDuration time_of(Compute compute, int ring_bits, const Work& work, SimDuration measured) {
  if (compute == Compute::free) return SimDuration{};
  return compute == Compute::measured ? measured : reference_costs(ring_bits).time_of(work);
}

}  // namespace fathom
