#include "nn/training.hpp"

#include <fmt/format.h>

#include <utility>

#include "metrics/errors.hpp"
#include "nn/stored_parameters.hpp"

namespace fathom {
namespace {

Shape build_extractor(const TrainingSpec& spec, Sequential& extractor, LayerNames& names) {
  if (!spec.extractor) return spec.sample;
  spec.extractor(extractor);
  return extractor.build(spec.sample.with_rows(spec.extract_batch), names).with_rows(1);
}

Sequential built(const TrainingSpec& spec, const Shape& sample, LayerNames& names) {
  Sequential model;
  spec.model(model);
  const Shape outputs = model.build(sample.with_rows(spec.batch), names);
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
      extractor_("feature"),
      model_input_(build_extractor(spec_, extractor_, names_)),
      model_(built(spec_, model_input_, names_)),
      loss_(make_loss(spec_.loss, spec_.classes, names_)) {}

InputPlan Training::inputs(std::uint32_t providers) const {
  InputPlan plan;
  const auto add = [&plan](std::string name, LayerId layer, const Shape& shape,
                           std::vector<Shard> shards) {
    plan.sources.push_back({std::move(name), layer, shape, std::move(shards)});
  };
  const auto add_parameters = [&add](const Sequential& model) {
    for (const auto& [name, shape, layer] : model.parameter_names()) {
      add(name, layer, shape, {{PartyId::provider(0), 0, shape.rows()}});
    }
  };
  if (spec_.public_features.empty()) add_parameters(extractor_);
  if (spec_.weights_from_inputs) add_parameters(model_);
  const auto train = even_shards(spec_.samples, providers);
  add(spec_.source, samples_id_, spec_.sample.with_rows(spec_.samples), train);
  add("labels", labels_id_, Shape{spec_.samples, spec_.classes}, train);
  add("test_" + spec_.source, test_id_, spec_.sample.with_rows(spec_.test_samples),
      even_shards(spec_.test_samples, providers));
  return plan;
}

Task<Done> Training::run(Engine& engine, InputPlan plan, std::function<void()> on_step) {
  check_loss(spec_.loss, engine.settings().likelihoods);
  if (spec_.epochs > 0) co_await model_.set_up(engine);
  co_await engine.take_inputs(std::move(plan));
  co_await prepare(engine, on_step);
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

Task<Done> Training::prepare(Engine& engine, std::function<void()> on_step) {
  if (!spec_.extractor) co_return Done{};
  const LabelScope scope(co_await this_strand());
  if (spec_.public_features.empty()) {
    co_await extractor_.initialize_from_inputs(engine);
  } else {
    co_await extractor_.initialize_public(engine, spec_.public_features);
  }
  co_await extract(engine, spec_.source, spec_.samples, on_step);
  std::string test = "test_" + spec_.source;
  co_await extract(engine, std::move(test), spec_.test_samples, on_step);
  co_return Done{};
}

Task<Done> Training::extract(Engine& engine, std::string source, std::uint32_t count,
                             std::function<void()> on_step) {
  Strand& strand = co_await this_strand();
  std::size_t first = 0;
  for (Rows& rows : batches(in_order(count), spec_.extract_batch)) {
    ++strand.label.step;
    const std::size_t batch = rows.size();
    Secret x = co_await engine.input(source, std::move(rows));
    Secret features = co_await extractor_.forward(engine, std::move(x), Pass::predict);
    const LabelScope scope(strand, samples_id_, Pass::predict);
    co_await engine.keep(source, first, std::move(features));
    first += batch;
    if (on_step) on_step();
  }
  co_return Done{};
}

Task<Secret> Training::samples(Engine& engine, std::string source, Rows rows) {
  if (spec_.extractor) return engine.kept(std::move(source), std::move(rows));
  return engine.input(std::move(source), std::move(rows));
}

Task<Done> Training::train(Engine& engine, std::function<void()> on_step) {
  const LabelScope scope(co_await this_strand());
  const std::unique_ptr<Optimizer> optimizer = spec_.optimizer();
  for (std::uint32_t epoch = 0; epoch < spec_.epochs; ++epoch) {
    if (epoch > 0 && spec_.predict_every_epoch) co_await predict(engine, on_step);
    optimizer->begin_epoch(epoch);
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
  Secret x = co_await samples(engine, spec_.source, rows);
  Secret y = co_await engine.input("labels", std::move(rows));
  Secret scores = co_await model_.forward(engine, std::move(x), Pass::forward);
  if (spec_.output_training_scores) {
    const LabelScope output(co_await this_strand(), output_id_, Pass::forward);
    co_await engine.output(scores, "training_scores");
  }
  Secret gradient = co_await loss_->gradient(engine, std::move(scores), std::move(y));
  co_await model_.backward(engine, std::move(gradient), spec_.first_input_gradient);
  co_await model_.update(engine, optimizer, batch);
  co_return Done{};
}

Task<Done> Training::predict(Engine& engine, std::function<void()> on_step) {
  Strand& strand = co_await this_strand();
  const LabelScope scope(strand);
  const std::string test = "test_" + spec_.source;
  for (Rows& rows : batches(in_order(spec_.test_samples), spec_.predict_batch)) {
    ++strand.label.step;
    Secret x = co_await samples(engine, test, std::move(rows));
    Secret scores = co_await model_.forward(engine, std::move(x), Pass::predict);
    const LabelScope output(strand, output_id_, Pass::predict);
    co_await engine.output(std::move(scores), "scores");
    if (on_step) on_step();
  }
  co_return Done{};
}

}  // namespace fathom
