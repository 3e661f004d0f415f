#include "protocol/permutations.hpp"

#include <cstring>
#include <numeric>

#include "metrics/errors.hpp"
#include "protocol/word_stream.hpp"

namespace fathom {
namespace {

std::size_t draws(const Shape& shape) {
  return shape.size() == 0 ? 0 : shape.rows() * (shape.row_size() - 1);
}

}  // namespace

Permutations::Permutations(const Shape& shape) : shape_(shape), orders_(shape.size()) {}

std::span<const std::uint32_t> Permutations::operator[](std::size_t row) const {
  return std::span(orders_).subspan(row * shape_.row_size(), shape_.row_size());
}

std::span<std::uint32_t> Permutations::row(std::size_t row) {
  return std::span(orders_).subspan(row * shape_.row_size(), shape_.row_size());
}

Permutations Permutations::drawn(const Generator& generator, const Shape& shape, Tag tag,
                                 std::uint8_t part) {
  Permutations drawn(shape);
  const std::size_t buffered = shape.row_size() + shape.row_size() % 2;
  for (std::size_t r = 0; r < shape.rows(); ++r) {
    const std::span<std::uint32_t> order = drawn.row(r);
    std::iota(order.begin(), order.end(), 0U);
    WordStream words(generator, tag, part, static_cast<std::uint32_t>(r), buffered);
    shuffle(order, words);
  }
  return drawn;
}

Work Permutations::drawing_work(const Shape& shape) {
  return Work{0, 0, static_cast<std::int64_t>(draws(shape) * sizeof(std::uint64_t)), 0};
}

Tensor Permutations::written(const Ring& ring) const {
  const std::vector<double> places(orders_.begin(), orders_.end());
  return Tensor::encode(ring, shape_, places.data(), 0, static_cast<double>(shape_.row_size()));
}

Permutations Permutations::read(const Tensor& orders) {
  Permutations read(orders.shape());
  std::vector<double> places(orders.size());
  orders.decode(0, places.data());
  const std::size_t columns = orders.shape().row_size();
  for (std::size_t r = 0; r < orders.shape().rows(); ++r) {
    std::vector<bool> seen(columns);
    const std::span<std::uint32_t> order = read.row(r);
    for (std::size_t j = 0; j < columns; ++j) {
      const double place = places[r * columns + j];
      const bool inside = place >= 0 && place < static_cast<double>(columns);
      if (!inside || seen[static_cast<std::size_t>(place)]) {
        throw ProtocolError(ProtocolError::Kind::violation,
                            "the producer sent an order that is no permutation");
      }
      order[j] = static_cast<std::uint32_t>(place);
      seen[order[j]] = true;
    }
  }
  return read;
}

Tensor Permutations::permuted(const Tensor& x) const {
  ensure(x.shape() == shape_, "permutations have the shape of what they permute");
  const std::size_t width = x.ring().element_bytes;
  Tensor out(x.ring(), x.shape());
  auto* to = static_cast<std::byte*>(out.data());
  for (std::size_t r = 0; r < shape_.rows(); ++r) {
    const auto* from = static_cast<const std::byte*>(x.data()) + r * shape_.row_size() * width;
    for (const std::uint32_t place : (*this)[r]) {
      std::memcpy(to, from + place * width, width);
      to += width;
    }
  }
  return out;
}

Tensor Permutations::restored(const Tensor& x) const {
  ensure(x.shape() == shape_, "permutations have the shape of what they permute");
  const std::size_t width = x.ring().element_bytes;
  Tensor out(x.ring(), x.shape());
  const auto* from = static_cast<const std::byte*>(x.data());
  for (std::size_t r = 0; r < shape_.rows(); ++r) {
    auto* to = static_cast<std::byte*>(out.data()) + r * shape_.row_size() * width;
    for (const std::uint32_t place : (*this)[r]) {
      std::memcpy(to + place * width, from, width);
      from += width;
    }
  }
  return out;
}

}  // namespace fathom
