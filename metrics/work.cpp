#include "metrics/work.hpp"

namespace fathom {

SimDuration UnitCosts::time_of(const Work& work) const {
  const auto ps = static_cast<__int128>(work.multiply_adds) * multiply_add_ps +
                  static_cast<__int128>(work.element_operations) * element_ps +
                  static_cast<__int128>(work.generator_bytes) * generator_byte_ps +
                  static_cast<__int128>(work.memory_bytes) * memory_byte_ps;
  return SimDuration{static_cast<std::int64_t>((ps + 999) / 1000)};
}

UnitCosts reference_costs(int ring_bits) {
  if (ring_bits <= 64) return {53, 1200, 44, 50};
  if (ring_bits == 128) return {370, 2400, 44, 50};
  return {435, 2400, 68, 50};
}

}  // namespace fathom
