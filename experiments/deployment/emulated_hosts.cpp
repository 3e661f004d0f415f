#include "experiments/deployment/emulated_hosts.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <thread>

#include "actors/network/network_spec.hpp"
#include "metrics/errors.hpp"

namespace fathom {
namespace {

/// The parties need the core; some 40 us late on the way change little that lasts seconds.
constexpr SimDuration kTurning{0};

LinkSpec link_of(const std::string& line) {
  const NetworkSpec spec = NetworkSpec::parse(line);
  const LinkSpec link{spec.up("server0"), spec.latency("server0", "server1")};
  if (!link.bandwidth.is_unlimited() && link.latency > SimDuration{0}) return link;
  throw UserError(fmt::format(
      "--emulate {}: give a latency and a bandwidth, such as latency=10ms,bandwidth=100Mbit/s",
      line));
}

}  // namespace

EmulatedHosts::EmulatedHosts(const std::string& line, const std::set<PartyId>& parties)
    : parties_(parties.begin(), parties.end()) {
  const LinkSpec link = link_of(line);
  constexpr std::size_t kMost = 250;
  if (parties_.size() > kMost) {
    throw UserError(fmt::format("--emulate has room for {} parties, not {}; take fewer providers",
                                kMost, parties_.size()));
  }
  hosts_.reserve(parties_.size());
  for (std::size_t i = 0; i < parties_.size(); ++i) hosts_.emplace_back(i);
  relay_ = std::make_unique<PacketRelay>(hosts_, link, kTurning);
}

std::string EmulatedHosts::simulated_line(const std::string& line) {
  static_cast<void>(link_of(line));
  const unsigned cores = std::max(std::thread::hardware_concurrency(), 1U);
  return fmt::format("{},machine=here,card=own,cores={}", line, cores);
}

std::size_t EmulatedHosts::index(PartyId party) const {
  const auto found = std::ranges::find(parties_, party);
  ensure(found != parties_.end(), "a host was asked for a party that the job has not");
  return static_cast<std::size_t>(found - parties_.begin());
}

Endpoint EmulatedHosts::endpoint(PartyId party) const {
  constexpr std::uint16_t kPort = 7100;
  std::array<char, INET_ADDRSTRLEN> text{};
  const in_addr address = hosts_[index(party)].address();
  ::inet_ntop(AF_INET, &address, text.data(), text.size());
  return {text.data(), kPort};
}

void EmulatedHosts::enter(PartyId party) const { hosts_[index(party)].enter(); }

}  // namespace fathom
