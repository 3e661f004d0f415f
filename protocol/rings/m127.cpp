#include "protocol/kernels/avx2_limbs.hpp"
#include "protocol/kernels/field_products.hpp"
#include "protocol/kernels/m127_ifma.hpp"
#include "protocol/kernels/matmul_choice.hpp"
#include "protocol/rings/field_ring.hpp"

namespace fathom {

const Ring& m127() {
  static const Ring ring = field_ring<M127Field>(
      RingId::m127, "m127", matmul_by<M127Portable, Avx2Limbs<M127Lanes>, M127Lanes, M127Ifma>);
  return ring;
}

}  // namespace fathom
