#include "experiments/fault_campaign/subject.hpp"

#include <algorithm>
#include <cmath>
#include <random>

#include "metrics/errors.hpp"
#include "nn/data/array.hpp"
#include "nn/data/rows.hpp"
#include "nn/models.hpp"
#include "protocol/engines/clear.hpp"

namespace fathom {
namespace {

constexpr std::uint32_t kProviders = 2;
constexpr std::size_t kHidden = 6;
constexpr std::uint32_t kClasses = 3;

std::shared_ptr<const RowSource> random_rows(std::mt19937_64& random, Shape sample,
                                             std::uint32_t rows) {
  const Shape shape = sample.with_rows(rows);
  const auto values = std::make_shared<HostArray<float>>();
  values->shape = shape;
  values->values.resize(shape.size());
  for (float& value : values->values) {
    value = std::ldexp(static_cast<float>(random() >> 40U), -23) - 1;
  }
  return std::make_shared<ArrayRows<float>>(values, sample, rows);
}

InputData random_data(const TrainingSpec& spec, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  InputData data;
  data[spec.source] = random_rows(random, spec.sample, spec.samples);
  data["test_" + spec.source] = random_rows(random, spec.sample, spec.test_samples);
  const auto labels = std::make_shared<std::vector<std::uint8_t>>(spec.samples);
  for (std::uint8_t& label : *labels) label = static_cast<std::uint8_t>(random() % kClasses);
  data["labels"] = std::make_shared<OneHotRows>(labels, spec.samples, kClasses);
  return data;
}

/// One training for each party that reads the program; they live as long as the program.
Program program_of(const TrainingSpec& training) {
  const auto plan = std::make_shared<const InputPlan>(Training(training).inputs(kProviders));
  const auto readings = std::make_shared<std::vector<std::unique_ptr<Training>>>();
  return [training, plan, readings](Engine& engine, PartyId /*reader*/) {
    readings->push_back(std::make_unique<Training>(training));
    return readings->back()->run(engine, *plan, nullptr);
  };
}

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
  FaultyJob job;
  job.spec.settings = settings;
  job.spec.network = network;
  job.spec.seed = seed;
  job.spec.data = random_data(training, seed);
  const Training whole(training);
  job.spec.inputs = whole.inputs(kProviders);
  job.spec.layers = whole.layers();
  job.make_program = [training] { return program_of(training); };
  return job;
}

double distance_to_twin(const TrainingSpec& training, const Settings& settings,
                        const FaultyJob& job, const Outputs& outputs) {
  Clear twin(settings, *settings.ring, job.spec.data);
  const Program program = program_of(training);
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
