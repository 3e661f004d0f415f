#pragma once

#include <functional>
#include <utility>

#include "protocol/operations/secure_operation.hpp"

namespace fathom {

/// An operation without communication: the same arithmetic on shares as in the clear, because it is
/// linear (or works on a revealed value). 0 rounds, 0 bytes.
class LocalOperation final : public SecureOperation {
 public:
  using Body = std::function<Tensor(const Local&, const std::vector<Tensor>&)>;

  /// Whether the body is linear but for constants that server 0 adds.
  enum class Kind : bool { affine, other };

  LocalOperation(Operation operation, Shape result, std::array<Work, 2> work, Body body,
                 Kind kind = Kind::other)
      : operation_(operation), result_(result), work_(work), body_(std::move(body)), kind_(kind) {}

  [[nodiscard]] Operation operation() const override { return operation_; }
  [[nodiscard]] std::vector<Shape> results() const override { return {result_}; }
  [[nodiscard]] bool is_affine() const { return kind_ == Kind::affine; }
  [[nodiscard]] Tensor apply(const Local& local, const std::vector<Tensor>& inputs) const {
    return body_(local, inputs);
  }
  [[nodiscard]] std::vector<Tensor> in_the_clear(const Local& local,
                                                 const std::vector<Tensor>& inputs) const override {
    return {body_(local, inputs)};
  }
  [[nodiscard]] Work work(int server) const override {
    return work_[static_cast<std::size_t>(server)];
  }
  [[nodiscard]] Task<Values> run(Party& me, RunContext context, Values inputs) const override;

 private:
  Operation operation_;
  Shape result_;
  std::array<Work, 2> work_;
  Body body_;
  Kind kind_;
};

using LocalOperationPtr = std::shared_ptr<const LocalOperation>;

/// a + b, a - b of one shape: n element operations a server.
[[nodiscard]] LocalOperationPtr add_operation(const Shape& shape);
[[nodiscard]] LocalOperationPtr subtract_operation(const Shape& shape);
/// k x by a public number; nothing at all in a ring when its integer is 1.
[[nodiscard]] LocalOperationPtr scale_operation(const Shape& shape, PublicNumber factor);
/// x + c, by server 0 alone.
[[nodiscard]] LocalOperationPtr add_constant_operation(const Shape& shape, PublicNumber constant);
/// sum of k_i x_i, plus c by server 0: n element operations a term.
[[nodiscard]] LocalOperationPtr weighted_sum_operation(const Shape& shape,
                                                       std::vector<PublicNumber> factors,
                                                       PublicNumber constant);
/// (m, n) plus a row (n), and the sum of the rows: m n element operations.
[[nodiscard]] LocalOperationPtr add_row_operation(const Shape& shape);
[[nodiscard]] LocalOperationPtr sum_rows_operation(const Shape& shape);

/// Where a row of a result comes from.
struct RowFrom {
  std::size_t input = 0;
  std::size_t row = 0;
};
/// Rows of several tensors with rows of one size, as one tensor: its bytes are moved once.
[[nodiscard]] LocalOperationPtr gather_operation(const Ring& ring, const Shape& result,
                                                 std::vector<RowFrom> rows);

}  // namespace fathom
