#include "nn/layers/true_sigmoid.hpp"

#include <cmath>
#include <utility>

namespace fathom {
namespace {

constexpr const char* kRefusal =
    "the true sigmoid divides by a private value, which is not possible on shares: use Sigmoid, "
    "a polynomial";

void logistic(const double* x, double* y, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) y[i] = 1.0 / (1.0 + std::exp(-x[i]));
}

void logistic_gradient(const double* y, const double* dy, double* dx, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) dx[i] = dy[i] * y[i] * (1.0 - y[i]);
}

}  // namespace

TrueSigmoid::TrueSigmoid(std::string name)
    : ClearActivation({kRefusal, logistic, logistic_gradient}, std::move(name)) {}

}  // namespace fathom
