// Many providers, one sum: the figures are those predicted, the sum is right, and messages that are
// only sized take the same time and bytes.

#include <algorithm>
#include <catch2/catch.hpp>
#include <sstream>

#include "actors/network/transfer_rate.hpp"
#include "experiments/input_providers/report.hpp"
#include "experiments/input_providers/run.hpp"
#include "experiments/summary.hpp"
#include "metrics/framing.hpp"
#include "metrics/tables.hpp"
#include "tests/experiments/command.hpp"

using namespace fathom;
using test::Ended;
using test::run_command;
using testing::ScratchDirectory;

namespace {

InputProviderOptions options_of(std::uint32_t providers, const std::string& inputs = "full") {
  InputProviderOptions options;
  options.providers = providers;
  options.inputs = inputs;
  return options;
}

std::int64_t number(const std::vector<CsvTable>& tables, const std::string& table, std::size_t row,
                    const std::string& column) {
  return std::stoll(table_named(tables, table).cell(row, column));
}

/// All tables as text, but for the host's own figures and the digest of what was not there.
std::string text(const std::vector<CsvTable>& tables) {
  std::ostringstream out;
  for (const CsvTable& table : tables) {
    if (table.name() == "host") continue;
    for (const Column& column : table.columns()) {
      if (column.name == "content_digest") continue;
      out << table.name() << ' ' << column.name;
      for (std::size_t row = 0; row < table.rows(); ++row)
        out << ',' << table.cell(row, column.name);
      out << '\n';
    }
  }
  return out.str();
}

// The run itself throws when the sum is wrong or a cost is not the predicted one.
TEST_CASE("the receiver's sum is that of the inputs in every ring and delivery") {
  for (const char* ring : {"z64", "z128", "q121"}) {
    for (const char* inputs : {"full", "seeded", "masked"}) {
      for (const char* elements : {"padded", "packed"}) {
        InputProviderOptions options = options_of(5, inputs);
        options.ring = ring;
        options.elements = elements;
        options.images_each = 2;
        INFO(ring << ' ' << inputs << ' ' << elements);
        const auto tables = run_input_providers(options);
        CHECK(differences(tables).empty());
      }
    }
  }
}

TEST_CASE("sized messages take the same times, bytes and digest as real ones") {
  for (const char* inputs : {"full", "seeded", "masked"}) {
    for (const char* what : {"images", "features"}) {
      InputProviderOptions options = options_of(37, inputs);
      options.what = what;
      options.images_each = 3;
      options.network.overrides = {"provider5.up=1Mbit/s", "provider7>server0.latency=80ms"};
      options.payload = "real";
      const std::string real = text(run_input_providers(options));
      options.payload = "sized";
      CHECK(real == text(run_input_providers(options)));
    }
  }
}

TEST_CASE("an upload beyond 64 MiB goes in parts, real or sized") {
  InputProviderOptions options = options_of(1);
  options.what = "features";
  options.ring = "z128";
  options.images_each = 700;
  options.payload = "real";
  const auto real = run_input_providers(options);
  options.payload = "sized";
  const auto sized = run_input_providers(options);
  CHECK(number(sized, "arrivals", 0, "messages") == 2);
  CHECK(text(real) == text(sized));
}

// N phones with uplink u, a message of w bytes to each of two servers with downlink d, no compute:
// each connection gets min(u / 2, d / N), and the last byte is there one latency later.
TEST_CASE("the last of N uploads ends when the closed form says") {
  const auto check = [](std::int64_t n, const std::string& network, std::int64_t up,
                        std::int64_t down, std::int64_t latency_ns) {
    INFO(n << ' ' << network);
    InputProviderOptions options = options_of(static_cast<std::uint32_t>(n));
    options.network.network = network + ",model=plain";
    options.network.compute = "free";
    const auto tables = run_input_providers(options);
    const Bytes wire = wire_bytes(Bytes{number(tables, "links", 2, "message_bytes") / n});
    const TransferRate share{std::min(rate_of(Bandwidth::bits_per_s(up)).count() / 2,
                                      rate_of(Bandwidth::bits_per_s(down)).count() / n)};
    const std::int64_t expected = time_for(amount_of(wire), share).count() + latency_ns;
    for (const std::size_t server : {0U, 1U}) {
      CHECK(number(tables, "arrivals", server, "messages") == n);
      CHECK(number(tables, "arrivals", server, "last_ns") == expected);
      CHECK(number(tables, "arrivals", server, "taken_ns") == expected);
    }
    const auto soonest =
        soonest_upload(table_named(tables, "links"), options.network.resolve(), options.providers);
    CHECK(soonest.total().count() <= expected);
    CHECK(expected <= soonest.total().count() * 101 / 100 + 1);
  };
  const std::string lan = "latency=30ms,bandwidth=1Gbit/s,provider.up=10Mbit/s";
  for (const std::int64_t n : {1, 2, 199, 200, 201, 1000}) {
    check(n, lan, 10'000'000, 1'000'000'000, 30'000'000);
  }
  check(50, "latency=1ms,bandwidth=20Mbit/s,provider.up=1Mbit/s", 1'000'000, 20'000'000, 1'000'000);
}

TEST_CASE("one phone whose link is slow does not hold up the others") {
  InputProviderOptions options = options_of(9);
  options.network.overrides = {"provider3.up=100kbit/s"};
  const auto tables = run_input_providers(options);
  CHECK(number(tables, "arrivals", 0, "median_ns") < 200'000'000);
  CHECK(number(tables, "arrivals", 0, "last_ns") > 1'000'000'000);
}

TEST_CASE("the tables do not tell the providers apart") {
  const auto tables = run_input_providers(options_of(50, "masked"));
  const CsvTable& links = table_named(tables, "links");
  REQUIRE(links.rows() == 5);
  CHECK(number(tables, "links", 2, "messages") == 100);  // a key and an opening each
  CHECK(links.cell(2, "from") == "providers");
  CHECK(links.cell(2, "to") == "server0");
  CHECK(number(tables, "links", 2, "elements") == 50 * 784);
}

TEST_CASE("input_providers prints one table on standard output and its summary beside it") {
  const ScratchDirectory scratch;
  const Ended ended =
      run_command(scratch.path(), "input_providers", "--providers 3 --table arrivals");
  INFO(ended.err);
  REQUIRE(ended.code == 0);
  CHECK(ended.out.starts_with("run_id,"));
  CHECK_THAT(ended.err, Catch::Contains("server1 has everything at 100.6 ms"));
  CHECK_THAT(ended.err, Catch::Contains("the receiver's sum of 3 rows is that of the encoded"));
}

TEST_CASE("wrong options of input_providers give one sentence and exit code 2", "[slow]") {
  const ScratchDirectory scratch;
  const std::vector<std::pair<std::string, std::string>> cases{
      {"--providers 0", "--providers"},
      {"--providers 1000001", "--providers"},
      {"--images-each 0", "--images-each"},
      {"--providers 1000000 --images-each 10000", "at most 4294967295 can be numbered"},
      {"--what sounds", "--what is images or features, not 'sounds'"},
      {"--payload virtual", "--payload is real, sized or auto, not 'virtual'"},
      {"--inputs half", "inputs is one of full"},
      {"--elements squeezed", "elements is one of padded, packed"},
      {"--ring z32", "z32"},
      {"--fractional-bits -1", "--fractional-bits is 0 (the ring's default) to 53, not -1"},
      {"--fractional-bits 54", "the sum of 1000 rows in [0, 1] must fit into z64"},
      {"--network moon", "'moon' is no preset"},
      {"--latency 20", "20"},
      {"--bandwidth 5Mbps", "Mbps"},
      {"--set provider.up=fast", "fast"},
      {"--compute guessed", "guessed"},
      {"--table totals", "the tables are operations"},
      {"--seed x", "--seed"},
      {"--threads 0", "--threads"},
      {"--twins none", "--twins"},
  };
  for (const auto& [options, expected] : cases) {
    INFO(options);
    const Ended ended = run_command(scratch.path(), "input_providers", options);
    CHECK(ended.code == 2);
    CHECK(ended.out.empty());
    CHECK(std::ranges::count(ended.err, '\n') == 1);
    CHECK_THAT(ended.err, Catch::Contains(expected));
  }
}

}  // namespace
