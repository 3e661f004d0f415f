#pragma once

#include <openssl/bn.h>

#include <cstddef>
#include <memory>
#include <vector>

#include "protocol/tensor.hpp"

namespace fathom::testing {

struct FreeBignum {
  void operator()(BIGNUM* number) const { BN_free(number); }
};
using Bignum = std::unique_ptr<BIGNUM, FreeBignum>;

/// The rings once more, in OpenSSL's integers of any size: slow, and sharing no line with the
/// kernels.
class OutsideRing {
 public:
  explicit OutsideRing(const Ring& ring) : width_(ring.element_bytes), context_(BN_CTX_new()) {
    modulus_ = make();
    BIGNUM* modulus = modulus_.get();
    switch (ring.id) {
      case RingId::q121:
        BN_dec2bn(&modulus, "2657003489534545107915232808830590043");
        break;
      case RingId::p270:
        BN_dec2bn(&modulus,
                  "18022168884537916733132879431024245798598"
                  "87305661122324585863735744776691801009887");
        break;
      case RingId::m61:
        mersenne(61);
        break;
      case RingId::m127:
        mersenne(127);
        break;
      case RingId::m521:
        mersenne(521);
        break;
      default:
        BN_set_bit(modulus, ring.bits);
    }
  }

  [[nodiscard]] const BIGNUM* modulus() const { return modulus_.get(); }
  [[nodiscard]] static Bignum make() { return Bignum(BN_new()); }

  [[nodiscard]] Bignum element(const Tensor& tensor, std::size_t index) const {
    const auto* bytes = static_cast<const unsigned char*>(tensor.data()) + index * width_;
    return Bignum(BN_lebin2bn(bytes, static_cast<int>(width_), nullptr));
  }

  void set(Tensor& tensor, std::size_t index, const BIGNUM* value) const {
    const Bignum reduced = make();
    BN_nnmod(reduced.get(), value, modulus_.get(), context_.get());
    auto* bytes = static_cast<unsigned char*>(tensor.data()) + index * width_;
    BN_bn2lebinpad(reduced.get(), bytes, static_cast<int>(width_));
  }

  /// The (m, n) product whose element (i, j) is the sum over p of left(i, p) right(p, j).
  template <class Left, class Right>
  [[nodiscard]] Tensor product(const Ring& ring, std::size_t m, std::size_t k, std::size_t n,
                               const Left& left, const Right& right) const {
    Tensor out(ring, {m, n});
    const Bignum sum = make(), term = make();
    for (std::size_t i = 0; i < m; ++i) {
      for (std::size_t j = 0; j < n; ++j) {
        BN_zero(sum.get());
        for (std::size_t p = 0; p < k; ++p) {
          BN_mul(term.get(), left(i, p), right(p, j), context_.get());
          BN_add(sum.get(), sum.get(), term.get());
        }
        set(out, i * n + j, sum.get());
      }
    }
    return out;
  }

  [[nodiscard]] std::vector<Bignum> elements(const Tensor& tensor) const {
    std::vector<Bignum> all;
    for (std::size_t i = 0; i < tensor.size(); ++i) all.push_back(element(tensor, i));
    return all;
  }

  [[nodiscard]] BN_CTX* context() const { return context_.get(); }

 private:
  struct FreeContext {
    void operator()(BN_CTX* context) const { BN_CTX_free(context); }
  };
  void mersenne(int exponent) {
    BN_set_bit(modulus_.get(), exponent);
    BN_sub_word(modulus_.get(), 1);
  }

  std::size_t width_;
  std::unique_ptr<BN_CTX, FreeContext> context_;
  Bignum modulus_;
};

}  // namespace fathom::testing
