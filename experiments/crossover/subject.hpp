#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "actors/replay/recorded_run.hpp"
#include "experiments/replay_options.hpp"
#include "protocol/settings.hpp"

namespace fathom {

/// How large what is computed is.
struct SubjectSize {
  std::size_t batch = 32;  ///< samples
  int degree = 9;          ///< of the polynomial sigmoids

  auto operator<=>(const SubjectSize&) const = default;
};

/// What a step's time is of.
enum class Phases : std::uint8_t {
  online,  ///< alone: all material is there before the first step
  all,     ///< material comes while the steps run, as the supply has it
};

/// Whether there is a piece of the protocol of that name to repeat, step after step.
[[nodiscard]] bool is_step_subject(std::string_view name);
/// For --help: the names with what they mean.
[[nodiscard]] std::string step_subjects_help();

/// Runs some steps for real, on random values, and records them. The wide ring of a switch is the
/// narrowest with room for the degree. Throws UserError for settings that cannot work.
[[nodiscard]] RecordedRun record_steps(std::string_view subject, Settings settings,
                                       const SubjectSize& size, std::uint64_t seed);

/// Virtual time of one step in the middle, on a network: what comes once (handshakes, inputs, the
/// first growth of windows) is over. Throws UserError where material that is to be at hand is not.
[[nodiscard]] SimDuration time_of_step(const RecordedRun& steps, const ReplayOptions& options,
                                       NetworkSpec network, Phases phases);

}  // namespace fathom
