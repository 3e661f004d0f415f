#pragma once

#include <array>
#include <functional>
#include <map>
#include <memory>
#include <set>

#include "actors/provider_crowd.hpp"
#include "actors/roles.hpp"
#include "actors/simulated_party.hpp"
#include "metrics/tables.hpp"
#include "protocol/audit.hpp"
#include "protocol/engines/engine.hpp"
#include "protocol/inputs.hpp"
#include "protocol/outputs.hpp"

namespace fathom {

class ReceiverReading;
class Shares;

/// What one party does instead, below the engines.
using PartyProgram = std::function<Task<Done>(Party& me)>;

/// A stream of inputs as the world outside has it. Protocol code knows no time.
struct StreamTimes {
  /// When the holder of a row has it; without this, all at the start.
  std::function<SimTime(std::size_t row)> arrival;
  /// Hears when the holder begins to share a row.
  std::function<void(std::size_t row, SimTime time)> on_share;
};

/// A job: a program, its inputs, and where it runs.
struct JobSpec {
  Settings settings;
  NetworkSpec network;
  Compute compute = Compute::modelled;
  std::shared_ptr<const CostTable> costs;  ///< of this model; null: the built-in table
  InputPlan inputs;
  InputData data;
  std::uint64_t seed = 1;                  ///< of all keys
  bool per_step = false;                   ///< rows per step
  Providers providers = Providers::apart;  ///< in the tables
  bool audit = true;                       ///< compare every truncation with the exact one
  TraceHook* trace = nullptr;
  EventLog* log = nullptr;  ///< of all that happens, for a timeline's file; it outlives the job
  LayerNames layers;        ///< for messages about the run
  /// Parties that run a program of their own instead of the job's, and providers that the inputs do
  /// not name. They share keys with both servers and the producer, a provider with server 0 alone.
  std::map<PartyId, PartyProgram> own_programs;
  /// What every party does instead of any program: the parties of a recorded run.
  std::function<Task<Done>(SimulatedParty& party)> played;
  StreamTimes stream;
  std::array<StoredShares, 2> stored;  ///< what each server has from another job
  /// How often the job has started anew. Keys depend on it, and parties refuse what an earlier
  /// start has sent.
  std::uint8_t epoch = 0;
  /// Makes the servers' engines; null: the usual ones. For checks that plant a fault in them.
  std::function<std::unique_ptr<Shares>(const Settings&, Party&, Audit*)> make_shares;
};

/// Two servers, a crypto producer, input providers, an output receiver and, if the settings ask for
/// one, a likelihood server as actors in virtual time, with a program to run. A job that is
/// destroyed before its end frees every coroutine and actor.
class Job {
 public:
  Job(JobSpec spec, Program program);
  ~Job();
  Job(const Job&) = delete;
  Job& operator=(const Job&) = delete;

  /// Tells every party to start; the simulation then has messages to handle.
  void start();
  /// Runs to the end. Throws what a party threw, and ProtocolError, saying who waits for what, when
  /// nothing is left to happen and a party is not done.
  void run();
  /// After the last step: checks that all parties are done, as `run` does, and closes the accounts.
  void finish();

  [[nodiscard]] bool done() const;
  /// What the parties wait for, a line each: from whom, which kind, in which layer and operation.
  [[nodiscard]] std::string who_waits() const;

  [[nodiscard]] Simulation& simulation() { return simulation_; }
  [[nodiscard]] const Observation& observation() const { return observation_; }
  /// Any party but the providers that only share, and no rows of a stream.
  [[nodiscard]] SimulatedParty& member(PartyId party) { return *members_.at(party); }
  /// All of these.
  [[nodiscard]] std::vector<PartyId> members() const;
  [[nodiscard]] const Outputs& outputs() const;
  [[nodiscard]] Recorder& recorder() { return observation_.recorder(); }
  /// What each server has saved, in a sink of its own.
  [[nodiscard]] std::array<StoredShares, 2> saved() const;
  /// What was measured, for the tables; it refers to this job. Accuracies, host time and memory are
  /// for the caller to add.
  [[nodiscard]] Measurement measurement() const;
  /// Ends all actors; returns how many are left.
  std::size_t shut_down() { return simulation_.shut_down(); }

 private:
  /// Longest chain of causes over all messages, of all parties.
  [[nodiscard]] std::int64_t chain() const;
  /// Time that each link carried something; where tables add up providers, the sum over them.
  [[nodiscard]] std::map<Link, SimDuration> link_busy() const;
  SimulatedParty& add(PartyId id);
  void set_up(Party& party) const;
  /// Gives a party what it runs, unless it is to play what was recorded.
  void give(SimulatedParty& member, std::function<Task<Done>()> program);
  /// The keys of this start of the job.
  [[nodiscard]] KeySource keys() const;
  /// Gives a party its role, and the simulation its actor.
  void adopt(SimulatedParty& member, Role role, const caf::actor& actor);
  void add_servers();
  void add_producer();
  void add_receiver();
  void add_likelihood_server();
  void add_provider(PartyId id);
  void add_staying();
  [[nodiscard]] std::unique_ptr<SimulatedParty> make_sharer(PartyId id, InputPlan own);
  /// Gives a provider its key, and these inputs to share.
  void let_share(SimulatedParty& provider, InputPlan own);
  void add_own_programs();

  JobSpec spec_;
  Program program_;
  Observation observation_;
  Audit audit_;
  mutable Simulation simulation_;
  std::map<PartyId, std::unique_ptr<Engine>> engines_;
  ReceiverReading* receiver_ = nullptr;
  std::set<PartyId> staying_;  ///< providers that are no part of the crowd
  ProviderCrowd crowd_;
  std::map<PartyId, std::unique_ptr<SimulatedParty>> members_;
  std::map<PartyId, caf::actor> actors_;
};

}  // namespace fathom
