#pragma once

#include <utility>
#include <vector>

#include "nn/loss.hpp"
#include "protocol/outputs.hpp"

namespace fathom {

/// One sigmoid for each two classes i < j, the model's last layer, trained on samples of the two
/// alone: s_ij goes to 1 for class i, to 0 for class j. Half the squared error gives
/// ds_ij = (y_i + y_j) s_ij - y_i, which that layer multiplies by s'.
///                                       s, ds: (batch, K (K - 1) / 2), n elements; y: (batch, K)
/// Nothing is revealed: 1 round, one product of n. y_i + y_j and y_i are public linear maps of the
/// labels: 0 rounds, 0 bytes. [protocols.md, "Likelihoods in training"; Knerr, Personnaz and
/// Dreyfus 1990, "Single-layer learning revisited"]
class OneAgainstOne final : public Loss {
 public:
  OneAgainstOne(std::size_t classes, LayerNames& names)
      : classes_(classes), id_(names.add("loss")) {}
  [[nodiscard]] Task<Secret> gradient(Engine& engine, Secret outputs, Secret labels) const override;

 private:
  std::size_t classes_;
  LayerId id_;
};

/// The pairs i < j of classes, in the order of the outputs.
[[nodiscard]] std::vector<std::pair<std::size_t, std::size_t>> pairs_of(std::size_t classes);

/// The receiver's decision from predicted s_ij: what class k collects, the sum of s_kj over j > k
/// and of 1 - s_ik over i < k. (batch, pairs) to (batch, classes). [Hastie and Tibshirani 1998,
/// "pairwise coupling", first estimate]
[[nodiscard]] Output class_scores(const Output& outputs, std::size_t classes);

}  // namespace fathom
