#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "nn/layers/layer.hpp"
#include "nn/optimizer.hpp"

namespace fathom {

using PublicTensors = std::map<std::string, PublicTensor>;

/// Layers one after the other. One instance serves one party; all parties build theirs alike.
class Sequential {
 public:
  /// `prefix` begins the names of the parameters.
  explicit Sequential(std::string prefix = "layer") : prefix_(std::move(prefix)) {}

  Sequential& add(LayerPtr layer);

  /// Fixes all shapes for an input of shape `input` (batch first) and names the layers. Returns the
  /// shape of the output. Throws UserError where a layer cannot take what comes before it.
  Shape build(const Shape& input, LayerNames& names);

  /// What the layers' servers agree on before a training: 16 bytes in phase setup for each dropout.
  [[nodiscard]] Task<Done> set_up(Engine& engine);
  /// Initial parameters from an agreed seed: Glorot-uniform weights, biases of 0. Public, so server
  /// 0 holds them and server 1 holds 0.
  [[nodiscard]] Task<Done> initialize(Engine& engine, std::uint64_t seed);
  /// Initial parameters from the inputs "layer0_weights", "layer0_bias", ... of the plan.
  [[nodiscard]] Task<Done> initialize_from_inputs(Engine& engine);
  /// Parameters that every party knows, by their names: products with them cost no message.
  [[nodiscard]] Task<Done> initialize_public(Engine& engine, PublicTensors parameters);

  /// In pass forward the layers keep what their backward pass needs, and prepare it beside the next
  /// layer's products.
  [[nodiscard]] Task<Secret> forward(Engine& engine, Secret x, Pass pass);
  /// The first layer's input gradient is computed only if asked for: nobody uses it.
  [[nodiscard]] Task<Done> backward(Engine& engine, Secret dy, bool first_input_gradient);
  /// All parameters side by side: the rounds of one, where a truncation takes any.
  [[nodiscard]] Task<Done> update(Engine& engine, Optimizer& optimizer, std::size_t batch);

  /// Opens every parameter to the output receiver, named as in weight files.
  [[nodiscard]] Task<Done> output_parameters(Engine& engine);

  /// "layer0_weights", ...: the names, shapes and layers of all parameters, in order.
  struct ParameterName {
    std::string name;
    Shape shape;
    LayerId layer;
  };
  [[nodiscard]] std::vector<ParameterName> parameter_names() const;

  /// "layer2_weights": the name of a parameter of layer 2 in weight files and outputs.
  [[nodiscard]] std::string name_of(std::size_t layer, const Parameter& parameter) const;

  [[nodiscard]] std::size_t size() const { return layers_.size(); }
  [[nodiscard]] Layer& operator[](std::size_t index) { return *layers_[index]; }

 private:
  std::string prefix_;
  std::vector<LayerPtr> layers_;
};

/// "layer2_weights": the name of a parameter of layer 2, behind the prefix "layer".
[[nodiscard]] std::string parameter_name(std::size_t layer, const Parameter& parameter,
                                         const std::string& prefix = "layer");

/// Glorot-uniform values for weights of `shape` (in, out) or (height, width, in, out), the same for
/// the same seed and number. [Glorot and Bengio 2010]
[[nodiscard]] std::vector<double> glorot_uniform(const Shape& shape, std::uint64_t seed,
                                                 std::uint64_t number);
/// What a parameter of `shape` holds before training: Glorot-uniform weights, biases of 0.
[[nodiscard]] std::vector<double> initial_values(const Shape& shape, std::uint64_t seed,
                                                 std::uint64_t number);

}  // namespace fathom
