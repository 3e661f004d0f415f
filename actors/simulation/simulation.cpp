#include "actors/simulation/simulation.hpp"

#include <fmt/format.h>

#include <utility>

#include "actors/messages/message.hpp"
#include "actors/network/flow_network.hpp"
#include "actors/simulation/wire.hpp"
#include "metrics/errors.hpp"

namespace fathom {
namespace {

/// What no handler of a party takes.
[[noreturn]] void refuse(PartyId party, const HostClock& clock, const caf::message_view& message) {
  std::string text = to_string(party) + " takes no message of kind ";
  const Envelope* envelope = envelope_in(message);
  if (envelope == nullptr) throw ProtocolError(ProtocolError::Kind::violation, text + "unknown");
  const Label& label = envelope->header.label;
  text += to_string(envelope->header.kind);
  if (clock.cause()) text += " from " + to_string(clock.cause()->sender);
  throw ProtocolError(ProtocolError::Kind::violation,
                      fmt::format("{}, in layer {}, operation {}, step {}", text, label.layer,
                                  to_string(label.operation), label.step));
}

}  // namespace

Simulation::Config::Config() {
  add_messages(*this);
  load<VirtualTimeScheduler>();
}

Simulation::Simulation(NetworkSpec spec, const MakeNetwork& make_network)
    : system_(config_),
      scheduler_(VirtualTimeScheduler::of(system_)),
      spec_(std::move(spec)),
      network_(make_network(scheduler_.queue())),
      courier_(scheduler_, *network_, spec_.transport()) {}

Simulation::Simulation(const MakeNetwork& make_network) : Simulation(NetworkSpec{}, make_network) {}

Simulation::Simulation(NetworkSpec spec, std::uint64_t seed)
    : Simulation(spec, [&spec, seed](EventQueue& queue) {
        return std::make_unique<FlowNetwork>(queue, spec, seed);
      }) {}

/// An actor that is left behind must not make the actor system wait for it for ever.
Simulation::~Simulation() {
  if (shut_down() > 0) system_.await_actors_before_shutdown(false);
}

std::size_t Simulation::shut_down() {
  if (!std::exchange(shut_down_, true)) {
    courier_.close();
    for (auto& [party, site] : sites_) caf::anon_send_exit(site.actor, caf::exit_reason::kill);
    scheduler_.close();
    for (auto& [party, site] : sites_) {
      site.target = nullptr;
      site.actor = nullptr;
    }
  }
  return running_actors();
}

void Simulation::end_party(PartyId party) {
  Site& site = this->site(party);
  if (std::exchange(site.told, true)) return;
  caf::anon_send_exit(site.actor, caf::exit_reason::kill);
  if (on_end_) on_end_(party, false);
}

void Simulation::add_actor(PartyId party, const caf::actor& actor) {
  Site& site = this->site(party);
  ensure(site.actor_id == caf::invalid_actor_id, "a party was added twice");
  auto* target = dynamic_cast<caf::scheduled_actor*>(caf::actor_cast<caf::abstract_actor*>(actor));
  ensure(target != nullptr, "the actor of a party must be event-based");
  site.actor = actor;
  site.target = target;
  site.actor_id = actor.id();
  scheduler_.place(*target, site.clock);
  target->set_exception_handler([this, party](std::exception_ptr& failure) -> caf::error {
    failed_ = party;
    scheduler_.fail(failure);
    return caf::sec::runtime_error;
  });
  target->set_default_handler(
      [&site](caf::scheduled_actor*, caf::message_view& message) -> caf::result<caf::message> {
        refuse(site.party, site.clock, message);
      });
  target->attach_functor([this, &site](const caf::error& reason) { end_site(site, reason); });
}

caf::actor Simulation::wire_between(PartyId from, PartyId to) {
  return Wire::between(system_, courier_, site(from), site(to));
}

Site& Simulation::site(PartyId party) {
  const auto found = sites_.find(party);
  if (found != sites_.end()) return found->second;
  const HostId host = network_->add_host(to_string(party));
  ensure(host.index() == parties_.size(), "hosts are numbered in the order of their addition");
  parties_.push_back(party);
  return sites_
      .emplace(std::piecewise_construct, std::forward_as_tuple(party),
               std::forward_as_tuple(party, host, clock_of(to_string(party))))
      .first->second;
}

/// Hosts of one machine handle one thing after the other, for each kernel uses all its cores.
/// Throws UserError where they disagree about those.
HostClock& Simulation::clock_of(const std::string& host) {
  const std::string machine(spec_.machine(host));
  if (machine.empty()) return clocks_.emplace_back(scheduler_.queue());
  const HostPower power = spec_.power(host);
  const auto [entry, is_new] = shared_.try_emplace(machine, Machine{nullptr, power});
  if (is_new) entry->second.clock = &clocks_.emplace_back(scheduler_.queue());
  if (entry->second.power == power) return *entry->second.clock;
  throw UserError(
      fmt::format("network: {} stands on the machine {} and so has its cores; give all "
                  "hosts of it the same speed and cores",
                  host, machine));
}

/// Those who watch the party hear of its end outside of its own handling.
void Simulation::end_site(Site& site, const caf::error& reason) {
  if (shut_down_) return;
  scheduler_.queue().at(scheduler_.now(), [this, &site, reason] {
    const bool told = std::exchange(site.told, true);
    site.target = nullptr;
    site.actor = nullptr;
    if (on_end_ && !told) on_end_(site.party, !reason);
    for (auto& [user, wire] : site.wires) {
      caf::actor_cast<caf::actor_proxy*>(wire)->kill_proxy(nullptr, reason);
    }
  });
}

}  // namespace fathom
