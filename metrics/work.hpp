#pragma once

#include <cstdint>

#include "metrics/units.hpp"

namespace fathom {

/// Amounts of local work, in the units in which the modelled machine is priced.
struct Work {
  std::int64_t multiply_adds = 0;       ///< of matrix products
  std::int64_t element_operations = 0;  ///< elements written by element-wise kernels
  std::int64_t generator_bytes = 0;     ///< expanded from keys
  std::int64_t memory_bytes = 0;        ///< moved without arithmetic

  bool operator==(const Work&) const = default;

  Work& operator+=(const Work& other) {
    multiply_adds += other.multiply_adds;
    element_operations += other.element_operations;
    generator_bytes += other.generator_bytes;
    memory_bytes += other.memory_bytes;
    return *this;
  }
  friend Work operator+(Work a, const Work& b) { return a += b; }

  /// All units together: the column `work_units`.
  [[nodiscard]] std::int64_t units() const {
    return multiply_adds + element_operations + generator_bytes + memory_bytes;
  }
};

/// What one unit of each kind of work costs on one core, in picoseconds.
struct UnitCosts {
  std::int64_t multiply_add_ps = 0;
  std::int64_t element_ps = 0;
  std::int64_t generator_byte_ps = 0;
  std::int64_t memory_byte_ps = 0;

  /// Time of `work`, rounded up to the nanosecond.
  [[nodiscard]] SimDuration time_of(const Work& work) const;
};

/// The reference machine of the built-in table: one core at the kernels' measured speeds (matrix
/// products 19.0 GMAC/s at 64 bits, 2.7 at 128, 2.3 in Q, 4.2 modulo 2^61 - 1, 2.35 modulo 2^127 -
/// 1; AES in counter mode 22.9 GB/s, 14.6 with rejection; memory 20 GB/s, three streams per
/// element-wise operation). The rows of the wide fields are those of the portable kernels, which
/// are all there are: 0.08 GMAC/s and 12.7 ns an addition at 270 bits, 0.028 and 24 ns at 521.
[[nodiscard]] UnitCosts reference_costs(int ring_bits);

}  // namespace fathom
