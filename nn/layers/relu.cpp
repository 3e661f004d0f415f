#include "nn/layers/relu.hpp"

#include <utility>

namespace fathom {
namespace {

constexpr const char* kRefusal =
    "ReLU compares private values, which is not possible on shares: use Sigmoid or "
    "SquareActivation";

// A value that is not a number stays one.
void positive_part(const double* x, double* y, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) y[i] = x[i] < 0.0 ? 0.0 : x[i];
}

void where_positive(const double* y, const double* dy, double* dx, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) dx[i] = y[i] > 0.0 ? dy[i] : 0.0;
}

}  // namespace

ReLU::ReLU(std::string name)
    : ClearActivation({kRefusal, positive_part, where_positive}, std::move(name)) {}

}  // namespace fathom
