// The model tcp in closed forms: a segment takes 120 us at 100 Mbit/s, a round trip 40 ms.

#include <catch2/catch.hpp>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "metrics/errors.hpp"
#include "metrics/framing.hpp"
#include "tests/actors/network/scenario.hpp"

namespace fathom::testing {
namespace {

using namespace literals;

const std::string kNetwork = "latency=20ms,bandwidth=100Mbit/s";
const std::vector<std::string> kHosts{"server0", "server1", "producer", "provider0", "provider1"};
enum Host : std::size_t { server0, server1, producer, provider0, provider1 };

SimTime at(SimDuration time) { return SimTime{} + time; }

/// `segments` full ones.
Scenario::Message message(std::size_t from, std::size_t to, SimDuration sent,
                          std::int64_t segments) {
  return {from, to, at(sent), kSegment * segments};
}

std::vector<MessageLife> run_on(const std::string& network,
                                std::vector<Scenario::Message> messages) {
  return run({NetworkSpec::parse(network), kHosts, std::move(messages)}).lives;
}

/// When the last byte of a message that was sent at 0 arrives.
SimTime alone(std::int64_t segments, const std::string& network = kNetwork) {
  return run_on(network, {message(server0, server1, 0_s, segments)}).front().delivered;
}

TEST_CASE("a cold message waits for the handshake, and after each full window for a round trip") {
  const MessageLife life = run_on(kNetwork, {message(server0, server1, 5_ms, 100)}).front();
  // Windows of 10, 20, 40, and 30 more; after the first three the rest of the round trip.
  const SimDuration pauses = (40_ms - 1'200_us) + (40_ms - 2'400_us) + (40_ms - 4'800_us);
  CHECK(life.setup == 40_ms);
  CHECK(life.slow_start == pauses);
  CHECK(life.alone == 12_ms);
  CHECK(life.started == at(5_ms + 40_ms));
  CHECK(life.transmitted == at(5_ms + 40_ms + 12_ms + pauses));
  CHECK(life.delivered == life.transmitted + 20_ms);
  CHECK(life.queueing() == 0_ns);
}

TEST_CASE("only a window that is full makes what comes after it wait") {
  CHECK(alone(1) == at(40_ms + 120_us + 20_ms));
  CHECK(alone(10) == at(40_ms + 1'200_us + 20_ms));
  CHECK(alone(11) == at(40_ms + 40_ms + 120_us + 20_ms));
  CHECK(alone(30) == at(40_ms + 40_ms + 2'400_us + 20_ms));
  CHECK(alone(31) == at(40_ms + 40_ms + 40_ms + 120_us + 20_ms));
}

TEST_CASE("a window that takes a round trip to send makes nothing wait") {
  // 10 segments a round trip of 1.2 ms: the path is never idle.
  const std::string network = "latency=600us,bandwidth=100Mbit/s";
  CHECK(alone(1'000, network) == at(1'200_us + 120_ms + 600_us));
  // 10 segments in 1.2 of 1.3 ms, then 20 in 2.4.
  CHECK(alone(1'000, "latency=650us,bandwidth=100Mbit/s") ==
        at(1'300_us + 120_ms + 100_us + 650_us));
}

TEST_CASE("the greatest window caps the rate at a window a round trip") {
  const std::string network = kNetwork + ",window=14480B";
  CHECK(alone(100, network) == at(40_ms + 9 * 40_ms + 1'200_us + 20_ms));
  // 20 of 29,999 bytes: what does not fill a segment does not count.
  CHECK(alone(90, kNetwork + ",window=29999B") == at(40_ms + 4 * 40_ms + 2'400_us + 20_ms));
}

TEST_CASE("a warm connection has the window that it grew") {
  // The window is 80 after 10, 20 and 40.
  const auto second = [](SimDuration sent) {
    return run_on(kNetwork,
                  {message(server0, server1, 0_s, 70), message(server0, server1, sent, 100)})[1];
  };
  const MessageLife life = second(300_ms);
  CHECK(life.setup == 0_ns);
  CHECK(life.slow_start == 40_ms - 80 * 120_us);
  CHECK(life.delivered == at(300_ms + 40_ms + 20 * 120_us + 20_ms));
}

TEST_CASE("a pause halves the window for each retransmission timeout, down to ten segments") {
  // The first message has left after 40 + 40 + 40 + 4.8 = 124.8 ms; the timeout is 240 ms.
  const auto pauses = [](SimDuration idle) {
    return run_on(kNetwork, {message(server0, server1, 0_s, 70),
                             message(server0, server1, 124'800_us + idle, 80)})[1]
        .slow_start;
  };
  CHECK(pauses(240_ms) == 0_ns);
  CHECK(pauses(240'000'001_ns) == 40_ms - 40 * 120_us);
  CHECK(pauses(480_ms) == 40_ms - 40 * 120_us);
  CHECK(pauses(481_ms) == (40_ms - 20 * 120_us) + (40_ms - 40 * 120_us));
  CHECK(pauses(721_ms) == (40_ms - 10 * 120_us) + (40_ms - 20 * 120_us) + (40_ms - 40 * 120_us));
  CHECK(pauses(900_s) == pauses(721_ms));
}

TEST_CASE("connections that share a link leave their windows at its rate, and finish together") {
  // Each of `sharing` has a window of w segments on its way for `sharing` times as long.
  const auto expected = [](std::int64_t sharing) {
    SimDuration time = 40_ms + sharing * 12_ms + 20_ms;
    for (const std::int64_t window : {10, 20, 40}) time += 40_ms - window * sharing * 120_us;
    return at(time);
  };
  SECTION("two flows into one server") {
    for (const MessageLife& life : run_on(kNetwork, {message(server0, server1, 0_s, 100),
                                                     message(producer, server1, 0_s, 100)})) {
      CHECK(life.delivered == expected(2));
    }
  }
  SECTION("the producer's fan-out to two servers") {
    for (const MessageLife& life : run_on(kNetwork, {message(producer, server0, 0_s, 100),
                                                     message(producer, server1, 0_s, 100)})) {
      CHECK(life.delivered == expected(2));
    }
  }
  SECTION("four simultaneous uploads") {
    const auto lives = run_on(
        kNetwork, {message(server1, server0, 0_s, 100), message(producer, server0, 0_s, 100),
                   message(provider0, server0, 0_s, 100), message(provider1, server0, 0_s, 100)});
    for (const MessageLife& life : lives) CHECK(life.delivered == expected(4));
  }
}

TEST_CASE("a connection that waits for its window leaves its share to the others") {
  // While server 0 waits for acknowledgements from 41.2 to 80 ms, the short path of provider 0 has
  // the whole link: its 100 segments, from 42 ms on, take 12 ms.
  const auto lives =
      run_on(kNetwork + ",provider0>server1.latency=500us,server1>provider0.latency=500us",
             {message(server0, server1, 0_s, 20), message(provider0, server1, 41_ms, 100)});
  CHECK(lives[1].transmitted == at(42_ms + 12_ms));
  CHECK(lives[0].delivered == at(80_ms + 1'200_us + 20_ms));
}

TEST_CASE("TLS takes one more round trip, once") {
  const auto lives = run_on(kNetwork + ",tls=on",
                            {message(server0, server1, 0_s, 1), message(server0, server1, 0_s, 1)});
  CHECK(lives[0].setup == 80_ms);
  CHECK(lives[1].setup == 0_ns);
  CHECK(lives[1].delivered == at(80_ms + 240_us + 20_ms));
  CHECK(lives[1].queueing() == 80_ms + 120_us);
}

TEST_CASE("loss caps a connection at a segment a round trip times sqrt(3 / 2p)") {
  // 12,000 bits / 40 ms * sqrt(1.5 / 0.01) = 3,674,234.6 bit/s.
  CHECK(rate_under_loss(40_ms, 10'000'000) == Bandwidth::bits_per_s(3'674'234));
  // 12,000 bits / 1 ms * sqrt(1.5 / 0.000001) = 14,696,938,456.7 bit/s.
  CHECK(rate_under_loss(1_ms, 1'000) == Bandwidth::bits_per_s(14'696'938'456));
  CHECK(rate_under_loss(40_ms, 0).is_unlimited());
  CHECK(rate_under_loss(0_ms, 10'000'000).is_unlimited());
  const MessageLife life =
      run_on(kNetwork + ",server0>server1.loss=1%", {message(server0, server1, 0_s, 5)}).front();
  const TransferRate rate = rate_of(Bandwidth::bits_per_s(3'674'234));
  CHECK(life.alone == time_for(amount_of(kSegment * 5), rate));
  CHECK(life.delivered == at(40_ms + life.alone + 20_ms));
}

TEST_CASE("jitter adds up to its bound and keeps the order; it depends on the seed alone") {
  Scenario scenario{NetworkSpec::parse("latency=1ms,jitter=10ms,model=plain"), kHosts, {}};
  for (int i = 0; i < 200; ++i) scenario.messages.push_back(message(server0, server1, i * 1_ms, 1));
  const auto lives = run(scenario).lives;
  std::set<SimDuration> latencies;
  for (std::size_t i = 0; i < lives.size(); ++i) {
    latencies.insert(lives[i].latency());
    CHECK(lives[i].latency() >= 1_ms);
    CHECK(lives[i].latency() <= 11_ms);
    if (i > 0) CHECK(lives[i].delivered >= lives[i - 1].delivered);
  }
  CHECK(latencies.size() > 50);
  scenario.seed = 2;
  const auto other = run(scenario).lives;
  const auto delivered_with = [&lives](const MessageLife& a, const MessageLife& b) {
    return a.delivered == b.delivered;
  };
  CHECK_FALSE(std::ranges::equal(lives, other, delivered_with));
  CHECK(std::ranges::equal(run(scenario).lives, other, delivered_with));
}

TEST_CASE("hosts of one machine share its link, and reach each other at once") {
  const auto lives =
      run_on("latency=20ms,bandwidth=100Mbit/s,model=plain,server0.machine=a,producer.machine=a",
             {message(server0, server1, 0_s, 100), message(producer, server1, 0_s, 100),
              message(producer, server0, 1_ms, 100), message(provider0, producer, 0_s, 100)});
  CHECK(lives[0].delivered == at(24_ms + 20_ms));
  CHECK(lives[1].delivered == at(24_ms + 20_ms));
  CHECK(lives[2].delivered == at(1_ms));
  CHECK(lives[3].delivered == at(12_ms + 20_ms));
}

TEST_CASE("hosts of one machine with cards of their own have a network between them") {
  const auto lives = run_on(
      "latency=20ms,bandwidth=100Mbit/s,model=plain,server0.machine=a,producer.machine=a,card=own,"
      "producer.up=1Mbit/s",
      {message(server0, server1, 0_s, 100), message(producer, server0, 0_s, 100)});
  CHECK(lives[0].delivered == at(12_ms + 20_ms));
  CHECK(lives[1].delivered == at(1'200_ms + 20_ms));
}

TEST_CASE("hosts of one machine must agree about its link") {
  CHECK_THROWS_WITH(
      run_on("server0.machine=a,producer.machine=a,producer.up=1Mbit/s", {}),
      "network: server0 and producer stand on the machine a and so share its network card; give "
      "both the same up and down");
}

TEST_CASE("many messages queued behind a handshake leave without nesting") {
  std::vector<Scenario::Message> messages(200'000, message(server0, server1, 0_s, 0));
  for (Scenario::Message& each : messages) each.wire = Bytes{1};
  const auto lives = run_on("latency=20ms", messages);
  CHECK(lives.back().transmitted == at(40_ms + (8 + 90) * 40_ms));
  // Windows of 10 to 1,280 pass 2,550, and 90 of 2,172 (3 MiB) another 195,480.
}

}  // namespace
}  // namespace fathom::testing
