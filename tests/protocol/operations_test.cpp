#include <catch2/catch.hpp>
#include <random>
#include <vector>

#include "protocol/rings/public_number.hpp"
#include "tests/protocol/trial_checks.hpp"

using namespace fathom;
using test::check_trial;
using test::Numbers;
using test::Trial;

namespace {

using Operands = std::vector<Numbers>;
using Secrets = std::vector<Secret>;

/// Shapes without elements, of one element, and of random extents.
std::vector<Shape> shapes() {
  std::vector<Shape> all{{0, 3}, {3, 0}, {1}, {1, 1}, {7}, {7, 2}, {13, 11}, {2, 3, 1, 4}};
  std::mt19937 random(11);
  for (int i = 0; i < 3; ++i) all.push_back({1 + random() % 9, 1 + random() % 9});
  return all;
}

/// f(i) for each of n elements.
template <class Function>
Numbers each(std::size_t n, Function f) {
  Numbers numbers(n);
  for (std::size_t i = 0; i < n; ++i) numbers[i] = f(i);
  return numbers;
}

}  // namespace

TEST_CASE("sums and differences on shares are those of the numbers") {
  for (const Shape& shape : shapes()) {
    const Trial sum{{shape, shape}, [](Engine& e, Secrets x) { return e.add(x[0], x[1]); }};
    check_trial(
        sum,
        [](const Operands& x) {
          return each(x[0].size(), [&](auto i) { return x[0][i] + x[1][i]; });
        },
        0, 1);
    const Trial difference{{shape, shape},
                           [](Engine& e, Secrets x) { return e.subtract(x[0], x[1]); }};
    check_trial(
        difference,
        [](const Operands& x) {
          return each(x[0].size(), [&](auto i) { return x[0][i] - x[1][i]; });
        },
        0, 1);
  }
}

TEST_CASE("a constant is added once, not by both servers") {
  for (const Shape& shape : shapes()) {
    for (const double constant : {1.0, -2.5, 0.3}) {
      const Trial trial{
          {shape}, [constant](Engine& e, Secrets x) { return e.add_constant(x[0], constant); }};
      check_trial(
          trial,
          [constant](const Operands& x) {
            return each(x[0].size(), [&](auto i) { return x[0][i] + constant; });
          },
          0, 1);
    }
  }
}

TEST_CASE("a row is added to every row, and rows are summed") {
  for (const auto& [m, n] :
       {std::pair{0U, 3U}, {3U, 0U}, {1U, 1U}, {1U, 5U}, {4U, 1U}, {5U, 7U}, {13U, 11U}}) {
    const std::size_t rows = m, columns = n;
    const Trial add_row{{{rows, columns}, {columns}},
                        [](Engine& e, Secrets x) { return e.add_row(x[0], x[1]); }};
    check_trial(
        add_row,
        [columns](const Operands& x) {
          return each(x[0].size(), [&](auto i) { return x[0][i] + x[1][i % columns]; });
        },
        0, 1);
    const Trial sum_rows{{{rows, columns}}, [](Engine& e, Secrets x) { return e.sum_rows(x[0]); }};
    check_trial(
        sum_rows,
        [columns](const Operands& x) {
          Numbers sums(columns);
          for (std::size_t i = 0; i < x[0].size(); ++i) sums[i % columns] += x[0][i];
          return sums;
        },
        0, static_cast<double>(rows));
  }
}

// Without truncation the result is exact; with it, within one unit of the last place.
TEST_CASE("a public factor scales on shares, truncated or not", "[slow]") {
  for (const Shape& shape : shapes()) {
    for (const double factor : {1.0, 0.25, -1.0, 3.0, -0.703125, 205.0 / 2048}) {
      const PublicNumber number = encode_public_significant(factor, 12);
      const auto truth = [factor](const Operands& x) {
        return each(x[0].size(), [&](auto i) { return factor * x[0][i]; });
      };
      const Trial exact{{shape}, [number](Engine& e, Secrets x) { return e.scale(x[0], number); }};
      check_trial(exact, truth, 0, std::abs(static_cast<double>(number.integer)));
      const Trial truncated{
          {shape}, [number](Engine& e, Secrets x) { return e.scale(x[0], number, number.bits); }};
      check_trial(truncated, truth, number.bits > 0 ? 1 : 0, 3);
    }
  }
}

