#pragma once

#include <caf/all.hpp>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "actors/network/network.hpp"
#include "actors/network/network_spec.hpp"
#include "actors/simulation/courier.hpp"
#include "actors/simulation/site.hpp"
#include "actors/simulation/virtual_time_scheduler.hpp"

namespace fathom {

/// A run of actors on a simulated network, in virtual time: the actor system, the network, one host
/// for each party, and the wires between them. Single-threaded and the same every time.
///
///     Simulation simulation(NetworkSpec::parse("latency=20ms"));
///     auto server = simulation.system().spawn(behaviour, simulation.wire(kServer0, kServer1));
///     simulation.add_party(kServer0, server);
///     ...
///     caf::anon_send(server, Start{});
///     simulation.run();
class Simulation {
 public:
  using MakeNetwork = std::function<std::unique_ptr<Network>(EventQueue&)>;

  explicit Simulation(const MakeNetwork& make_network);
  /// On the network described; `seed` is that of its jitter.
  explicit Simulation(NetworkSpec spec, std::uint64_t seed = 1);
  Simulation(const Simulation&) = delete;
  Simulation& operator=(const Simulation&) = delete;
  ~Simulation();

  [[nodiscard]] caf::actor_system& system() { return system_; }

  /// Makes an event-based actor, which has not run yet, the actor of a party. An exception that
  /// none of its handlers catches is thrown by `step`.
  template <class Handle>
  void add_party(PartyId party, const Handle& actor) {
    add_actor(party, caf::actor_cast<caf::actor>(actor));
  }

  /// The actor of party `to` as seen from the host of `from`. Neither needs to be added yet.
  template <class Handle = caf::actor>
  [[nodiscard]] Handle wire(PartyId from, PartyId to) {
    return caf::actor_cast<Handle>(wire_between(from, to));
  }

  /// Frees the wire by which `user`, which sends no more, reached `party`. What is on its way
  /// arrives all the same.
  void drop_wire(PartyId user, PartyId party) { site(party).wires.erase(user); }

  /// The time at a party's host; there its actor charges its work.
  [[nodiscard]] HostClock& clock(PartyId party) { return site(party).clock; }
  [[nodiscard]] HostId host(PartyId party) { return site(party).host; }
  /// How fast a party's host is.
  [[nodiscard]] HostPower power(PartyId party) const { return spec_.power(to_string(party)); }
  /// The party that lives on a host.
  [[nodiscard]] PartyId party_on(HostId host) const { return parties_[host.index()]; }

  /// The observer must outlive the simulation, or its last message.
  void add_observer(WireObserver& observer) { courier_.add_observer(observer); }
  void set_interceptor(Interceptor* interceptor) { courier_.set_interceptor(interceptor); }
  [[nodiscard]] std::vector<HeldMessage> held() const { return courier_.held(); }
  void release(std::size_t index) { courier_.release(index); }
  void discard(std::size_t index) { courier_.discard(index); }

  /// One message handled or one event; false when nothing is left. Throws what went wrong in an
  /// actor.
  bool step() { return scheduler_.step(); }
  /// Steps until nothing is left. Whether all parties are done is for the caller to say.
  void run() { scheduler_.run(); }
  /// Lets actors handle what they have been given, as far as they can at the present instant.
  void run_ready() { scheduler_.run_ready(); }
  [[nodiscard]] SimTime now() const { return scheduler_.now(); }

  [[nodiscard]] std::vector<LinkStatistics> link_statistics() const {
    return network_->link_statistics();
  }

  /// Actors that have not ended.
  [[nodiscard]] std::size_t running_actors() { return system_.registry().running(); }

  /// Ends the actor of one party, whatever it is doing, as a crash does. Those who hear of ends are
  /// told of it at once.
  void end_party(PartyId party);
  /// Hears, outside of any handling, of every party whose actor ends before `shut_down`, and
  /// whether it ended by itself and without an error.
  using OnEnd = std::function<void(PartyId party, bool well)>;
  void on_end(OnEnd hear) { on_end_ = std::move(hear); }
  /// The party in whose handler the failure arose that `step` threw last, if it was in one.
  [[nodiscard]] std::optional<PartyId> failed() const { return failed_; }
  /// Runs `what` at `time`, as an event of nobody's.
  void at(SimTime time, EventQueue::Callback what) { scheduler_.queue().at(time, std::move(what)); }
  /// How long a message takes that has no size.
  [[nodiscard]] SimDuration latency(PartyId from, PartyId to) const {
    return spec_.latency(to_string(from), to_string(to));
  }

  /// Ends the actors of all parties, whatever they are doing, and drops what is on its way. Returns
  /// how many actors are left all the same: others, which a party has started and left behind.
  std::size_t shut_down();

 private:
  struct Config : caf::actor_system_config {
    Config();
  };

  /// What hosts that name the same machine have in common.
  struct Machine {
    HostClock* clock;
    HostPower power;
  };

  Simulation(NetworkSpec spec, const MakeNetwork& make_network);
  [[nodiscard]] HostClock& clock_of(const std::string& host);
  void add_actor(PartyId party, const caf::actor& actor);
  [[nodiscard]] caf::actor wire_between(PartyId from, PartyId to);
  [[nodiscard]] Site& site(PartyId party);
  void end_site(Site& site, const caf::error& reason);

  Config config_;
  caf::actor_system system_;
  VirtualTimeScheduler& scheduler_;
  NetworkSpec spec_;
  std::unique_ptr<Network> network_;
  Courier courier_;
  std::deque<HostClock> clocks_;           ///< of machines
  std::map<std::string, Machine> shared_;  ///< those with a name
  std::map<PartyId, Site> sites_;
  std::vector<PartyId> parties_;  ///< by host
  OnEnd on_end_;
  std::optional<PartyId> failed_;
  bool shut_down_ = false;
};

}  // namespace fathom
