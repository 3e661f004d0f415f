#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "actors/network/network_file.hpp"
#include "actors/network/refusal.hpp"
#include "metrics/printable.hpp"
#include "tests/actors/network/sentence.hpp"

namespace fathom {
namespace {

using testing::is_sentence;
using testing::sentence_of;

/// Values that no key of a rate, a time or a share takes.
const std::vector<std::string> kValues{"",
                                       " ",
                                       "-1Mbit/s",
                                       "-20ms",
                                       "100",
                                       "20",
                                       "Mbit/s",
                                       "ms",
                                       "nan",
                                       "NaNms",
                                       "inf",
                                       "infMbit/s",
                                       "1e9Gbit/s",
                                       "0x10ms",
                                       "1,5ms",
                                       "0Mbit/s",
                                       "0bit/s",
                                       "999bit/s",
                                       "99999999999999999999999Gbit/s",
                                       "9223372036854775807s",
                                       "18446744073709551616s",
                                       "999999999999999999Gbit/s",
                                       "999999999999999999s",
                                       "0.0000000001ms",
                                       "1..5ms",
                                       "1ms ms",
                                       "１ms",
                                       "20µs",
                                       "100Mbit∕s",
                                       "101%",
                                       "99999999999%",
                                       std::string("1ms\0", 4),
                                       std::string("\0", 1),
                                       "1ms\n2ms",
                                       "\x1b[2J1ms",
                                       "1\xff\xfems",
                                       std::string(100'000, '9') + "ms",
                                       "1" + std::string(100'000, 'm')};

const std::vector<std::string> kKeys{"latency",   "rtt",    "jitter", "loss",    "cap",
                                     "bandwidth", "up",     "down",   "speed",   "cores",
                                     "model",     "window", "tls",    "machine", "card"};

void check_refused(const std::string& line) {
  INFO(printable(line, 100));
  const std::string sentence = sentence_of([&] { NetworkSpec::parse(line); });
  INFO(sentence);
  CHECK(sentence != "accepted");
  CHECK(is_sentence(sentence));
}

void check_file_refused(const std::string& text) {
  INFO(printable(text, 100));
  const std::string sentence =
      sentence_of([&] { static_cast<void>(parse_network_file(text, "own.toml")); });
  INFO(sentence);
  CHECK(sentence.starts_with("own.toml, line "));
  CHECK(is_sentence(sentence));
}

}  // namespace

TEST_CASE("a value that is none gets a sentence under every key, in a line") {
  for (const std::string& key : kKeys) {
    for (const std::string& value : kValues) {
      // The one that is a good number of cores and speed.
      const bool is_good = (key == "cores" || key == "speed") && (value == "100" || value == "20");
      // Names of machines may be what they like.
      const bool is_name = key == "machine" && !value.empty() && value.size() < 65 &&
                           value.find_first_not_of("0123456789msMbitna-NGofx") == std::string::npos;
      if (!is_good && !is_name) check_refused(key + "=" + value);
    }
  }
}

TEST_CASE("a value that is none gets a sentence in a file") {
  for (const std::string& value : kValues) {
    check_file_refused("latency = '" + value + "'");
    check_file_refused("[hosts.server0]\nup = '" + value + "'");
    check_file_refused("[pairs.'server0>server1']\nloss = \"" + value + "\"");
  }
}

TEST_CASE("a line that is none gets a sentence") {
  const std::string million(1'000'000, 'a');
  for (const std::string& line :
       {std::string(),
        std::string(" "),
        std::string(","),
        std::string("="),
        std::string("=1ms"),
        std::string("."),
        std::string(".="),
        std::string(">"),
        std::string(">.latency=1ms"),
        std::string("latency"),
        std::string("latency=1ms;up=1Mbit/s"),
        std::string("wan wan"),
        std::string("WAN"),
        std::string("wan,wan"),
        std::string("wan,latency=1ms,latency=1ms"),
        std::string("moon.up=1Mbit/s"),
        std::string("server0.moon=1Mbit/s"),
        std::string("server9>server1.latency=1ms"),
        std::string("server0>.latency=1ms"),
        std::string("provider1000000000.up=1Mbit/s"),
        std::string("server0.server1.up=1Mbit/s"),
        std::string("server0>server1.latency=1ms,server0>server1.rtt=2ms"),
        std::string("server0>server1>producer.cap=1Mbit/s"),
        std::string("pröducer.up=1Mbit/s"),
        std::string("latency=1ms\0,up=1Mbit/s", 23),
        std::string(1, '\0'),
        std::string("\xff\xfe"),
        million,
        million + "=1ms",
        "latency=" + million,
        million + ".up=1Mbit/s",
        std::string(100'000, ','),
        std::string(100'000, '='),
        std::string(100'000, '>') + ".up=1"}) {
    check_refused(line);
  }
}

TEST_CASE("a file that is none gets a sentence") {
  const std::string million(1'000'000, 'a');
  for (const std::string& text : {std::string("\0", 1),
                                  std::string("latency = \"1ms\0\"", 16),
                                  std::string("\xff"),
                                  std::string("lätency = '1ms'"),
                                  std::string("[hosts"),
                                  std::string("[[hosts]]\na = 1"),
                                  std::string("[[hosts.server0]]\nup = '1Mbit/s'"),
                                  std::string("= 1"),
                                  million,
                                  million + " = 1",
                                  "latency = '" + million + "'",
                                  "[hosts." + million + "]\n",
                                  "[pairs.'" + million + "']",
                                  "[pairs.'server0>" + million + "']",
                                  "[machines." + million + "]\nhosts=['server0']",
                                  "up = " + std::string(10'000, '['),
                                  "a = " + std::string(100, '{'),
                                  std::string("cores = 9223372036854775808"),
                                  std::string("cores = 9223372036854775807"),
                                  std::string("cores = 0"),
                                  std::string("speed = 0.0"),
                                  std::string("speed = 5e-324"),
                                  std::string("window = '1B'"),
                                  std::string("base = \"\""),
                                  std::string("base = \"up=1Mbit/s,\""),
                                  "base = '" + million + "'"}) {
    check_file_refused(text);
  }
}

TEST_CASE("more than ten thousand settings are refused before they take long") {
  std::string line = "latency=1ms";
  for (int i = 0; i < 10'000; ++i) line += ",provider" + std::to_string(i) + ".up=1Mbit/s";
  CHECK(sentence_of([&] { NetworkSpec::parse(line); }) ==
        "network: in 'provider9999.up=1Mbit/s', there are more than 10000 settings by then; set "
        "what hosts have in common by role");
}

TEST_CASE("what a sentence quotes is short and prints") {
  CHECK(quoted_text("20 ms") == "'20 ms'");
  CHECK(quoted_text("20µs \xf0\x9f\x90\x9f") == "'20µs \xf0\x9f\x90\x9f'");
  CHECK(quoted_text(std::string("a\0\n\x7f\x1b[0m", 8)) == "'a\\x00\\x0a\\x7f\\x1b[0m'");
  CHECK(quoted_text("\xff\xc3(\xc2\x85\xe2\x80\xae") == "'\\xff\\xc3(\\xc2\\x85\\xe2\\x80\\xae'");
  CHECK(quoted_text("\xe2\x82") == "'\\xe2\\x82'");
  CHECK(quoted_text(std::string(60, 'x')) == "'" + std::string(60, 'x') + "'");
  CHECK(quoted_text(std::string(61, 'x')) == "'" + std::string(60, 'x') + "...'");
  CHECK(printable("µµµ", 2) == "µµ...");
}

}  // namespace fathom
