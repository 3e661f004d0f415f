#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <vector>

namespace fathom {

/// Numbers to and from bytes of a stated order, whatever the machine's own: IDX files are
/// big-endian, .npy files as we take them little-endian. `bytes` need not be aligned.
template <class T>
[[nodiscard]] T load_as(std::endian order, const std::uint8_t* bytes) {
  std::array<std::uint8_t, sizeof(T)> raw;
  std::memcpy(raw.data(), bytes, raw.size());
  if (order != std::endian::native) std::reverse(raw.begin(), raw.end());
  return std::bit_cast<T>(raw);
}

/// Appends `value` to `out` in the stated order.
template <class T>
void append_as(std::endian order, T value, std::vector<std::uint8_t>& out) {
  auto raw = std::bit_cast<std::array<std::uint8_t, sizeof(T)>>(value);
  if (order != std::endian::native) std::reverse(raw.begin(), raw.end());
  out.insert(out.end(), raw.begin(), raw.end());
}

}  // namespace fathom