// x0 with f fractional bits, x1 / 8 with f + 3, x2 with f: formed at 2f and truncated once.
TEST_CASE("a weighted sum takes terms of any scale and is truncated once") {
  const auto weighted_sum = [](Engine& engine, Secrets x) -> Task<Secret> {
    const PublicNumber eighth{0.125, 1, 3};
    Secrets terms{x[0]};
    Secret small = co_await engine.scale(x[1], eighth);
    terms.push_back(std::move(small));
    terms.push_back(x[2]);
    Numbers factors{0.5, -4.25, 1.7};
    co_return co_await engine.weighted_sum(std::move(terms), std::move(factors), 0.75);
  };
  for (const Shape& shape : shapes()) {
    check_trial(
        Trial{{shape, shape, shape}, weighted_sum},
        [](const Operands& x) {
          return each(x[0].size(), [&](auto i) {
            return 0.5 * x[0][i] - 4.25 * x[1][i] / 8 + 1.7 * x[2][i] + 0.75;
          });
        },
        1, 16);
  }
}

TEST_CASE("a weighted sum of terms of one scale is truncated once") {
  for (const Shape& shape : shapes()) {
    const Trial trial{{shape, shape}, [](Engine& e, Secrets x) {
                        return e.weighted_sum(std::move(x), {0.75, -1.3}, 0.5);
                      }};
    check_trial(
        trial,
        [](const Operands& x) {
          return each(x[0].size(), [&](auto i) { return 0.75 * x[0][i] - 1.3 * x[1][i] + 0.5; });
        },
        1, 8);
  }
}

TEST_CASE("a product element by element is truncated once") {
  for (const Shape& shape : shapes()) {
    const Trial trial{{shape, shape}, [](Engine& e, Secrets x) {
                        return e.multiply(x[0], x[1], e.fractional_bits());
                      }};
    check_trial(
        trial,
        [](const Operands& x) {
          return each(x[0].size(), [&](auto i) { return x[0][i] * x[1][i]; });
        },
        1, 6);
  }
}

TEST_CASE("a product of a value with itself is its square, by either operation") {
  const auto truth = [](const Operands& x) {
    return each(x[0].size(), [&](auto i) { return x[0][i] * x[0][i]; });
  };
  for (const Shape& shape : shapes()) {
    const Trial product{
        {shape}, [](Engine& e, Secrets x) { return e.multiply(x[0], x[0], e.fractional_bits()); }};
    check_trial(product, truth, 1, 6);
    const Trial square{{shape},
                       [](Engine& e, Secrets x) { return e.square(x[0], e.fractional_bits()); }};
    check_trial(square, truth, 1, 6);
  }
}

// Values of 4 fractional bits: the product of two has 8, which 2f fractional bits hold exactly.
TEST_CASE("a product that drops nothing is exact, and one may drop less or more than f bits") {
  Trial trial{{{20}, {20}}, {}};
  for (const int drop : {0, 5, 20}) {
    trial.operations = [drop](Engine& e, Secrets x) { return e.multiply(x[0], x[1], drop); };
    for (const Settings& settings : test::all_settings()) {
      INFO(test::describe(settings) << ", drop " << drop);
      std::mt19937_64 random(2);
      test::fill(trial, random);
      for (Numbers& values : trial.values) {
        for (double& value : values) value = std::nearbyint(16 * value) / 16;
      }
      const test::Result result = test::on_shares(trial, settings).result;
      CHECK(result.last_place == std::ldexp(1.0, drop - 2 * settings.fractional_bits));
      for (std::size_t i = 0; i < 20; ++i) {
        const double exact = trial.values[0][i] * trial.values[1][i];
        const double within = drop == 0 ? 0 : result.last_place;
        CHECK(std::abs(result.values[i] - exact) <= within);
      }
    }
  }
}

