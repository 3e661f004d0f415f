#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "metrics/cost_table.hpp"
#include "protocol/rings/ring.hpp"

namespace fathom {

/// Measures the kernels of one ring on one core of this machine: products of several sizes, each
/// with matrices in memory and as the windows of images; sums of elements; expanding generators;
/// moving memory. Each figure is the median of `repeats` stretches of at least 2 ms. `on_done`
/// hears of every figure.
[[nodiscard]] CostTable::Ring measure_costs(const Ring& ring, int repeats,
                                            const std::function<void()>& on_done);
/// How many figures that are.
[[nodiscard]] int figures_of_a_ring();

/// Time of one call in picoseconds: the median of `repeats` stretches.
[[nodiscard]] std::int64_t time_of_call(const std::function<void()>& call, int repeats);

}  // namespace fathom
