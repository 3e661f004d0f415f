#include "protocol/kernels/avx2_limbs.hpp"
#include "protocol/kernels/field_products.hpp"
#include "protocol/kernels/m61_ifma.hpp"
#include "protocol/kernels/matmul_choice.hpp"
#include "protocol/rings/field_ring.hpp"

namespace fathom {

const Ring& m61() {
  static const Ring ring = field_ring<M61Field>(
      RingId::m61, "m61", matmul_by<M61Portable, Avx2Limbs<M61Lanes>, M61Lanes, M61Ifma>);
  return ring;
}

}  // namespace fathom
