#include "protocol/word_stream.hpp"

#include <utility>

namespace fathom {

WordStream::WordStream(const Generator& generator, Tag tag, std::uint8_t part, std::uint32_t row,
                       std::size_t buffered)
    : generator_(generator), tag_(tag), part_(part), row_(row), buffer_(buffered), at_(buffered) {}

std::uint64_t WordStream::below(std::uint64_t bound) {
  const std::uint64_t rest = (UINT64_MAX % bound + 1) % bound;
  std::uint64_t word = next();
  while (word > UINT64_MAX - rest) word = next();
  return word % bound;
}

std::uint64_t WordStream::next() {
  if (at_ == buffer_.size()) {
    const std::uint64_t offset = fills_++ * buffer_.size() * sizeof(std::uint64_t);
    generator_.fill(tag_, part_, row_, offset, std::as_writable_bytes(std::span(buffer_)));
    at_ = 0;
  }
  return buffer_[at_++];
}

void shuffle(std::span<std::uint32_t> items, WordStream& words) {
  for (std::size_t i = items.size(); i > 1; --i) std::swap(items[i - 1], items[words.below(i)]);
}

}  // namespace fathom
