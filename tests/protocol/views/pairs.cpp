#include "tests/protocol/views/pairs.hpp"

#include <cstdint>

#include "protocol/tensor_math.hpp"
#include "tests/protocol/views/chi_square.hpp"

namespace fathom::test {
namespace {

// No run twice, so that the differences are independent.
Tensor between_runs(const Tensor& openings) {
  const std::size_t pairs = openings.shape().rows() / 2;
  const Shape half = openings.shape().with_rows(pairs);
  return subtract(openings.slice(0, half), openings.slice(half.size(), half));
}

Tensor between_halves(const Tensor& openings) {
  const std::size_t rows = 2 * openings.shape().rows();
  const Tensor halves = openings.reshaped(Shape{rows, openings.size() / rows});
  std::vector<std::uint32_t> upper, lower;
  for (std::uint32_t row = 0; row < rows; row += 2) {
    upper.push_back(row);
    lower.push_back(row + 1);
  }
  return subtract(gather_rows(halves, upper), gather_rows(halves, lower));
}

void judge(Findings& found, const Tensor& differences, const std::string& of_what) {
  for (const Slice slice : kSlices) {
    Histogram counts(differences.ring(), slice);
    counts.add(differences);
    const double statistic = counts.from_uniform();
    if (statistic <= chi_square_limit()) continue;
    found.push_back(std::string(to_string(slice)) + " bits of the difference of " + of_what + ": " +
                    std::to_string(statistic));
  }
}

}  // namespace

Findings pairs(const Samples& samples) {
  Findings found;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const std::string name = "opening " + std::to_string(i);
    judge(found, between_runs(samples[i]), name + " in two runs");
    judge(found, between_halves(samples[i]), "the halves of " + name);
    for (std::size_t j = i + 1; j < samples.size(); ++j) {
      if (samples[i].shape() != samples[j].shape()) continue;
      judge(found, subtract(samples[i], samples[j]), name + " and " + std::to_string(j));
    }
  }
  return found;
}

}  // namespace fathom::test
