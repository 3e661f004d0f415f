#pragma once

#include <algorithm>
#include <cstdint>
#include <ostream>
#include <string_view>
#include <vector>

#include "actors/network/network_spec.hpp"
#include "experiments/input_providers/options.hpp"
#include "metrics/csv.hpp"

namespace fathom {

/// The soonest that all inputs could have arrived: whatever a server receives passes its own link
/// down, and what a provider sends to all passes the provider's link up. Of wire bytes at the rates
/// that `provider`s and the servers have; in the model rates are rounded down, so that it takes up
/// to 1 % longer. A closed form, of providers that are all alike.
struct SoonestUpload {
  SimDuration down;  ///< at the receiver that takes longest
  SimDuration up;
  SimDuration latency;  ///< one way, the greatest
  [[nodiscard]] SimDuration total() const { return std::max(down, up) + latency; }
  /// What decides: "the receivers' links", "the providers' links", or "latency".
  [[nodiscard]] std::string_view bound() const;
};
[[nodiscard]] SoonestUpload soonest_upload(const CsvTable& links, const NetworkSpec& network,
                                           std::uint32_t providers);

/// For people, on standard error: when each server had everything, beside the soonest possible, and
/// what each class of links carried, measured and predicted.
void print_uploads(std::ostream& out, const std::vector<CsvTable>& tables,
                   const InputProviderOptions& options);

}  // namespace fathom
