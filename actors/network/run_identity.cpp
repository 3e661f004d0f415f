#include "actors/network/run_identity.hpp"

#include <fmt/format.h>

#include <utility>

#include "metrics/digest.hpp"

namespace fathom {

RunInfo on_network(RunInfo info, const NetworkSpec& network, std::string compute,
                   std::uint64_t seed) {
  info.network = network.name();
  info.resolved_network = network.resolved();
  info.compute = std::move(compute);
  info.seed = seed;
  const std::string all =
      fmt::format("{} {} {} {} {} {} {}", info.experiment, info.settings, info.ring,
                  info.fractional_bits, info.seed, info.compute, info.resolved_network);
  info.run_id = fmt::format("{:016x}", hash_bytes(all.data(), all.size()));
  return info;
}

}  // namespace fathom
