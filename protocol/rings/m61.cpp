#include "protocol/kernels/blocked_matmul.hpp"
#include "protocol/kernels/cpu_features.hpp"
#include "protocol/kernels/field_products.hpp"
#include "protocol/rings/field_ring.hpp"

namespace fathom {

namespace {

void matmul(const MatmulCall& call) {
  has_avx512() ? BlockedMatmul<M61Lanes>::run(call) : BlockedMatmul<M61Portable>::run(call);
}

}  // namespace

const Ring& m61() {
  static const Ring ring = field_ring<M61Field>(RingId::m61, "m61", matmul);
  return ring;
}

}  // namespace fathom
