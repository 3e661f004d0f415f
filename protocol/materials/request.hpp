#pragma once

#include <functional>
#include <vector>

#include "metrics/label.hpp"
#include "metrics/work.hpp"
#include "protocol/local.hpp"

namespace fathom {

/// A request for one piece of correlated randomness: uniform masks, and tensors that follow by a
/// relation from them and from the masks of operands that are masked already, all handed out as
/// additive shares. Derived from shapes and settings alone, so the producer finds every request by
/// reading the program on paper.
struct Request {
  MaterialType type = MaterialType::none;
  const Ring* ring = nullptr;
  std::vector<Shape> masks;  ///< uniform in the ring, for example a and b of a triple
  /// Of masks of inputs' rows, where not empty: the name that each row's mask is drawn at.
  std::vector<std::vector<Tag>> mask_rows;
  std::vector<Shape> derived;  ///< relation(operands' masks, then masks), for example c = a b
  std::function<std::vector<Tensor>(const Local&, const std::vector<Tensor>&)> relation;
  Work relation_work;  ///< of one evaluation of the relation
  [[nodiscard]] std::size_t mask_elements() const;
  [[nodiscard]] std::size_t derived_elements() const;
};

/// A piece of material in the clear, as only its producer knows it.
struct ProducedMaterial {
  std::vector<Tensor> masks;
  std::vector<Tensor> derived;
};

/// One server's shares of a piece of material.
struct MaterialShare {
  std::vector<Tensor> masks;
  std::vector<Tensor> derived;
};

}  // namespace fathom
