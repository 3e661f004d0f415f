#include "protocol/kernels/blocked_matmul.hpp"
#include "protocol/kernels/field_products.hpp"
#include "protocol/rings/field_ring.hpp"

namespace fathom {

const Ring& p270() {
  static const Ring ring =
      field_ring<P270Field>(RingId::p270, "p270", BlockedMatmul<P270Portable>::run);
  return ring;
}

}  // namespace fathom
