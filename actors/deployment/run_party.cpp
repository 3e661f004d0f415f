#include "actors/deployment/run_party.hpp"

#include <fmt/format.h>

#include <caf/all.hpp>
#include <caf/io/all.hpp>
#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <future>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>
#include <utility>

#include "actors/crypto_producer.hpp"
#include "actors/deployment/deployed_party.hpp"
#include "actors/deployment/listening.hpp"
#include "actors/deployment/remote_wire.hpp"
#include "actors/deployment/switchboard.hpp"
#include "actors/input_provider.hpp"
#include "actors/likelihood_server.hpp"
#include "actors/output_receiver.hpp"
#include "actors/server.hpp"
#include "metrics/errors.hpp"
#include "protocol/engines/shares.hpp"
#include "protocol/input_sharing.hpp"
#include "protocol/kernels/block_pool.hpp"

namespace fathom {
namespace {

/// Two threads are enough: one for the party, one for whoever tells it something. They share a
/// queue, for a thread that polls would take a core from a kernel.
struct Config : caf::actor_system_config {
  Config() {
    add_messages(*this);
    load<caf::io::middleman>();
    set("scheduler.policy", caf::atom("sharing"));
    set("scheduler.max-threads", std::size_t{2});
  }
};

/// Of links that need credit: from the producer and the providers to the servers.
std::map<PartyId, std::shared_ptr<CreditGate>> gates_of(const PartyPlace& place) {
  std::map<PartyId, std::shared_ptr<CreditGate>> gates;
  if (!place.self.is_producer() && !place.self.is_provider()) return gates;
  for (const PartyId server : {kServer0, kServer1}) {
    gates[server] = std::make_shared<CreditGate>(place.deployment.credit);
  }
  return gates;
}

Role role_of(DeployedParty& member, const PartyJob& job) {
  Party& me = member.party();
  const PartyId self = me.id();
  me.set_packed(job.settings.packed);
  if (self.is_server()) {
    auto engine = std::make_unique<Shares>(job.settings, me, nullptr);
    return server_role(me, std::move(engine), {}, job.keys, job.program);
  }
  if (self.is_producer()) return producer_role(me, job.settings, job.keys, job.program);
  if (self.is_receiver()) return receiver_role(me, job.settings, job.program);
  if (self.is_likelihood()) return likelihood_role(me, job.settings, job.keys, job.program);
  const Key key = job.keys(key_number::provider(self));
  return {nullptr,
          [&me, &job, key] { return share_inputs(me, job.inputs, job.settings, job.data, key); }};
}

caf::actor spawn_party(caf::actor_system& system, DeployedParty& member) {
  const PartyId self = member.party().id();
  ActingParty* party = &member;
  if (self.is_server()) return caf::actor_cast<caf::actor>(system.spawn(server, party));
  if (self.is_producer()) return caf::actor_cast<caf::actor>(system.spawn(crypto_producer, party));
  if (self.is_receiver()) return caf::actor_cast<caf::actor>(system.spawn(output_receiver, party));
  if (self.is_likelihood()) {
    return caf::actor_cast<caf::actor>(system.spawn(likelihood_server, party));
  }
  return caf::actor_cast<caf::actor>(system.spawn(input_provider, party));
}

/// Ends the process when the party's actor does not stop in time: a kernel may be long.
class EndWatch {
 public:
  explicit EndWatch(EndKind kind)
      : thread_([kind](const std::stop_token& stop) {
          std::mutex mutex;
          std::unique_lock lock(mutex);
          std::condition_variable_any called_off;
          called_off.wait_for(lock, stop, std::chrono::seconds(3), [] { return false; });
          if (!stop.stop_requested()) std::_Exit(static_cast<int>(kind));
        }) {}

 private:
  std::jthread thread_;
};

/// Plain TCP may be listened to on loopback alone, as it may be dialled there alone; and the
/// address must be this machine's, and free.
void check_listening(const PartyPlace& place) {
  const auto own = place.deployment.roles.find(place.self);
  if (!place.listen && own == place.deployment.roles.end()) return;
  const Endpoint& at = place.listen ? *place.listen : own->second;
  const bool is_protected = place.deployment.tls || place.deployment.unprotected;
  if (!is_protected && !is_loopback(at)) {
    throw UserError(
        fmt::format("--listen {}:{}: TCP goes over loopback alone; write transport = "
                    "\"tls\", or unprotected = true on a network that is closed",
                    at.host, at.port));
  }
  if (const std::string why = why_no_listening(at); !why.empty()) {
    throw UserError(
        fmt::format("{} cannot listen at {}:{}: {}; give --listen an address of this "
                    "machine and a free port",
                    to_string(place.self), at.host, at.port, why));
  }
}

}  // namespace

std::set<PartyId> parties_of(const Settings& settings, const InputPlan& inputs) {
  std::set<PartyId> parties = providers_of(inputs);
  parties.insert({kServer0, kServer1, kProducer, kReceiver});
  if (settings.likelihoods == Likelihoods::server) parties.insert(kLikelihood);
  return parties;
}

KeySource system_keys() {
  return [keys = std::make_shared<std::map<std::uint64_t, Key>>()](std::uint64_t number) {
    const auto [entry, is_new] = keys->try_emplace(number);
    if (is_new) entry->second = random_key();
    return entry->second;
  };
}

PartyReport run_party(const PartyPlace& place, const PartyJob& job) {
  const std::set<PartyId> parties = parties_of(job.settings, job.inputs);
  if (!parties.contains(place.self)) {
    throw UserError(fmt::format("the job has no party {}; name one of those that it has",
                                to_string(place.self)));
  }
  place.deployment.check_complete();
  check_listening(place);
  wipe_returned_blocks(true);
  auto spec = std::make_shared<SwitchboardSpec>();
  spec->self = place.self;
  spec->parties = parties;
  spec->deployment = place.deployment;
  spec->listen = place.listen;
  spec->log = place.log;
  if (place.deployment.tls) {
    spec->identity = std::make_shared<TlsIdentity>(place.deployment.files_of(place.self));
    if (spec->identity->name() != to_string(place.self)) {
      throw UserError(
          fmt::format("the certificate is that of {}, and this party is {}; name its own",
                      spec->identity->name(), to_string(place.self)));
    }
  }
  Config config;
  caf::actor_system system(config);
  spec->wires = remote_wires(system, place.self, parties);
  spec->gates = gates_of(place);
  DeployedParty::Links links{spec->wires, spec->gates, {}};
  auto promise = std::make_shared<std::promise<SwitchboardReport>>();
  auto ended = promise->get_future();
  links.switchboard = system.middleman().spawn_broker(switchboard, spec, promise);
  const caf::actor board = links.switchboard;
  Role role;  // outlives the coroutines that refer to its engine
  DeployedParty member(place.self, std::move(links), job.layers);
  role = role_of(member, job);
  member.party().set_layers(job.layers);
  member.party().set_inbox_limit(place.deployment.inbox);
  member.set_program(role.program);
  caf::actor actor = spawn_party(system, member);
  caf::anon_send(board, Begin{actor});
  const SwitchboardReport connections = ended.get();
  place.on_end(connections.end);
  std::optional<EndWatch> watch;
  if (connections.end.kind != EndKind::done) watch.emplace(connections.end.kind);
  caf::anon_send_exit(actor, caf::exit_reason::kill);
  actor = nullptr;
  system.await_all_actors_done();
  PartyReport report = report_of(member, connections);
  if (place.self.is_receiver()) report.outputs = outputs_of(role);
  return report;
}

}  // namespace fathom
