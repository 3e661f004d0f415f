#include "experiments/ladder/rungs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <sstream>

#include "metrics/errors.hpp"

namespace fathom {
namespace {

std::string names_of(const std::vector<Rung>& rungs) {
  std::string names;
  for (const Rung& rung : rungs) names += (names.empty() ? "" : ", ") + rung.name;
  return names;
}

}  // namespace

std::unique_ptr<Optimizer> OptimizerSetting::make() const {
  if (name == "adam") return std::make_unique<Adam>(rate);
  return std::make_unique<Sgd>(rate, momentum);
}

std::optional<double> Rung::reference_after(std::uint32_t epoch) const {
  if (epoch != epochs) return std::nullopt;
  return reference_accuracy;
}

std::vector<Rung> all_rungs() {
  const OptimizerSetting adam{"adam", 0.001, 0.0}, plain{"sgd", 0.01, 0.0};
  const OptimizerSetting heavy{"sgd", 0.1, 0.9}, fast{"sgd", 0.1, 0.0};
  constexpr LossName kEntropy = LossName::cross_entropy;
  constexpr LossName kSquared = LossName::softmax_squared_error;
  const ModelLayers base = base_layers(), sigmoid = true_sigmoid_layers();
  return {
      {"base", "ReLU, max pooling, Adam", 5, 9, base, adam, kEntropy, 1, 0.9875},
      {"sgd", "SGD instead of Adam", 5, 9, base, plain, kEntropy, 1, 0.9488},
      {"sigmoid", "sigmoid, average pooling", 5, 9, sigmoid, heavy, kEntropy, 25, 0.9829},
      {"squared_error", "mean squared error", 5, 9, sigmoid, heavy, kSquared, 25, 0.9693},
      {"pretrain", "public digits, Adam", 0, 4, sigmoid, adam, kEntropy, 1, 0.9677},
      {"transfer", "features frozen", 5, 9, sigmoid, fast, kEntropy, 5, 0.9490, true},
  };
}

std::vector<Rung> rungs_named(const std::string& names) {
  const std::vector<Rung> all = all_rungs();
  if (names.empty()) return all;
  std::set<std::string> wanted;
  std::istringstream text(names);
  for (std::string name; std::getline(text, name, ',');) {
    if (std::ranges::find(all, name, &Rung::name) == all.end()) {
      throw UserError(fmt::format("there is no rung '{}'; the rungs are {}", name, names_of(all)));
    }
    wanted.insert(name);
  }
  if (wanted.contains("transfer")) wanted.insert("pretrain");
  std::vector<Rung> chosen;
  for (const Rung& rung : all) {
    if (wanted.contains(rung.name)) chosen.push_back(rung);
  }
  return chosen;
}

}  // namespace fathom
