#include "protocol/envelope.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstddef>
#include <numeric>
#include <random>
#include <vector>

#include "tests/protocol/tensor_samples.hpp"

using namespace fathom;
using testing::decoded;
using testing::integers;
using testing::kIntegerRings;

namespace {

constexpr std::size_t kPart = 64 * 1024 * 1024 / 8;  ///< elements of 8 bytes in 64 MiB

const std::byte* begin_of(const Tensor& tensor) {
  return static_cast<const std::byte*>(tensor.data());
}

std::vector<std::size_t> sizes(const std::vector<Tensor>& tensors) {
  std::vector<std::size_t> all;
  all.reserve(tensors.size());
  for (const Tensor& tensor : tensors) all.push_back(tensor.size());
  return all;
}

using Sizes = std::vector<std::size_t>;

/// 0, 1, 2, ... in tensors of these sizes.
std::vector<Tensor> counting(const Ring& ring, const Sizes& extents) {
  std::vector<Tensor> tensors;
  double next = 0;
  for (const std::size_t size : extents) {
    std::vector<double> values(size);
    for (double& value : values) value = next++;
    tensors.push_back(integers(ring, {size}, values));
  }
  return tensors;
}

std::vector<double> joined(const std::vector<Tensor>& tensors) {
  std::vector<double> all;
  for (const Tensor& tensor : tensors) {
    for (const double value : decoded(tensor)) all.push_back(value);
  }
  return all;
}

/// Random sizes, zeros among them, that add up to `total`.
Sizes random_sizes(std::size_t total, std::mt19937& random) {
  Sizes all;
  while (total > 0) {
    const std::size_t size = std::min<std::size_t>(total, random() % 6);
    all.push_back(size);
    total -= size;
  }
  return all;
}

}  // namespace

TEST_CASE("a payload is its padded elements, or 16 bytes of key") {
  CHECK(payload_bytes(MessageKind::opening, 100, z64()) == Bytes{800});
  CHECK(payload_bytes(MessageKind::opening, 100, z128()) == Bytes{1600});
  CHECK(payload_bytes(MessageKind::material, 100, q121()) == Bytes{1600});
  CHECK(payload_bytes(MessageKind::opening, 100, m61()) == Bytes{800});
  CHECK(payload_bytes(MessageKind::opening, 100, m127()) == Bytes{1600});
  CHECK(payload_bytes(MessageKind::opening, 100, p270()) == Bytes{4000});
  CHECK(payload_bytes(MessageKind::opening, 100, m521()) == Bytes{7200});
  CHECK(payload_bytes(MessageKind::credit, 0, z64()) == Bytes{0});
  CHECK(payload_bytes(MessageKind::key, 0, z64()) == Bytes{16});
  Header header;
  header.kind = MessageKind::reveal;
  header.ring = RingId::q121;
  header.elements = 7;
  CHECK(payload_bytes(header) == Bytes{112});
  header.packed = true;
  CHECK(payload_bytes(header) == Bytes{106});  // 847 bits
  const Payload payload{counting(z64(), {3, 0, 5}), nullptr};
  CHECK(payload.elements() == 8);
  CHECK(Payload{}.elements() == 0);
}

TEST_CASE("packed, an element takes its ring's bits and a payload whole bytes") {
  for (const auto& [ring, bytes] : {std::pair{&z64(), 800},
                                    {&z128(), 1600},
                                    {&m61(), 763},
                                    {&q121(), 1513},
                                    {&m127(), 1588},
                                    {&p270(), 3375},
                                    {&m521(), 6513}}) {
    CHECK(payload_bytes(MessageKind::opening, 100, *ring, true) == Bytes{bytes});
    CHECK(payload_bytes(MessageKind::key, 0, *ring, true) == Bytes{16});
  }
}

TEST_CASE("a packed part holds more elements of a field, at most 64 MiB of them") {
  const std::size_t most = kPart * 64 / 61;
  CHECK(split_parts({Tensor(m61(), {most})}, true).size() == 1);
  CHECK(split_parts({Tensor(m61(), {most + 1})}, true).size() == 2);
  CHECK(split_parts({Tensor(m61(), {most})}).size() == 2);
  CHECK(split_parts({Tensor(z64(), {kPart})}, true).size() == 1);
}

TEST_CASE("tensors of up to 64 MiB together are one part, as they are") {
  const std::vector<Tensor> tensors{Tensor(z64(), {kPart - 3}), Tensor(z64(), {3})};
  const auto parts = split_parts(tensors);
  REQUIRE(parts.size() == 1);
  CHECK(sizes(parts[0]) == Sizes{kPart - 3, 3});
  CHECK(parts[0][0].data() == tensors[0].data());
  CHECK(parts[0][1].data() == tensors[1].data());
}

