#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <vector>

#include "protocol/generator.hpp"
#include "protocol/kernels/parallel.hpp"

namespace fathom::testing {

inline const std::array<const Ring*, 7> kIntegerRings{&z64(),  &z128(), &q121(), &m61(),
                                                      &m127(), &p270(), &m521()};

/// A uniform tensor; over the reals, multiples of 1/8 in [-16, 16), whose sums and products are
/// exact.
inline Tensor sample(const Ring& ring, Shape shape, std::uint64_t number) {
  static const Generator generator(derive_key(2024, 1));
  if (ring.id != RingId::reals) return generator.uniform(ring, shape, Tag{number}, 0);
  const Tensor bits = generator.uniform(z64(), shape, Tag{number}, 0);
  Tensor out(ring, shape);
  for (std::size_t i = 0; i < out.size(); ++i) {
    const std::uint64_t word = static_cast<const std::uint64_t*>(bits.data())[i];
    static_cast<double*>(out.data())[i] = static_cast<double>(word >> 56U) / 8 - 16;
  }
  return out;
}

/// The tensor of these integers.
inline Tensor integers(const Ring& ring, Shape shape, const std::vector<double>& values) {
  return Tensor::encode(ring, shape, values.data(), 0, 1e300);
}

inline std::vector<double> decoded(const Tensor& tensor, int bits = 0) {
  std::vector<double> values(tensor.size());
  tensor.decode(bits, values.data());
  return values;
}

/// Another number of threads for the life of the object.
class Threads {
 public:
  explicit Threads(std::size_t count) : before_(threads()) { set_threads(count); }
  ~Threads() { set_threads(before_); }
  Threads(const Threads&) = delete;
  Threads& operator=(const Threads&) = delete;

 private:
  std::size_t before_;
};

}  // namespace fathom::testing
