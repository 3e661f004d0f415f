#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "actors/network/network_spec.hpp"
#include "metrics/compute.hpp"
#include "protocol/operands.hpp"
#include "protocol/outputs.hpp"

namespace fathom {

/// Operations on private tensors, to be tried under one variant: they take operands of these
/// shapes, uniform in (-magnitude, magnitude), and give out one result.
struct Trial {
  std::string what;     ///< for example "dense2 forward"
  std::string variant;  ///< what is special about it, in short
  std::vector<Shape> operands;
  double magnitude = 1.0;
  Settings settings;
  Operations operations;
  /// Greatest distance to the encoded reading, in units of the result's last place; none is known
  /// when empty.
  std::optional<double> bound_units;
};

/// Where and how trials run.
struct TrialConditions {
  NetworkSpec network;
  Compute compute = Compute::modelled;
  std::uint64_t seed = 1;
  std::int64_t most_elements = 100'000'000;  ///< above these, a trial is predicted only
};

/// What a trial costs: of the operations alone, without inputs and output. [server 0, server 1]
struct TrialFigures {
  std::int64_t rounds = 0;
  std::array<std::int64_t, 2> online{};   ///< elements that each server sends
  std::array<std::int64_t, 2> offline{};  ///< elements that each server receives from the producer
  std::int64_t online_bytes = 0;          ///< payload, of both servers
  std::int64_t offline_bytes = 0;         ///< payload, from the producer and back

  bool operator==(const TrialFigures&) const = default;
  [[nodiscard]] std::int64_t elements() const {
    return online[0] + online[1] + offline[0] + offline[1];
  }
};

/// What a trial gave.
struct TrialOutcome {
  TrialFigures predicted;
  std::optional<TrialFigures> measured;
  SimTime end;          ///< virtual time of the whole run, inputs and output included
  SimDuration elapsed;  ///< virtual time from the first operation's entry to the last one's exit
  std::optional<double> error_units;  ///< greatest distance to the encoded reading
  std::vector<double> results;        ///< of the run on shares
  std::int64_t truncations = 0, off_by_one = 0, catastrophic = 0;
};

/// Predicts the trial and, unless it is too large, runs it on shares and in the clear. Throws
/// InternalError when a measured figure differs from the predicted one.
[[nodiscard]] TrialOutcome run_trial(const Trial& trial, const TrialConditions& conditions);

/// The costs of any program: on paper, and of a run on shares, which fills `outcome`.
using ReadProgram = std::function<Task<Done>(Engine&)>;
[[nodiscard]] TrialFigures predict_program(const Settings& settings, const ReadProgram& program);
Outputs measure_program(const Settings& settings, const InputPlan& plan, const InputData& data,
                        const ReadProgram& program, const TrialConditions& conditions,
                        TrialOutcome& outcome);

/// The values of the operands under a seed.
[[nodiscard]] std::vector<std::vector<double>> trial_values(const Trial& trial, std::uint64_t seed);
/// The same as the providers hold them.
[[nodiscard]] InputData trial_data(const Trial& trial, std::uint64_t seed);

}  // namespace fathom
