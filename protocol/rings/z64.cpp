#include "protocol/kernels/blocked_matmul.hpp"
#include "protocol/kernels/cpu_features.hpp"
#include "protocol/kernels/element_kernels.hpp"
#include "protocol/kernels/wrapping_arithmetic.hpp"
#include "protocol/kernels/z64_schemes.hpp"

namespace fathom {

namespace {

using Arithmetic = WrappingArithmetic<std::uint64_t, std::int64_t>;

void matmul(const MatmulCall& call) {
  has_avx512() ? BlockedMatmul<Z64Lanes>::run(call) : BlockedMatmul<Z64Portable>::run(call);
}

}  // namespace

const Ring& z64() {
  static const Ring ring{.id = RingId::z64,
                         .name = "z64",
                         .bits = 64,
                         .element_bytes = 8,
                         .modulus = Arithmetic::modulus(),
                         .rejects = false,
                         .power_of_two = true,
                         .kernels = ElementKernels<Arithmetic>::table(matmul)};
  return ring;
}

}  // namespace fathom
