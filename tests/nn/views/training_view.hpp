#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "nn/training.hpp"
#include "protocol/outputs.hpp"
#include "tests/protocol/views/view.hpp"

namespace fathom::test {

/// A variant under which a whole training is looked at: a named one, or one more that says who sees
/// likelihoods.
struct ViewedVariant {
  std::string name;
  Settings settings;
  LossName loss = LossName::cross_entropy;
};

/// Every named variant, in the ring that it is for, the defaults of trainings in the wider rings,
/// and every choice of who sees the likelihoods.
[[nodiscard]] std::vector<ViewedVariant> viewed_training_variants();

/// Which inputs a training is given; all of one size.
enum class TrainingInputs : std::uint8_t { zeros, large };

/// Everything that each party was sent in a whole training: inputs, a step, predictions.
struct TrainingView {
  std::vector<Sent> sent;                         ///< every tensor, in order of sending
  std::vector<std::pair<PartyId, PartyId>> keys;  ///< from whom to whom, in order
  /// Messages without elements: credits and requests.
  std::vector<std::tuple<PartyId, PartyId, MessageKind>> empty;
  std::map<RevealKey, RevealCount> reveals;
  std::vector<Use> draws;
  Outputs outputs;
};

[[nodiscard]] TrainingView training_view(const ViewedVariant& variant, TrainingInputs inputs,
                                         std::uint64_t seed, const Fault& fault = {});

/// What a server sees, tensor by tensor: for each a row a run. Of an opening that is both halves
/// together, of all else what it is sent. Values that it may see, and bits
/// that hide behind a statistical mask, are left out.
[[nodiscard]] Samples seen_by(PartyId server, const ViewedVariant& variant, TrainingInputs inputs,
                              std::uint64_t first_seed, std::size_t runs, const Fault& fault = {});

}  // namespace fathom::test
