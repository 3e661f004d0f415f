#include "experiments/calibration/measure.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <vector>

#include "protocol/generator.hpp"
#include "protocol/local.hpp"
#include "protocol/tensor_math.hpp"

namespace fathom {
namespace {

using Clock = std::chrono::steady_clock;

struct Product {
  std::size_t m, k, n;
  [[nodiscard]] std::int64_t size() const { return static_cast<std::int64_t>(m * k * n); }
};

/// From the last layer of a sample to the first of a batch, each some ten times the one before.
constexpr std::array<Product, 6> kMatmuls{
    {{1, 8, 5}, {8, 128, 5}, {32, 128, 5}, {32, 256, 32}, {32, 784, 128}, {32, 6'272, 128}}};
/// Windows of 3 by 3 over one channel, and over 32: pixels, window size, filters.
constexpr std::array<Product, 5> kConvolutions{
    {{16, 9, 4}, {64, 9, 32}, {784, 9, 32}, {196, 288, 32}, {784, 288, 32}}};

Tensor numbers(const Ring& ring, const Shape& shape) {
  std::vector<double> values(shape.size());
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<double>(i % 97) - 48.0;
  constexpr int kBits = 8;
  return Tensor::encode(ring, shape, values.data(), kBits, 1 << 10);
}

std::int64_t per(std::int64_t ps, std::int64_t units) {
  return std::max<std::int64_t>((ps + units / 2) / units, 1);
}

/// A size stands for all up to the geometric mean with the next one.
template <std::size_t kCount>
std::vector<CostTable::Step> steps(const Ring& ring, const std::array<Product, kCount>& products,
                                   int repeats, const std::function<void()>& on_done) {
  std::vector<CostTable::Step> steps;
  for (std::size_t i = 0; i < kCount; ++i) {
    const Product& product = products[i];
    const Tensor a = numbers(ring, Shape{product.m, product.k});
    const Tensor b = numbers(ring, Shape{product.k, product.n});
    const std::int64_t ps = time_of_call(
        [&] { static_cast<void>(matmul(a, Transpose::no, b, Transpose::no)); }, repeats);
    const double next = static_cast<double>(products[std::min(i + 1, kCount - 1)].size());
    const auto up_to = std::llround(std::sqrt(static_cast<double>(product.size()) * next));
    steps.push_back({up_to, per(ps, product.size())});
    on_done();
  }
  return steps;
}

}  // namespace

std::int64_t time_of_call(const std::function<void()>& call, int repeats) {
  constexpr std::chrono::nanoseconds kStretch = std::chrono::milliseconds(2);
  call();  // memory is there from now on
  std::vector<std::int64_t> times;
  for (int repeat = 0; repeat < repeats; ++repeat) {
    const Clock::time_point start = Clock::now();
    std::int64_t calls = 0;
    std::chrono::nanoseconds passed{};
    for (; passed < kStretch; passed = Clock::now() - start) {
      call();
      ++calls;
    }
    times.push_back(passed.count() * 1'000 / calls);
  }
  const auto middle = times.begin() + std::ssize(times) / 2;
  std::nth_element(times.begin(), middle, times.end());
  return *middle;
}

int figures_of_a_ring() { return static_cast<int>(kMatmuls.size() + kConvolutions.size()) + 3; }

CostTable::Ring measure_costs(const Ring& ring, int repeats, const std::function<void()>& on_done) {
  CostTable::Ring costs;
  costs.matmul = steps(ring, kMatmuls, repeats, on_done);
  costs.convolve = steps(ring, kConvolutions, repeats, on_done);
  constexpr std::size_t kElements = 200'000;
  const Shape shape{kElements};
  const Tensor a = numbers(ring, shape);
  const Tensor b = numbers(ring, shape);
  const auto elements = static_cast<std::int64_t>(kElements);
  costs.element_ps = per(time_of_call([&] { static_cast<void>(add(a, b)); }, repeats), elements);
  on_done();
  const Generator generator(Key{});
  std::uint64_t drawn = 0;
  const auto draw = [&] { static_cast<void>(generator.uniform(ring, shape, Tag{++drawn}, 0)); };
  costs.generator_byte_ps =
      per(time_of_call(draw, repeats), work_of::generator(ring, kElements).generator_bytes);
  on_done();
  const Tensor matrix = numbers(ring, Shape{400, kElements / 400});
  const auto bytes = static_cast<std::int64_t>(matrix.bytes());
  std::vector<std::uint32_t> order(400);
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = static_cast<std::uint32_t>(i);
  costs.memory_byte_ps =
      per(time_of_call([&] { static_cast<void>(gather_rows(matrix, order)); }, repeats), bytes);
  on_done();
  return costs;
}

}  // namespace fathom
