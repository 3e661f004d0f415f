#include "tests/protocol/views/marginal.hpp"

#include "tests/protocol/views/chi_square.hpp"

namespace fathom::test {
namespace {

Histogram counted(const Tensor& openings, Slice slice) {
  Histogram counts(openings.ring(), slice);
  counts.add(openings);
  return counts;
}

}  // namespace

Findings marginal(const Samples& of_one_input, const Samples& of_another) {
  Findings found;
  for (std::size_t i = 0; i < of_one_input.size(); ++i) {
    for (const Slice slice : kSlices) {
      const Histogram one = counted(of_one_input[i], slice);
      const Histogram another = counted(of_another.at(i), slice);
      const auto judge = [&](double statistic, const std::string& what) {
        if (statistic <= chi_square_limit()) return;
        found.push_back("opening " + std::to_string(i) + ", " + to_string(slice) +
                        " bits: " + what + ", " + std::to_string(statistic));
      };
      judge(one.from_uniform(), "not uniform for the first input");
      judge(another.from_uniform(), "not uniform for the second input");
      judge(one.from(another), "not alike for the two inputs");
    }
  }
  return found;
}

}  // namespace fathom::test
