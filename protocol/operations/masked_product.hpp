#pragma once

#include "protocol/operations/bilinear_map.hpp"
#include "protocol/operations/secure_operation.hpp"

namespace fathom {

/// Product z = x * y under a bilinear map of two values that are masked already, with openings
/// alpha and beta and masks a and b: what is left of the Beaver product after its openings,
///   z = alpha * (b + is_first beta) + a * beta + c.
/// Rounds 0; online 0; offline size(z), seeded 0 / size(z). [seed, "Generalised triples"]
class MaskedProduct final : public SecureOperation {
 public:
  MaskedProduct(BilinearMapPtr map, const Ring& ring, Shape x, Shape y)
      : map_(std::move(map)), ring_(ring), x_(x), y_(y) {}

  [[nodiscard]] Operation operation() const override { return map_->operation(); }
  [[nodiscard]] MaterialType material() const override { return map_->material(); }
  [[nodiscard]] std::vector<Shape> results() const override { return {map_->result(x_, y_)}; }
  [[nodiscard]] bool takes_masked() const override { return true; }
  [[nodiscard]] std::vector<Tensor> in_the_clear(const Local& local,
                                                 const std::vector<Tensor>& inputs) const override;
  [[nodiscard]] std::optional<Request> request() const override;
  [[nodiscard]] Work work(int server) const override;
  [[nodiscard]] Task<Values> run(Party& me, RunContext context, Values inputs) const override;

 private:
  BilinearMapPtr map_;
  const Ring& ring_;
  Shape x_;
  Shape y_;
};

/// The function-dependent product with truncation fused, of two masked values, to a masked value:
/// each server sends its share of  v = x * y + r  (s_i in place of c_i above; r = s - a * b); the
/// result's opening is v >> bits and its mask -(r >> bits), which its producer shares. v is uniform
/// and independent of x and y; the mask is not uniform and may serve this one value only.
/// Rounds 1; online size(z) each way; offline 2 size(z), seeded 0 / size(z). Off by at most one
/// unit from the floor, unbiased; wraps with probability |x y| / M. [ABY2.0, ePrint 2020/1225;
/// ABY3, section 5.1]
class FusedProduct final : public SecureOperation {
 public:
  FusedProduct(BilinearMapPtr map, const Ring& ring, Shape x, Shape y, int bits)
      : map_(std::move(map)), ring_(ring), x_(x), y_(y), bits_(bits) {}

  [[nodiscard]] Operation operation() const override { return map_->operation(); }
  [[nodiscard]] MaterialType material() const override { return map_->material(); }
  [[nodiscard]] std::vector<Shape> results() const override { return {map_->result(x_, y_)}; }
  [[nodiscard]] bool takes_masked() const override { return true; }
  [[nodiscard]] bool masks_results() const override { return true; }
  [[nodiscard]] bool truncates() const override { return true; }
  [[nodiscard]] std::vector<Tensor> in_the_clear(const Local& local,
                                                 const std::vector<Tensor>& inputs) const override;
  [[nodiscard]] std::optional<Request> request() const override;
  [[nodiscard]] std::vector<Exchange> exchanges() const override;
  [[nodiscard]] Work work(int server) const override;
  [[nodiscard]] std::vector<Tensor> result_masks(const Local& local,
                                                 const std::vector<Tensor>& masks,
                                                 const ProducedMaterial& made) const override;
  [[nodiscard]] Task<Values> run(Party& me, RunContext context, Values inputs) const override;

 private:
  BilinearMapPtr map_;
  const Ring& ring_;
  Shape x_;
  Shape y_;
  int bits_;
};

}  // namespace fathom
