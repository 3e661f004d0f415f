#include <catch2/catch.hpp>
#include <set>

#include "metrics/columns.hpp"
#include "nn/data/npz.hpp"
#include "tests/experiments/small_features.hpp"

using namespace fathom;
using test::Ended;
using test::run_command;
using test::small_options;
using test::text_of;
using test::write_features;
using testing::ScratchDirectory;

namespace {

Ended train(const ScratchDirectory& scratch, const std::string& options) {
  return run_command(scratch.path(), "train_classifier", small_options(scratch) + options);
}

// Cells of a CSV text by column; no cell of these columns holds a comma in quotes.
std::vector<std::string> column(const std::string& csv, const std::string& name) {
  std::istringstream lines(csv);
  std::string line;
  std::getline(lines, line);
  std::istringstream header(line);
  std::size_t index = 0;
  std::string cell;
  while (std::getline(header, cell, ',') && cell != name) ++index;
  std::vector<std::string> cells;
  while (std::getline(lines, line)) {
    std::istringstream row(line);
    for (std::size_t i = 0; i <= index; ++i) std::getline(row, cell, ',');
    cells.push_back(cell);
  }
  return cells;
}

}  // namespace

TEST_CASE("train_classifier learns from features of one's own and writes every table", "[slow]") {
  const ScratchDirectory scratch;
  write_features(scratch, 210, 12);
  const Ended ended = train(scratch, "--epochs 12 --out " + (scratch / "tables").string());
  INFO(ended.err);
  REQUIRE(ended.code == 0);
  CHECK(ended.out.empty());
  for (const TableSpec& table : table_specs()) {
    const auto file = scratch / "tables" / (std::string(table.name) + ".csv");
    INFO(file);
    CHECK(text_of(file).starts_with("run_id,experiment,seed,model,ring,fractional_bits,variant,"));
  }
  const std::string runs = text_of(scratch / "tables" / "operations.csv");
  CHECK(column(runs, "rounds") == column(runs, "predicted_rounds"));
  CHECK_THAT(ended.err, Catch::Contains("private test accuracy on 30 samples: 100.00 %"));
}

TEST_CASE("--table prints one table, and nothing else, on standard output") {
  const ScratchDirectory scratch;
  write_features(scratch, 42, 5);
  const Ended ended = train(scratch, "--table links");
  REQUIRE(ended.code == 0);
  CHECK(ended.out.starts_with("run_id,"));
  const std::vector<std::string> from = column(ended.out, "from");
  CHECK(std::set<std::string>(from.begin(), from.end()) ==
        std::set<std::string>{"server0", "server1", "producer", "provider0", "provider1"});
}

TEST_CASE("--predict-only writes the predicted columns of a run") {
  const ScratchDirectory scratch;
  write_features(scratch, 42, 5);
  const std::string variant = "--material seeded --openings apart --table operations ";
  const Ended predicted = train(scratch, variant + "--predict-only");
  const Ended measured = train(scratch, variant);
  REQUIRE(predicted.code == 0);
  for (const TableSpec& table : table_specs()) {
    if (table.name != "operations") continue;
    for (const Column& c : table.columns) {
      if (!c.name.starts_with("predicted_") && c.name != "layer" && c.name != "steps") continue;
      INFO(c.name);
      CHECK(column(predicted.out, std::string(c.name)) ==
            column(measured.out, std::string(c.name)));
    }
  }
  for (const std::string& cell : column(predicted.out, "rounds")) CHECK(cell.empty());
}

TEST_CASE("the same seed gives the same tables to the byte, whatever the number of threads",
          "[slow]") {
  const ScratchDirectory scratch;
  write_features(scratch, 84, 9);
  const auto run = [&](const std::string& name, const std::string& options) {
    REQUIRE(train(scratch, options + " --out " + (scratch / name).string()).code == 0);
    std::string all;
    for (const TableSpec& table : table_specs()) {
      if (table.name == "host") continue;
      all += text_of(scratch / name / (std::string(table.name) + ".csv"));
    }
    return all;
  };
  const std::string first = run("first", "--threads 1");
  CHECK(first == run("second", "--threads 2"));
  CHECK(first != run("third", "--seed 2"));
}

TEST_CASE("trained weights can be written, read again and used to predict", "[slow]") {
  const ScratchDirectory scratch;
  write_features(scratch, 84, 9);
  const std::string weights = (scratch / "weights.npz").string();
  const std::string logits = (scratch / "logits.npy").string();
  const std::string again = (scratch / "again.npy").string();
  REQUIRE(train(scratch, "--epochs 3 --weights-out " + weights + " --logits-out " + logits).code ==
          0);
  const NamedArrays arrays = read_npz(weights);
  CHECK(arrays.at("layer0_weights").shape == Shape{9, 128});
  CHECK(arrays.at("layer0_bias").shape == Shape{128});
  CHECK(arrays.at("layer2_weights").shape == Shape{128, 3});
  CHECK(arrays.at("layer2_bias").shape == Shape{3});
  const Ended ended =
      train(scratch, "--epochs 0 --weights-in " + weights + " --logits-out " + again);
  INFO(ended.err);
  REQUIRE(ended.code == 0);
  const HostArray<double> a = read_npy(logits);
  const HostArray<double> b = read_npy(again);
  REQUIRE(a.shape == Shape{12, 3});
  for (std::size_t i = 0; i < a.values.size(); ++i) {
    CHECK(a.values[i] == Approx(b.values[i]).margin(2e-3));
  }
}

TEST_CASE("every ring, variant and sigmoid trains at the predicted cost", "[slow]") {
  const ScratchDirectory scratch;
  write_features(scratch, 42, 5);
  for (const char* options :
       {"--ring z128 --material seeded --inputs seeded", "--ring q121 --openings apart",
        "--likelihoods both --window 0", "--supply on-demand --elements packed --ring q121",
        "--supply ahead --material seeded --corrections alternating", "--inputs masked",
        "--likelihoods both --window 0", "--likelihoods permuted --material seeded",
        "--likelihoods server --openings apart --material seeded", "--likelihoods none",
        "--likelihoods none --loss one_against_one --powers-of x --ring q121",
        "--momentum 0.9 --half-width 16", "--powers-of x --ring q121",
        "--first-input-gradient --providers 7 --compute free --network mobile",
        "--per-step --compute measured", "--fractional-bits 13 --predict-batch-size 1"}) {
    const Ended ended = train(scratch, options);
    INFO(options << "\n" << ended.err);
    CHECK(ended.code == 0);
  }
}

TEST_CASE("the README and --columns name every column") {
  const ScratchDirectory scratch;
  const std::string readme = text_of(std::filesystem::path(FATHOM_SOURCE_DIR) / "README.md");
  const Ended ended = run_command(scratch.path(), "train_classifier", "--columns");
  REQUIRE(ended.code == 0);
  for (const TableSpec& table : table_specs()) {
    INFO(table.name);
    CHECK_THAT(readme, Catch::Contains("`" + std::string(table.name) + ".csv`"));
    for (const Column& c : table.columns) {
      INFO(c.name);
      CHECK_THAT(ended.out, Catch::Contains(std::string(c.name)));
      CHECK_THAT(readme, Catch::Contains(std::string(
                             c.name.starts_with("predicted_") ? c.name.substr(10) : c.name)));
    }
  }
}
