#include <catch2/catch.hpp>

#include "protocol/operations/convolution_map.hpp"
#include "tests/protocol/trial_checks.hpp"

using namespace fathom;
using test::Numbers;
using test::Trial;

namespace {

using Secrets = std::vector<Secret>;

/// Every form of products with every reuse and truncation that goes with it, in every ring, full
/// and seeded.
std::vector<Settings> product_variants() {
  std::vector<Settings> variants;
  for (const Settings& base : test::all_settings()) {
    for (const Form form : {Form::scalar, Form::expanded, Form::triple, Form::function}) {
      for (const Reuse reuse : {Reuse::none, Reuse::weights, Reuse::training}) {
        for (const Truncation truncation :
             {Truncation::local, Truncation::pair, Truncation::msb, Truncation::fused}) {
          const bool function = form == Form::function;
          if (function && truncation == Truncation::local) continue;
          if (!function && truncation == Truncation::fused) continue;
          if (truncation == Truncation::msb && base.ring->rejects) continue;
          Settings settings = base;
          settings.multiply = function ? form : Form::triple;
          settings.dot = form == Form::expanded ? Form::triple : form;
          settings.convolution = form;
          settings.reuse = reuse;
          settings.truncation = truncation;
          variants.push_back(settings);
        }
      }
    }
  }
  return variants;
}

double product(const Numbers& x, const Numbers& y, std::size_t i, std::size_t j, std::size_t k,
               std::size_t n) {
  double sum = 0;
  for (std::size_t p = 0; p < k; ++p) sum += x[i * k + p] * y[p * n + j];
  return sum;
}

}  // namespace

TEST_CASE("a matrix product is the same in every form, under every reuse and truncation",
          "[slow]") {
  for (const auto& [m, k, n] : std::vector<std::array<std::size_t, 3>>{
           {2, 3, 4}, {1, 1, 1}, {5, 7, 1}, {3, 0, 2}, {0, 2, 3}}) {
    Trial trial{{Shape{m, k}, Shape{k, n}}, [](Engine& engine, Secrets x) {
                  return engine.matmul(x[0], x[1], engine.fractional_bits());
                }};
    const auto truth = [m = m, k = k, n = n](const std::vector<Numbers>& x) {
      Numbers z;
      for (std::size_t i = 0; i < m; ++i) {
        for (std::size_t j = 0; j < n; ++j) z.push_back(product(x[0], x[1], i, j, k, n));
      }
      return z;
    };
    const double sum = 4.0 * double(k) + 1;
    check_trial(trial, truth, 1, sum, 4.0, 1, product_variants());
  }
}

// y = x w, dw = x' dy, dx = dy w', and dw' dx at the end, so that all three results are used.
TEST_CASE("the products of a training step share the masks of x, w and dy", "[slow]") {
  Trial trial{{Shape{4, 3}, Shape{3, 2}, Shape{4, 2}},
              [](Engine& engine, Secrets in) -> Task<Secret> {
                return [](Engine& e, Secrets x) -> Task<Secret> {
                  const int f = e.fractional_bits();
                  Secret y = co_await e.matmul(x[0], x[1], f);
                  Task<Secret> dw = e.matmul(x[0], x[2], f, Transpose::yes, Transpose::no);
                  Task<Secret> dx = e.matmul(x[2], x[1], f, Transpose::no, Transpose::yes);
                  auto both = co_await e.all(std::move(dw), std::move(dx));
                  Secret w = co_await e.matmul(both.second, both.first, f);
                  co_return co_await e.add(std::move(y), std::move(w));
                }(engine, std::move(in));
              }};
  const auto truth = [](const std::vector<Numbers>& v) {
    Numbers z;
    for (std::size_t i = 0; i < 4; ++i) {
      for (std::size_t j = 0; j < 2; ++j) {
        double sum = product(v[0], v[1], i, j, 3, 2);
        for (std::size_t p = 0; p < 3; ++p) {
          double dx = 0, dw = 0;
          for (std::size_t q = 0; q < 2; ++q) dx += v[2][i * 2 + q] * v[1][p * 2 + q];
          for (std::size_t q = 0; q < 4; ++q) dw += v[0][q * 3 + p] * v[2][q * 2 + j];
          sum += dx * dw;
        }
        z.push_back(sum);
      }
    }
    return z;
  };
  std::vector<Settings> variants = product_variants();
  for (std::size_t i = variants.size(); i > 0; --i) {
    variants.push_back(variants[i - 1]);
    variants.back().together = false;
  }
  // dx and dw are off by 1 each and at most 2 and 4 times 2^2 in size, times 3 terms, plus 1 + 1.
  check_trial(trial, truth, 3 * (8 + 16) + 2, 200, 1.0, 1, variants);
}
