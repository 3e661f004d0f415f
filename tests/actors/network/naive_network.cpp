#include <algorithm>
#include <cstdint>
#include <deque>
#include <map>
#include <numeric>

#include "tests/actors/network/scenario.hpp"

namespace fathom::testing {

namespace {

__extension__ typedef __int128 Wide;
constexpr std::int64_t kUnlimited = INT64_MAX;

/// 2^-20 bytes a microsecond, rounded down: bits / 8 * 2^20 / 10^6.
std::int64_t units(Bandwidth rate) {
  if (rate.is_unlimited()) return kUnlimited;
  return static_cast<std::int64_t>(static_cast<Wide>(rate.bits_per_s()) * 131'072 / 1'000'000);
}

Wide milli_units(Bytes bytes) { return static_cast<Wide>(bytes.count()) * 1'048'576'000; }

std::int64_t nanoseconds(Wide amount, std::int64_t rate) {
  if (amount <= 0 || rate == kUnlimited) return 0;
  return static_cast<std::int64_t>((amount + rate - 1) / rate);
}

struct Connection {
  std::size_t from;
  std::size_t to;
  std::int64_t cap;
  std::deque<std::size_t> messages;  ///< the one being sent first
  Wide remaining = 0;
  std::int64_t rate = 0;
};

using Connections = std::map<std::pair<std::size_t, std::size_t>, Connection>;

/// A limit and the connections that pass it.
struct Limit {
  std::int64_t left;
  std::vector<Connection*> open;
};

void share_out(const Scenario& scenario, Connections& connections) {
  std::vector<Limit> limits;
  for (std::size_t host = 0; host < scenario.hosts.size(); ++host) {
    Limit egress{units(scenario.network.up(scenario.hosts[host])), {}};
    Limit ingress{units(scenario.network.down(scenario.hosts[host])), {}};
    for (auto& [pair, connection] : connections) {
      if (connection.messages.empty()) continue;
      if (connection.from == host) egress.open.push_back(&connection);
      if (connection.to == host) ingress.open.push_back(&connection);
    }
    limits.push_back(egress);
    limits.push_back(ingress);
  }
  for (auto& [pair, connection] : connections) {
    if (!connection.messages.empty()) limits.push_back({connection.cap, {&connection}});
  }
  while (true) {
    std::int64_t least = kUnlimited;
    for (const Limit& limit : limits) {
      if (limit.open.empty() || limit.left == kUnlimited) continue;
      least = std::min(least, limit.left / static_cast<std::int64_t>(limit.open.size()));
    }
    std::vector<Connection*> fixed;
    for (const Limit& limit : limits) {
      if (limit.open.empty() || (least != kUnlimited && limit.left == kUnlimited)) continue;
      if (least != kUnlimited &&
          limit.left / static_cast<std::int64_t>(limit.open.size()) != least) {
        continue;
      }
      fixed.insert(fixed.end(), limit.open.begin(), limit.open.end());
    }
    if (fixed.empty()) return;
    for (Connection* connection : fixed) connection->rate = least;
    for (Limit& limit : limits) {
      for (const Connection* connection : fixed) {
        if (std::erase(limit.open, connection) > 0 && limit.left != kUnlimited) limit.left -= least;
      }
    }
  }
}

}  // namespace

std::vector<MessageLife> run_naively(const Scenario& scenario) {
  std::vector<MessageLife> lives(scenario.messages.size());
  std::vector<std::size_t> arriving(scenario.messages.size());
  std::iota(arriving.begin(), arriving.end(), std::size_t{0});
  std::stable_sort(arriving.begin(), arriving.end(), [&](std::size_t a, std::size_t b) {
    return scenario.messages[a].sent < scenario.messages[b].sent;
  });
  Connections connections;
  const auto begin_first = [&](Connection& connection, SimTime now) {
    const std::size_t message = connection.messages.front();
    lives[message].started = now;
    connection.remaining = milli_units(scenario.messages[message].wire);
  };
  std::size_t next = 0;
  SimTime now;
  while (true) {
    for (; next < arriving.size() && scenario.messages[arriving[next]].sent == now; ++next) {
      const Scenario::Message& message = scenario.messages[arriving[next]];
      const std::string& from = scenario.hosts[message.from];
      const std::string& to = scenario.hosts[message.to];
      const std::int64_t cap = units(scenario.network.cap(from, to));
      Connection& connection = connections
                                   .try_emplace({message.from, message.to},
                                                Connection{message.from, message.to, cap, {}})
                                   .first->second;
      const std::int64_t alone =
          std::min({units(scenario.network.up(from)), units(scenario.network.down(to)), cap});
      lives[arriving[next]].sent = now;
      lives[arriving[next]].alone = SimDuration{nanoseconds(milli_units(message.wire), alone)};
      connection.messages.push_back(arriving[next]);
      if (connection.messages.size() == 1) begin_first(connection, now);
    }
    share_out(scenario, connections);
    std::int64_t step = kUnlimited;
    if (next < arriving.size()) step = (scenario.messages[arriving[next]].sent - now).count();
    for (auto& [pair, connection] : connections) {
      if (connection.messages.empty()) continue;
      step = std::min(step, nanoseconds(connection.remaining, connection.rate));
    }
    if (step == kUnlimited) return lives;
    now = now + SimDuration{step};
    for (auto& [pair, connection] : connections) {
      if (connection.messages.empty()) continue;
      connection.remaining = connection.rate == kUnlimited
                                 ? 0
                                 : connection.remaining - static_cast<Wide>(connection.rate) * step;
      if (connection.remaining > 0) continue;
      const std::size_t message = connection.messages.front();
      connection.messages.pop_front();
      lives[message].transmitted = now;
      lives[message].delivered = now + scenario.network.latency(scenario.hosts[connection.from],
                                                                scenario.hosts[connection.to]);
      if (!connection.messages.empty()) begin_first(connection, now);
    }
  }
}

}  // namespace fathom::testing
