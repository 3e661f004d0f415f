#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>

#include "protocol/engines/engine.hpp"
#include "protocol/outputs.hpp"

namespace fathom {

class Shares;

/// What every party of a job reads: called once for each of the servers, the producer, the receiver
/// and, if there is one, the likelihood server, with that party's engine.
using Program = std::function<Task<Done>(Engine& engine, PartyId reader)>;

/// Numbers of the keys that a job derives from its seed.
namespace key_number {
inline constexpr std::uint64_t kServers = 0x200;
inline constexpr std::uint64_t kLikelihood = 0x400;
/// Of the key that the producer shares with a server.
[[nodiscard]] constexpr std::uint64_t producer(PartyId server) { return 0x100 + server.value(); }
/// A server's own, for what it masks alone.
[[nodiscard]] constexpr std::uint64_t own(PartyId server) { return 0x300 + server.value(); }
[[nodiscard]] constexpr std::uint64_t provider(PartyId provider) {
  return 0x10000 + provider.value();
}
}  // namespace key_number

/// Where a party takes its keys from, by their numbers.
using KeySource = std::function<Key(std::uint64_t number)>;

/// One role of a job: its engine, and what it runs on it. The program refers to the engine and to
/// the party, which outlive it.
struct Role {
  std::unique_ptr<Engine> engine;
  std::function<Task<Done>()> program;
};

[[nodiscard]] Role server_role(Party& me, std::unique_ptr<Shares> engine, StoredShares stored,
                               const KeySource& keys, Program program);
[[nodiscard]] Role producer_role(Party& me, const Settings& settings, const KeySource& keys,
                                 Program program);
/// Its engine is a `ReceiverReading`.
[[nodiscard]] Role receiver_role(Party& me, const Settings& settings, Program program);
[[nodiscard]] Role likelihood_role(Party& me, const Settings& settings, const KeySource& keys,
                                   Program program);

/// What the receiver of such a role has learned.
[[nodiscard]] const Outputs& outputs_of(const Role& receiver);

}  // namespace fathom
