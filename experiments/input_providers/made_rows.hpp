#pragma once

#include <cstdint>

#include "protocol/inputs.hpp"
#include "protocol/tag.hpp"

namespace fathom {

/// Made-up images or features: value i of a row is one of the 256 grey values 0 to 1, drawn by a
/// hash of the seed, the row and i. Nothing is kept, so a million of them take no memory.
class MadeRows final : public RowSource {
 public:
  MadeRows(Shape shape, std::uint64_t seed) : shape_(shape), seed_(seed) {}

  [[nodiscard]] Shape shape() const override { return shape_; }

  void read(std::size_t first, std::size_t count, double* out) const override {
    constexpr int kGreyBits = 8;
    constexpr double kWhite = 255.0;
    const std::size_t size = shape_.row_size();
    for (std::size_t row = first; row < first + count; ++row) {
      const std::uint64_t name = mix(seed_, row);
      for (std::size_t i = 0; i < size; ++i) {
        *out++ = static_cast<double>(mix(name, i) >> (64 - kGreyBits)) / kWhite;
      }
    }
  }

 private:
  Shape shape_;
  std::uint64_t seed_;
};

}  // namespace fathom
