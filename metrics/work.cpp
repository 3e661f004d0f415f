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
  switch (ring_bits) {
    case 61:
      return {238, 1200, 68, 50};
    case 127:
      return {426, 2400, 68, 50};
    case 128:
      return {370, 2400, 44, 50};
    case 270:
      return {12'500, 12'700, 68, 50};
    case 521:
      return {35'714, 24'000, 68, 50};
    default:
      if (ring_bits <= 64) return {53, 1200, 44, 50};
      return {435, 2400, 68, 50};
  }
}

}  // namespace fathom
