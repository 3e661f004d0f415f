#include "nn/training.hpp"

#include <fmt/format.h>

#include <utility>

#include "metrics/errors.hpp"
#include "nn/stored_parameters.hpp"

namespace fathom {
namespace {

Sequential built(const TrainingSpec& spec, LayerNames& names) {
  Sequential model;
  spec.model(model);
  const Shape outputs = model.build(spec.sample.with_rows(spec.batch), names);
  const std::size_t needed = output_count(spec.loss, spec.classes);
  if (outputs.row_size() != needed) {
    throw UserError(
        fmt::format("the model gives {} outputs, and for {} classes the loss {} takes {}",
                    outputs.row_size(), spec.classes, to_string(spec.loss), needed));
  }
  return model;
}

}  // namespace

Training::Training(TrainingSpec spec)
    : spec_(std::move(spec)),
      samples_id_(names_.add(spec_.source)),
      labels_id_(names_.add("labels")),
      test_id_(names_.add("test_" + spec_.source)),
      output_id_(names_.add("scores")),
      model_(built(spec_, names_)),
      loss_(make_loss(spec_.loss, spec_.classes, names_)) {}

InputPlan Training::inputs(std::uint32_t providers) const {
  InputPlan plan;
  const auto add = [&plan](std::string name, LayerId layer, const Shape& shape,
                           std::vector<Shard> shards) {
    plan.sources.push_back({std::move(name), layer, shape, std::move(shards)});
  };
  if (spec_.weights_from_inputs) {
    for (const auto& [name, shape, layer] : model_.parameter_names()) {
      add(name, layer, shape, {{PartyId::provider(0), 0, shape.rows()}});
    }
  }
  const auto train = even_shards(spec_.samples, providers);
  add(spec_.source, samples_id_, spec_.sample.with_rows(spec_.samples), train);
  add("labels", labels_id_, Shape{spec_.samples, spec_.classes}, train);
  add("test_" + spec_.source, test_id_, spec_.sample.with_rows(spec_.test_samples),
      even_shards(spec_.test_samples, providers));
  return plan;
}

Task<Done> Training::run(Engine& engine, InputPlan plan, std::function<void()> on_step) {
  check_loss(spec_.loss, engine.settings().likelihoods);
  co_await engine.take_inputs(std::move(plan));
  if (spec_.weights_from_inputs) {
    co_await model_.initialize_from_inputs(engine);
  } else {
    co_await model_.initialize(engine, spec_.seed);
  }
  co_await train(engine, on_step);
  co_await predict(engine, on_step);
  if (spec_.output_weights) co_await model_.output_parameters(engine);
  if (spec_.save_weights) co_await save_parameters(engine, model_);
  co_return Done{};
}

Task<Done> Training::train(Engine& engine, std::function<void()> on_step) {
  const LabelScope scope(co_await this_strand());
  const std::unique_ptr<Optimizer> optimizer = spec_.optimizer();
  for (std::uint32_t epoch = 0; epoch < spec_.epochs; ++epoch) {
    if (epoch > 0 && spec_.predict_every_epoch) co_await predict(engine, on_step);
    co_await train_epoch(engine, *optimizer, epoch, on_step);
  }
  co_return Done{};
}

Task<Done> Training::train_epoch(Engine& engine, Optimizer& optimizer, std::uint32_t epoch,
                                 const std::function<void()>& on_step) {
  Strand& strand = co_await this_strand();
  for (Rows& rows : batches(shuffled(spec_.samples, spec_.seed, epoch), spec_.batch)) {
    ++strand.label.step;
    co_await train_step(engine, optimizer, std::move(rows));
    if (on_step) on_step();
  }
  co_return Done{};
}

Task<Done> Training::train_step(Engine& engine, Optimizer& optimizer, Rows rows) {
  const std::size_t batch = rows.size();
  Secret x = co_await engine.input(spec_.source, rows);
  Secret y = co_await engine.input("labels", std::move(rows));
  Secret scores = co_await model_.forward(engine, std::move(x), Pass::forward);
  Secret gradient = co_await loss_->gradient(engine, std::move(scores), std::move(y));
  co_await model_.backward(engine, std::move(gradient), spec_.first_input_gradient);
  co_await model_.update(engine, optimizer, batch);
  co_return Done{};
}

Task<Done> Training::predict(Engine& engine, std::function<void()> on_step) {
  Strand& strand = co_await this_strand();
  const LabelScope scope(strand);
  for (Rows& rows : batches(in_order(spec_.test_samples), spec_.predict_batch)) {
    ++strand.label.step;
    Secret x = co_await engine.input("test_" + spec_.source, std::move(rows));
    Secret scores = co_await model_.forward(engine, std::move(x), Pass::predict);
    const LabelScope output(strand, output_id_, Pass::predict);
    co_await engine.output(std::move(scores), "scores");
    if (on_step) on_step();
  }
  co_return Done{};
}

}  // namespace fathom
