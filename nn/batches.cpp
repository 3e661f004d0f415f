#include "nn/batches.hpp"

#include <algorithm>
#include <numeric>
#include <span>
#include <utility>

#include "protocol/generator.hpp"

namespace fathom {
namespace {

// 64-bit words of one stream, one after the other.
class Words {
 public:
  Words(std::uint64_t seed, std::uint32_t epoch)
      : generator_(derive_key(seed, 1)), tag_(named_tag("shuffle", epoch)), buffer_(1024) {}

  // Uniform in [0, bound): words of the last, incomplete run of multiples are drawn again.
  std::uint64_t below(std::uint64_t bound) {
    const std::uint64_t rest = (UINT64_MAX % bound + 1) % bound;
    std::uint64_t word = next();
    while (word > UINT64_MAX - rest) word = next();
    return word % bound;
  }

 private:
  std::uint64_t next() {
    if (at_ == buffer_.size() || fills_ == 0) {
      const std::uint64_t offset = fills_++ * buffer_.size() * sizeof(std::uint64_t);
      generator_.fill(tag_, 0, 0, offset, std::as_writable_bytes(std::span(buffer_)));
      at_ = 0;
    }
    return buffer_[at_++];
  }

  Generator generator_;
  Tag tag_;
  std::vector<std::uint64_t> buffer_;
  std::size_t at_ = 0;
  std::uint64_t fills_ = 0;
};

}  // namespace

Rows in_order(std::uint32_t samples) {
  Rows rows(samples);
  std::iota(rows.begin(), rows.end(), 0U);
  return rows;
}

Rows shuffled(std::uint32_t samples, std::uint64_t seed, std::uint32_t epoch) {
  Rows rows = in_order(samples);
  Words words(seed, epoch);
  for (std::size_t i = rows.size(); i > 1; --i) std::swap(rows[i - 1], rows[words.below(i)]);
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
