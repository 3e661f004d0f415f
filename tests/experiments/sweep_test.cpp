// What a sweep is made of: ranges, lists, keys, the grid, and tables put together.

#include <catch2/catch.hpp>
#include <sstream>

#include "experiments/options.hpp"
#include "experiments/sweep/grid.hpp"
#include "experiments/sweep/merge.hpp"
#include "experiments/sweep/range.hpp"
#include "metrics/errors.hpp"

using namespace fathom;
using Numbers = std::vector<std::int64_t>;
using Texts = std::vector<std::string>;

namespace {

/// An experiment with the options of a network and two of its own.
struct SmallExperiment {
  CLI::App app;
  NetworkOptions network;
  OutputOptions output;
  int samples = 0;
  std::string logits;

  SmallExperiment() {
    app.add_option("--samples", samples);
    app.add_option("--logits-out", logits);
    network.add_to(app);
    output.add_to(app);
  }
  [[nodiscard]] SweepKey key(const std::string& sweep) const { return read_sweep_key(sweep, app); }
};

Texts texts(const std::vector<SweepValue>& values) {
  Texts all;
  for (const SweepValue& value : values) all.push_back(value.text);
  return all;
}

std::string csv(const CsvTable& table) {
  std::ostringstream out;
  table.write(out);
  return out.str();
}

Numbers logarithmic(std::int64_t first, std::int64_t last, std::int64_t count) {
  return range_points(first, last, Spacing::logarithmic, count, "here");
}

Numbers linear(std::int64_t first, std::int64_t last, std::int64_t count) {
  return range_points(first, last, Spacing::linear, count, "here");
}

}  // namespace

