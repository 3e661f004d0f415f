#include "nn/batches.hpp"

#include <algorithm>
#include <numeric>

#include "protocol/word_stream.hpp"

namespace fathom {
Rows in_order(std::uint32_t samples) {
  Rows rows(samples);
  std::iota(rows.begin(), rows.end(), 0U);
  return rows;
}

Rows shuffled(std::uint32_t samples, std::uint64_t seed, std::uint32_t epoch) {
  constexpr std::size_t kBuffered = 1024;
  Rows rows = in_order(samples);
  const Generator generator(derive_key(seed, 1));
  WordStream words(generator, named_tag("shuffle", epoch), 0, 0, kBuffered);
  shuffle(rows, words);
  return rows;
}

std::vector<Rows> batches(const Rows& order, std::uint32_t batch) {
  std::vector<Rows> runs;
  for (std::size_t first = 0; first < order.size(); first += batch) {
    const std::size_t end = std::min<std::size_t>(order.size(), first + batch);
    runs.emplace_back(order.begin() + static_cast<std::ptrdiff_t>(first),
                      order.begin() + static_cast<std::ptrdiff_t>(end));
  }
  return runs;
}

}  // namespace fathom
