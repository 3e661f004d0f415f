#pragma once

#include <cmath>
#include <random>
#include <string>
#include <utility>

#include "nn/data/npy.hpp"
#include "tests/experiments/command.hpp"

namespace fathom::test {

/// Writes features.npy (rows, columns) and labels.npy: three classes, each around a point of its
/// own, so that a classifier can learn them.
inline void write_features(const testing::ScratchDirectory& scratch, std::size_t rows,
                           std::size_t columns) {
  std::mt19937_64 random(3);
  std::normal_distribution<double> noise(0.0, 0.3);
  HostArray<double> features{Shape{rows, columns}, {}};
  HostArray<std::int64_t> labels{Shape{rows}, {}};
  for (std::size_t i = 0; i < rows; ++i) {
    const auto label = static_cast<std::int64_t>(i % 3);
    labels.values.push_back(label);
    for (std::size_t k = 0; k < columns; ++k) {
      const double centre = std::cos(static_cast<double>((label + 1) * static_cast<int>(k + 1)));
      features.values.push_back(centre + noise(random));
    }
  }
  write_npy(scratch / "features.npy", features);
  write_npy(scratch / "labels.npy", labels);
}

/// The options that name them, with a network and sizes that run in no time.
inline std::string small_options(const testing::ScratchDirectory& scratch) {
  return "--features " + (scratch / "features.npy").string() + " --labels " +
         (scratch / "labels.npy").string() + " --batch-size 8 --learning-rate 0.5 ";
}

/// A directory of its own, and programs run in it that are expected to do well.
struct Workplace {
  testing::ScratchDirectory scratch;

  [[nodiscard]] std::string path(const std::string& name) const {
    return (scratch / name).string();
  }
  /// What it printed on standard output.
  std::string run(const std::string& program, const std::string& arguments) const {
    Ended ended = run_command(scratch.path(), program, arguments);
    INFO(program << " " << arguments << "\n" << ended.err);
    REQUIRE(ended.code == 0);
    return std::move(ended.out);
  }
};

}  // namespace fathom::test
