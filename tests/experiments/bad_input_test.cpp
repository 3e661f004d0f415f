#include <catch2/catch.hpp>

#include "nn/data/npz.hpp"
#include "tests/experiments/small_features.hpp"

using namespace fathom;
using test::check_refused;
using test::Ended;
using test::run_command;
using test::small_options;
using test::write_features;
using testing::ScratchDirectory;

TEST_CASE("a wrong option gives one sentence and exit code 2", "[slow]") {
  const ScratchDirectory scratch;
  write_features(scratch, 42, 5);
  const std::vector<std::pair<std::string, std::string>> cases{
      {"--nonsense", "--nonsense"},
      {"'' --nonsense", "is empty; leave it out"},
      {"--ring z65", "z64, z128, q121"},
      {"--ring reals", "has no shares"},
      {"--ring p270", "for the field switch alone"},
      {"--ring m521", "for the field switch alone"},
      {"--ring m61 --fractional-bits 24", "at most 22 fractional bits fit"},
      {"--ring z64 --fractional-bits 40", "at most 24 fractional bits fit"},
      {"--fractional-bits 2", "too few"},
      {"--fractional-bits -3", "too few"},
      {"--network nowhere", "ideal, lan, wan, mobile"},
      {"--network nowhere.toml", "nowhere.toml cannot be read"},
      {"--network wan,latency=20", "no unit"},
      {"--latency 20", "no unit"},
      {"--bandwidth 10Mbps", "some tools mean bits"},
      {"--set producer.up=fast", "producer.up=fast"},
      {"--set moon.up=1Mbit/s", "moon"},
      {"--compute quick", "free, modelled or measured"},
      {"--material half", "material is one of full, seeded, not 'half'"},
      {"--inputs half", "inputs is one of full"},
      {"--openings sometimes", "openings is one of together, apart"},
      {"--likelihoods all", "likelihoods is one of both, one, permuted, server, none"},
      {"--variant quickest", "the names are scalar, reference, seed"},
      {"--variant dot=cubes", "dot is one of scalar, triple, function"},
      {"--variant dots=triple", "a variant has no key 'dots'; the keys are dot"},
      {"--variant dot=function", "cannot be truncated locally"},
      {"--truncation fused", "goes with the opening of a function-dependent product"},
      {"--ring q121 --truncation msb", "is a prime field"},
      {"--truncation gap", "2B (2^kappa + 1) <= M + 1 with B = 2^40 and kappa = 40"},
      {"--truncation gap --kappa 22", "with B = 2^46 and kappa = 22"},  // u^2 has 2 (16 + 3) bits
      {"--sigmoid powers+switch", "a kappa of at most 38 fits"},
      {"--sigmoid powers", "the ring z64 is too small for powers of degree 9"},
      {"--dot scalar --reuse training", "nothing to reuse"},
      {"--loss hinge", "cross_entropy, squared_error or one_against_one"},
      {"--loss cross_entropy --likelihoods none", "needs somebody who sees the likelihoods"},
      {"--loss squared_error", "reveals nothing"},
      {"--loss one_against_one --likelihoods permuted", "reveals nothing"},
      {"--set likelihood0.up=1Mbit/s", "likelihood0"},
      {"--window -1", "0 (no limit) or more"},
      {"--material masked", "material is one of full, seeded, not 'masked'"},
      {"--elements squeezed", "elements is one of padded, packed, not 'squeezed'"},
      {"--supply late", "supply is one of ahead, streamed, on-demand, not 'late'"},
      {"--supply ahead --window 4", "--window 4 goes with --supply streamed"},
      {"--supply on-demand --window 0", "every piece is asked for"},
      {"--corrections server0", "corrections is one of server1, alternating, not 'server0'"},
      {"--material full --corrections alternating", "goes with material=seeded"},
      {"--twins three", "both, clear, encoded or none"},
      {"--powers-of y", "u or x"},
      {"--half-width 7", "8, 16 or 32"},
      {"--epochs -1", "--epochs"},
      {"--batch-size 0", "--batch-size"},
      {"--learning-rate zero", "--learning-rate"},
      {"--momentum 1.5", "--momentum"},
      {"--providers 0", "--providers"},
      {"--samples 43", "--samples 43 is more than the 36 there are"},
      {"--table totals", "the tables are operations"},
      {"--weights-out /no/such/place/w.npz", "directory that exists"},
      {"--logits-out /no/such/place/l.npy", "directory that exists"},
      {"--weights-in " + (scratch / "missing.npz").string(), "missing.npz"},
      {"--test-features " + (scratch / "features.npy").string(), "go together"},
      {"--threads 0", "--threads"},
      {"--instructions sse", "choose portable, avx2, avx512 or avx512-ifma"},
  };
  for (const auto& [options, expected] : cases) {
    INFO(options);
    check_refused(run_command(scratch.path(), "train_classifier", small_options(scratch) + options),
                  expected);
  }
}

