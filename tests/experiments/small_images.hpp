#pragma once

#include <cstdint>
#include <filesystem>
#include <random>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "nn/data/npy.hpp"
#include "nn/data/npz.hpp"
#include "nn/sequential.hpp"
#include "tests/experiments/command.hpp"

namespace fathom::test {

/// Images that are told apart at a glance: class k lights rows 2 k and 2 k + 1, over noise.
inline void write_bars(const std::filesystem::path& directory, const std::string& part,
                       std::size_t count) {
  HostArray<std::uint8_t> images{{count, 28, 28}, std::vector<std::uint8_t>(count * 28 * 28)};
  HostArray<std::uint8_t> labels{{count}, {}};
  std::mt19937 random(count);
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t label = i % 10;
    labels.values.push_back(static_cast<std::uint8_t>(label));
    for (std::size_t pixel = 0; pixel < 28 * 28; ++pixel) {
      const bool lit = pixel / 28 / 2 == label;
      images.values[i * 28 * 28 + pixel] =
          static_cast<std::uint8_t>(random() % 50 + (lit ? 200 : 0));
    }
  }
  write_npy(directory / (part + "_images.npy"), images);
  write_npy(directory / (part + "_labels.npy"), labels);
}

/// A table as it was printed, its header first.
inline std::vector<std::vector<std::string>> cells_of(const std::string& csv) {
  std::vector<std::vector<std::string>> rows;
  std::istringstream lines(csv);
  for (std::string line; std::getline(lines, line);) {
    rows.emplace_back();
    std::istringstream cells(line);
    for (std::string cell; std::getline(cells, cell, ',');) rows.back().push_back(cell);
  }
  return rows;
}

/// Feature layers that were never trained.
inline void write_random_features(const std::filesystem::path& file) {
  NamedArrays arrays;
  std::uint64_t number = 0;
  for (const auto& [layer, in] : {std::pair{"layer0", 1}, std::pair{"layer2", 32}}) {
    const Shape shape{3, 3, static_cast<std::size_t>(in), 32};
    arrays[std::string(layer) + "_weights"] = {shape, glorot_uniform(shape, 4, number++)};
    arrays[std::string(layer) + "_bias"] = {Shape{32}, std::vector<double>(32)};
  }
  write_npz(file, arrays);
}

/// The same, as an option.
inline std::string random_features(const testing::ScratchDirectory& scratch) {
  write_random_features(scratch / "features.npz");
  return " --weights " + (scratch / "features.npz").string();
}

}  // namespace fathom::test
