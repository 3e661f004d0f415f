#pragma once

#include <cstdint>
#include <string>

#include "actors/network/network_spec.hpp"
#include "metrics/tables.hpp"

namespace fathom {

/// What a run is called on a network, with a model of compute as the column names it, under a seed;
/// its id is the hash of everything that makes it what it is.
[[nodiscard]] RunInfo on_network(RunInfo info, const NetworkSpec& network, std::string compute,
                                 std::uint64_t seed);

}  // namespace fathom
