#include "experiments/compare/subjects.hpp"
#include "nn/loss.hpp"

namespace fathom {
namespace {

constexpr std::size_t kClasses = 5;

Task<Secret> gradient(Engine& engine, std::vector<Secret> in) {
  LayerNames names;
  const SoftmaxCrossEntropy loss(names);
  co_return co_await loss.gradient(engine, in[0], in[1]);
}

}  // namespace

CsvTable compare_likelihoods(const CompareOptions& options, const std::function<void()>& note) {
  std::vector<Trial> trials;
  for (const std::string who : {"both", "one", "permuted", "server"}) {
    const auto settings = changed(options.settings, "likelihoods=" + who);
    if (!settings) continue;
    Trial trial;
    trial.what = Shape{options.batch, kClasses}.to_string() + " scores to p - y";
    trial.variant = "likelihoods=" + who;
    trial.operands = {Shape{options.batch, kClasses}, Shape{options.batch, kClasses}};
    trial.settings = *settings;
    trial.operations = gradient;
    trial.bound_units = 1;
    trials.push_back(trial);
  }
  return table_of_trials(trials, options, note);
}

}  // namespace fathom
