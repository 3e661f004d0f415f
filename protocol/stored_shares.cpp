#include "protocol/stored_shares.hpp"

#include <vector>

#include "protocol/tensor_math.hpp"

namespace fathom {

StoredShares opened(const std::array<StoredShares, 2>& shares, const Ring& arithmetic) {
  StoredShares values;
  for (const auto& [name, stored] : shares[0]) {
    const int bits = stored.fractional_bits;
    Tensor value = add(stored.share, shares[1].at(name).share);
    if (arithmetic.id == RingId::reals) {
      std::vector<double> decoded(value.size());
      value.decode(bits, decoded.data());
      // The reals take any number: there is no range to leave.
      value = Tensor::encode(arithmetic, value.shape(), decoded.data(), bits, value.ring().modulus);
    }
    values[name] = {bits, std::move(value)};
  }
  return values;
}

}  // namespace fathom