TEST_CASE("features and labels that do not fit give one sentence and leave nothing behind") {
  const ScratchDirectory scratch;
  write_features(scratch, 42, 5);
  const std::string out = (scratch / "tables").string();
  const auto run = [&] {
    return run_command(scratch.path(), "train_classifier", small_options(scratch) + "--out " + out);
  };
  SECTION("too few labels") {
    write_npy(scratch / "labels.npy",
              HostArray<std::int64_t>{Shape{41}, std::vector<std::int64_t>(41)});
    check_refused(run(), "one label a row is needed");
  }
  SECTION("a label out of range") {
    std::vector<std::int64_t> labels(42);
    labels[17] = -1;
    write_npy(scratch / "labels.npy", HostArray<std::int64_t>{Shape{42}, labels});
    check_refused(run(), "row 17");
  }
  SECTION("a value that overflows the encoding") {
    std::vector<double> values(42 * 5, 0.5);
    values[100] = 300.0;
    write_npy(scratch / "features.npy", HostArray<double>{Shape{42, 5}, values});
    check_refused(run(), "input features");
  }
  SECTION("a value that is not a number") {
    std::vector<double> values(42 * 5, 0.5);
    values[100] = std::nan("");
    write_npy(scratch / "features.npy", HostArray<double>{Shape{42, 5}, values});
    check_refused(run(), "input features");
  }
  SECTION("features of another rank") {
    write_npy(scratch / "features.npy", HostArray<double>{Shape{210}, std::vector<double>(210)});
    check_refused(run(), "features are (samples, features)");
  }
  SECTION("a truncated file") {
    const std::string whole = test::text_of(scratch / "features.npy");
    std::ofstream(scratch / "features.npy", std::ios::binary) << whole.substr(0, 300);
    check_refused(run(), "features.npy");
  }
  SECTION("a directory for the tables that is a file") {
    std::ofstream(scratch / "tables") << "mine";
    check_refused(run(), "is a file");
    CHECK(test::text_of(scratch / "tables") == "mine");
    std::filesystem::remove(scratch / "tables");
  }
  SECTION("weights of another shape") {
    NamedArrays arrays;
    arrays["layer0_weights"] = {Shape{2, 2}, std::vector<double>(4)};
    write_npz(scratch / "weights.npz", arrays);
    check_refused(
        run_command(scratch.path(), "train_classifier",
                    small_options(scratch) + "--weights-in " + (scratch / "weights.npz").string()),
        "layer0_");
  }
  CHECK_FALSE(std::filesystem::exists(out));
}

TEST_CASE("image files that are missing or damaged give one sentence", "[slow]") {
  const ScratchDirectory scratch;
  write_npz(scratch / "weights.npz", {});
  const std::string weights = " --weights " + (scratch / "weights.npz").string();
  check_refused(run_command(scratch.path(), "train_classifier",
                            "--data " + (scratch / "none").string() + weights),
                "none");
  check_refused(run_command(scratch.path(), "train_classifier",
                            "--data " + scratch.path().string() + weights),
                "train-images-idx3-ubyte");
  check_refused(run_command(scratch.path(), "train_classifier",
                            "--weights " + (scratch / "none.npz").string()),
                "none.npz");
  check_refused(run_command(scratch.path(), "pretrain", "--data " + scratch.path().string()),
                "train-images-idx3-ubyte");
  std::ofstream(scratch / "train-images-idx3-ubyte") << "short";
  check_refused(run_command(scratch.path(), "pretrain", "--data " + scratch.path().string()),
                "train-images-idx3-ubyte");
}
