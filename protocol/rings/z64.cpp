#include "protocol/kernels/element_kernels.hpp"
#include "protocol/kernels/matmul_choice.hpp"
#include "protocol/kernels/wrapping_arithmetic.hpp"
#include "protocol/kernels/z64_avx2.hpp"
#include "protocol/kernels/z64_schemes.hpp"

namespace fathom {

namespace {

using Arithmetic = WrappingArithmetic<std::uint64_t, std::int64_t>;

}  // namespace

const Ring& z64() {
  static const Ring ring{.id = RingId::z64,
                         .name = "z64",
                         .bits = 64,
                         .element_bytes = 8,
                         .modulus = Arithmetic::modulus(),
                         .rejects = false,
                         .power_of_two = true,
                         .kernels = ElementKernels<Arithmetic>::table(
                             matmul_by<Z64Portable, Z64Avx2, Z64Lanes, Z64Lanes>)};
  return ring;
}

}  // namespace fathom
