#include "experiments/training_run.hpp"

#include <utility>

namespace fathom {

RunSpec training_run(RunSpec run, const TrainingSpec& training, std::uint32_t providers) {
  const Training model(training);
  run.plan = model.inputs(providers);
  run.layers = model.layers();
  run.training_steps = training.steps();
  run.predictions = training.test_samples;
  run.steps = std::int64_t{training.steps()} + training.prediction_batches() +
              training.extraction_batches();
  run.make_reading = [training, plan = run.plan] {
    return [model = std::make_shared<Training>(training), plan](Engine& engine, OnStep on_step) {
      return model->run(engine, plan, std::move(on_step));
    };
  };
  return run;
}

}  // namespace fathom
