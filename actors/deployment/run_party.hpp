#pragma once

#include <functional>
#include <optional>
#include <set>
#include <string>

#include "actors/deployment/deployment.hpp"
#include "actors/deployment/party_report.hpp"
#include "actors/roles.hpp"
#include "metrics/label.hpp"
#include "protocol/inputs.hpp"
#include "protocol/settings.hpp"

namespace fathom {

/// A job as one party of a deployment runs it: what in a simulation `JobSpec` is for all.
struct PartyJob {
  Settings settings;
  InputPlan inputs;
  InputData data;  ///< of a provider; others need none
  LayerNames layers;
  KeySource keys;
  Program program;
};

/// Who runs it, and where.
struct PartyPlace {
  PartyId self;
  Deployment deployment;
  std::optional<Endpoint> listen;               ///< other than the deployment says
  std::function<void(const std::string&)> log;  ///< one sentence about what is not the end
  /// Hears the end as soon as it is known. Where it is none that was wished for, the process may be
  /// ended afterwards without returning here, with the end's kind as its exit code: when the
  /// party's actor does not stop in time.
  std::function<void(const PartyEnd&)> on_end;
};

/// The parties of a job: servers, producer, receiver, the likelihood server if the settings ask for
/// one, and the providers that hold inputs.
[[nodiscard]] std::set<PartyId> parties_of(const Settings& settings, const InputPlan& inputs);

/// Keys from the system's generator: another one for every number, and the same when it is asked
/// for again.
[[nodiscard]] KeySource system_keys();

/// Connects to the others, runs the party's part of the job, and ends. Throws UserError for what is
/// wrong before that.
[[nodiscard]] PartyReport run_party(const PartyPlace& place, const PartyJob& job);

}  // namespace fathom
