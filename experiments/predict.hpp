#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "experiments/model_files.hpp"
#include "experiments/options.hpp"
#include "experiments/private_run.hpp"
#include "metrics/tables.hpp"
#include "nn/data/npz.hpp"
#include "nn/prediction_service.hpp"

namespace fathom {

/// All options of private predictions.
struct PredictOptions {
  std::string model = "network";
  std::string data, weights, classifier_weights;
  std::string shares, share0, share1;  ///< a model from its shares, instead of weights
  std::string shares_out, logits_out;
  std::string twins = "none";
  int half_width = 8;
  std::uint32_t requests = 64, batch = 32, piece = 0, providers = 8;
  double rate = 0;  ///< per second; 0: all at once
  std::uint64_t seed = 1;

  NetworkOptions network;
  ProtocolOptions protocol;
  OutputOptions output;

  PredictOptions();
  void add_to(CLI::App& app);
  /// Throws UserError for whatever cannot be, before anything is read or run.
  void check() const;

  [[nodiscard]] bool whole_network() const { return model == "network"; }
  [[nodiscard]] bool from_shares() const { return !shares.empty() || !share0.empty(); }
  [[nodiscard]] ModelFiles files() const;
};

/// The service that the options describe; the model's name in files of shares.
[[nodiscard]] ServiceSpec service_of(const PredictOptions& options);
[[nodiscard]] std::string model_name(const PredictOptions& options);

/// The private weights, as the model's owner reads them from files; the classifier's, when no file
/// is given, are drawn from the seed. Throws UserError.
[[nodiscard]] NamedArrays weights_of(const PredictOptions& options, Sequential& model);

/// Images of the test digits 5 to 9, or their features, and their classes, with 5 subtracted.
struct Requests {
  std::shared_ptr<const RowSource> rows;
  std::vector<std::uint8_t> labels;
};
[[nodiscard]] Requests load_requests(const PredictOptions& options);

/// Such a run, and what its providers hold. Throw UserError.
[[nodiscard]] RunSpec prediction_run(const PredictOptions& options);
[[nodiscard]] InputData prediction_data(const PredictOptions& options);

/// Predicts the cost, or predicts privately; prints a summary on standard error, writes the tables.
/// Returns them.
std::vector<CsvTable> run_predictions(const PredictOptions& options);

}  // namespace fathom
