#include "metrics/compute.hpp"

#include <fmt/format.h>

#include <array>

#include "metrics/errors.hpp"
#include "metrics/printable.hpp"

namespace fathom {
namespace {

__extension__ typedef __int128 Wide;

constexpr std::array<std::string_view, 3> kNames{"free", "modelled", "measured"};

}  // namespace

std::string_view to_string(Compute compute) { return kNames[static_cast<std::size_t>(compute)]; }

std::string to_string(Compute compute, const CostTable* costs) {
  std::string text(to_string(compute));
  if (compute == Compute::modelled && costs != nullptr) text += ":" + costs->name();
  return text;
}

Compute compute_named(std::string_view name) {
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    if (kNames[i] == name) return static_cast<Compute>(i);
  }
  throw UserError(
      fmt::format("--compute is free, modelled or measured, not '{}'", printable(name, 60)));
}

SimDuration time_of(Compute compute, int ring_bits, const Work& work, SimDuration measured,
                    HostPower power, const CostTable* costs, Operation operation) {
  if (compute == Compute::free) return SimDuration{};
  SimDuration one = measured;
  if (compute == Compute::modelled) {
    one = costs != nullptr ? costs->time_of(ring_bits, operation, work)
                           : reference_costs(ring_bits).time_of(work);
  }
  // Measured kernels have used all cores.
  const std::int64_t cores = compute == Compute::measured ? 1 : power.cores;
  const Wide rate = static_cast<Wide>(power.speed_millionths) * cores;
  const Wide scaled = static_cast<Wide>(one.count()) * 1'000'000;
  return SimDuration{static_cast<std::int64_t>((scaled + rate - 1) / rate)};
}

}  // namespace fathom
