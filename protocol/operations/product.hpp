#pragma once

#include "protocol/operations/bilinear_map.hpp"
#include "protocol/operations/secure_operation.hpp"

namespace fathom {

/// Beaver product z = x * y under a bilinear map: open alpha = x - a and beta = y - b, then
///   z = alpha * (b + is_first beta) + a * beta + c,
/// two evaluations of the map a server, not three.
///
/// Rounds 1; online size(x) + size(y) elements each way; offline one triple.
/// [Beaver '91; seed, "Tensor operations" and "Dense layers"]
class Product final : public SecureOperation {
 public:
  Product(BilinearMapPtr map, const Ring& ring, Shape x, Shape y);

  [[nodiscard]] Operation operation() const override { return map_->operation(); }
  [[nodiscard]] MaterialType material() const override { return map_->material(); }
  [[nodiscard]] std::vector<Shape> results() const override { return {map_->result(x_, y_)}; }
  [[nodiscard]] std::vector<Tensor> in_the_clear(const Local& local,
                                                 const std::vector<Tensor>& inputs) const override;
  [[nodiscard]] std::optional<Request> request() const override;
  [[nodiscard]] std::vector<Exchange> exchanges() const override;
  [[nodiscard]] Work work(int server) const override;
  [[nodiscard]] Task<Values> run(Party& me, RunContext context, Values inputs) const override;

 private:
  BilinearMapPtr map_;
  const Ring& ring_;
  Shape x_;
  Shape y_;
};

/// Square z = x^2, element by element: open alpha = x - a, then
///   z = alpha (is_first alpha + 2 a) + a^2.
/// Rounds 1; online n elements each way; offline one square pair.
class Square final : public SecureOperation {
 public:
  Square(const Ring& ring, Shape x) : ring_(ring), x_(x) {}

  [[nodiscard]] Operation operation() const override { return Operation::square; }
  [[nodiscard]] MaterialType material() const override { return MaterialType::square; }
  [[nodiscard]] std::vector<Shape> results() const override { return {x_}; }
  [[nodiscard]] std::vector<Tensor> in_the_clear(const Local& local,
                                                 const std::vector<Tensor>& inputs) const override;
  [[nodiscard]] std::optional<Request> request() const override;
  [[nodiscard]] std::vector<Exchange> exchanges() const override;
  [[nodiscard]] Work work(int server) const override;
  [[nodiscard]] Task<Values> run(Party& me, RunContext context, Values inputs) const override;

 private:
  const Ring& ring_;
  Shape x_;
};

}  // namespace fathom
