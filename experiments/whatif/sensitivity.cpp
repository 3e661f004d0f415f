#include "experiments/whatif/sensitivity.hpp"

namespace fathom {
namespace {

constexpr Factor kLess{999, 1000};
constexpr Factor kMore{1001, 1000};
constexpr double kRange = 0.002;  // from the one to the other

class Study {
 public:
  Study(const NetworkSpec& network, SimTime end, const EndOn& end_on)
      : network_(network), end_(end), end_on_(end_on) {}

  [[nodiscard]] Sensitivity of(const NetworkParameter& parameter) const {
    Sensitivity result;
    result.parameter = &parameter;
    result.value = parameter.value(network_);
    const SimDuration difference = with(parameter, kMore) - with(parameter, kLess);
    result.elasticity =
        static_cast<double>(difference.count()) / (kRange * static_cast<double>(end_.ns()));
    if (parameter.grows_with_it) result.messages = slope();
    result.tenth = with(parameter, {1, 10});
    result.half = with(parameter, {1, 2});
    result.twice = with(parameter, {2, 1});
    result.tenfold = with(parameter, {10, 1});
    result.ideal = ideal(parameter);
    return result;
  }

 private:
  [[nodiscard]] SimDuration with(const NetworkParameter& parameter, Factor factor) const {
    NetworkSpec changed = network_;
    parameter.scale(changed, factor);
    return end_on_(changed, false) - SimTime{};
  }

  [[nodiscard]] SimDuration ideal(const NetworkParameter& parameter) const {
    NetworkSpec changed = network_;
    if (parameter.make_ideal != nullptr) parameter.make_ideal(changed);
    return end_on_(changed, parameter.make_ideal == nullptr) - SimTime{};
  }

  [[nodiscard]] double slope() const {
    NetworkSpec changed = network_;
    add_latency(changed, kLatencyStep);
    const SimDuration later = end_on_(changed, false) - end_;
    return static_cast<double>(later.count()) / static_cast<double>(kLatencyStep.count());
  }

  const NetworkSpec& network_;
  SimTime end_;
  const EndOn& end_on_;
};

}  // namespace

EndOn end_of_replays(const RecordedRun& run, const ReplayOptions& options) {
  return [&run, options](const NetworkSpec& network, bool free_compute) {
    ReplayOptions changed = options;
    if (free_compute) changed.network.compute = "free";
    return changed.play(run, network)->end();
  };
}

std::vector<Sensitivity> sensitivities(const NetworkSpec& network, SimTime end, const EndOn& end_on,
                                       const std::function<void()>& note) {
  std::vector<Sensitivity> result;
  const Study study(network, end, end_on);
  for (const NetworkParameter& parameter : network_parameters()) {
    result.push_back(study.of(parameter));
    note();
  }
  return result;
}

}  // namespace fathom
