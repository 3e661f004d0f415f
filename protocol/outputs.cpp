#include "protocol/outputs.hpp"

#include <cstring>

namespace fathom {

bool same_bits(const Output& a, const Output& b) {
  return a.shape == b.shape && a.values.size() == b.values.size() &&
         std::memcmp(a.values.data(), b.values.data(), a.values.size() * sizeof(double)) == 0;
}

}  // namespace fathom
