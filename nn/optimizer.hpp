#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>

#include "nn/layers/layer.hpp"

namespace fathom {

/// Changes a parameter by its gradient, which is summed over `batch` samples.
class Optimizer {
 public:
  Optimizer() = default;
  Optimizer(const Optimizer&) = delete;
  Optimizer& operator=(const Optimizer&) = delete;
  virtual ~Optimizer() = default;
  [[nodiscard]] virtual Task<Done> update(Engine& engine, Parameter& parameter,
                                          std::size_t batch) = 0;
  /// Before every epoch, counted from 0.
  virtual void begin_epoch(std::uint32_t /*epoch*/) {}
};

/// Stochastic gradient descent, with momentum if asked:  v = m v + g / batch,  w = w - rate v.
/// With local truncation 0 rounds, 0 bytes. The rate over the batch is one public number of 12
/// significant bits, and its product is truncated once; momentum costs one truncation more. [seed,
/// "Optimizer"; Keras SGD]
class Sgd final : public Optimizer {
 public:
  explicit Sgd(double rate, double momentum = 0.0, double decay = 1.0)
      : rate_(rate), momentum_(momentum), decay_(decay) {}
  void begin_epoch(std::uint32_t epoch) override { factor_ = std::pow(decay_, epoch); }
  [[nodiscard]] Task<Done> update(Engine& engine, Parameter& parameter, std::size_t batch) override;

 private:
  double rate_;
  double momentum_;
  double decay_;         ///< factor of the rate from epoch to epoch
  double factor_ = 1.0;  ///< in this epoch
};

/// Adam, in the clear only: it takes a square root of, and divides by, what would be private.
/// [Kingma and Ba 2015; seed, "Optimizer"]
class Adam final : public Optimizer {
 public:
  explicit Adam(double rate = 0.001) : rate_(rate) {}
  [[nodiscard]] Task<Done> update(Engine& engine, Parameter& parameter, std::size_t batch) override;

 private:
  double rate_;
};

}  // namespace fathom
