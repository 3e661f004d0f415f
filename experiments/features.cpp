#include "experiments/features.hpp"

#include <iostream>

#include "experiments/experiment.hpp"
#include "metrics/progress.hpp"
#include "nn/feature_extraction.hpp"
#include "nn/models.hpp"

namespace fathom {

std::shared_ptr<const HostArray<float>> features_of(const LabelledImages& images,
                                                    const NamedArrays& weights,
                                                    const std::string& path,
                                                    const std::string& what) {
  return features_of(images, weights, path, what,
                     [](Sequential& model) { add_feature_layers(model, feature_sigmoid(), 0); });
}

std::shared_ptr<const HostArray<float>> features_of(
    const LabelledImages& images, const NamedArrays& weights, const std::string& path,
    const std::string& what, const std::function<void(Sequential&)>& add_layers) {
  const auto batches = (images.count() + kExtractionBatch - 1) / kExtractionBatch;
  Progress progress(std::cerr, progress_on_terminal(), what, static_cast<std::int64_t>(batches));
  auto features = std::make_shared<HostArray<float>>(extract_features(
      images.images, weights, path, add_layers, [&progress] { progress.advance(); }));
  progress.finish();
  return features;
}

}  // namespace fathom
