#pragma once

#include <functional>
#include <memory>
#include <string>

#include "nn/data/dataset.hpp"
#include "nn/data/npz.hpp"
#include "nn/sequential.hpp"

namespace fathom {

/// Features (count, 6272) of images, computed in the clear, as a provider does it, by the feature
/// layers with `weights`, which came from `path`; progress, named `what`, goes to standard error.
/// Throws UserError, naming `path`, when an array is missing or has another shape.
[[nodiscard]] std::shared_ptr<const HostArray<float>> features_of(const LabelledImages& images,
                                                                  const NamedArrays& weights,
                                                                  const std::string& path,
                                                                  const std::string& what);

/// The same by other layers, which `add_layers` adds.
[[nodiscard]] std::shared_ptr<const HostArray<float>> features_of(
    const LabelledImages& images, const NamedArrays& weights, const std::string& path,
    const std::string& what, const std::function<void(Sequential&)>& add_layers);

}  // namespace fathom
