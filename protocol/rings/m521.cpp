#include "protocol/kernels/blocked_matmul.hpp"
#include "protocol/kernels/field_products.hpp"
#include "protocol/rings/field_ring.hpp"

namespace fathom {

const Ring& m521() {
  static const Ring ring =
      field_ring<M521Field>(RingId::m521, "m521", BlockedMatmul<M521Portable>::run);
  return ring;
}

}  // namespace fathom
