// The model `plain` against closed forms. Rates here are whole Mbit/s, which the allocator keeps
// exactly, so that `Bytes / Bandwidth` is the exact time.

#include <catch2/catch.hpp>
#include <cstddef>
#include <string>
#include <vector>

#include "actors/network/flow_network.hpp"
#include "metrics/errors.hpp"
#include "tests/actors/network/scenario.hpp"

namespace fathom::testing {
namespace {

using namespace literals;

const std::vector<std::string> kHosts{"server0", "server1", "producer", "provider0", "provider1"};
constexpr std::size_t kServer0 = 0;
constexpr std::size_t kServer1 = 1;
constexpr std::size_t kProducer = 2;
constexpr std::size_t kProvider0 = 3;
constexpr std::size_t kProvider1 = 4;

constexpr SimTime at(SimDuration time) { return SimTime{0} + time; }

Outcome run(const std::string& network, std::vector<Scenario::Message> messages) {
  return testing::run({NetworkSpec::plain(network), kHosts, std::move(messages), 1});
}

TEST_CASE("one message takes its bytes over the bandwidth, then the latency") {
  for (const std::int64_t bytes : {0, 1, 33, 1'448, 1'000'000}) {
    const auto outcome =
        run("latency=20ms,bandwidth=100Mbit/s", {{kServer0, kServer1, at(7_ms), Bytes{bytes}}});
    const MessageLife& life = outcome.lives[0];
    const SimDuration sending = Bytes{bytes} / 100_Mbit_per_s;
    CHECK(life.sent == at(7_ms));
    CHECK(life.started == at(7_ms));
    CHECK(life.transmitted == at(7_ms + sending));
    CHECK(life.delivered == at(7_ms + sending + 20_ms));
    CHECK(life.alone == sending);
    CHECK(life.queueing() == 0_ns);
    CHECK(life.latency() == 20_ms);
    CHECK(outcome.end == life.delivered);
  }
}

TEST_CASE("a pair has a latency of its own in each direction") {
  const auto outcome = run("latency=1ms,server0>server1.latency=5ms,producer>server.latency=2ms",
                           {{kServer0, kServer1, at(0_ns), Bytes{1}},
                            {kServer1, kServer0, at(0_ns), Bytes{1}},
                            {kProducer, kServer0, at(0_ns), Bytes{1}}});
  CHECK(outcome.lives[0].delivered == at(5_ms));
  CHECK(outcome.lives[1].delivered == at(1_ms));
  CHECK(outcome.lives[2].delivered == at(2_ms));
}

TEST_CASE("the narrowest of egress, ingress and cap counts") {
  const std::vector<Scenario::Message> one{{kServer0, kServer1, at(0_ns), Bytes{125'000}}};
  // 1,000,000 bits: over 2, 4 and 5 Mbit/s.
  CHECK(run("bandwidth=100Mbit/s,server0.up=2Mbit/s", one).lives[0].delivered == at(500_ms));
  CHECK(run("bandwidth=100Mbit/s,server1.down=4Mbit/s", one).lives[0].delivered == at(250_ms));
  CHECK(run("bandwidth=100Mbit/s,server0>server1.cap=5Mbit/s", one).lives[0].delivered ==
        at(200_ms));
  CHECK(run("server0>server1.cap=5Mbit/s", one).lives[0].delivered == at(200_ms));
  CHECK(
      run("bandwidth=100Mbit/s,server0.down=2Mbit/s,server1.up=2Mbit/s,server1>server0.cap=2Mbit/s",
          one)
          .lives[0]
          .delivered == at(10_ms));
}

TEST_CASE("without latency and limits a message arrives when it is sent") {
  const auto outcome = run("ideal", {{kServer0, kServer1, at(5_ms), Bytes{1'000'000'000}}});
  CHECK(outcome.lives[0].delivered == at(5_ms));
  CHECK(outcome.lives[0].alone == 0_ns);
}

TEST_CASE("a message to the own host arrives at once and is not counted") {
  const auto outcome = run("wan", {{kServer0, kServer0, at(5_ms), Bytes{1'000'000'000}}});
  CHECK(outcome.lives[0].delivered == at(5_ms));
  CHECK(outcome.links.empty());
}

TEST_CASE("messages of a connection go one after the other, in the order of sending") {
  // 12,500 bytes take 1 ms at 100 Mbit/s. The second is handed over first but sent last.
  const auto outcome =
      run("latency=20ms,bandwidth=100Mbit/s", {{kServer0, kServer1, at(0_ns), Bytes{12'500}},
                                               {kServer0, kServer1, at(10_ms), Bytes{12'500}},
                                               {kServer0, kServer1, at(500_us), Bytes{25'000}},
                                               {kServer0, kServer1, at(500_us), Bytes{12'500}}});
  CHECK(outcome.lives[0].transmitted == at(1_ms));
  CHECK(outcome.lives[2].started == at(1_ms));
  CHECK(outcome.lives[2].transmitted == at(3_ms));
  CHECK(outcome.lives[2].queueing() == 500_us);
  CHECK(outcome.lives[3].transmitted == at(4_ms));
  CHECK(outcome.lives[3].queueing() == 2'500_us);
  CHECK(outcome.lives[1].started == at(10_ms));
  CHECK(outcome.arrivals == std::vector<std::size_t>{0, 2, 3, 1});
  CHECK(outcome.end == at(31_ms));
}

TEST_CASE("messages that arrive at one instant keep their order") {
  const auto outcome = run("ideal", {{kServer0, kServer1, at(1_ms), Bytes{9}},
                                     {kServer0, kServer1, at(1_ms), Bytes{0}},
                                     {kServer0, kServer1, at(1_ms), Bytes{5}}});
  CHECK(outcome.arrivals == std::vector<std::size_t>{0, 1, 2});
  const auto limited = run("bandwidth=1Mbit/s", {{kServer0, kServer1, at(1_ms), Bytes{0}},
                                                 {kServer0, kServer1, at(1_ms), Bytes{0}}});
  CHECK(limited.arrivals == std::vector<std::size_t>{0, 1});
  CHECK(limited.end == at(1_ms));
}

TEST_CASE("two directions of a pair do not share anything") {
  const auto outcome =
      run("latency=1ms,bandwidth=100Mbit/s", {{kServer0, kServer1, at(0_ns), Bytes{12'500}},
                                              {kServer1, kServer0, at(0_ns), Bytes{12'500}}});
  CHECK(outcome.lives[0].delivered == at(2_ms));
  CHECK(outcome.lives[1].delivered == at(2_ms));
}

TEST_CASE("a producer's fan-out to two servers halves its egress") {
  const auto outcome = run("latency=1ms,bandwidth=100Mbit/s,producer.up=10Mbit/s",
                           {{kProducer, kServer0, at(0_ns), Bytes{12'500}},
                            {kProducer, kServer1, at(0_ns), Bytes{12'500}}});
  for (const MessageLife& life : outcome.lives) {
    CHECK(life.transmitted == at(Bytes{12'500} / 5_Mbit_per_s));
    CHECK(life.alone == Bytes{12'500} / 10_Mbit_per_s);
    CHECK(life.queueing() == life.alone);
  }
}

TEST_CASE("a transfer that ends leaves its share to the other") {
  // At half of 10 Mbit/s each: the small one ends after 2 x 1000 us; the large one then has 11,250
  // bytes left.
  const auto outcome = run("bandwidth=10Mbit/s", {{kProducer, kServer0, at(0_ns), Bytes{1'250}},
                                                  {kProducer, kServer1, at(0_ns), Bytes{12'500}}});
  CHECK(outcome.lives[0].transmitted == at(2_ms));
  CHECK(outcome.lives[1].transmitted == at(2_ms + Bytes{11'250} / 10_Mbit_per_s));
}

TEST_CASE("a transfer that joins takes its share from the other") {
  // Alone for 4 of 10 ms, then half the rate for the remaining 7,500 bytes.
  const auto outcome = run("bandwidth=10Mbit/s", {{kProducer, kServer0, at(0_ns), Bytes{12'500}},
                                                  {kProducer, kServer1, at(4_ms), Bytes{12'500}}});
  CHECK(outcome.lives[0].transmitted == at(4_ms + Bytes{7'500} / 5_Mbit_per_s));
  // The other has had 7,500 bytes by then and sends the last 5,000 alone.
  CHECK(outcome.lives[1].transmitted == at(16_ms + Bytes{5'000} / 10_Mbit_per_s));
}

TEST_CASE("four uploads at once finish together, in order of connection") {
  const auto outcome = run("latency=3ms,bandwidth=100Mbit/s,provider.up=10Mbit/s",
                           {{kProvider1, kServer1, at(0_ns), Bytes{12'500}},
                            {kProvider0, kServer1, at(0_ns), Bytes{12'500}},
                            {kProvider0, kServer0, at(0_ns), Bytes{12'500}},
                            {kProvider1, kServer0, at(0_ns), Bytes{12'500}}});
  for (const MessageLife& life : outcome.lives) CHECK(life.delivered == at(20_ms + 3_ms));
  CHECK(outcome.arrivals == std::vector<std::size_t>{0, 1, 2, 3});
}

TEST_CASE("what one connection may not use, another one gets") {
  // A cap of 2 on one of two leaves 8 of 10 Mbit/s to the other.
  const auto outcome = run("bandwidth=10Mbit/s,producer>server0.cap=2Mbit/s",
                           {{kProducer, kServer0, at(0_ns), Bytes{12'500}},
                            {kProducer, kServer1, at(0_ns), Bytes{12'500}}});
  CHECK(outcome.lives[0].transmitted == at(Bytes{12'500} / 2_Mbit_per_s));
  CHECK(outcome.lives[1].transmitted == at(Bytes{12'500} / Bandwidth::bits_per_s(8'000'000)));
}

TEST_CASE("links count what they carried, and for how long they were busy") {
  const auto outcome = run("latency=20ms,bandwidth=100Mbit/s,producer.up=10Mbit/s",
                           {{kServer0, kServer1, at(0_ns), Bytes{12'500}},
                            {kServer0, kServer1, at(9_ms), Bytes{25'000}},
                            {kProducer, kServer0, at(0_ns), Bytes{1'250}}});
  REQUIRE(outcome.links.size() == 2);
  const LinkStatistics& servers = outcome.links[0];
  CHECK(servers.from.index() == kServer0);
  CHECK(servers.to.index() == kServer1);
  CHECK(servers.messages == Messages{2});
  CHECK(servers.wire == Bytes{37'500});
  CHECK(servers.busy == 3_ms);
  CHECK(servers.bandwidth == 100_Mbit_per_s);
  CHECK(outcome.links[1].busy == 1_ms);
  CHECK(outcome.links[1].bandwidth == 10_Mbit_per_s);
}

TEST_CASE("a message may be sent while another one is delivered") {
  EventQueue queue;
  FlowNetwork network(queue, NetworkSpec::plain("latency=20ms,bandwidth=100Mbit/s"));
  const HostId one = network.add_host("server0");
  const HostId other = network.add_host("server1");
  SimTime answered;
  network.transmit(one, other, SimTime{0}, Bytes{12'500}, [&](const MessageLife& life) {
    CHECK(queue.now() == life.delivered);
    network.transmit(other, one, queue.now(), Bytes{12'500},
                     [&](const MessageLife& answer) { answered = answer.delivered; });
  });
  while (queue.step()) {
  }
  CHECK(answered == at(42_ms));
}

TEST_CASE("sending in the past, or between unknown hosts, is a bug") {
  EventQueue queue;
  FlowNetwork network(queue, NetworkSpec::plain("wan"));
  const HostId host = network.add_host("server0");
  queue.at(SimTime{10}, [] {});
  queue.step();
  const auto ignore = [](const MessageLife&) {};
  CHECK_THROWS_AS(network.transmit(host, host, SimTime{9}, Bytes{1}, ignore), InternalError);
  CHECK_THROWS_AS(network.transmit(host, HostId{1}, SimTime{10}, Bytes{1}, ignore), InternalError);
  CHECK_THROWS_AS(network.transmit(host, host, SimTime{10}, Bytes{-1}, ignore), InternalError);
}

}  // namespace
}  // namespace fathom::testing
