#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <random>
#include <sstream>

#include "experiments/ladder/climb.hpp"
#include "tests/experiments/small_images.hpp"

using namespace fathom;
using test::cells_of;
using test::check_refused;
using test::Ended;
using test::run_command;
using test::write_bars;
using testing::ScratchDirectory;

namespace {

std::vector<std::string> names_of(const std::vector<Rung>& rungs) {
  std::vector<std::string> names;
  for (const Rung& rung : rungs) names.push_back(rung.name);
  return names;
}

}  // namespace

// Scores (0, ln 3) are likelihoods 1/4 and 3/4; (ln 3, 0) the reverse.
TEST_CASE("accuracy and loss of scores are those of Keras") {
  const double l = std::log(3.0);
  const std::vector<Output> scores{{Shape{2, 2}, {0, l, l, 0}}, {Shape{1, 2}, {0, 0}}};
  const Evaluation entropy = evaluate(scores, {1, 1, 0}, LossName::cross_entropy);
  CHECK(entropy.accuracy == Approx(2.0 / 3));
  CHECK(entropy.loss == Approx((std::log(4.0 / 3) + std::log(4.0) + std::log(2.0)) / 3));
  const Evaluation squared = evaluate(scores, {1, 1, 0}, LossName::softmax_squared_error);
  CHECK(squared.loss == Approx((1.0 / 16 + 9.0 / 16 + 1.0 / 4) / 3));
  const std::vector<Output> large{{Shape{1, 2}, {1000, 999}}};
  CHECK(evaluate(large, {1}, LossName::cross_entropy).loss == Approx(1 + std::log1p(std::exp(-1))));
}

TEST_CASE("rungs are chosen by name, from the bottom, and transfer brings its pre-training") {
  const std::vector<std::string> all{"base",          "sgd",      "sigmoid",
                                     "squared_error", "pretrain", "transfer"};
  CHECK(names_of(rungs_named("")) == all);
  CHECK(names_of(rungs_named("sgd,base")) == std::vector<std::string>{"base", "sgd"});
  CHECK(names_of(rungs_named("transfer")) == std::vector<std::string>{"pretrain", "transfer"});
  for (const Rung& rung : all_rungs()) {
    CHECK(rung.reference_after(rung.epochs) == rung.reference_accuracy);
    CHECK_FALSE(rung.reference_after(rung.epochs + 1).has_value());
  }
}

TEST_CASE("a ladder gives a row for each epoch, the same for the same seed, and learns", "[slow]") {
  const ScratchDirectory scratch;
  write_bars(scratch.path(), "train", 320);
  write_bars(scratch.path(), "test", 100);
  const std::string out = (scratch / "ladder.csv").string();
  const std::string options = "--rungs base,transfer --epochs 2 --batch-size 8 --data " +
                              scratch.path().string() + " --out " + out;
  const Ended ended = run_command(scratch.path(), "model_ladder", options);
  INFO(ended.err);
  REQUIRE(ended.code == 0);
  CHECK(test::text_of(out) == ended.out);
  const auto rows = cells_of(ended.out);
  REQUIRE(rows.size() == 1 + 6);
  const auto column = [&](const std::string& name) {
    return static_cast<std::size_t>(std::ranges::find(rows[0], name) - rows[0].begin());
  };
  const auto again = cells_of(run_command(scratch.path(), "model_ladder", options).out);
  for (std::size_t row = 1; row < rows.size(); ++row) {
    CHECK(rows[row][column("rung")] == (row <= 2 ? "base" : row <= 4 ? "pretrain" : "transfer"));
    CHECK(rows[row][column("epoch")] == std::to_string((row - 1) % 2 + 1));
    CHECK(rows[row][column("samples")] == "160");
    CHECK(rows[row][column("test_samples")] == "50");
    CHECK(rows[row][column("reference_accuracy")].empty());
    for (const char* name : {"test_loss", "test_accuracy"}) {
      CHECK(rows[row][column(name)] == again[row][column(name)]);
    }
  }
  CHECK(std::stod(rows[2][column("test_accuracy")]) > 0.9);
  CHECK(std::stod(rows[4][column("test_loss")]) < std::stod(rows[3][column("test_loss")]));
  CHECK(std::stod(rows[6][column("test_loss")]) < std::stod(rows[5][column("test_loss")]));
}

TEST_CASE("what a ladder cannot do is one sentence and exit code 2", "[slow]") {
  const ScratchDirectory scratch;
  write_bars(scratch.path(), "train", 20);
  write_bars(scratch.path(), "test", 10);
  const std::string data = "--data " + scratch.path().string() + " ";
  const std::vector<std::pair<std::string, std::string>> cases{
      {data + "--rungs base,top", "there is no rung 'top'; the rungs are base, sgd, sigmoid"},
      {data + "--samples 11", "--samples 11 is more than the 10 there are"},
      {data + "--test-samples 6", "--test-samples 6 is more than the 5 there are"},
      {data + "--epochs 0", "--epochs"},
      {data + "--batch-size 0", "--batch-size"},
      {data + "--out /no/such/place/l.csv", "cannot be written"},
      {"--data emnist", "'emnist' is not a directory"},
      {"--data tests", "holds neither train-images-idx3-ubyte"},
  };
  for (const auto& [options, expected] : cases) {
    const Ended ended = run_command(scratch.path(), "model_ladder", options);
    INFO(options << ": " << ended.err);
    check_refused(ended, expected);
  }
}

TEST_CASE("pretrain and train_classifier read a data set of one's own", "[slow]") {
  const ScratchDirectory scratch;
  write_bars(scratch.path(), "train", 40);
  write_bars(scratch.path(), "test", 20);
  const std::string data = "--data " + scratch.path().string();
  const std::string weights = (scratch / "features.npz").string();
  const Ended pretrained =
      run_command(scratch.path(), "pretrain", data + " --weights-out " + weights);
  INFO(pretrained.err);
  REQUIRE(pretrained.code == 0);
  CHECK_THAT(pretrained.err, Catch::Contains("on 10 images of classes 0-4"));
  const Ended trained =
      run_command(scratch.path(), "train_classifier", data + " --twins none --weights " + weights);
  INFO(trained.err);
  CHECK(trained.code == 0);
  CHECK_THAT(trained.err, Catch::Contains("private test accuracy on 10 samples"));
  const Ended predicted =
      run_command(scratch.path(), "train_classifier", data + " --predict-only --samples 21");
  CHECK(predicted.code == 2);
  CHECK_THAT(predicted.err, Catch::Contains("--samples 21 is more than the 20 there are"));
}
