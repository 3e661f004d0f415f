#pragma once

#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "protocol/party.hpp"
#include "protocol/tensor_math.hpp"
#include "protocol/value.hpp"

namespace fathom {

/// Local arithmetic of one party: each call runs a kernel and charges the strand's label with what
/// the kernel did. Sums and differences of tensors that are only sized are charged as any other. In
/// the clear there is no party and nothing is charged.
class Local {
 public:
  /// In the clear.
  Local() = default;
  Local(const Strand& strand, Party& party) : strand_(&strand), party_(&party) {}

  /// Whether public constants are added here: by server 0, and in the clear; and, of values that
  /// all hold alike, by everyone (`with_constants`), of masks by nobody (`without_constants`).
  [[nodiscard]] bool adds_constants() const {
    return constants_.value_or(party_ == nullptr || party_->id() == kServer0);
  }
  /// In the clear: x / 2^bits to the nearest or, `rounding_down`, its floor.
  [[nodiscard]] Tensor drop_bits(const Tensor& a, int bits) const;
  [[nodiscard]] Local rounding_down() const {
    Local other = *this;
    other.down_ = true;
    return other;
  }

  [[nodiscard]] Local with_constants() const { return with(true); }
  [[nodiscard]] Local without_constants() const { return with(false); }

  [[nodiscard]] Tensor add(const Tensor& a, const Tensor& b) const;
  /// A server's value in D form, from the opening x - a and its share of the mask a.
  [[nodiscard]] Value masked_value(const Tensor& opening, const Tensor& mask) const;
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
  /// As fathom::add_products: charged as two products and two additions.
  [[nodiscard]] Tensor add_products(const Tensor& sum, const Factors& first, const Factors& second,
                                    Transpose ta, Transpose tb) const;
  [[nodiscard]] Tensor truncate_share(const Tensor& a, int bits) const;
  [[nodiscard]] Tensor floor_shift(const Tensor& a, int bits) const;
  [[nodiscard]] Tensor logical_shift(const Tensor& a, int bits) const;
  [[nodiscard]] Tensor low_bits(const Tensor& a, int bits) const;
  [[nodiscard]] Tensor bit(const Tensor& a, int index) const;
  [[nodiscard]] Tensor uniform(const Generator& generator, const Ring& ring, const Shape& shape,
                               Tag tag, std::uint8_t part) const;
  /// x plus, or minus, what `uniform` draws: charged as the draw and the sum.
  [[nodiscard]] Tensor add_uniform(const Tensor& x, const Generator& generator, Tag tag,
                                   std::uint8_t part) const;
  [[nodiscard]] Tensor subtract_uniform(const Tensor& x, const Generator& generator, Tag tag,
                                        std::uint8_t part) const;
  [[nodiscard]] Tensor uniform_bits(const Generator& generator, const Ring& ring,
                                    const Shape& shape, Tag tag, std::uint8_t part, int bits) const;
  [[nodiscard]] Tensor convert(const Tensor& a, const Ring& to, Reading reading) const;
  [[nodiscard]] Tensor uniform_rows(const Ring& ring, const Shape& shape,
                                    std::span<const RowStream> rows) const;
  /// Any other kernel, with the work that it does.
  [[nodiscard]] Tensor run(const Ring& ring, const Work& work,
                           const std::function<Tensor()>& kernel) const;
  /// Adds every row to `sum`, in place.
  void add_rows_to(Tensor& sum, const Tensor& rows) const;
  /// Counts work done outside the kernels, or by those that a sized run leaves out.
  void count(const Ring& ring, const Work& work) const;
  /// Counts work of `n` elements done outside the kernels.
  void element_operations(const Ring& ring, std::size_t n) const;
  void memory_bytes(const Ring& ring, std::size_t n) const;

 private:
  template <class Kernel>
  Tensor charged(const Ring& ring, const Work& work, Kernel kernel) const;

  [[nodiscard]] Local with(bool constants) const {
    Local other = *this;
    other.constants_ = constants;
    return other;
  }

  const Strand* strand_ = nullptr;
  Party* party_ = nullptr;
  std::optional<bool> constants_;
  bool down_ = false;
};

/// Work of the kernels, as formulas for paper.
namespace work_of {
[[nodiscard]] Work elements(std::size_t n);
[[nodiscard]] Work products(std::size_t multiply_adds);
[[nodiscard]] Work generator(const Ring& ring, std::size_t n);
[[nodiscard]] Work memory(std::size_t bytes);
}  // namespace work_of

}  // namespace fathom
