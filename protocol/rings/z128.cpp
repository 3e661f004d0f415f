#include "protocol/kernels/element_kernels.hpp"
#include "protocol/kernels/matmul_choice.hpp"
#include "protocol/kernels/wrapping_arithmetic.hpp"
#include "protocol/kernels/z128_ifma.hpp"
#include "protocol/kernels/z128_schemes.hpp"

namespace fathom {

namespace {

using Arithmetic = WrappingArithmetic<unsigned __int128, __int128>;

}  // namespace

const Ring& z128() {
  static const Ring ring{.id = RingId::z128,
                         .name = "z128",
                         .bits = 128,
                         .element_bytes = 16,
                         .modulus = Arithmetic::modulus(),
                         .rejects = false,
                         .power_of_two = true,
                         .kernels = ElementKernels<Arithmetic>::table(
                             matmul_by<Z128Portable, Z128Portable, Z128Lanes, Z128Ifma>)};
  return ring;
}

}  // namespace fathom
