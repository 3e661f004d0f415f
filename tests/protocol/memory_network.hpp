#pragma once

#include <array>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <stdexcept>
#include <utility>
#include <vector>

#include "protocol/engines/likelihood_reading.hpp"
#include "protocol/engines/producer.hpp"
#include "protocol/engines/receiver.hpp"
#include "protocol/engines/shares.hpp"
#include "protocol/input_sharing.hpp"

namespace fathom::test {

/// Two servers, a producer, a receiver, providers and a likelihood server in one process, with one
/// queue of messages and no clock: the protocol without actors. Counts what passes, from the
/// messages themselves.
class MemoryNetwork {
 public:
  explicit MemoryNetwork(bool per_step = false) : recorder_(per_step) {}

  Party& party(PartyId id) {
    auto& slot = members_[id];
    if (!slot) slot = std::make_unique<Member>(*this, id);
    return slot->party;
  }
  Strand& strand(PartyId id) {
    party(id);
    return members_[id]->strand;
  }
  Recorder& recorder() { return recorder_; }
  /// What one party has done in a phase.
  Work work(PartyId id, Phase phase) { return work_[{id, phase}]; }

  /// Called with every message as it is sent.
  std::function<void(PartyId from, PartyId to, const Envelope&)> on_message;

  /// Delivers until nothing is on its way.
  void run() {
    while (!queue_.empty()) {
      auto [from, to, envelope] = std::move(queue_.front());
      queue_.pop_front();
      party(to).deliver(from, std::move(envelope));
    }
  }

 private:
  struct Member final : Host {
    Member(MemoryNetwork& owner, PartyId self)
        : network(owner),
          id(self),
          party(self, *this, owner.recorder_),
          strand(program_strand(owner.recorder_.hops(), self)) {}
    void send(PartyId to, Envelope envelope) override {
      const Header& header = envelope.header;
      const Bytes payload = payload_bytes(header);
      network.recorder_.ledger().add_message(header.label, {id, to}, Elements{header.elements},
                                             payload,
                                             standard_framing().message(header.kind, payload));
      if (network.on_message) network.on_message(id, to, envelope);
      network.queue_.push_back({id, to, std::move(envelope)});
    }
    void charge(const Label& label, const Ring&, const Work& work, SimDuration) override {
      network.work_[{id, label.phase}] += work;
    }
    void on_resume(const Label&) override {}

    MemoryNetwork& network;
    PartyId id;
    Party party;
    Strand strand;
  };
  struct InFlight {
    PartyId from;
    PartyId to;
    Envelope envelope;
  };

  Recorder recorder_;
  std::map<std::pair<PartyId, Phase>, Work> work_;
  std::map<PartyId, std::unique_ptr<Member>> members_;
  std::deque<InFlight> queue_;
};

/// What a job on a MemoryNetwork gave.
struct MemoryRun {
  Outputs outputs;
  std::int64_t chain = 0;
};

/// The keys that the producer of a run with `seed` shares with server 0 and server 1.
inline std::array<Key, 2> producer_keys(std::uint64_t seed) {
  std::array<Key, 2> keys;  // g++ 12 cannot return a braced list of what has a destructor
  keys[0] = derive_key(seed, 10);
  keys[1] = derive_key(seed, 11);
  return keys;
}

/// Runs `program(engine)` at every party of `network`. `inputs` are shared by the providers of
/// `plan`. The program is called once a party, so it must build its own model.
template <class Program>
MemoryRun run_job(MemoryNetwork& network, const Settings& settings, const InputPlan& plan,
                  const InputData& inputs, std::uint64_t seed, Program program,
                  const std::array<Key, 2>& keys) {
  Audit audit(network.recorder());
  Shares shares0(settings, network.party(kServer0), &audit);
  Shares shares1(settings, network.party(kServer1), &audit);
  for (const PartyId id : {kServer0, kServer1}) {
    network.party(id).set_key(id, derive_key(seed, 20 + id.value()));
  }
  ProducerReading producer(settings, network.party(kProducer), keys);
  ReceiverReading receiver(settings, network.party(kReceiver));

  LikelihoodReading likelihood(settings, network.party(kLikelihood), derive_key(seed, 13));

  const auto server = [&program](Shares& engine, Key servers_key) -> Task<Done> {
    return [](Shares& e, Program run, Key key) -> Task<Done> {
      co_await e.begin(key);
      co_await run(e);
      co_return Done{};
    }(engine, program, servers_key);
  };
  std::map<PartyId, Task<Done>> tasks;
  producer.begin(network.strand(kProducer));
  tasks.emplace(kProducer, program(producer));
  tasks.emplace(kReceiver, program(receiver));
  tasks.emplace(kServer0, server(shares0, derive_key(seed, 12)));
  tasks.emplace(kServer1, server(shares1, Key{}));
  if (settings.likelihoods == Likelihoods::server) {
    tasks.emplace(kLikelihood, program(likelihood));
  }
  std::vector<PartyId> providers;
  for (const InputSource& source : plan.sources) {
    for (const Shard& shard : source.shards) {
      if (tasks.contains(shard.provider)) continue;
      tasks.emplace(shard.provider,
                    share_inputs(network.party(shard.provider), plan, settings, inputs,
                                 derive_key(seed, 100 + shard.provider.value())));
    }
  }
  for (auto& [id, task] : tasks) task.start(network.strand(id));
  network.run();
  MemoryRun result;
  for (auto& [id, task] : tasks) {
    if (!task.done()) {
      std::string text = to_string(id) + " has not ended";
      LayerNames names;
      for (int i = 0; i < 20; ++i) names.add("layer" + std::to_string(i + 1));
      for (const auto& line : network.party(id).waiting(names)) text += "\n" + line;
      throw std::runtime_error(text);
    }
    task.result();
    for (const Depth& depth : network.strand(id).depth) {
      result.chain = std::max(result.chain, depth.chain);
    }
  }
  audit.settle();
  network.recorder().finish(network.strand(kServer0).depth[0], network.strand(kServer1).depth[1]);
  result.outputs = receiver.outputs();
  return result;
}

template <class Program>
MemoryRun run_job(MemoryNetwork& network, const Settings& settings, const InputPlan& plan,
                  const InputData& inputs, std::uint64_t seed, Program program) {
  return run_job(network, settings, plan, inputs, seed, program, producer_keys(seed));
}

}  // namespace fathom::test
