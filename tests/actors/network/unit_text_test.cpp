#include "actors/network/unit_text.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <string_view>

#include "metrics/errors.hpp"

namespace fathom {
namespace {

using namespace literals;

std::string sentence_of_duration(std::string_view text) {
  try {
    parse_duration(text, "latency=" + std::string(text));
  } catch (const UserError& error) {
    return error.what();
  }
  return "accepted";
}

std::string sentence_of_bandwidth(std::string_view text) {
  try {
    parse_bandwidth(text, "up=" + std::string(text));
  } catch (const UserError& error) {
    return error.what();
  }
  return "accepted";
}

TEST_CASE("a duration is a number and its unit") {
  CHECK(parse_duration("20ms", "") == 20_ms);
  CHECK(parse_duration("0s", "") == 0_ns);
  CHECK(parse_duration("7ns", "") == 7_ns);
  CHECK(parse_duration("150us", "") == 150_us);
  CHECK(parse_duration("1000s", "") == 1'000_s);
}

TEST_CASE("a fraction is allowed if a whole number of nanoseconds comes out") {
  CHECK(parse_duration("0.15ms", "") == 150_us);
  CHECK(parse_duration("1.000000001s", "") == 1'000'000'001_ns);
  CHECK(parse_duration("0.500us", "") == 500_ns);
  CHECK(sentence_of_duration("0.5ns") ==
        "network: in 'latency=0.5ns', the value is not a whole number of nanoseconds, the finest "
        "that "
        "is counted; round it");
}

TEST_CASE("a duration that is none gets one sentence") {
  const std::string choice = "ns, us, ms or s, such as 20ms";
  CHECK(sentence_of_duration("") ==
        "network: in 'latency=', there is no value; write a number and " + choice);
  CHECK(sentence_of_duration("20") ==
        "network: in 'latency=20', '20' has no unit; write " + choice);
  CHECK(sentence_of_duration("20 ms") ==
        "network: in 'latency=20 ms', ' ms' is no unit of time; write " + choice);
  CHECK(sentence_of_duration("20MS") ==
        "network: in 'latency=20MS', 'MS' is no unit of time; write " + choice);
  CHECK(sentence_of_duration("1.2.3ms") ==
        "network: in 'latency=1.2.3ms', '.3ms' is no unit of time; write " + choice);
  CHECK(sentence_of_duration("-1ms") ==
        "network: in 'latency=-1ms', '-1ms' is negative; write a "
        "number from 0 on and " +
            choice);
  for (const std::string text : {"fast", ".5ms", "5.ms", ".", "+1ms", "ms", "0x1ms"}) {
    CHECK(sentence_of_duration(text) != "accepted");
  }
  CHECK(sentence_of_duration("1e3ms") ==
        "network: in 'latency=1e3ms', 'e3ms' is no unit of time; write " + choice);
  CHECK(sentence_of_duration("1000.1s") ==
        "network: in 'latency=1000.1s', '1000.1s' is too long; write at most 1000s");
  CHECK(sentence_of_duration("999999999999999999s").ends_with("is too long; write at most 1000s"));
  CHECK(
      sentence_of_duration("1234567890123456789s").ends_with("has more than 18 digits; round it"));
}

TEST_CASE("a rate is a number and its unit, or unlimited") {
  CHECK(parse_bandwidth("100Mbit/s", "") == 100_Mbit_per_s);
  CHECK(parse_bandwidth("1Gbit/s", "") == 1_Gbit_per_s);
  CHECK(parse_bandwidth("0.5Gbit/s", "") == 500_Mbit_per_s);
  CHECK(parse_bandwidth("2.5kbit/s", "") == 2'500_bit_per_s);
  CHECK(parse_bandwidth("1000bit/s", "") == 1'000_bit_per_s);
  CHECK(parse_bandwidth("unlimited", "").is_unlimited());
}

TEST_CASE("Mbps is refused with the reason") {
  CHECK(
      sentence_of_bandwidth("100Mbps") ==
      "network: in 'up=100Mbps', the unit 'Mbps' is refused because some tools mean bits by it and "
      "some bytes; write bit/s, kbit/s, Mbit/s or Gbit/s, such as 100Mbit/s, or unlimited");
  CHECK(sentence_of_bandwidth("1GBps").find("some tools mean bits") != std::string::npos);
  CHECK(sentence_of_bandwidth("12MB/s") ==
        "network: in 'up=12MB/s', the unit 'MB/s' is refused because rates are given in bits, 8 to "
        "the "
        "byte; write bit/s, kbit/s, Mbit/s or Gbit/s, such as 100Mbit/s, or unlimited");
}

TEST_CASE("a rate that is none gets one sentence") {
  const std::string choice = "bit/s, kbit/s, Mbit/s or Gbit/s, such as 100Mbit/s, or unlimited";
  CHECK(sentence_of_bandwidth("100") == "network: in 'up=100', '100' has no unit; write " + choice);
  CHECK(sentence_of_bandwidth("100Mbit") ==
        "network: in 'up=100Mbit', 'Mbit' is no unit of bandwidth; write " + choice);
  CHECK(sentence_of_bandwidth("fast") ==
        "network: in 'up=fast', 'fast' is not a number with a unit; write a number and " + choice);
  CHECK(sentence_of_bandwidth("-1Mbit/s") ==
        "network: in 'up=-1Mbit/s', '-1Mbit/s' is negative; "
        "write a number from 0 on and " +
            choice);
  CHECK(sentence_of_bandwidth("0Mbit/s") ==
        "network: in 'up=0Mbit/s', '0Mbit/s' is too slow; write at least 1kbit/s");
  CHECK(sentence_of_bandwidth("0.0001kbit/s").find("whole number of bits per second") !=
        std::string::npos);
  CHECK(sentence_of_bandwidth("1000001Gbit/s") ==
        "network: in 'up=1000001Gbit/s', '1000001Gbit/s' is too fast; write at most 1000000Gbit/s, "
        "or "
        "unlimited");
}

TEST_CASE("values are written without loss in the greatest unit that divides them") {
  CHECK(to_text(20_ms) == "20ms");
  CHECK(to_text(150_us) == "150us");
  CHECK(to_text(1'500_ms) == "1500ms");
  CHECK(to_text(0_ns) == "0s");
  CHECK(to_text(100_Mbit_per_s) == "100Mbit/s");
  CHECK(to_text(Bandwidth::bits_per_s(1'234'567)) == "1234567bit/s");
  CHECK(to_text(Bandwidth::unlimited()) == "unlimited");
  for (std::int64_t n = 1; n < 1'000'000'000'000; n = n * 7 + 3) {
    CHECK(parse_duration(to_text(SimDuration{n}), "") == SimDuration{n});
    CHECK(parse_bandwidth(to_text(Bandwidth::bits_per_s(n + 1'000)), "").bits_per_s() == n + 1'000);
  }
}

}  // namespace
}  // namespace fathom
