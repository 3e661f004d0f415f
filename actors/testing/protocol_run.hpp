#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "actors/job.hpp"
#include "actors/testing/flight_log.hpp"

namespace fathom::testing {

/// What every party reads: the servers, the producer and the receiver, each with its engine.
using EngineProgram = std::function<Task<Done>(Engine& engine)>;

/// A protocol under test: two servers, a crypto producer, an output receiver, and providers where
/// there are inputs, as actors on a simulated network that the test drives step by step. A protocol
/// is a program against the engine, the same for all, or programs of single parties below it, or
/// both: a party with its own runs that one. Destroyed in the middle, it frees every coroutine and
/// actor.
class ProtocolRun {
 public:
  /// The network's model is plain unless the line names another: with latency alone and free
  /// computation a run then takes as long as its longest chain of messages.
  explicit ProtocolRun(std::string_view network = "latency=10ms");
  ProtocolRun(const ProtocolRun&) = delete;
  ProtocolRun& operator=(const ProtocolRun&) = delete;

  // Before the first step: what runs, and where. Later each throws UserError.

  /// Settings, network, seed, compute, trace; programs and inputs are better added as follows.
  [[nodiscard]] JobSpec& spec();
  [[nodiscard]] LayerId add_layer(std::string name) { return spec().layers.add(std::move(name)); }
  /// An input that `providers` providers hold together; taken before the program begins.
  void add_input(std::string name, Shape shape, std::vector<double> values,
                 std::uint32_t providers = 1);
  void set_program(EngineProgram program);
  /// The program of one party: gives, for a Party&, a task of Done, a tensor or several, which
  /// `result` then finds. A party without any program is done at once. The servers and the producer
  /// have a key in common, each two of them.
  template <class Program>
  void set_program(PartyId party, Program program);

  // Numbers in the ring of the settings.

  [[nodiscard]] Tensor encoded(const std::vector<double>& values) const;
  [[nodiscard]] Tensor encoded(Shape shape, const std::vector<double>& values) const;
  [[nodiscard]] std::vector<double> decoded(const Tensor& tensor) const;
  /// Fresh additive shares, for server 0 and server 1.
  [[nodiscard]] std::array<Tensor, 2> shared(const Tensor& secret);

  // Driving it. What a party throws comes out of these.

  /// One message handled or one event; false when nothing is left to happen by itself.
  bool step();
  /// Steps until one more message has arrived, and tells which; nothing when none is left.
  std::optional<Flight> step_to_arrival();
  /// Steps until nothing is left. Parties may still wait: for what is held, or for ever.
  void run();
  /// Runs to the end with the arrivals in an order drawn from `seed`: one at a time, each when all
  /// that follows from those before it has happened.
  void run_shuffled(std::uint64_t seed);

  // Being the network. A message was sent, and counted, all the same.

  /// Holds back what matches when it arrives, until `deliver`.
  void hold(const Which& which = every_message()) { log_.add_rule(which, Verdict::hold); }
  /// Loses what matches: what is held at once, the rest when it arrives.
  void drop(const Which& which);
  /// Takes back `hold` and `drop` for what has not arrived.
  void let_pass(const Which& which = every_message()) { log_.add_rule(which, Verdict::deliver); }
  /// Hands over what is held and matches, now, in the order of its arrival.
  void deliver(const Which& which = every_message()) { log_.release(which); }

  // Looking at it.

  [[nodiscard]] std::vector<Flight> messages(const Which& which = every_message()) const;
  [[nodiscard]] std::vector<Flight> in_flight() const;
  [[nodiscard]] std::vector<Flight> held() const;  ///< in the order of arrival
  [[nodiscard]] Traffic traffic(const Which& which = every_message()) const;

  [[nodiscard]] SimTime now() { return job().simulation().now(); }
  /// The end of the last party's last work so far.
  [[nodiscard]] SimTime end() { return job().observation().timeline().end(); }
  [[nodiscard]] bool done() { return job().done(); }
  [[nodiscard]] std::string who_waits() { return job().who_waits(); }

  /// The greater of the servers' depths; of a run that is not done, as far as its main strands
  /// know.
  [[nodiscard]] Rounds rounds();
  [[nodiscard]] Depth depth(PartyId party);

  /// What the party's own program gave. Throws ProtocolError when it is not done.
  [[nodiscard]] const std::vector<Tensor>& results(PartyId party);
  [[nodiscard]] const Tensor& result(PartyId party);  ///< the first of them; there must be one
  /// The sum of the servers' results, decoded.
  [[nodiscard]] std::vector<double> opened_result();
  /// What the receiver got, the last of that name. Throws ProtocolError when there is none.
  [[nodiscard]] const std::vector<double>& output(const std::string& name);

  /// Costs, the latest messages that match, and who waits for what: for people.
  [[nodiscard]] std::string report(const Which& which = every_message());

  /// For all else. Freezes the specification.
  [[nodiscard]] Job& job();
  /// Ends all actors; returns how many are left, which is a bug if any.
  std::size_t shut_down() { return job().shut_down(); }

 private:
  JobSpec spec_;
  EngineProgram program_;
  std::map<PartyId, std::vector<Tensor>> results_;
  std::uint64_t sharings_ = 0;
  FlightLog log_;
  std::unique_ptr<Job> job_;  ///< goes first: it refers to all above
  bool closed_ = false;
};

/// Runs a party's own program to its end and keeps what it gives.
[[nodiscard]] Task<Done> keep(Task<Done> program, std::vector<Tensor>& results);
[[nodiscard]] Task<Done> keep(Task<Tensor> program, std::vector<Tensor>& results);
[[nodiscard]] Task<Done> keep(Task<std::vector<Tensor>> program, std::vector<Tensor>& results);

template <class Program>
void ProtocolRun::set_program(PartyId party, Program program) {
  spec().own_programs[party] = [program = std::move(program), &kept = results_[party]](
                                   Party& me) mutable { return keep(program(me), kept); };
}

}  // namespace fathom::testing
