#include "experiments/deployment/jobs.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>
#include <utility>

#include "actors/network/refusal.hpp"
#include "experiments/classifier.hpp"
#include "experiments/experiment.hpp"
#include "experiments/predict.hpp"
#include "experiments/step_training.hpp"
#include "metrics/errors.hpp"
#include "metrics/printable.hpp"
#include "protocol/variants.hpp"

namespace fathom {
namespace {

using Names = std::set<std::string, std::less<>>;

[[noreturn]] void refuse(const Deployment& deployment, int line, const std::string& why) {
  throw UserError(
      fmt::format("{}, line {}: {}", printable(deployment.file.native(), 200), line, why));
}

/// Settings of the protocol, which every experiment has.
Names with_protocol(Names own) {
  own.merge(Names{"ring", "fractional-bits", "kappa", "window", "variant", "seed"});
  for (const VariantKey& key : variant_keys()) own.insert(std::string(key.name));
  return own;
}

/// The line by which the experiment's own command line would give these settings.
std::vector<std::string> line_of(const Deployment& deployment, const Names& known) {
  std::vector<std::string> line;
  for (const JobSetting& setting : deployment.job) {
    if (!known.contains(setting.key)) {
      refuse(deployment, setting.line,
             fmt::format("{} is no setting of a deployed {}; there are {}",
                         quoted_text(setting.key), deployment.experiment, fmt::join(known, ", ")));
    }
    const bool left_out = setting.is_flag && setting.value == "false";
    if (left_out) continue;
    line.push_back(setting.is_flag ? "--" + setting.key
                                   : fmt::format("--{}={}", setting.key, setting.value));
  }
  std::ranges::reverse(line);  // as CLI11 takes it
  return line;
}

/// Reads the settings into an experiment's options, with all checks of its command line.
template <class Options>
void parse(const Deployment& deployment, const Names& known, Options& options) {
  CLI::App app;
  options.add_to(app);
  refuse_negative_seed(app);
  for (const JobSetting& setting : deployment.job) {
    const CLI::Option* option = app.get_option_no_throw("--" + setting.key);
    if (option == nullptr || (option->get_items_expected_max() == 0) == setting.is_flag) continue;
    refuse(deployment, setting.line,
           fmt::format("{} is {}", quoted_text(setting.key),
                       setting.is_flag ? "neither true nor false: write its value"
                                       : "true or false, and nothing else"));
  }
  const std::string name = printable(deployment.file.native(), 200);
  try {
    app.parse(line_of(deployment, known));
  } catch (const CLI::ParseError& error) {
    throw UserError(fmt::format("{}, [job]: {}", name, error.what()));
  } catch (const UserError& error) {
    const std::string why = error.what();
    throw UserError(why.starts_with(name) ? why : fmt::format("{}, [job]: {}", name, why));
  }
}

DeployedJob predict_job(const Deployment& deployment, const NetworkOptions& network) {
  PredictOptions options;
  parse(deployment,
        with_protocol({"model", "data", "weights", "classifier-weights", "half-width", "requests",
                       "batch-size", "piece", "providers"}),
        options);
  options.network = network;
  return {prediction_run(options), [options] { return prediction_data(options); }, {}};
}

DeployedJob step_job(const Deployment& deployment, const NetworkOptions& network) {
  StepTrainingOptions options;
  parse(deployment, with_protocol({"model", "steps", "batch-size", "providers"}), options);
  options.network = network;
  return {step_training_run(options), [options] { return step_training_data(options); }, {}};
}

DeployedJob classifier_job(const Deployment& deployment, const NetworkOptions& network) {
  ClassifierOptions options;
  parse(deployment,
        with_protocol({"data", "weights", "samples", "test-samples", "providers", "features",
                       "labels", "test-features", "test-labels", "epochs", "batch-size",
                       "predict-batch-size", "learning-rate", "momentum", "powers-of", "half-width",
                       "loss", "first-input-gradient", "weights-in"}),
        options);
  options.network = network;
  return {classifier_run(options), [options] { return classifier_inputs(options); }, {}};
}

struct Experiment {
  std::string_view name;
  DeployedJob (*job)(const Deployment&, const NetworkOptions&);
};
constexpr Experiment kExperiments[] = {
    {"predict", predict_job}, {"train_classifier", classifier_job}, {"training_step", step_job}};

}  // namespace

std::vector<std::string> deployable_experiments() {
  std::vector<std::string> names;
  for (const Experiment& experiment : kExperiments) names.emplace_back(experiment.name);
  return names;
}

DeployedJob deployed_job(const Deployment& deployment, const NetworkOptions& network) {
  for (const Experiment& experiment : kExperiments) {
    if (experiment.name != deployment.experiment) continue;
    DeployedJob job = experiment.job(deployment, network);
    const auto given = std::ranges::find(deployment.job, "seed", &JobSetting::key);
    if (given != deployment.job.end()) job.seed = job.run.info.seed;
    return job;
  }
  throw UserError(fmt::format("{}, [job]: {} is no experiment that can be deployed; there are {}",
                              printable(deployment.file.native(), 200),
                              quoted_text(deployment.experiment),
                              fmt::join(deployable_experiments(), ", ")));
}

PartyJob party_job(const std::shared_ptr<DeployedJob>& job, PartyId self, OnStep on_step) {
  PartyJob own;
  own.settings = job->run.settings;
  own.inputs = job->run.plan;
  own.layers = job->run.layers;
  if (self.is_provider()) {
    own.data = job->data();
    check_encodings(own.data, own.settings);
  }
  own.keys = system_keys();
  if (job->seed) {
    own.keys = [seed = *job->seed](std::uint64_t number) { return derive_key(seed, number); };
  }
  own.program =
      program_of(job->run.make_reading, [on_step](PartyId /*reader*/) { return on_step; });
  return own;
}

}  // namespace fathom
