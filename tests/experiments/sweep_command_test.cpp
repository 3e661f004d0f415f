// Sweeps by the commands of experiments that run in no time.

#include <catch2/catch.hpp>

#include "experiments/sweep/merge.hpp"
#include "metrics/columns.hpp"
#include "tests/experiments/command.hpp"

using namespace fathom;
using test::check_refused;
using test::Ended;
using test::run_command;
using test::text_of;
using testing::ScratchDirectory;
namespace fs = std::filesystem;

namespace {

const std::string kPredict =
    "--predict-only --samples 32 --test-samples 16 --twins none --table layers ";

/// The table as it would be with these cells after each row, and the header's cells.
std::string with_cells(const std::string& table, const std::string& header,
                       const std::string& cells, bool with_header) {
  std::string text;
  const auto records = csv_records(table);
  for (std::size_t i = with_header ? 0 : 1; i < records.size(); ++i) {
    text += std::string(records[i]) + "," + (i == 0 ? header : cells) + "\n";
  }
  return text;
}

/// The files below a directory; none where there is no such directory.
std::vector<std::string> files_in(const fs::path& directory) {
  std::vector<std::string> files;
  if (!fs::exists(directory)) return files;
  for (const auto& entry : fs::recursive_directory_iterator(directory)) {
    files.push_back(entry.path().filename().string());
  }
  return files;
}

/// The directory of temporary files for the programs that are started.
class TemporaryFiles {
 public:
  explicit TemporaryFiles(const fs::path& path) : path_(path) {
    fs::create_directory(path);
    setenv("TMPDIR", path.c_str(), 1);
  }
  ~TemporaryFiles() { unsetenv("TMPDIR"); }
  TemporaryFiles(const TemporaryFiles&) = delete;
  TemporaryFiles& operator=(const TemporaryFiles&) = delete;
  [[nodiscard]] bool is_empty() const { return files_in(path_).empty(); }

 private:
  fs::path path_;
};

}  // namespace

TEST_CASE("a sweep prints the rows of its single runs, each with its point, for any --jobs",
          "[slow]") {
  const ScratchDirectory scratch;
  const auto run = [&](const std::string& options) {
    const Ended ended = run_command(scratch.path(), "train_classifier", kPredict + options);
    INFO(ended.err);
    REQUIRE(ended.code == 0);
    return ended.out;
  };
  std::string expected;
  int point = 0;
  for (const std::string material : {"full", "seeded"}) {
    for (const std::string latency : {"1ms", "20ms"}) {
      for (const std::string seed : {"3", "4"}) {
        const std::string single =
            run("--material " + material + " --latency " + latency + " --seed " + seed);
        const std::string cells = std::to_string(point) + "," + material + "," +
                                  (latency == "1ms" ? "1000000," : "20000000,") +
                                  (seed == "3" ? "0" : "1");
        expected += with_cells(single, "point,sweep_material,sweep_latency_ns,repeat", cells,
                               expected.empty());
      }
      ++point;
    }
  }
  const std::string sweep =
      "--sweep material=full,seeded --sweep latency=1ms,20ms --repeat 2 --seed 3 ";
  for (const std::string jobs : {"1", "2", "3"}) CHECK(run(sweep + "--jobs " + jobs) == expected);
  CHECK(run(sweep + "--threads 2") == expected);
}

TEST_CASE("--out puts every table of a sweep together, and leaves nothing else") {
  const ScratchDirectory scratch;
  const TemporaryFiles temporary(scratch / "temporary");
  const auto run = [&](const std::string& options, const std::string& name) {
    const Ended ended = run_command(scratch.path(), "input_providers",
                                    options + " --out " + (scratch / name).string());
    INFO(ended.err);
    REQUIRE(ended.code == 0);
    CHECK(ended.out.empty());
  };
  run("--providers 2", "two");
  run("--providers 3", "three");
  run("--sweep providers=2,3", "swept");
  for (const TableSpec& table : table_specs()) {
    const std::string file = std::string(table.name) + ".csv";
    INFO(file);
    const std::string swept = text_of(scratch / "swept" / file);
    if (table.name == "host") {
      CHECK(csv_records(swept).size() == 3);
      continue;
    }
    const std::string header = "point,sweep_providers,repeat";
    CHECK(swept == with_cells(text_of(scratch / "two" / file), header, "0,2,0", true) +
                       with_cells(text_of(scratch / "three" / file), header, "1,3,0", false));
  }
  CHECK(files_in(scratch / "swept").size() == table_specs().size());
  CHECK(temporary.is_empty());
}

TEST_CASE("a table that an experiment prints by a flag of its own is swept as well", "[slow]") {
  const ScratchDirectory scratch;
  const Ended ended = run_command(scratch.path(), "compare",
                                  "truncation --batch-size 1 --csv --sweep "
                                  "\"network=lan;latency=1ms,bandwidth=1Gbit/s\"");
  INFO(ended.err);
  REQUIRE(ended.code == 0);
  const auto records = csv_records(ended.out);
  REQUIRE(records.size() > 3);
  CHECK(records.front().ends_with(",point,sweep_network,repeat"));
  CHECK(records[1].ends_with(",0,lan,0"));
  CHECK(records.back().ends_with(",1,\"latency=1ms,bandwidth=1Gbit/s\",0"));
}