namespace {

struct Extents {
  std::size_t m, k, n;
};

std::vector<Extents> products() {
  std::vector<Extents> all{{0, 3, 2}, {3, 0, 2}, {3, 2, 0}, {1, 1, 1},
                           {1, 8, 1}, {9, 1, 4}, {3, 7, 5}};
  std::mt19937 random(12);
  for (int i = 0; i < 3; ++i) all.push_back({1 + random() % 9, 1 + random() % 9, 1 + random() % 9});
  return all;
}

Shape turned(std::size_t rows, std::size_t columns, Transpose transpose) {
  return transpose == Transpose::yes ? Shape{columns, rows} : Shape{rows, columns};
}

}  // namespace

TEST_CASE("a matrix product is truncated once, with either operand read transposed") {
  for (const auto& [m, k, n] : products()) {
    for (const Transpose tx : {Transpose::no, Transpose::yes}) {
      for (const Transpose ty : {Transpose::no, Transpose::yes}) {
        const Trial trial{{turned(m, k, tx), turned(k, n, ty)}, [tx, ty](Engine& e, Secrets x) {
                            return e.matmul(x[0], x[1], e.fractional_bits(), tx, ty);
                          }};
        const auto truth = [m = m, k = k, n = n, tx, ty](const Operands& x) {
          return each(m * n, [&](auto at) {
            const std::size_t i = at / n, j = at % n;
            double sum = 0;
            for (std::size_t p = 0; p < k; ++p) {
              const double left = tx == Transpose::yes ? x[0][p * m + i] : x[0][i * k + p];
              const double right = ty == Transpose::yes ? x[1][j * k + p] : x[1][p * n + j];
              sum += left * right;
            }
            return sum;
          });
        };
        check_trial(trial, truth, 1, 5.0 * static_cast<double>(k) + 1);
      }
    }
  }
}

TEST_CASE("a product of nothing is 0, and has its shape") {
  const Trial trial{{{3, 0}, {0, 2}},
                    [](Engine& e, Secrets x) { return e.matmul(x[0], x[1], e.fractional_bits()); },
                    {{}, {}}};
  const test::Result result = test::on_shares(trial, Settings{}).result;
  CHECK(result.shape == Shape{3, 2});
  CHECK(result.values == Numbers(6, 0.0));
}

// Shares truncate t above the floor to the floor with probability 1 - t, and one above it
// otherwise, where the encoded reading rounds to the nearest: they differ with probability 1/4.
TEST_CASE("truncated products are off by one unit sometimes, by two never, and unbiased") {
  Trial trial{{{5000}, {5000}},
              [](Engine& e, Secrets x) { return e.multiply(x[0], x[1], e.fractional_bits()); }};
  for (const Settings& settings : test::all_settings()) {
    INFO(test::describe(settings));
    std::mt19937_64 random(4);
    test::fill(trial, random);
    const test::OnShares run = test::on_shares(trial, settings);
    const test::Result encoded = test::in_the_clear(trial, settings, *settings.ring);
    double sum = 0;
    int off = 0;
    for (std::size_t i = 0; i < 5000; ++i) {
      const double units = (run.result.values[i] - encoded.values[i]) / run.result.last_place;
      REQUIRE(std::abs(units) <= 1);
      sum += units;
      off += units != 0 ? 1 : 0;
    }
    CHECK(off > 1000);
    CHECK(off < 1500);
    CHECK(std::abs(sum / 5000) < 0.04);
    const auto& truncations = run.network->recorder().truncations();
    REQUIRE(truncations.size() == 1);
    CHECK(truncations.begin()->second.truncations == 5000);
    CHECK(truncations.begin()->second.catastrophic == 0);
    CHECK(truncations.begin()->second.off_by_one > 2000);
    CHECK(truncations.begin()->second.off_by_one < 3000);
  }
}
