#include "actors/job.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "actors/crypto_producer.hpp"
#include "actors/input_provider.hpp"
#include "actors/likelihood_server.hpp"
#include "actors/output_receiver.hpp"
#include "actors/server.hpp"
#include "metrics/errors.hpp"
#include "protocol/engines/receiver.hpp"
#include "protocol/engines/shares.hpp"
#include "protocol/input_sharing.hpp"
#include "protocol/kernels/deferral.hpp"

namespace fathom {
namespace {

constexpr int kEpochBits = 48;  ///< the number of a start stands above those of its keys

/// The number of the key that two parties have in common, if they have one; the likelihood server
/// has one with itself.
std::optional<std::uint64_t> number_of_key(PartyId a, PartyId b) {
  const auto [first, second] = std::minmax(a, b);
  if (first == kServer0 && second == kServer1) return key_number::kServers;
  if (first.is_server() && second.is_producer()) return key_number::producer(first);
  if (first.is_likelihood()) return key_number::kLikelihood;
  if (first == kServer0 && second.is_provider()) return key_number::provider(second);
  return std::nullopt;
}

Task<Done> await_row(SimulatedParty& provider, const StreamTimes& times, std::size_t row) {
  if (times.arrival) co_await provider.until(times.arrival(row));
  const Strand& strand = co_await this_strand();
  if (strand.trace != nullptr) {
    strand.trace->on_milestone(strand.place(), Milestone::shared, row);
  }
  if (times.on_share) times.on_share(row, provider.now());
  co_return Done{};
}

/// Providers that cannot be made when their turn comes and freed at once: those with rows of a
/// stream, which come as time goes on, and those that wait for others of their machine.
std::set<PartyId> staying_providers(const JobSpec& spec) {
  std::set<PartyId> staying;
  for (const InputSource& source : spec.inputs.sources) {
    for (const Shard& shard : source.shards) {
      const bool shares_machine = !spec.network.machine(to_string(shard.provider)).empty();
      if (source.stream_batch > 0 || shares_machine) staying.insert(shard.provider);
    }
  }
  return staying;
}

}  // namespace

Job::Job(JobSpec spec, Program program)
    : spec_(std::move(spec)),
      program_(std::move(program)),
      observation_(spec_.per_step, spec_.providers),
      audit_(observation_.recorder()),
      simulation_(spec_.network, spec_.seed),
      staying_(staying_providers(spec_)),
      crowd_(spec_.inputs, [this](PartyId id) {
        return spec_.own_programs.contains(id) || staying_.contains(id);
      }) {
  if (spec_.log != nullptr) observation_.set_log(*spec_.log);
  simulation_.add_observer(observation_);
  observation_.recorder().ledger().set_transport(spec_.network.transport());
  observation_.recorder().set_clock(
      [this](PartyId party) { return simulation_.clock(party).local_now(); });
  add_servers();
  add_producer();
  add_receiver();
  if (spec_.settings.likelihoods == Likelihoods::server) add_likelihood_server();
  add_staying();
  add_own_programs();
}

// Coroutines go before the parties and engines that they refer to.
Job::~Job() {
  actors_.clear();
  simulation_.shut_down();
  members_.clear();
}

SimulatedParty& Job::add(PartyId id) {
  auto& slot = members_[id];
  slot = std::make_unique<SimulatedParty>(id, simulation_, observation_, spec_.compute, spec_.trace,
                                          spec_.costs.get());
  set_up(slot->party());
  return *slot;
}

void Job::set_up(Party& party) const {
  party.set_packed(spec_.settings.packed);
  party.set_layers(spec_.layers);
  party.set_epoch(spec_.epoch);
}

void Job::give(SimulatedParty& member, std::function<Task<Done>()> program) {
  if (!spec_.played) return member.set_program(std::move(program));
  member.set_program([this, &member] { return spec_.played(member); });
}

KeySource Job::keys() const {
  const std::uint64_t start = std::uint64_t{spec_.epoch} << kEpochBits;
  return
      [seed = spec_.seed, start](std::uint64_t number) { return derive_key(seed, number | start); };
}

void Job::adopt(SimulatedParty& member, Role role, const caf::actor& actor) {
  const PartyId id = member.id();
  give(member, std::move(role.program));
  engines_[id] = std::move(role.engine);
  actors_[id] = actor;
  simulation_.add_party(id, actor);
}

void Job::add_servers() {
  for (const PartyId id : {kServer0, kServer1}) {
    SimulatedParty& member = add(id);
    Audit* const audit = spec_.audit ? &audit_ : nullptr;
    auto engine = spec_.make_shares
                      ? spec_.make_shares(spec_.settings, member.party(), audit)
                      : std::make_unique<Shares>(spec_.settings, member.party(), audit);
    adopt(member,
          server_role(member.party(), std::move(engine), spec_.stored.at(id.value()), keys(),
                      program_),
          caf::actor_cast<caf::actor>(simulation_.system().spawn(server, &member)));
  }
}

void Job::add_producer() {
  SimulatedParty& member = add(kProducer);
  adopt(member, producer_role(member.party(), spec_.settings, keys(), program_),
        caf::actor_cast<caf::actor>(simulation_.system().spawn(crypto_producer, &member)));
}

void Job::add_receiver() {
  SimulatedParty& member = add(kReceiver);
  Role role = receiver_role(member.party(), spec_.settings, program_);
  receiver_ = dynamic_cast<ReceiverReading*>(role.engine.get());
  adopt(member, std::move(role),
        caf::actor_cast<caf::actor>(simulation_.system().spawn(output_receiver, &member)));
}

void Job::add_likelihood_server() {
  SimulatedParty& member = add(kLikelihood);
  adopt(member, likelihood_role(member.party(), spec_.settings, keys(), program_),
        caf::actor_cast<caf::actor>(simulation_.system().spawn(likelihood_server, &member)));
}

void Job::add_provider(PartyId id) {
  SimulatedParty& member = add(id);
  actors_[id] = caf::actor_cast<caf::actor>(simulation_.system().spawn(input_provider, &member));
  simulation_.add_party(id, actors_[id]);
}

void Job::add_staying() {
  for (const PartyId id : staying_) {
    if (spec_.own_programs.contains(id)) continue;
    add_provider(id);
    let_share(*members_.at(id), spec_.inputs);
  }
}

std::unique_ptr<SimulatedParty> Job::make_sharer(PartyId id, InputPlan own) {
  auto sharer = std::make_unique<SimulatedParty>(id, simulation_, observation_, spec_.compute,
                                                 spec_.trace, spec_.costs.get());
  set_up(sharer->party());
  let_share(*sharer, std::move(own));
  return sharer;
}

void Job::let_share(SimulatedParty& provider, InputPlan own) {
  const Key key = keys()(key_number::provider(provider.id()));
  give(provider, [this, &provider, key, own = std::move(own)] {
    return share_inputs(provider.party(), own, spec_.settings, spec_.data, key,
                        [this, &provider](const InputSource&, std::size_t row) {
                          return await_row(provider, spec_.stream, row);
                        });
  });
}

void Job::add_own_programs() {
  for (const auto& [id, program] : spec_.own_programs) {
    if (!members_.contains(id)) add_provider(id);
  }
  for (const auto& [id, own] : spec_.own_programs) {
    Party& me = members_.at(id)->party();
    const auto agree = [&](PartyId other) {
      const auto number = number_of_key(id, other);
      if (number) me.set_key(other, keys()(*number));
    };
    for (const auto& [other, member] : members_) agree(other);
    for (const PartyId provider : crowd_.providers()) agree(provider);
    give(*members_.at(id), [&program = own, &me] { return program(me); });
  }
}

void Job::start() {
  const auto start_those = [this](bool likelihood) {
    for (const auto& [id, actor] : actors_) {
      if (id.is_likelihood() == likelihood) caf::anon_send(actor, Start{});
    }
  };
  start_those(false);
  crowd_.start(simulation_, spec_.inputs,
               [this](PartyId id, InputPlan own) { return make_sharer(id, std::move(own)); });
  start_those(true);
}

// Measured compute asks what each kernel takes, so none is put off.
void Job::run() {
  std::optional<Deferral> deferral;
  if (spec_.compute != Compute::measured) deferral.emplace();
  start();
  simulation_.run();
  Deferral::settle();
  finish();
}

bool Job::done() const {
  return crowd_.started() &&
         std::ranges::all_of(members_, [](const auto& entry) { return entry.second->done(); });
}

void Job::finish() {
  if (!done()) {
    throw ProtocolError(ProtocolError::Kind::timed_out,
                        "the run cannot go on: no message is on its way\n" + who_waits());
  }
  audit_.settle();
  observation_.recorder().finish(members_.at(kServer0)->strand().depth[0],
                                 members_.at(kServer1)->strand().depth[1]);
}

std::string Job::who_waits() const {
  std::string text;
  for (const auto& [id, member] : members_) {
    for (const std::string& line : member->party().waiting(spec_.layers))
      text += "  " + line + "\n";
  }
  return text;
}

std::vector<PartyId> Job::members() const {
  std::vector<PartyId> all;
  for (const auto& [id, member] : members_) all.push_back(id);
  return all;
}

const Outputs& Job::outputs() const { return receiver_->outputs(); }

std::array<StoredShares, 2> Job::saved() const {
  return {engines_.at(kServer0)->saved(), engines_.at(kServer1)->saved()};
}

Measurement Job::measurement() const {
  Measurement measured;
  measured.recorder = &observation_.recorder();
  measured.timeline = &observation_.timeline();
  measured.arrivals = &observation_.arrivals();
  measured.link_busy = link_busy();
  measured.chain = chain();
  measured.traffic_digest = observation_.digests().traffic();
  if (!spec_.settings.sized) measured.content_digest = observation_.digests().content();
  return measured;
}

std::int64_t Job::chain() const {
  std::int64_t longest = 0;
  for (const auto& [id, member] : members_) {
    for (const Depth& depth : member->strand().depth) longest = std::max(longest, depth.chain);
  }
  return longest;
}

std::map<Link, SimDuration> Job::link_busy() const {
  std::map<Link, SimDuration> busy;
  const auto row = [this](HostId host) {
    return in_tables(simulation_.party_on(host), spec_.providers);
  };
  for (const LinkStatistics& link : simulation_.link_statistics()) {
    busy[{row(link.from), row(link.to)}] += link.busy;
  }
  return busy;
}

}  // namespace fathom
