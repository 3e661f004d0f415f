#include "protocol/kernels/blocked_matmul.hpp"
#include "protocol/kernels/cpu_features.hpp"
#include "protocol/kernels/element_kernels.hpp"
#include "protocol/kernels/q121_schemes.hpp"
#include "protocol/rings/q121_field.hpp"

namespace fathom {

namespace {

using q121_field::kQ;

struct Arithmetic {
  using Element = q121_field::Word;
  using Signed = __int128;

  static constexpr int kBits = 121;
  static constexpr Element kMask = (Element{1} << kBits) - 1;
  static constexpr double kModulus = static_cast<double>(kQ);

  static Element add(Element a, Element b) { return q121_field::add(a, b); }
  static Element subtract(Element a, Element b) { return q121_field::subtract(a, b); }
  static Element multiply(Element a, Element b) { return q121_field::multiply(a, b); }

  static Element from_integer(__int128 integer) {
    const auto x = static_cast<Element>(integer);
    return integer < 0 ? subtract(0, (0 - x) % kQ) : x % kQ;
  }

  static bool is_canonical(Element x) { return x < kQ; }

  /// In [-(Q-1)/2, (Q-1)/2]: Q is odd.
  static Signed to_signed(Element x) {
    const Element above_half = (kQ / 2 - x) >> 127;
    return static_cast<Signed>(x - (kQ & -above_half));
  }

  static Element from_signed(Signed x) {
    const auto bits = static_cast<Element>(x);
    return bits + (kQ & -(bits >> 127));
  }
};

void matmul(const MatmulCall& call) {
  has_avx512() ? BlockedMatmul<Q121Lanes>::run(call) : BlockedMatmul<Q121Portable>::run(call);
}

}  // namespace

const Ring& q121() {
  static const Ring ring{.id = RingId::q121,
                         .name = "q121",
                         .bits = Arithmetic::kBits,
                         .element_bytes = 16,
                         .modulus = Arithmetic::kModulus,
                         .rejects = true,
                         .kernels = ElementKernels<Arithmetic>::table(matmul)};
  return ring;
}

}  // namespace fathom
