#pragma once

#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

#include "nn/batches.hpp"
#include "nn/sequential.hpp"

namespace fathom {

/// What a service of predictions is. Known to every party.
struct ServiceSpec {
  Shape sample{1, 28, 28, 1};  ///< one request, with a batch of 1
  std::uint32_t requests = 1;
  std::uint32_t batch = 32;  ///< requests that are taken, and answered, together
  /// Rows that go through the model at once; a larger batch goes in pieces, one after the other:
  /// memory for rounds.
  std::uint32_t piece = 128;
  std::function<void(Sequential&)> model;  ///< adds the layers
  bool stored_weights = false;  ///< from what the servers have saved; otherwise from the inputs
  bool save_weights = false;    ///< by each server, its own shares of them
};

/// A model whose weights are private and are masked once, and a stream of private requests: taken
/// as they come, a batch at a time, in the order of their numbers, each batch when the one before
/// is answered. Results go to the output receiver alone. The program that every party of a job
/// reads; one instance serves one party. [seed, "Generalised triples"]
class PredictionService {
 public:
  /// Throws UserError for a model that cannot take the requests.
  explicit PredictionService(ServiceSpec spec);

  /// "requests", a stream that `providers` providers send in turn; and the weights, where they are
  /// inputs, from one provider more, their owner.
  [[nodiscard]] InputPlan inputs(std::uint32_t providers) const;
  [[nodiscard]] const LayerNames& layers() const { return names_; }
  [[nodiscard]] Sequential& model() { return model_; }
  [[nodiscard]] std::size_t outputs() const { return outputs_; }  ///< of one request

  /// Outputs "scores", one a piece; `on_piece` hears of each.
  [[nodiscard]] Task<Done> run(Engine& engine, InputPlan plan, std::function<void()> on_piece);
  /// The same once the engine has taken the inputs.
  [[nodiscard]] Task<Done> serve(Engine& engine, std::function<void()> on_piece);

 private:
  [[nodiscard]] Task<Done> take_weights(Engine& engine);
  [[nodiscard]] Task<Done> answer(Engine& engine, Rows rows);

  ServiceSpec spec_;
  LayerNames names_;
  LayerId requests_id_, scores_id_;
  Sequential model_;
  std::size_t outputs_ = 0;
};

/// The rows of each piece, in order: no piece is of two batches.
[[nodiscard]] std::vector<Rows> pieces_of(const ServiceSpec& spec);

}  // namespace fathom
