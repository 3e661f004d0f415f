#include "protocol/kernels/blocked_matmul.hpp"
#include "protocol/kernels/cpu_features.hpp"
#include "protocol/kernels/element_kernels.hpp"
#include "protocol/kernels/wrapping_arithmetic.hpp"
#include "protocol/kernels/z128_schemes.hpp"

namespace fathom {

namespace {

using Arithmetic = WrappingArithmetic<unsigned __int128, __int128>;

void matmul(const MatmulCall& call) {
  has_avx512() ? BlockedMatmul<Z128Lanes>::run(call) : BlockedMatmul<Z128Portable>::run(call);
}

}  // namespace

const Ring& z128() {
  static const Ring ring{.id = RingId::z128,
                         .name = "z128",
                         .bits = 128,
                         .element_bytes = 16,
                         .modulus = Arithmetic::modulus(),
                         .rejects = false,
                         .power_of_two = true,
                         .kernels = ElementKernels<Arithmetic>::table(matmul)};
  return ring;
}

}  // namespace fathom
