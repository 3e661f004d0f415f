#include "protocol/kernels/blocked_matmul.hpp"
#include "protocol/kernels/cpu_features.hpp"
#include "protocol/kernels/q121_schemes.hpp"
#include "protocol/rings/field_ring.hpp"
#include "protocol/rings/q121_field.hpp"

namespace fathom {

namespace {

void matmul(const MatmulCall& call) {
  has_avx512() ? BlockedMatmul<Q121Lanes>::run(call) : BlockedMatmul<Q121Portable>::run(call);
}

}  // namespace

const Ring& q121() {
  static const Ring ring = field_ring<q121_field::Field>(RingId::q121, "q121", matmul);
  return ring;
}

}  // namespace fathom
