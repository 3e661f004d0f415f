#include "actors/network/network_spec.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <string_view>

#include "metrics/errors.hpp"

namespace fathom {
namespace {

using namespace literals;

/// The sentence with which a description, or a change of the wan preset, is refused.
std::string refusal(std::string_view description) {
  try {
    NetworkSpec::parse(description);
  } catch (const UserError& error) {
    return error.what();
  }
  return "accepted";
}

TEST_CASE("one line describes a network") {
  const auto network = NetworkSpec::parse("latency=20ms,bandwidth=100Mbit/s");
  CHECK(network.latency("server0", "server1") == 20_ms);
  CHECK(network.latency("provider7", "server1") == 20_ms);
  CHECK(network.up("server0") == 100_Mbit_per_s);
  CHECK(network.down("producer") == 100_Mbit_per_s);
  CHECK(network.cap("server0", "server1").is_unlimited());
  CHECK(network.name() == "custom");
}

TEST_CASE("a round trip is halved") {
  CHECK(NetworkSpec::parse("rtt=40ms").latency("server0", "server1") == 20_ms);
  CHECK(NetworkSpec::parse("one_way_latency=40ms").latency("server0", "server1") == 40_ms);
  const auto network = NetworkSpec::parse("server0>producer.rtt=6ms");
  CHECK(network.latency("server0", "producer") == 3_ms);
  CHECK(network.latency("producer", "server0") == 3_ms);
  CHECK(network.latency("server1", "producer") == 0_ms);
  CHECK(refusal("rtt=3ns") ==
        "network: in 'rtt=3ns', half of the round trip, the one-way latency, is not a whole number "
        "of "
        "nanoseconds");
}

TEST_CASE("a description says how connections behave, what they lose, and what hosts can do") {
  const auto network = NetworkSpec::parse(
      "latency=1ms,jitter=200us,loss=0.1%,model=plain,window=64KiB,tls=on,cores=2,"
      "provider.speed=0.25,provider.cores=1,server0>server1.jitter=0s,server>*.loss=0.0000001%,"
      "server0.machine=big-1,producer.machine=big-1,producer.card=own");
  CHECK(network.jitter("server1", "server0") == 200_us);
  CHECK(network.jitter("server0", "server1") == 0_ns);
  CHECK(network.loss("producer", "server0") == 1'000'000);
  CHECK(network.loss("server0", "producer") == 1);
  CHECK(network.model() == NetworkModel::plain);
  CHECK(network.window() == Bytes{65'536});
  CHECK(network.transport().tls);
  CHECK(network.power("server1") == HostPower{1'000'000, 2});
  CHECK(network.power("provider12") == HostPower{250'000, 1});
  CHECK(network.machine("server0") == "big-1");
  CHECK(network.machine("server1").empty());
  CHECK(network.card("server0") == NetworkCard::shared);
  CHECK(network.card("producer") == NetworkCard::own);
  const std::string resolved =
      "one_way_latency=1ms,bandwidth=unlimited,jitter=200us,loss=0.1%,cores=2,model=plain,"
      "window=64KiB,tls=on,server0>server1.jitter=0s,server>*.loss=0.0000001%,"
      "provider.speed=0.25,provider.cores=1,producer.machine=big-1,server0.machine=big-1,"
      "producer.card=own";
  CHECK(network.resolved() == resolved);
  CHECK(NetworkSpec::parse(resolved).resolved() == resolved);
}

TEST_CASE("connections are TCP's with windows to 3 MiB, and hosts alike, unless a line differs") {
  const NetworkSpec network;
  CHECK(network.model() == NetworkModel::tcp);
  CHECK(network.window() == Bytes{3 << 20});
  CHECK_FALSE(network.transport().tls);
  CHECK(network.power("server0") == HostPower{});
  CHECK(network.jitter("server0", "server1") == 0_ns);
  CHECK(network.loss("server0", "server1") == 0);
}

TEST_CASE("what a line leaves open is ideal") {
  CHECK(NetworkSpec::parse("bandwidth=1Mbit/s").latency("server0", "server1") == 0_ns);
  CHECK(NetworkSpec::parse("latency=1ms").up("server0").is_unlimited());
}

TEST_CASE("a value for one host wins over its role's, and that over all hosts', in any order") {
  auto network = NetworkSpec::parse("wan");
  network.set("provider3.up=3Mbit/s");
  network.set("provider.up=2Mbit/s");
  CHECK(network.up("provider3") == 3_Mbit_per_s);
  CHECK(network.up("provider30") == 2_Mbit_per_s);
  CHECK(network.up("provider") == 2_Mbit_per_s);
  CHECK(network.up("server0") == 72_Mbit_per_s);
  CHECK(network.down("provider3") == 72_Mbit_per_s);
  network.set("provider3.up=unlimited");
  CHECK(network.up("provider3").is_unlimited());
}

TEST_CASE("the narrowest pair wins") {
  auto network = NetworkSpec::parse("latency=1ms");
  network.set("server0>server1.latency=2ms");
  network.set("server>server1.latency=3ms");
  network.set("server>server.latency=4ms");
  network.set("*>server.latency=5ms");
  CHECK(network.latency("server0", "server1") == 2_ms);
  CHECK(network.latency("server1", "server1") == 3_ms);
  CHECK(network.latency("server1", "server0") == 4_ms);
  CHECK(network.latency("provider5", "server0") == 5_ms);
  CHECK(network.latency("server0", "producer") == 1_ms);
}

TEST_CASE("of two pairs of equal width the one with the narrower sender wins") {
  const auto network =
      NetworkSpec::parse("server>provider0.cap=1Mbit/s,server1>provider.cap=2Mbit/s");
  CHECK(network.cap("server0", "provider0") == 1_Mbit_per_s);
  CHECK(network.cap("server1", "provider0") == 2_Mbit_per_s);
}

TEST_CASE("a later value for all hosts replaces the narrower ones of its kind") {
  auto network = NetworkSpec::parse("mobile");
  network.set("latency=5ms");
  CHECK(network.latency("provider0", "server0") == 5_ms);
  CHECK(network.up("provider0") == 10_Mbit_per_s);
  network.set("bandwidth=7Mbit/s");
  CHECK(network.up("provider0") == 7_Mbit_per_s);
  CHECK(network.down("provider0") == 7_Mbit_per_s);
}

TEST_CASE("the resolved line says everything and parses to the same network") {
  auto network = NetworkSpec::parse("wan");
  CHECK(network.resolved() == "one_way_latency=36ms,bandwidth=72Mbit/s,model=tcp");
  network.set("producer.up=10Mbit/s,server0>server1.latency=0.15ms");
  network.set("*>provider.cap=1Mbit/s");
  network.set("down=unlimited");
  const std::string resolved =
      "one_way_latency=36ms,up=72Mbit/"
      "s,down=unlimited,model=tcp,server0>server1.one_way_latency=150us,"
      "producer.up=10Mbit/s,*>provider.cap=1Mbit/s";
  CHECK(network.resolved() == resolved);
  CHECK(NetworkSpec::parse(resolved).resolved() == resolved);
}

TEST_CASE("equal networks have equal resolved lines, however they were written") {
  const auto one = NetworkSpec::parse(
      "rtt=2ms,up=1Mbit/s,down=1Mbit/s,provider.up=2kbit/s,"
      "server.down=3kbit/s");
  auto other = NetworkSpec::parse("latency=1000us,bandwidth=1Mbit/s");
  other.set("server.down=3kbit/s");
  other.set("provider.up=2000bit/s");
  CHECK(one.resolved() == other.resolved());
}

TEST_CASE("presets have names, figures, sources") {
  const auto lan = NetworkSpec::parse("lan");
  CHECK(lan.latency("server0", "server1") == 150_us);
  CHECK(lan.up("server0") == 3_Gbit_per_s);
  const auto mobile = NetworkSpec::parse("mobile");
  CHECK(mobile.latency("server0", "server1") == 150_us);
  CHECK(mobile.latency("provider4", "server1") == 30_ms);
  CHECK(mobile.latency("server1", "provider4") == 30_ms);
  CHECK(mobile.up("provider4") == 10_Mbit_per_s);
  CHECK(mobile.down("provider4") == 50_Mbit_per_s);
  CHECK(mobile.up("producer") == 3_Gbit_per_s);
  CHECK(NetworkSpec::parse("ideal").resolved() ==
        "one_way_latency=0s,bandwidth=unlimited,model=tcp");
  for (const std::string_view name : NetworkSpec::preset_names()) {
    const auto preset = NetworkSpec::parse(name);
    CHECK(preset.name() == name);
    CHECK(NetworkSpec::parse(preset.resolved()).resolved() == preset.resolved());
    CHECK(NetworkSpec::help().find("  " + std::string(name) + " ") != std::string::npos);
  }
}

TEST_CASE("presets of papers turn bytes into bits and round trips into one way") {
  const auto check = [](std::string_view name, SimDuration latency, Bandwidth rate) {
    const auto network = NetworkSpec::parse(name);
    CHECK(network.latency("server0", "server1") == latency);
    CHECK(network.up("server0") == rate);
    CHECK(network.down("server0") == rate);
  };
  check("secureml-lan", 85_us, 8_Gbit_per_s);         // 0.17 ms, 1 GB/s
  check("secureml-wan", 36_ms, 72_Mbit_per_s);        // 72 ms, 9 MB/s
  check("cryptflow2-lan", 400_us, 3'016_Mbit_per_s);  // 0.8 ms, 377 MB/s
  check("cryptflow2-wan", 40_ms, 320_Mbit_per_s);     // 80 ms, 40 MB/s
  check("falcon-lan", 100_us, 5_Gbit_per_s);          // 0.2 ms, 625 MB/s
  check("cheetah-wan", 20_ms, 400_Mbit_per_s);        // 40 ms
  check("spu-lan", 50_us, 10'100_Mbit_per_s);         // 0.1 ms
  CHECK(NetworkSpec::preset_names().size() == 19);
}

TEST_CASE("a preset that was changed says so in its name") {
  auto network = NetworkSpec::parse("wan");
  network.set("latency=1ms");
  network.set("latency=2ms");
  CHECK(network.name() == "wan-changed");
  CHECK(NetworkSpec::parse(" wan , latency=1ms").name() == "wan-changed");
  CHECK(NetworkSpec::parse(" wan , latency=1ms").latency("server0", "server1") == 1_ms);
}

TEST_CASE("unknown names are answered with the choices") {
  std::string all_presets;
  for (const std::string_view name : NetworkSpec::preset_names()) {
    all_presets += std::string(name) + ", ";
  }
  CHECK(refusal("wam") ==
        "network: 'wam' is no preset; write one of " + all_presets +
            "the path of a TOML file, or a description such as latency=20ms,bandwidth=100Mbit/s");
  CHECK(refusal("").starts_with("network: '' is no preset; "));
  CHECK(refusal("latancy=1ms") ==
        "network: in 'latancy=1ms', 'latancy' is not known; write latency "
        "(one way), rtt (round trip), bandwidth, up, down, cap, jitter, loss, speed, cores, "
        "machine, card, model, window or tls");
  const std::string hosts =
      " is no host; write a role (server, producer, receiver, provider, likelihood), one host of "
      "it "
      "(server0, server1, provider0, provider1, ...) or, in a pair, * for any";
  for (const std::string host : {"sever0", "server2", "server00", "provider01", "producer1",
                                 "likelihood0", "Server0", "provider-1", "", "server 0"}) {
    CHECK(refusal(host + ".up=1Mbit/s") ==
          "network: in '" + host + ".up=1Mbit/s', '" + host + "'" + hosts);
  }
  CHECK(refusal("server0>x.cap=1Mbit/s") == "network: in 'server0>x.cap=1Mbit/s', 'x'" + hosts);
}

TEST_CASE("a property of the wrong thing is answered with the right one") {
  CHECK(refusal("server0.latency=1ms") ==
        "network: in 'server0.latency=1ms', a latency belongs to an ordered pair of hosts; write "
        "it as "
        "server>server0.latency=...");
  CHECK(refusal("server0>server1.up=1Mbit/s") ==
        "network: in 'server0>server1.up=1Mbit/s', 'up' belongs to one host; the rate of a pair is "
        "its "
        "cap, as in server0>server1.cap=10Mbit/s");
  CHECK(refusal("server1.loss=1%") ==
        "network: in 'server1.loss=1%', a loss belongs to an ordered pair of hosts; write it as "
        "server>server1.loss=...");
  CHECK(refusal("server0>server1.cores=2") ==
        "network: in 'server0>server1.cores=2', 'cores' belongs to one host, as in "
        "producer.cores=...");
  CHECK(refusal("server0.model=plain") ==
        "network: in 'server0.model=plain', 'model' is for the whole network; write model=...");
  CHECK(refusal("*.up=1Mbit/s") ==
        "network: in '*.up=1Mbit/s', '*' is for all hosts; leave it and the dot out");
  CHECK(refusal("*>*.latency=1ms") ==
        "network: in '*>*.latency=1ms', '*>*' is for all hosts; leave it and the dot out");
}

TEST_CASE("a line in which the order would matter is refused") {
  CHECK(refusal("latency=1ms,rtt=2ms") ==
        "network: 'rtt=2ms' sets again what 'one_way_latency=1ms' has "
        "set beside it; leave one of them out");
  CHECK(
      refusal("server.up=1Mbit/s,bandwidth=2Mbit/s") ==
      "network: 'bandwidth=2Mbit/s' is for all hosts and would undo 'server.up=1Mbit/s' before it; "
      "write it first");
  CHECK(refusal("wan,latency").starts_with("network: in 'latency', there is no '='; "));
  CHECK(refusal("latency=1ms,,up=1Mbit/s").find("there is an empty item") != std::string::npos);
  CHECK(refusal("wan,").find("there is an empty item") != std::string::npos);
}

TEST_CASE("a refused change changes nothing") {
  auto network = NetworkSpec::parse("wan");
  CHECK_THROWS_AS(network.set("latency=1ms,up=1Mbps"), UserError);
  CHECK(network.resolved() == NetworkSpec::parse("wan").resolved());
  CHECK(network.name() == "wan");
}

}  // namespace
}  // namespace fathom
