#include "actors/roles.hpp"

#include <utility>

#include "metrics/errors.hpp"
#include "protocol/engines/likelihood_reading.hpp"
#include "protocol/engines/producer.hpp"
#include "protocol/engines/receiver.hpp"
#include "protocol/engines/shares.hpp"

namespace fathom {
namespace {

Task<Done> serve(Shares& engine, Program program, PartyId id, Key servers_key) {
  co_await engine.begin(servers_key);
  co_await program(engine, id);
  co_return Done{};
}

Task<Done> supply(ProducerReading& engine, Program program) {
  engine.begin(co_await this_strand());
  co_await program(engine, kProducer);
  co_return Done{};
}

}  // namespace

Role server_role(Party& me, std::unique_ptr<Shares> engine, StoredShares stored,
                 const KeySource& keys, Program program) {
  const PartyId id = me.id();
  me.set_key(id, keys(key_number::own(id)));
  engine->set_stored(std::move(stored));
  const Key key = id == kServer0 ? keys(key_number::kServers) : Key{};
  auto run = [shares = engine.get(), program = std::move(program), id, key] {
    return serve(*shares, program, id, key);
  };
  return {std::move(engine), std::move(run)};
}

Role producer_role(Party& me, const Settings& settings, const KeySource& keys, Program program) {
  const std::array<Key, 2> both{keys(key_number::producer(kServer0)),
                                keys(key_number::producer(kServer1))};
  auto engine = std::make_unique<ProducerReading>(settings, me, both);
  auto run = [reading = engine.get(), program = std::move(program)] {
    return supply(*reading, program);
  };
  return {std::move(engine), std::move(run)};
}

Role receiver_role(Party& me, const Settings& settings, Program program) {
  auto engine = std::make_unique<ReceiverReading>(settings, me);
  auto run = [reading = engine.get(), program = std::move(program)] {
    return program(*reading, kReceiver);
  };
  return {std::move(engine), std::move(run)};
}

Role likelihood_role(Party& me, const Settings& settings, const KeySource& keys, Program program) {
  auto engine = std::make_unique<LikelihoodReading>(settings, me, keys(key_number::kLikelihood));
  auto run = [reading = engine.get(), program = std::move(program)] {
    return program(*reading, kLikelihood);
  };
  return {std::move(engine), std::move(run)};
}

const Outputs& outputs_of(const Role& receiver) {
  const auto* reading = dynamic_cast<const ReceiverReading*>(receiver.engine.get());
  ensure(reading != nullptr, "outputs were asked of a role that is no receiver");
  return reading->outputs();
}

}  // namespace fathom
