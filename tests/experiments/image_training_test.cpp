#include <catch2/catch.hpp>
#include <cstdlib>

#include "tests/experiments/small_images.hpp"

using namespace fathom;
using Catch::Contains;
using test::cells_of;
using test::check_refused;
using test::Ended;
using test::run_command;
using testing::ScratchDirectory;

namespace {

/// A data set of ten classes, with 10 training and 5 test images of the classes 5 to 9 and as many
/// of the others, and feature layers trained on those; as options.
class SmallImages {
 public:
  SmallImages() {
    test::write_bars(scratch_.path(), "train", 20);
    test::write_bars(scratch_.path(), "test", 10);
    const Ended ended = run_command(
        path(), "pretrain",
        "--data " + path().string() + " --weights-out " + (scratch_ / "features.npz").string());
    INFO(ended.err);
    REQUIRE(ended.code == 0);
  }

  [[nodiscard]] const std::filesystem::path& path() const { return scratch_.path(); }
  [[nodiscard]] std::string options() const {
    return "--data " + path().string() + " --weights " + (scratch_ / "features.npz").string() + " ";
  }
  [[nodiscard]] Ended run(const std::string& experiment, const std::string& options) const {
    return run_command(path(), experiment, this->options() + options);
  }

 private:
  ScratchDirectory scratch_;
};

std::vector<double> column(const std::string& csv, std::size_t number) {
  const auto rows = cells_of(csv);
  std::vector<double> values;
  for (std::size_t row = 1; row < rows.size(); ++row) {
    values.push_back(std::strtod(rows[row].at(number).c_str(), nullptr));
  }
  return values;
}

}  // namespace

TEST_CASE("transfer_learning trains alike, whoever computes the features", "[slow]") {
  const SmallImages images;
  for (const std::string by : {"providers", "public-weights", "private-weights"}) {
    const Ended ended = images.run("transfer_learning",
                                   "--epochs 2 --batch-size 4 --twins both "
                                   "--table links --features-by " +
                                       by);
    INFO(by << ": " << ended.err);
    REQUIRE(ended.code == 0);
    CHECK_THAT(ended.err, Contains("private test accuracy on 5 samples"));
    CHECK_THAT(ended.err, Contains("same class for 100.00 %"));
  }
}

TEST_CASE("train_network's losses on shares follow those in the clear", "[slow]") {
  const SmallImages images;
  const std::string losses = (images.path() / "losses.csv").string();
  for (const std::string start : {"", " --from-scratch"}) {
    const Ended ended =
        images.run("train_network",
                   "--ring z128 --samples 8 --epochs 2 --batch-size 4 --losses-out " + losses +
                       " --weights-out " + (images.path() / "trained.npz").string() + start);
    INFO(ended.err);
    REQUIRE(ended.code == 0);
    CHECK_THAT(ended.err, Contains("losses of 4 steps"));
    const std::string table = test::text_of(losses);
    CHECK(column(table, 0) == std::vector<double>{1, 2, 3, 4});
    const std::vector<double> on_shares = column(table, 1), clear = column(table, 2);
    for (std::size_t step = 0; step < 4; ++step) {
      CHECK(on_shares[step] == Approx(clear[step]).margin(0.02));
    }
    CHECK(std::filesystem::exists(images.path() / "trained.npz"));
  }
}

TEST_CASE("both say on paper what a training costs, and read no image of mnist for it", "[slow]") {
  const ScratchDirectory scratch;
  for (const std::string experiment : {"transfer_learning", "train_network"}) {
    const Ended ended =
        run_command(scratch.path(), experiment, "--predict-only --epochs 1 --table totals");
    check_refused(ended, "the tables are operations");
    const Ended layers =
        run_command(scratch.path(), experiment, "--predict-only --epochs 1 --table layers");
    INFO(layers.err);
    CHECK(layers.code == 0);
    CHECK_THAT(layers.out, Contains("conv"));
  }
}

TEST_CASE("--columns says what each column means, those of an experiment's own tables too") {
  const ScratchDirectory scratch;
  const auto columns_of = [&scratch](const std::string& experiment) {
    const Ended ended = run_command(scratch.path(), experiment, "--columns");
    CHECK(ended.code == 0);
    return ended.out;
  };
  CHECK_THAT(columns_of("train_network"), Contains("clear_loss") && Contains("critical_rounds"));
  CHECK_THAT(columns_of("model_ladder"), Contains("reference_accuracy") && !Contains("rounds"));
}

TEST_CASE("a wrong option of a training on images gives one sentence and exit code 2", "[slow]") {
  const SmallImages images;
  const std::vector<std::pair<std::string, std::string>> of_both{
      {"--samples 11", "--samples 11 is more than the 10 there are"},
      {"--test-samples 6", "--test-samples 6 is more than the 5 there are"},
      {"--epochs -1", "--epochs"},
      {"--batch-size 0", "--batch-size"},
      {"--predict-batch-size 0", "--predict-batch-size"},
      {"--learning-rate 0", "--learning-rate"},
      {"--last-learning-rate -1", "--last-learning-rate"},
      {"--decay 2", "--decay"},
      {"--momentum 1", "--momentum"},
      {"--half-width 7", "8,16,32"},
      {"--twins three", "both, clear, encoded or none"},
      {"--losses-out /no/such/place/l.csv", "directory that exists"},
      {"--weights-out /no/such/place/w.npz", "directory that exists"},
      {"--epochs 0 --losses-out l.csv", "--losses-out needs a training"},
      {"--likelihoods none", "likelihoods"},
      {"--ring z32", "z64, z128"},
      {"--variant quickest", "the names are"},
      {"--network nowhere", "ideal, lan, wan, mobile"},
      {"--providers 0", "--providers"},
      {"--weights none.npz", "does not exist"},
      {"--data nowhere", "'nowhere' is not a directory"},
  };
  for (const std::string experiment : {"transfer_learning", "train_network"}) {
    for (const auto& [options, expected] : of_both) {
      INFO(experiment << " " << options);
      // The options come last, so --data and --weights are given by whichever stands alone.
      const bool own = options.starts_with("--data") || options.starts_with("--weights n");
      const std::string before = own ? "" : images.options();
      check_refused(run_command(images.path(), experiment, before + options), expected);
    }
  }
  check_refused(images.run("transfer_learning", "--features-by nobody"),
                "providers, public-weights or private-weights");
  check_refused(images.run("transfer_learning", "--feature-scale 0"), "--feature-scale");
  check_refused(images.run("train_network", "--features-by providers"), "--features-by");
}
