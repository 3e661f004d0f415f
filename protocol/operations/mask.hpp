#pragma once

#include "protocol/operations/local_operation.hpp"
#include "protocol/operations/secure_operation.hpp"

namespace fathom {

/// Masks values x_1, x_2, ...: opens alpha_i = x_i - a_i with a fresh uniform mask a_i each, which
/// is kept beside the opening, so that every later product of x_i uses both and opens nothing.
///
/// Rounds 1 for all of them; online the sum of their sizes each way; offline as many masks (seeded:
/// nothing is sent). [seed, "Generalised triples"]
class MaskOperation final : public SecureOperation {
 public:
  /// `rows`: the names of rows' masks, for values that are rows of inputs.
  MaskOperation(const Ring& ring, std::vector<Shape> shapes, std::vector<std::vector<Tag>> rows)
      : ring_(ring), shapes_(std::move(shapes)), rows_(std::move(rows)) {}

  [[nodiscard]] Operation operation() const override { return Operation::mask; }
  [[nodiscard]] MaterialType material() const override { return MaterialType::mask; }
  [[nodiscard]] std::vector<Shape> results() const override { return shapes_; }
  [[nodiscard]] bool masks_results() const override { return true; }
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
  [[nodiscard]] std::size_t elements() const;
  const Ring& ring_;
  std::vector<Shape> shapes_;
  std::vector<std::vector<Tag>> rows_;
};

/// The opening and mask of a value that is a linear map of masked ones: the same map of their
/// openings (constants included) and of their masks (without). 0 rounds, 0 bytes, no material; the
/// map's work twice at each server and once at the producer.
class DerivedMask final : public SecureOperation {
 public:
  explicit DerivedMask(std::shared_ptr<const LocalOperation> map) : map_(std::move(map)) {}

  [[nodiscard]] Operation operation() const override { return Operation::mask; }
  [[nodiscard]] std::vector<Shape> results() const override { return map_->results(); }
  [[nodiscard]] bool takes_masked() const override { return true; }
  [[nodiscard]] bool masks_results() const override { return true; }
  [[nodiscard]] std::vector<Tensor> in_the_clear(const Local& local,
                                                 const std::vector<Tensor>& inputs) const override;
  [[nodiscard]] Work work(int server) const override;
  [[nodiscard]] std::vector<Tensor> result_masks(const Local& local,
                                                 const std::vector<Tensor>& masks,
                                                 const ProducedMaterial& made) const override;
  [[nodiscard]] Work result_masks_work() const override { return map_->work(1); }
  [[nodiscard]] Task<Values> run(Party& me, RunContext context, Values inputs) const override;

 private:
  std::shared_ptr<const LocalOperation> map_;
};

}  // namespace fathom
