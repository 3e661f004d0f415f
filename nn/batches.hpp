#pragma once

#include <cstdint>
#include <vector>

namespace fathom {

using Rows = std::vector<std::uint32_t>;

/// The order of a training set in one epoch, agreed by its seed: the same at every party and on
/// every machine. A Fisher-Yates shuffle with unbiased draws from AES in counter mode.
[[nodiscard]] Rows shuffled(std::uint32_t samples, std::uint64_t seed, std::uint32_t epoch);

/// Consecutive runs of `batch` rows of an order; the last one is shorter when they do not divide.
[[nodiscard]] std::vector<Rows> batches(const Rows& order, std::uint32_t batch);

/// 0, 1, ..., samples - 1.
[[nodiscard]] Rows in_order(std::uint32_t samples);

}  // namespace fathom
