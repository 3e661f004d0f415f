#include "protocol/kernels/matmul_choice.hpp"
#include "protocol/kernels/q121_ifma.hpp"
#include "protocol/kernels/q121_schemes.hpp"
#include "protocol/rings/field_ring.hpp"
#include "protocol/rings/q121_field.hpp"

namespace fathom {

const Ring& q121() {
  static const Ring ring = field_ring<q121_field::Field>(
      RingId::q121, "q121", matmul_by<Q121Portable, Q121Portable, Q121Lanes, Q121Ifma>);
  return ring;
}

}  // namespace fathom