TEST_CASE("larger tensors are split at 64 MiB without copying, in order") {
  const std::vector<Tensor> tensors{Tensor(z64(), {5}), Tensor(z64(), {2 * kPart}),
                                    Tensor(z64(), {7})};
  const auto parts = split_parts(tensors);
  REQUIRE(parts.size() == 3);
  CHECK(sizes(parts[0]) == Sizes{5, kPart - 5});
  CHECK(sizes(parts[1]) == Sizes{kPart});
  CHECK(sizes(parts[2]) == Sizes{5, 7});
  const std::byte* large = begin_of(tensors[1]);
  CHECK(begin_of(parts[0][0]) == begin_of(tensors[0]));
  CHECK(begin_of(parts[0][1]) == large);
  CHECK(begin_of(parts[1][0]) == large + (kPart - 5) * 8);
  CHECK(begin_of(parts[2][0]) == large + (2 * kPart - 5) * 8);
  CHECK(begin_of(parts[2][1]) == begin_of(tensors[2]));
}

TEST_CASE("a part is filled to its last element before the next one begins") {
  const auto parts = split_parts({Tensor(z64(), {kPart - 1}), Tensor(z64(), {2})});
  REQUIRE(parts.size() == 2);
  CHECK(sizes(parts[0]) == Sizes{kPart - 1, 1});
  CHECK(sizes(parts[1]) == Sizes{1});
}

TEST_CASE("wide elements fill a part sooner, and as many parts are made as are predicted",
          "[slow]") {
  for (const Ring* ring : {&z128(), &p270(), &m521()}) {
    const std::size_t whole = kPart * 8 / ring->element_bytes;
    for (const std::size_t size : {whole - 1, whole, whole + 1, 2 * whole, 2 * whole + 1}) {
      const auto parts = split_parts({Tensor(*ring, {size})});
      CHECK(static_cast<std::int64_t>(parts.size()) ==
            part_count(static_cast<std::int64_t>(size), width_of(*ring, false)));
      std::size_t total = 0;
      for (const auto& part : parts) {
        CHECK(part.at(0).bytes() <= 64 * 1024 * 1024);
        total += part.at(0).size();
      }
      CHECK(total == size);
    }
  }
}

TEST_CASE("tensors that arrive whole are used where they lie") {
  const auto parts = counting(z64(), {6, 4});
  const auto tensors = assemble(z64(), parts, {{2, 3}, {1}, {3, 1}});
  REQUIRE(tensors.size() == 3);
  CHECK(tensors[0].shape() == Shape{2, 3});
  CHECK(tensors[0].data() == parts[0].data());
  CHECK(tensors[1].data() == parts[1].data());
  CHECK(begin_of(tensors[2]) == begin_of(parts[1]) + 8);
  CHECK(tensors[2].shape() == Shape{3, 1});
  CHECK(decoded(tensors[2]) == std::vector<double>{7, 8, 9});
}

TEST_CASE("a tensor over several parts is put together again") {
  for (const Ring* ring : kIntegerRings) {
    const auto tensors = assemble(*ring, counting(*ring, {2, 3, 4}), {{1}, {2, 3}, {2}});
    CHECK(decoded(tensors[0]) == std::vector<double>{0});
    CHECK(decoded(tensors[1]) == std::vector<double>{1, 2, 3, 4, 5, 6});
    CHECK(decoded(tensors[2]) == std::vector<double>{7, 8});
  }
}

TEST_CASE("elements keep their order over any borders of parts and shapes") {
  std::mt19937 random(1);
  for (int repeat = 0; repeat < 300; ++repeat) {
    const Ring& ring = *kIntegerRings[random() % kIntegerRings.size()];
    const std::size_t total = random() % 40;
    const std::vector<Tensor> parts = counting(ring, random_sizes(total, random));
    std::vector<Shape> shapes;
    for (const std::size_t size : random_sizes(total, random)) shapes.push_back({size});
    const auto tensors = assemble(ring, parts, shapes);
    REQUIRE(tensors.size() == shapes.size());
    for (std::size_t i = 0; i < shapes.size(); ++i) REQUIRE(tensors[i].shape() == shapes[i]);
    std::vector<double> expected(total);
    std::iota(expected.begin(), expected.end(), 0.0);
    REQUIRE(joined(tensors) == expected);
  }
}

TEST_CASE("shapes without elements need no part") {
  const auto tensors = assemble(z64(), {}, {{0, 4}, {3, 0}});
  REQUIRE(tensors.size() == 2);
  CHECK(tensors[0].shape() == Shape{0, 4});
  CHECK(tensors[1].size() == 0);
  CHECK(assemble(z64(), {}, {}).empty());
}
