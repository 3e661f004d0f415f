#include "actors/network/network_file.hpp"

#include <catch2/catch.hpp>
#include <fstream>
#include <string>
#include <string_view>

#include "tests/actors/network/sentence.hpp"
#include "tests/nn/data/files.hpp"

namespace fathom {
namespace {

using namespace literals;
using testing::sentence_of;

constexpr std::string_view kExample = R"(# two servers apart, phones at home
base = "wan"
bandwidth = "1Gbit/s"
tls = true

[hosts.provider]
up = "10Mbit/s"
speed = 0.25

[pairs."server0>server1"]
rtt = "12ms"
loss = "0.1%"

[machines.big]
hosts = ["server0", "producer"]
cores = 16
)";

NetworkSpec parsed(std::string_view text) { return parse_network_file(text, "own.toml"); }

std::string refusal(std::string_view text) {
  return sentence_of([&] { parsed(text); });
}

}  // namespace

TEST_CASE("a file describes a network") {
  const NetworkSpec network = parsed(kExample);
  CHECK(network.name() == "own");
  CHECK(network.latency("producer", "server0") == 36_ms);
  CHECK(network.up("server1") == 1_Gbit_per_s);
  CHECK(network.up("provider8") == 10_Mbit_per_s);
  CHECK(network.down("provider8") == 1_Gbit_per_s);
  CHECK(network.power("provider8") == HostPower{250'000, 1});
  CHECK(network.latency("server1", "server0") == 6_ms);
  CHECK(network.loss("server0", "server1") == 1'000'000);
  CHECK(network.loss("server1", "server0") == 0);
  CHECK(network.machine("server0") == "big");
  CHECK(network.power("producer") == HostPower{1'000'000, 16});
  CHECK(network.transport().tls);
  CHECK(NetworkSpec::parse(network.resolved()).resolved() == network.resolved());
}

TEST_CASE("a file and a line that say the same are the same network") {
  const NetworkSpec line = NetworkSpec::parse(
      "wan,bandwidth=1Gbit/s,tls=on,provider.up=10Mbit/s,provider.speed=0.25,"
      "server0>server1.rtt=12ms,server0>server1.loss=0.1%,server0.machine=big,"
      "producer.machine=big,server0.cores=16,producer.cores=16");
  CHECK(parsed(kExample).resolved() == line.resolved());
}

TEST_CASE("the order of a file does not matter") {
  const std::string other = R"(machines.big.cores = 16
machines.big.hosts = ["producer", "server0"]
pairs." server0 >server1 " = {loss = "0.1%", rtt = "12ms"}
hosts.provider = {speed = "0.25", up = "10Mbit/s"}
tls = "on"
bandwidth = "1Gbit/s"
base = "wan"
)";
  CHECK(parsed(other).resolved() == parsed(kExample).resolved());
}

TEST_CASE("what a file says for all replaces what its base says more narrowly") {
  const NetworkSpec network = parsed("base = \"mobile\"\nlatency = \"5ms\"\n");
  CHECK(network.latency("provider0", "server0") == 5_ms);
  CHECK(network.up("provider0") == 10_Mbit_per_s);
  CHECK(parsed("").resolved() == NetworkSpec::parse("ideal").resolved());
  CHECK(parsed("base = \"latency=1ms,up=2Mbit/s\"").resolved() ==
        NetworkSpec::parse("latency=1ms,up=2Mbit/s").resolved());
}

TEST_CASE("a file is asked for by its path, and may be changed") {
  const testing::ScratchDirectory scratch;
  const std::string path = (scratch / "two, = coasts.toml").native();
  std::ofstream(path) << kExample;
  CHECK(NetworkSpec::parse(path).name() == "two, = coasts");
  CHECK(NetworkSpec::parse(path).resolved() == parsed(kExample).resolved());
  std::ofstream(scratch / "own.toml") << kExample;
  NetworkSpec network = NetworkSpec::parse((scratch / "own.toml").native() + " , tls=off");
  CHECK(network.name() == "own-changed");
  CHECK_FALSE(network.transport().tls);
  network.set("latency=1ms");
  CHECK(network.name() == "own-changed");
  CHECK(network.latency("server0", "server1") == 1_ms);
}

TEST_CASE("a file that cannot be read gets one sentence") {
  const testing::ScratchDirectory scratch;
  const auto refused = [](const std::string& path) {
    return sentence_of([&] { NetworkSpec::parse(path); });
  };
  const std::string missing = (scratch / "none.toml").native();
  CHECK(refused(missing) == "network: the file " + missing +
                                " cannot be read; name one that exists, a preset or a line such "
                                "as latency=20ms");
  std::filesystem::create_directory(scratch / "folder.toml");
  CHECK(refused((scratch / "folder.toml").native()).find("cannot be read") != std::string::npos);
  CHECK(
      refused(std::string("wan\0.toml", 9)).starts_with("network: the file wan\\x00.toml cannot"));
  std::ofstream(scratch / "large.toml") << std::string((1 << 20) + 1, '\n');
  CHECK(refused((scratch / "large.toml").native()).find("more than 1 MiB") != std::string::npos);
}

TEST_CASE("a fault in a file is told with file and line") {
  CHECK(refusal("tls = true\nlatency = \"20\"\n") ==
        "own.toml, line 2: in 'latency=20', '20' has no unit; write ns, us, ms or s, such as 20ms");
  CHECK(refusal("\n[pairs.\"server0>server1\"]\nlatency = \"-1ms\"")
            .starts_with(
                "own.toml, line 3: in 'server0>server1.latency=-1ms', '-1ms' is negative; "));
  CHECK(
      refusal("base = \"wam\"").starts_with("own.toml, line 1: 'wam' is no preset; write one of"));
  CHECK(refusal("base = \"other.toml\"") ==
        "own.toml, line 1: the base is a preset or a line, such as base = \"wan\"");
  CHECK(refusal("base = 7") == refusal("base = \"other.toml\""));
  CHECK(refusal("latency = \"1ms\"\nrtt = \"2ms\"") ==
        "own.toml, line 2: 'rtt=2ms' sets again what 'one_way_latency=1ms' has set beside it; "
        "leave one of them out");
  CHECK(refusal("latency = ").starts_with("own.toml, line 1: it is no TOML: "));
  CHECK(refusal("latency = '1ms'\nlatency = '2ms'").starts_with("own.toml, line 2: it is no TOML"));
}

TEST_CASE("an unknown key is answered with the keys of its table") {
  CHECK(refusal("latancy = \"1ms\"") ==
        "own.toml, line 1: 'latancy' is not known here; write latency, rtt, jitter, loss, cap, "
        "bandwidth, up, down, speed, cores, card, model, window, tls, base, or the tables hosts, "
        "pairs "
        "and machines");
  CHECK(refusal("[hosts.server0]\nlatency = \"1ms\"") ==
        "own.toml, line 2: 'latency' is not known here; write bandwidth, up, down, speed, cores, "
        "card");
  CHECK(refusal("[pairs.\"server0>server1\"]\nup = \"1Mbit/s\"") ==
        "own.toml, line 2: 'up' is not known here; write latency, rtt, jitter, loss, cap");
  CHECK(refusal("[machines.a]\nhosts = [\"server0\"]\nloss = \"1%\"")
            .starts_with("own.toml, line 3: 'loss' is not known here; write bandwidth, "));
  CHECK(refusal("[host.server0]").starts_with("own.toml, line 1: 'host' is not known here; "));
}

TEST_CASE("a value of the wrong type is answered with a right one") {
  CHECK(refusal("latency = 20") ==
        "own.toml, line 1: 'latency' is an integer; write such as latency = \"20ms\"");
  CHECK(refusal("tls = 1") == "own.toml, line 1: 'tls' is an integer; write such as tls = true");
  CHECK(refusal("cores = 2.5") ==
        "own.toml, line 1: 'cores' is a number with a point; write such as cores = 4");
  CHECK(refusal("up = [1]").find("'up' is an array; ") != std::string::npos);
  CHECK(refusal("loss = 1979-05-27").find("'loss' is a date or a time; ") != std::string::npos);
  CHECK(refusal("model = true").find("'model' is true or false; ") != std::string::npos);
  CHECK(refusal("latency.x = '1ms'").find("'latency' is a table; ") != std::string::npos);
  CHECK(refusal("hosts = 1") ==
        "own.toml, line 1: 'hosts' is an integer; write a table such as [hosts.producer]");
  CHECK(refusal("hosts.server0 = 1").find("'server0' is an integer; ") != std::string::npos);
  CHECK(refusal("speed = nan").find("'nan' is not a number") != std::string::npos);
  CHECK(refusal("speed = -inf").find("'-inf' is negative") != std::string::npos);
  CHECK(refusal("speed = 1e300").find("more than 18 digits") != std::string::npos);
  CHECK(refusal("cores = -1").find("'-1' is negative") != std::string::npos);
}

TEST_CASE("hosts, pairs and machines are checked and said once") {
  CHECK(refusal("[hosts.moon]").starts_with("own.toml, line 1: in 'moon', 'moon' is no host; "));
  CHECK(refusal("[hosts.\"latency=5ms\"]\nup='1Mbit/s'").find("is no host") != std::string::npos);
  CHECK(refusal("[hosts.\"*\"]\nup = '1Mbit/s'") ==
        "own.toml, line 1: '*' is for all hosts; write what is for all at the top of the file");
  CHECK(refusal("[pairs.\"*>*\"]") == refusal("[hosts.\"*\"]"));
  CHECK(refusal("[pairs.server0]") ==
        "own.toml, line 1: 'server0' is no ordered pair; write such as "
        "[pairs.\"server0>server1\"]");
  CHECK(refusal("[pairs.\"server0>server1>producer\"]").find("is no host") != std::string::npos);
  CHECK(refusal("[pairs.\"server0 > server1\"]\ncap='1Mbit/s'\n[pairs.\"server0>server1\"]") ==
        "own.toml, line 3: there is a second table of server0>server1; keep one");
  CHECK(refusal("[machines.a]\nhosts = ['server0']\n[machines.b]\nhosts = ['server0']") ==
        "own.toml, line 4: server0 stands on the machine 'a' already; list it once");
  CHECK(refusal("[machines.a]\nhosts = ['server0', 'server0']").find("list it once") !=
        std::string::npos);
  CHECK(refusal("[machines.a]\ncores = 2") ==
        "own.toml, line 1: the machine 'a' lists no hosts; write such as hosts = [\"server0\", "
        "\"producer\"]");
  CHECK(refusal("[machines.a]\nhosts = [3]").find("is an integer; write such as \"server0\"") !=
        std::string::npos);
  CHECK(refusal("[machines.\"a b\"]\nhosts = ['server0']").find("is no name of a machine") !=
        std::string::npos);
  CHECK(refusal("[hosts.server0]\ncores=2\n[machines.a]\nhosts=['server0']\ncores=2")
            .find("'server0.cores=2' sets again") != std::string::npos);
}

}  // namespace fathom
