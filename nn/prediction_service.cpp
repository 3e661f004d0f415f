#include "nn/prediction_service.hpp"

#include <algorithm>

#include "nn/stored_parameters.hpp"

namespace fathom {
namespace {

const char* const kRequests = "requests";

}  // namespace

std::vector<Rows> pieces_of(const ServiceSpec& spec) {
  std::vector<Rows> pieces;
  for (Rows& batch : batches(in_order(spec.requests), spec.batch)) {
    for (std::size_t first = 0; first < batch.size(); first += spec.piece) {
      const std::size_t end = std::min<std::size_t>(batch.size(), first + spec.piece);
      pieces.emplace_back(batch.begin() + static_cast<std::ptrdiff_t>(first),
                          batch.begin() + static_cast<std::ptrdiff_t>(end));
    }
  }
  return pieces;
}

PredictionService::PredictionService(ServiceSpec spec)
    : spec_(std::move(spec)),
      requests_id_(names_.add(kRequests)),
      scores_id_(names_.add("scores")) {
  spec_.model(model_);
  outputs_ = model_.build(spec_.sample, names_).row_size();
}

InputPlan PredictionService::inputs(std::uint32_t providers) const {
  InputPlan plan;
  if (!spec_.stored_weights) {
    for (const auto& [name, shape, layer] : model_.parameter_names()) {
      plan.sources.push_back(
          {name, layer, shape, {{PartyId::provider(providers), 0, shape.rows()}}});
    }
  }
  InputSource requests{
      kRequests, requests_id_, spec_.sample.with_rows(spec_.requests), {}, spec_.batch};
  for (std::uint32_t row = 0; row < spec_.requests; ++row) {
    requests.shards.push_back({PartyId::provider(row % providers), row, 1});
  }
  plan.sources.push_back(std::move(requests));
  return plan;
}

Task<Done> PredictionService::run(Engine& engine, InputPlan plan, std::function<void()> on_piece) {
  co_await engine.take_inputs(std::move(plan));
  co_await serve(engine, std::move(on_piece));
  co_return Done{};
}

Task<Done> PredictionService::take_weights(Engine& engine) {
  if (spec_.stored_weights) return take_stored_parameters(engine, model_);
  return model_.initialize_from_inputs(engine);
}

Task<Done> PredictionService::serve(Engine& engine, std::function<void()> on_piece) {
  Strand& strand = co_await this_strand();
  co_await take_weights(engine);
  const LabelScope scope(strand);
  std::uint32_t taken = 0;
  for (Rows& rows : pieces_of(spec_)) {
    if (rows.front() == taken * spec_.batch) {
      ++strand.label.step;
      std::string stream = kRequests;
      co_await engine.take_batch(std::move(stream), taken);
      ++taken;
    }
    co_await answer(engine, std::move(rows));
    if (on_piece) on_piece();
  }
  if (spec_.save_weights) co_await save_parameters(engine, model_);
  co_return Done{};
}

Task<Done> PredictionService::answer(Engine& engine, Rows rows) {
  Strand& strand = co_await this_strand();
  std::string stream = kRequests;
  std::string name = "scores";
  Secret x = co_await engine.input(std::move(stream), std::move(rows));
  Secret scores = co_await model_.forward(engine, std::move(x), Pass::predict);
  const LabelScope output(strand, scores_id_, Pass::predict);
  co_await engine.output(std::move(scores), std::move(name));
  co_return Done{};
}

}  // namespace fathom
