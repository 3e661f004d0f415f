#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "actors/network/network_file.hpp"
#include "tests/actors/network/sentence.hpp"
#include "tests/mutator.hpp"

namespace fathom {
namespace {

using testing::is_sentence;
using testing::Mutator;
using testing::sentence_of;

const std::vector<std::string> kLines{
    "wan",
    "mobile,tls=on",
    "latency=20ms,bandwidth=100Mbit/s",
    "rtt=40ms,up=10Mbit/s,down=unlimited,model=plain",
    "latency=1ms,jitter=200us,loss=0.1%,window=64KiB,cores=2,provider.speed=0.25",
    "server0>server1.latency=5ms,server>*.loss=0.0000001%,*>provider.cap=1Mbit/s",
    "server0.machine=big-1,producer.machine=big-1,machine=small,provider12.up=1.5kbit/s",
    "server0>producer.rtt=6ms,likelihood.down=3Gbit/s,receiver0.cores=1024"};

const std::vector<std::string> kFiles{
    "base = \"wan\"\nbandwidth = \"1Gbit/s\"\ntls = true\n\n[hosts.provider]\nup = \"10Mbit/s\"\n"
    "speed = 0.25\n[pairs.\"server0>server1\"]\nrtt = \"12ms\"\nloss = \"0.1%\"\n",
    "latency = \"20ms\"\ncores = 4\n[machines.big]\nhosts = [\"server0\", \"producer\"]\n"
    "bandwidth = \"10Gbit/s\"\ncores = 16\n[machines.small]\nhosts = ['provider']\nspeed = 1\n",
    "base = \"latency=1ms,producer.up=1Mbit/s\"\nhosts.server0.down = \"3Mbit/s\"\n"
    "pairs.\"* > provider\" = {cap = \"1Mbit/s\", jitter = \"1ms\"} # inline\n"};

const std::vector<std::string> kPieces{"latency=",
                                       "rtt=2ms",
                                       "bandwidth=",
                                       "1Mbit/s",
                                       ",",
                                       ".",
                                       ">",
                                       "*",
                                       "=",
                                       "unlimited",
                                       "server0",
                                       "provider.",
                                       "-",
                                       "nan",
                                       "inf",
                                       "%",
                                       "ms",
                                       "Mbps",
                                       ".toml",
                                       " ",
                                       "\n",
                                       "\t",
                                       "\"",
                                       "'''",
                                       "\"\"\"",
                                       "[",
                                       "]",
                                       "[[",
                                       "{",
                                       "}",
                                       "#",
                                       "\\u0000",
                                       "\xc3\xbc",
                                       "\xff",
                                       "true",
                                       "1979-05-27",
                                       "0x10",
                                       "+1",
                                       "[hosts.a]\n",
                                       "machine=a",
                                       "cores = ",
                                       std::string(1, '\0'),
                                       std::string(5'000, 'x'),
                                       std::string(300, '[')};

/// Whether it is accepted, and then means the same when its resolved line is read.
template <class Parse>
bool is_accepted(const Parse& parse) {
  NetworkSpec network;
  const std::string sentence = sentence_of([&] { network = parse(); });
  if (sentence != "accepted") {
    INFO(sentence);
    CHECK(is_sentence(sentence));
    return false;
  }
  const std::string resolved = network.resolved();
  INFO(resolved);
  REQUIRE(NetworkSpec::parse(resolved).resolved() == resolved);
  return true;
}

}  // namespace

TEST_CASE("a damaged line is a network whose resolved line is the same, or gets a sentence",
          "[slow]") {
  constexpr int kRounds = 20'000;
  Mutator mutator(1, kPieces);
  int accepted = 0;
  for (int round = 0; round < kRounds; ++round) {
    const std::string line = mutator.mutated(mutator.one_of(kLines));
    INFO("round " << round);
    if (is_accepted([&] { return NetworkSpec::parse(line); })) ++accepted;
  }
  CHECK(accepted > kRounds / 50);
  CHECK(accepted < kRounds / 2);
}

TEST_CASE("a damaged file is a network whose resolved line is the same, or gets a sentence") {
  constexpr int kRounds = 5'000;
  Mutator mutator(2, kPieces);
  int accepted = 0;
  for (int round = 0; round < kRounds; ++round) {
    const std::string text = mutator.mutated(mutator.one_of(kFiles));
    INFO("round " << round);
    if (is_accepted([&] { return parse_network_file(text, "network.toml"); })) ++accepted;
  }
  CHECK(accepted > kRounds / 50);
  CHECK(accepted < kRounds / 2);
}

}  // namespace fathom
