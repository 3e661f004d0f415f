#pragma once

#include "nn/loss.hpp"

namespace fathom {

/// Mean squared error of softmax likelihoods p = softmax(z): L = sum_k (p_k - y_k)^2 / K, so
/// dz_i = 2 / K p_i (p_i - y_i - sum_k p_k (p_k - y_k)).         z, y, dz: (batch, K classes)
/// In the clear alone: it multiplies likelihoods that nobody holds as doubles elsewhere. Throws
/// UserError on shares and on encoded integers. [Keras mean_squared_error after softmax]
class SoftmaxSquaredError final : public Loss {
 public:
  explicit SoftmaxSquaredError(LayerNames& names) : id_(names.add("loss")) {}
  [[nodiscard]] Task<Secret> gradient(Engine& engine, Secret scores, Secret labels) const override;

 private:
  LayerId id_;
};

}  // namespace fathom
