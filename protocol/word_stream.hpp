#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "protocol/generator.hpp"

namespace fathom {

/// The 64-bit words of one stream of a generator, one after the other, and unbiased draws from
/// them. `generator` outlives it.
class WordStream {
 public:
  /// Reads the stream at (tag, part, row), `buffered` words at a time: an even number.
  WordStream(const Generator& generator, Tag tag, std::uint8_t part, std::uint32_t row,
             std::size_t buffered);

  /// Uniform in [0, bound), bound > 0: words of the last, incomplete run of multiples are drawn
  /// again.
  std::uint64_t below(std::uint64_t bound);

 private:
  std::uint64_t next();

  const Generator& generator_;
  Tag tag_;
  std::uint8_t part_;
  std::uint32_t row_;
  std::vector<std::uint64_t> buffer_;
  std::size_t at_;
  std::uint64_t fills_ = 0;
};

/// Puts `items` in a uniform order: one draw less than there are items. [Fisher and Yates; Knuth,
/// "The Art of Computer Programming", volume 2, algorithm 3.4.2 P]
void shuffle(std::span<std::uint32_t> items, WordStream& words);

}  // namespace fathom
