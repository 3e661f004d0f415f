#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "actors/deployment/run_party.hpp"
#include "experiments/options.hpp"
#include "experiments/private_run.hpp"

namespace fathom {

/// A job of a deployment file: an experiment of this project, with its options.
struct DeployedJob {
  RunSpec run;
  std::function<InputData()> data;    ///< what the providers hold
  std::optional<std::uint64_t> seed;  ///< where the file gives one: then all keys come from it
};

/// The experiments that can be deployed.
[[nodiscard]] std::vector<std::string> deployable_experiments();

/// The job of a deployment; its simulation, on this network with this model of compute. Throws
/// UserError, which says file and line, for an experiment or a setting that there is not, and for
/// one that does not fit: with the sentence of the experiment itself.
[[nodiscard]] DeployedJob deployed_job(const Deployment& deployment,
                                       const NetworkOptions& network = {});

/// What one party needs of it: its program calls `on_step` after every step. The data are read for
/// a provider alone.
[[nodiscard]] PartyJob party_job(const std::shared_ptr<DeployedJob>& job, PartyId self,
                                 OnStep on_step);

}  // namespace fathom
