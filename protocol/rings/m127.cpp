#include "protocol/kernels/blocked_matmul.hpp"
#include "protocol/kernels/cpu_features.hpp"
#include "protocol/kernels/field_products.hpp"
#include "protocol/rings/field_ring.hpp"

namespace fathom {

namespace {

void matmul(const MatmulCall& call) {
  has_avx512() ? BlockedMatmul<M127Lanes>::run(call) : BlockedMatmul<M127Portable>::run(call);
}

}  // namespace

const Ring& m127() {
  static const Ring ring = field_ring<M127Field>(RingId::m127, "m127", matmul);
  return ring;
}

}  // namespace fathom
