#pragma once

#include <cstdint>
#include <string>

#include "experiments/digits.hpp"
#include "experiments/options.hpp"

namespace fathom {

/// What every private training asks: of the data, of the schedule, and where and how it runs.
struct TrainingOptions {
  std::string data = kDefaultData, weights = kDefaultWeights;  ///< images, and feature layers
  std::string weights_out;
  std::string twins = "both";
  std::uint32_t samples = 0, test_samples = 0, epochs = 1, batch = 32, predict_batch = 256;
  std::uint32_t providers = 2;
  double rate = 0.1, momentum = 0.0;
  std::uint64_t seed = 1;

  NetworkOptions network;
  ProtocolOptions protocol;
  OutputOptions output;

  TrainingOptions() { protocol.trains = true; }
  /// The options of each kind; an experiment adds its own to the group.
  CLI::App& add_data(CLI::App& app);
  CLI::App& add_schedule(CLI::App& app);
  void add_conditions(CLI::App& app);
  /// Throws UserError for what can be seen to be wrong before anything is read or run.
  void check() const;
};

}  // namespace fathom
