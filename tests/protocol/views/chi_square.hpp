#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "protocol/tensor.hpp"

namespace fathom::test {

/// Eight bits of an element's representative: the lowest, those from the middle, the highest.
enum class Slice : std::uint8_t { low, middle, high };
inline constexpr std::array<Slice, 3> kSlices{Slice::low, Slice::middle, Slice::high};
[[nodiscard]] const char* to_string(Slice slice);

/// How often each value of a slice was seen in elements of one ring.
class Histogram {
 public:
  Histogram(const Ring& ring, Slice slice);
  void add(const Tensor& tensor);

  /// Pearson's statistic against uniform elements, for the highest bits of a field with the last
  /// bins as short as its modulus makes them; 255 degrees of freedom.
  [[nodiscard]] double from_uniform() const;
  /// The statistic of two samples of one size against each other; 255 degrees of freedom.
  [[nodiscard]] double from(const Histogram& other) const;

 private:
  static constexpr std::size_t kBins = 256;
  [[nodiscard]] double probability(std::size_t bin) const;

  const Ring& ring_;
  int first_bit_;
  std::array<std::int64_t, kBins> counts_{};
  std::int64_t total_ = 0;
};

/// The value that chi-square with `degrees` exceeds as often as a normal deviate exceeds `normal`:
///   d (1 - 2/(9d) + normal sqrt(2/(9d)))^3.  [Wilson and Hilferty, PNAS 17 (1931)]
[[nodiscard]] double chi_square_quantile(double degrees, double normal);

/// What no honest statistic of 255 degrees passes: six deviations, 1e-9 a test, 1e-4 in the some
/// 1e5 tests of the suite, whose seeds are fixed besides. 415.0.
[[nodiscard]] double chi_square_limit();

}  // namespace fathom::test
