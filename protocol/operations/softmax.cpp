#include "protocol/operations/softmax.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace fathom {
namespace {

void softmax_rows(std::vector<double>& values, std::size_t columns) {
  for (std::size_t row = 0; row + columns <= values.size() && columns > 0; row += columns) {
    const auto first = values.begin() + static_cast<std::ptrdiff_t>(row);
    const auto last = first + static_cast<std::ptrdiff_t>(columns);
    const double greatest = *std::max_element(first, last);
    double sum = 0;
    for (auto v = first; v != last; ++v) {
      *v = std::exp(*v - greatest);
      sum += *v;
    }
    for (auto v = first; v != last; ++v) *v /= sum;
  }
}

}  // namespace

Tensor softmax(const Local& local, const Tensor& scores, int bits) {
  std::vector<double> values(scores.size());
  scores.decode(bits, values.data());
  softmax_rows(values, scores.shape().row_size());
  local.element_operations(scores.ring(), 3 * scores.size());
  return Tensor::encode(scores.ring(), scores.shape(), values.data(), bits, 2.0);
}

}  // namespace fathom
