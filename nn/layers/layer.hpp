#pragma once

#include <memory>
#include <string>
#include <vector>

#include "protocol/engines/engine.hpp"

namespace fathom {

/// A trainable tensor of a layer: the present value, the gradient of the last backward pass (summed
/// over the batch, see `gradient_drop`), and what the optimizer keeps beside it.
struct Parameter {
  std::string name;  ///< "weights" or "bias"
  Shape shape;
  Secret value;
  Secret gradient;
  std::vector<Secret> state;
  std::int64_t updates = 0;
  bool trained = true;   ///< whether updates change it
  double rate = 1.0;     ///< its own factor of the learning rate
  PublicTensor known{};  ///< its value, where every party knows it
};

/// One layer, written once against the engine and read by every reading. It keeps what its backward
/// pass needs from its forward pass; one instance serves one party.
class Layer {
 public:
  explicit Layer(std::string name) : name_(std::move(name)) {}
  Layer(const Layer&) = delete;
  Layer& operator=(const Layer&) = delete;
  virtual ~Layer() = default;

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] LayerId id() const { return id_; }
  void set_id(LayerId id) { id_ = id; }

  /// Shape of the output for one input of shape `input` (with the batch first). Throws UserError
  /// when the layer cannot take it. Fixes the shapes of the parameters.
  virtual Shape build(const Shape& input) = 0;

  /// Before a training: what the two servers agree on.
  [[nodiscard]] virtual Task<Done> set_up(Engine& engine);
  [[nodiscard]] virtual Task<Secret> forward(Engine& engine, Secret x, Pass pass) = 0;
  /// Work that only the backward pass needs and that can already be done: it may go beside the next
  /// layer's products.
  [[nodiscard]] virtual Task<Done> prepare_backward(Engine& engine);
  [[nodiscard]] virtual bool prepares_backward() const { return false; }
  /// From the gradient of the output to that of the input, when `needs_dx`; an empty handle
  /// otherwise. Sets the gradients of the parameters.
  [[nodiscard]] virtual Task<Secret> backward(Engine& engine, Secret dy, bool needs_dx) = 0;

  [[nodiscard]] std::vector<Parameter>& parameters() { return parameters_; }

  /// Factor of the learning rate for this layer's parameters; before `build`.
  void set_rate(double rate) { rate_ = rate; }
  [[nodiscard]] double rate() const { return rate_; }

 protected:
  std::vector<Parameter> parameters_;

 private:
  std::string name_;
  LayerId id_ = 0;
  double rate_ = 1.0;
};

/// A product of x with a layer's weights: private ones, or public ones, which cost nothing.
[[nodiscard]] Task<Secret> product_with(Engine& engine, BilinearMapPtr map, Secret x,
                                        const Parameter& weights, int drop);

/// Significant bits of an update's rate.
inline constexpr int kRateBits = 12;

/// How many of `bits` fractional bits a gradient loses where it is formed: none if the ring has
/// room for it times the rate of its update, so that one truncation does for both, one opening of
/// the weights' size instead of two where it is a protocol of its own. A gap's bound goes by the
/// scale, which the rate raises, so there the gradient is truncated first.
[[nodiscard]] int gradient_drop(const Engine& engine, int bits);

using LayerPtr = std::unique_ptr<Layer>;

}  // namespace fathom