TEST_CASE("--dry-run lists the points and runs nothing") {
  const ScratchDirectory scratch;
  const auto list = [&](const std::string& options) {
    const Ended ended = run_command(scratch.path(), "input_providers", options + " --dry-run");
    CHECK(ended.code == 0);
    CHECK(ended.err.empty());
    return ended.out;
  };
  CHECK(list("") == "point\n0\n");
  CHECK(list("--providers 1000000 --sweep bandwidth=10Mbit/s:1Gbit/s:log3") ==
        "point,sweep_bandwidth_bits_per_s\n0,10000000\n1,100000000\n2,1000000000\n");
  CHECK(list("--repeat 2 --out " + (scratch / "tables").string()) ==
        "point,repeat,seed\n0,0,1\n0,1,2\n");
  CHECK_FALSE(fs::exists(scratch / "tables"));
}

TEST_CASE("a point that fails is named, and nothing is written") {
  const ScratchDirectory scratch;
  const TemporaryFiles temporary(scratch / "temporary");
  const fs::path out = scratch / "tables";
  // Labels are one column, not features: found only when the point runs.
  const Ended ended = run_command(scratch.path(), "train_classifier",
                                  "--sweep features=/no/such.npy,/nor/this.npy --labels /l.npy "
                                  "--table runs --jobs 1 --out " +
                                      out.string());
  check_refused(ended, "train_classifier: point 0 (features=/no/such.npy): ");
  CHECK_FALSE(fs::exists(out));
  CHECK(temporary.is_empty());
}

TEST_CASE("a sweep that cannot work gives one sentence and exit code 2", "[slow]") {
  const ScratchDirectory scratch;
  const std::vector<std::pair<std::string, std::string>> cases{
      {"--sweep latency=1ms,2ms", "add --table NAME or --out DIR"},
      {"--sweep latencie=1ms --table runs", "the closest are latency"},
      {"--sweep latency=1ms,2ms --latency 3ms --table runs", "latency is given twice"},
      {"--sweep latency=1ms,2ms --sweep latency=3ms --table runs", "latency is swept twice"},
      {"--sweep seed=1,2 --repeat 2 --table runs", "seed is given twice"},
      {"--sweep threads=1,2 --threads 2 --table runs", "threads is given twice"},
      {"--sweep ring=z64,z65 --table runs", "point 1 (ring=z65): there is no ring"},
      {"--sweep ring=z64,z65 --dry-run", "point 1 (ring=z65): there is no ring"},
      {"--sweep loss=hinge --dry-run", "point 0 (loss=hinge): --loss is cross_entropy"},
      {"--sweep batch-size=0,1 --dry-run", "point 0 (batch-size=0): --batch-size"},
      {"--sweep latency=1ms:1s:lin100000 --repeat 2 --dry-run", "more than 100000 runs"},
      {"--nonsense --dry-run", "--nonsense"},
      {"--table totals --dry-run", "the tables are operations"},
      {"--repeat 2", "add --table NAME or --out DIR"},
      {"--repeat 0 --table runs", "--repeat is 1 to 100000, not 0"},
      {"--repeat -1 --table runs", "--repeat is 1 to 100000, not -1"},
      {"--repeat two --table runs", "--repeat"},
      {"--repeat 2 --seed x --table runs", "--seed is a whole number from 0 on, not 'x'"},
      {"--repeat 3 --seed 18446744073709551614 --table runs", "greatest --seed"},
      {"--repeat 2 --jobs 0 --table runs", "--jobs is 1 to 256, not 0"},
      {"--jobs 2", "--jobs goes with --sweep or --repeat"},
      {"--repeat 2 --table runs --weights-out w.npz", "--weights-out does not go with --sweep"},
      {"--repeat 2 --table runs --shares-out shares", "--shares-out does not go with --sweep"},
      {"--repeat 2 --out README.md", "is a file"},
  };
  for (const auto& [options, expected] : cases) {
    INFO(options);
    check_refused(
        run_command(scratch.path(), "train_classifier", "--predict-only --samples 32 " + options),
        expected);
  }
  const auto refuse = [&](const std::string& experiment, const std::string& options,
                          const std::string& expected) {
    check_refused(run_command(scratch.path(), experiment, options), expected);
  };
  refuse("seed_figures", "--repeat 2 --csv", "this experiment has none");
  refuse("compare", "dense --repeat 2", "add --csv");
  refuse("model_ladder", "--repeat 2 --out ladder.csv", "--out does not go with --sweep");
}

TEST_CASE("--columns and --help tell of sweeps, also on the command line of one") {
  const ScratchDirectory scratch;
  const auto print = [&](const std::string& options) {
    const Ended ended = run_command(scratch.path(), "input_providers", options);
    CHECK(ended.code == 0);
    return ended.out;
  };
  CHECK_THAT(print("--columns --sweep latency=1ms"), Catch::Contains("sweep_KEY"));
  CHECK_THAT(print("--help --repeat 0"), Catch::Contains("--dry-run"));
}
