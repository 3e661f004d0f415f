#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "metrics/cost_table.hpp"
#include "metrics/units.hpp"
#include "metrics/work.hpp"

namespace fathom {

/// How local work takes virtual time.
enum class Compute : std::uint8_t {
  free,      ///< not at all
  modelled,  ///< units of work times the costs of the built-in table; the same on every machine
  measured,  ///< what each kernel took on this machine; for development, differs from run to run
};

[[nodiscard]] std::string_view to_string(Compute compute);
/// The same with the name of its table of costs, where it has one, as the column `compute` has it.
[[nodiscard]] std::string to_string(Compute compute, const CostTable* costs);
/// Throws UserError, naming the choices, for an unknown name.
[[nodiscard]] Compute compute_named(std::string_view name);

/// How fast a host is, against the machine that compute is priced for: all its cores work on each
/// kernel.
struct HostPower {
  std::int64_t speed_millionths = 1'000'000;
  std::int64_t cores = 1;
  bool operator==(const HostPower&) const = default;
};

/// The virtual time of `work` on elements of a ring of `ring_bits` bits, by `costs` where the model
/// is `modelled` and there are any instead of the built-in ones.
[[nodiscard]] SimDuration time_of(Compute compute, int ring_bits, const Work& work,
                                  SimDuration measured, HostPower power = {},
                                  const CostTable* costs = nullptr,
                                  Operation operation = Operation::none);

}  // namespace fathom
