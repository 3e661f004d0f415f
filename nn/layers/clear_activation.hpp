#pragma once

#include "nn/layers/layer.hpp"

namespace fathom {

/// A function of each element that no ring can compute, and its derivative from its value, over
/// reals() alone.
struct ClearFunction {
  std::string refusal;  ///< the sentence on shares and on encoded integers
  void (*value)(const double* x, double* y, std::size_t n);
  void (*gradient)(const double* y, const double* dy, double* dx, std::size_t n);
};

/// The layer of such a function, which keeps y for its backward pass.           x, y: any shape
class ClearActivation : public Layer {
 public:
  ClearActivation(ClearFunction function, std::string name)
      : Layer(std::move(name)), function_(std::move(function)) {}

  Shape build(const Shape& input) override { return input; }
  [[nodiscard]] Task<Secret> forward(Engine& engine, Secret x, Pass pass) override;
  [[nodiscard]] Task<Secret> backward(Engine& engine, Secret dy, bool needs_dx) override;

 private:
  ClearFunction function_;
  Secret y_;
};

}  // namespace fathom
