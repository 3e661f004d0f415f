#pragma once

#include <span>
#include <vector>

#include "protocol/party.hpp"
#include "protocol/tensor_math.hpp"

namespace fathom {

/// Local arithmetic of one party: each call runs a kernel and charges the strand's label with what
/// the kernel did. In the clear there is no party and nothing is charged.
class Local {
 public:
  /// In the clear.
  Local() = default;
  Local(const Strand& strand, Party& party) : strand_(&strand), party_(&party) {}

  /// Whether this party adds the public constants: server 0, and the clear reading.
  [[nodiscard]] bool adds_constants() const {
    return party_ == nullptr || party_->id() == kServer0;
  }

  [[nodiscard]] Tensor add(const Tensor& a, const Tensor& b) const;
  [[nodiscard]] Tensor subtract(const Tensor& a, const Tensor& b) const;
  [[nodiscard]] Tensor negate(const Tensor& a) const;
  [[nodiscard]] Tensor multiply(const Tensor& a, const Tensor& b) const;
  [[nodiscard]] Tensor scale(const Tensor& a, PublicNumber factor) const;
  [[nodiscard]] Tensor add_constant(const Tensor& a, PublicNumber constant) const;
  [[nodiscard]] Tensor weighted_sum(std::span<const WeightedTerm> terms,
                                    PublicNumber constant) const;
  [[nodiscard]] Tensor add_row(const Tensor& a, const Tensor& row) const;
  [[nodiscard]] Tensor sum_rows(const Tensor& a) const;
  [[nodiscard]] Tensor matmul(const Tensor& a, Transpose ta, const Tensor& b, Transpose tb) const;
  [[nodiscard]] Tensor truncate_share(const Tensor& a, int bits) const;
  [[nodiscard]] Tensor uniform(const Generator& generator, const Ring& ring, const Shape& shape,
                               Tag tag, std::uint8_t part) const;
  /// Counts work of `n` elements done outside the kernels.
  void element_operations(const Ring& ring, std::size_t n) const;
  void memory_bytes(const Ring& ring, std::size_t n) const;

 private:
  template <class Kernel>
  Tensor charged(const Ring& ring, const Work& work, Kernel kernel) const;

  const Strand* strand_ = nullptr;
  Party* party_ = nullptr;
};

/// Work of the kernels, as formulas for paper.
namespace work_of {
[[nodiscard]] Work elements(std::size_t n);
[[nodiscard]] Work products(std::size_t multiply_adds);
[[nodiscard]] Work generator(const Ring& ring, std::size_t n);
[[nodiscard]] Work memory(std::size_t bytes);
}  // namespace work_of

}  // namespace fathom