// From 60 decimal digits of first * (last / first)^(i / (n - 1)), rounded by hand's rule.
TEST_CASE("points by log have three digits, and their ends are exact") {
  CHECK(logarithmic(100'000, 200'000'000, 12) ==
        Numbers{100'000, 200'000, 398'000, 795'000, 1'590'000, 3'170'000, 6'320'000, 12'600'000,
                25'200'000, 50'200'000, 100'000'000, 200'000'000});
  CHECK(logarithmic(10'000'000, 1'000'000'000, 5) ==
        Numbers{10'000'000, 31'600'000, 100'000'000, 316'000'000, 1'000'000'000});
  CHECK(logarithmic(1, 1024, 11) == Numbers{1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024});
  CHECK(logarithmic(1'000'000'000, 1'000'000, 4) ==
        Numbers{1'000'000'000, 100'000'000, 10'000'000, 1'000'000});
}

TEST_CASE("points by log are whole where three digits would make two equal") {
  CHECK(logarithmic(1000, 1100, 21) == Numbers{1000, 1005, 1010, 1014, 1019, 1024, 1029,
                                               1034, 1039, 1044, 1049, 1054, 1059, 1064,
                                               1069, 1074, 1079, 1084, 1090, 1095, 1100});
  CHECK(logarithmic(1004, 1016, 3) == Numbers{1004, 1010, 1016});
}

TEST_CASE("linear points are rounded to whole numbers, in any direction and up to 64 bits") {
  CHECK(linear(10, 50, 5) == Numbers{10, 20, 30, 40, 50});
  CHECK(linear(1, 1000, 4) == Numbers{1, 334, 667, 1000});
  CHECK(linear(50, 10, 3) == Numbers{50, 30, 10});
  CHECK(linear(-5, 5, 3) == Numbers{-5, 0, 5});
  CHECK(linear(0, 3, 3) == Numbers{0, 2, 3});
  CHECK(linear(3, 0, 3) == Numbers{3, 1, 0});
  CHECK(linear(INT64_MIN, INT64_MAX, 3) == Numbers{INT64_MIN, 0, INT64_MAX});
}

TEST_CASE("a range that has a point twice, or a logarithm of 0, is refused") {
  CHECK_THROWS_WITH(linear(1, 3, 4),
                    "here: two of the 4 points are the same whole number; ask "
                    "for fewer");
  CHECK_THROWS_AS(logarithmic(1, 3, 50), UserError);
  CHECK_THROWS_AS(linear(7, 7, 2), UserError);
  CHECK_THROWS_WITH(logarithmic(0, 3, 3), Catch::Contains("above 0"));
  CHECK_THROWS_WITH(logarithmic(3, -1, 3), Catch::Contains("above 0"));
}

TEST_CASE("values are a list, or a range in the key's own unit") {
  const SmallExperiment experiment;
  const SweepKey bandwidth = experiment.key("bandwidth=10Mbit/s,0.1Gbit/s,unlimited");
  CHECK(bandwidth.column == "sweep_bandwidth_bits_per_s");
  CHECK(texts(bandwidth.values) == Texts{"10Mbit/s", "0.1Gbit/s", "unlimited"});
  CHECK(bandwidth.values[1].cell == "100000000");
  CHECK(bandwidth.values[2].cell == "inf");

  const SweepKey latency = experiment.key("latency=0.1ms:1s:log3");
  CHECK(latency.argument == "--latency=");
  CHECK(latency.column == "sweep_latency_ns");
  CHECK(texts(latency.values) == Texts{"100us", "10ms", "1s"});
  CHECK(latency.values[1].cell == "10000000");

  CHECK(texts(experiment.key("samples=10:50:lin5").values) == Texts{"10", "20", "30", "40", "50"});
  CHECK(texts(experiment.key("network=lan;latency=1ms,up=1Mbit/s").values) ==
        Texts{"lan", "latency=1ms,up=1Mbit/s"});
  CHECK(experiment.key("network=lan").column == "sweep_network");
}

TEST_CASE("a key with a dot is a setting of the network") {
  const SmallExperiment experiment;
  const SweepKey up = experiment.key("producer.up=1Mbit/s:1Gbit/s:log4");
  CHECK(up.argument == "--set=producer.up=");
  CHECK(up.column == "sweep_producer_up_bits_per_s");
  CHECK(texts(up.values) == Texts{"1Mbit/s", "10Mbit/s", "100Mbit/s", "1Gbit/s"});
  const SweepKey pair = experiment.key("server0>server1.latency=0s,5ms");
  CHECK(pair.column == "sweep_server0_server1_latency_ns");
  CHECK(pair.values[1].cell == "5000000");
}

TEST_CASE("a sweep that cannot work is refused in one sentence") {
  const SmallExperiment experiment;
  const std::vector<std::pair<std::string, std::string>> cases{
      {"latency", "write KEY=VALUES"},
      {"=1ms", "write KEY=VALUES"},
      {"--latency=1ms", "without its dashes"},
      {"latencies=1ms", "the closest are latency"},
      {"sample=1", "the closest are samples"},
      {"out=a,b", "--out is the same in all points"},
      {"per-step=1", "--per-step is the same in all points"},
      {"logits-out=a,b", "--logits-out names what each point would write"},
      {"moon.up=1Mbit/s", "'moon' is no host"},
      {"producer.size=1Mbit/s", "'size' is not known"},
      {"latency=", "a value is empty"},
      {"latency=1ms,,2ms", "a value is empty"},
      {"latency=1ms,1000us", "the value 1000us stands there twice"},
      {"latency=1ms,20", "'20' has no unit"},
      {"bandwidth=10Mbps", "some tools mean bits"},
      {"latency=1ms:2ms", "a range is FIRST:LAST:logN"},
      {"latency=1ms:2ms:10", "a range is FIRST:LAST:logN"},
      {"latency=1ms:2ms:log", "a range is FIRST:LAST:logN"},
      {"latency=1ms:2ms:log-3", "a range is FIRST:LAST:logN"},
      {"latency=1ms:2ms:log3:4", "a range is FIRST:LAST:logN"},
      {"latency=1ms:2ms:log3,4ms", "a range is FIRST:LAST:logN"},
      {"latency=1ms:2ms:log1", "a range has 2 to 100000 points, not 1"},
      {"latency=1ms:2ms:lin100001", "a range has 2 to 100000 points"},
      {"latency=1ms:2ms:lin99999999999999999999", "a range has 2 to 100000 points"},
      {"latency=0ms:2ms:log3", "above 0"},
      {"latency=-1ms:2ms:lin3", "is negative"},
      {"latency=1ms:1Gbit/s:log3", "is no unit of time"},
      {"latency=1:200ms:log3", "'1' has no unit"},
      {"bandwidth=1Mbit/s:unlimited:log3", "a range has no unlimited end"},
      {"samples=1ms:3ms:lin3", "'1ms' is not a whole number"},
      {"samples=nan:3:lin3", "'nan' is not a whole number"},
      {"samples=1:1e3:lin3", "'1e3' is not a whole number"},
      {"samples=1:9223372036854775808:lin3", "beyond 64 bits"},
      {"samples=-3:3:log3", "above 0"},
  };
  for (const auto& [sweep, expected] : cases) {
    INFO(sweep);
    CHECK_THROWS_AS(experiment.key(sweep), UserError);
    CHECK_THROWS_WITH(experiment.key(sweep), Catch::Contains(expected));
  }
}

TEST_CASE("a key is given once") {
  const SmallExperiment experiment;
  const auto read = [&](const Texts& sweeps, const Texts& others) {
    return read_sweep_keys(sweeps, experiment.app, others).size();
  };
  const Texts keys{"latency=1ms", "producer.up=1Mbit/s"};
  CHECK(read(keys, {"--bandwidth", "1Gbit/s", "--set", "server0.up=1Mbit/s"}) == 2);
  CHECK_THROWS_WITH(read({"latency=1ms", "latency=2ms"}, {}), Catch::Contains("swept twice"));
  for (const Texts& others : std::vector<Texts>{{"--latency", "3ms"},
                                                {"--latency=3ms"},
                                                {"--set", "latency=3ms"},
                                                {"--set=up=1Mbit/s,producer.up=2Mbit/s"},
                                                {"--set", "producer.up=2Mbit/s"}}) {
    INFO(others.front());
    CHECK_THROWS_WITH(read(keys, others), Catch::Contains("is given twice"));
  }
}

TEST_CASE("the grid is the product of its keys, the last one varying fastest, then repeats") {
  const SmallExperiment experiment;
  const Grid grid(read_sweep_keys({"network=lan;up=1Mbit/s,down=2Mbit/s", "latency=1ms,2ms,4ms"},
                                  experiment.app, {}),
                  Repeats{2, 7});
  CHECK(grid.runs() == 12);
  CHECK(grid.arguments(9) ==
        Texts{"--network=up=1Mbit/s,down=2Mbit/s", "--latency=2ms", "--seed=8"});
  CHECK(grid.name(9) == "point 4 (network=up=1Mbit/s,down=2Mbit/s, latency=2ms, seed 8)");
  const std::string network = "\"up=1Mbit/s,down=2Mbit/s\"";
  CHECK(csv(grid.listing()) ==
        "point,sweep_network,sweep_latency_ns,repeat,seed\n"
        "0,lan,1000000,0,7\n0,lan,1000000,1,8\n"
        "1,lan,2000000,0,7\n1,lan,2000000,1,8\n"
        "2,lan,4000000,0,7\n2,lan,4000000,1,8\n"
        "3," +
            network + ",1000000,0,7\n3," + network +
            ",1000000,1,8\n"
            "4," +
            network + ",2000000,0,7\n4," + network +
            ",2000000,1,8\n"
            "5," +
            network + ",4000000,0,7\n5," + network + ",4000000,1,8\n");
  const Grid samples({experiment.key("samples=1,2")}, std::nullopt);
  CHECK(csv(samples.columns()) == "point,sweep_samples,repeat\n0,1,0\n1,2,0\n");
  const Grid none({}, std::nullopt);
  CHECK(csv(none.listing()) == "point\n0\n");
}

TEST_CASE("a grid has at most 100,000 runs, and seeds of 64 bits") {
  const SmallExperiment experiment;
  const SweepKey many = experiment.key("samples=1:1000:lin1000");
  const SweepKey hundred = experiment.key("latency=1ms:100ms:lin100");
  CHECK(Grid({many, hundred}, std::nullopt).runs() == 100'000);
  CHECK_THROWS_WITH(Grid({many, hundred}, Repeats{2, 1}), Catch::Contains("more than 100000 runs"));
  CHECK_THROWS_AS(Grid({many, many, many, many, many, many, many}, std::nullopt), UserError);
  CHECK(Grid({}, Repeats{2, UINT64_MAX - 1}).arguments(1) == Texts{"--seed=18446744073709551615"});
  CHECK_THROWS_WITH(Grid({}, Repeats{3, UINT64_MAX - 1}), Catch::Contains("greatest --seed"));
}

TEST_CASE("tables put together have one header, and each row the cells of its run") {
  const SmallExperiment experiment;
  const Grid grid({experiment.key("network=lan,wan")}, std::nullopt);
  const CsvTable cells = grid.columns();
  std::ostringstream out;
  MergedCsv merged(out, cells);
  merged.add("a,b\n1,\"x,\ny\"\n2,\"\"\"\"\n");
  merged.add("a,b\n3,z\n");
  CHECK(out.str() ==
        "a,b,point,sweep_network,repeat\n1,\"x,\ny\",0,lan,0\n2,\"\"\"\",0,lan,0\n"
        "3,z,1,wan,0\n");
  MergedCsv other(out, cells);
  other.add("a,b\n");
  CHECK_THROWS_WITH(other.add("a,c\n1,2\n"), Catch::Contains("different columns"));
  CHECK_THROWS_WITH(MergedCsv(out, cells).add(""), Catch::Contains("no table"));
}
