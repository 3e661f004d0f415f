#include <fmt/format.h>

#include "experiments/compare/subjects.hpp"
#include "nn/layers/sigmoid.hpp"
#include "nn/loss.hpp"

namespace fathom {
namespace {

constexpr std::size_t kClasses = 5;

/// From scores and labels to the gradient by the scores: through a softmax that somebody sees, or
/// through sigmoids that nobody does.
Task<Secret> gradient(Engine& engine, std::vector<Secret> in, LossName name) {
  LayerNames names;
  const auto loss = make_loss(name, kClasses, names);
  if (name == LossName::cross_entropy) co_return co_await loss->gradient(engine, in[0], in[1]);
  Sigmoid layer(reference_sigmoid());
  Secret outputs = co_await layer.forward(engine, in[0], Pass::forward);
  co_await layer.prepare_backward(engine);
  Secret dy = co_await loss->gradient(engine, std::move(outputs), in[1]);
  co_return co_await layer.backward(engine, std::move(dy), true);
}

void add_trial(std::vector<Trial>& trials, const CompareOptions& options, const std::string& who,
               LossName loss) {
  const auto settings = changed(options.settings, "likelihoods=" + who);
  if (!settings) return;
  Trial trial;
  trial.what =
      fmt::format("gradient by the scores of {} samples, {} classes", options.batch, kClasses);
  trial.variant = fmt::format("likelihoods={}, loss {}", who, to_string(loss));
  trial.operands = {Shape{options.batch, output_count(loss, kClasses)},
                    Shape{options.batch, kClasses}};
  trial.settings = *settings;
  trial.operations = [loss](Engine& engine, std::vector<Secret> in) {
    return gradient(engine, std::move(in), loss);
  };
  if (loss == LossName::cross_entropy) trial.bound_units = 1;
  trials.push_back(std::move(trial));
}

}  // namespace

CsvTable compare_likelihoods(const CompareOptions& options, const std::function<void()>& note) {
  std::vector<Trial> trials;
  for (const std::string who : {"both", "one", "permuted", "server"}) {
    add_trial(trials, options, who, LossName::cross_entropy);
  }
  for (const LossName loss : {LossName::squared_error, LossName::one_against_one}) {
    add_trial(trials, options, "none", loss);
  }
  return table_of_trials(trials, options, note);
}

}  // namespace fathom
