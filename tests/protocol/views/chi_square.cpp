#include "tests/protocol/views/chi_square.hpp"

#include <algorithm>
#include <cmath>

namespace fathom::test {
namespace {

int first_bit(const Ring& ring, Slice slice) {
  switch (slice) {
    case Slice::low:
      return 0;
    case Slice::middle:
      return ring.bits / 16 * 8;
    default:
      return ring.bits - 8;
  }
}

}  // namespace

const char* to_string(Slice slice) {
  constexpr std::array<const char*, 3> kNames{"low", "middle", "high"};
  return kNames[static_cast<std::size_t>(slice)];
}

Histogram::Histogram(const Ring& ring, Slice slice)
    : ring_(ring), first_bit_(first_bit(ring, slice)) {}

void Histogram::add(const Tensor& tensor) {
  const std::size_t width = ring_.element_bytes;
  const auto byte = static_cast<std::size_t>(first_bit_) / 8;
  const auto* element = static_cast<const unsigned char*>(tensor.data());
  for (std::size_t i = 0; i < tensor.size(); ++i, element += width) {
    const unsigned upper = byte + 1 < width ? element[byte + 1] : 0U;
    const unsigned both = element[byte] + (upper << 8U);
    ++counts_[(both >> static_cast<unsigned>(first_bit_ % 8)) % kBins];
  }
  total_ += static_cast<std::int64_t>(tensor.size());
}

// In the highest bits of a field the last bin is cut short; lower ones differ by less than 2^-24.
double Histogram::probability(std::size_t bin) const {
  if (first_bit_ != ring_.bits - 8) return 1.0 / double(kBins);
  const double begin = std::ldexp(double(bin), first_bit_);
  const double end = std::min(std::ldexp(double(bin + 1), first_bit_), ring_.modulus);
  return (end - begin) / ring_.modulus;
}

double Histogram::from_uniform() const {
  double sum = 0;
  for (std::size_t bin = 0; bin < kBins; ++bin) {
    const double expected = probability(bin) * double(total_);
    sum += std::pow(double(counts_[bin]) - expected, 2) / expected;
  }
  return sum;
}

double Histogram::from(const Histogram& other) const {
  double sum = 0;
  for (std::size_t bin = 0; bin < kBins; ++bin) {
    const auto both = double(counts_[bin] + other.counts_[bin]);
    if (both > 0) sum += std::pow(double(counts_[bin] - other.counts_[bin]), 2) / both;
  }
  return sum;
}

double chi_square_quantile(double degrees, double normal) {
  const double spread = 2 / (9 * degrees);
  return degrees * std::pow(1 - spread + normal * std::sqrt(spread), 3);
}

double chi_square_limit() { return chi_square_quantile(255, 6); }

}  // namespace fathom::test
