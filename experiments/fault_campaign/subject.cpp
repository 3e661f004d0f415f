#include "experiments/fault_campaign/subject.hpp"

#include <algorithm>
#include <cmath>

#include "experiments/compare/step_models.hpp"
#include "experiments/training_run.hpp"
#include "metrics/errors.hpp"
#include "nn/models.hpp"
#include "protocol/engines/clear.hpp"

namespace fathom {
namespace {

constexpr std::uint32_t kProviders = 2;
constexpr std::size_t kHidden = 6;
constexpr std::uint32_t kClasses = 3;

}  // namespace

TrainingSpec campaign_training(std::uint32_t steps, LossName loss) {
  TrainingSpec spec;
  spec.batch = 4;
  spec.samples = steps * spec.batch;
  spec.test_samples = 3;
  spec.predict_batch = 2;
  spec.sample = Shape{1, 7};
  spec.classes = kClasses;
  spec.loss = loss;
  spec.output_weights = true;
  spec.model = [outputs = output_count(loss, kClasses), loss](Sequential& model) {
    add_classification_layers(model, reference_sigmoid(), PowersOf::u, Derivative::output, kHidden,
                              outputs, 0.0, 1);
    if (loss == LossName::cross_entropy) return;
    model.add(std::make_unique<Sigmoid>(reference_sigmoid(), PowersOf::u, Derivative::output,
                                        "output_sigmoid"));
  };
  spec.optimizer = [] { return std::make_unique<Sgd>(0.5); };
  return spec;
}

FaultyJob campaign_job(const TrainingSpec& training, const Settings& settings,
                       const NetworkSpec& network, std::uint64_t seed) {
  const RunSpec run = training_run({}, training, kProviders);
  FaultyJob job;
  job.spec.settings = settings;
  job.spec.network = network;
  job.spec.seed = seed;
  job.spec.data = step_data(training, seed);
  job.spec.inputs = run.plan;
  job.spec.layers = run.layers;
  job.make_program = [make = run.make_reading] { return program_of(make, nullptr); };
  return job;
}

double distance_to_twin(const FaultyJob& job, const Outputs& outputs) {
  const Settings& settings = job.spec.settings;
  Clear twin(settings, *settings.ring, job.spec.data);
  const Program program = job.make_program();
  twin.read([&](Engine& engine) { return program(engine, kServer0); });
  double greatest = 0;
  for (const auto& [name, expected] : twin.outputs()) {
    const auto& got = outputs.at(name);
    ensure(got.size() == expected.size(), "a run gave out less than its twin");
    for (std::size_t i = 0; i < got.size(); ++i) {
      for (std::size_t k = 0; k < got[i].values.size(); ++k) {
        greatest = std::max(greatest, std::abs(got[i].values[k] - expected[i].values[k]));
      }
    }
  }
  return std::ldexp(greatest, settings.fractional_bits);
}

}  // namespace fathom
