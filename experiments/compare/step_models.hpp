#pragma once

#include <functional>
#include <string>
#include <vector>

#include "nn/sigmoid_polynomial.hpp"
#include "nn/training.hpp"

namespace fathom {

/// A model and what it is trained on: random samples and labels, which cost what real ones do.
struct StepModel {
  std::string name;
  Shape sample;
  std::function<void(Sequential&)> layers;
};

/// "classifier" and "full network", of the seed.
[[nodiscard]] std::vector<StepModel> step_models(
    const SigmoidPolynomial& sigmoid = reference_sigmoid());

/// The classifier with so many hidden layers of 128 and their sigmoids: with one, the seed's.
[[nodiscard]] StepModel deep_classifier(std::size_t hidden_layers,
                                        const SigmoidPolynomial& sigmoid = reference_sigmoid());

/// So many training steps of a model an epoch.
[[nodiscard]] TrainingSpec steps_of(const StepModel& model, std::uint32_t steps, std::size_t batch,
                                    std::uint32_t epochs = 1);

/// Its samples and labels.
[[nodiscard]] InputData step_data(const TrainingSpec& spec, std::uint64_t seed);

}  // namespace fathom
