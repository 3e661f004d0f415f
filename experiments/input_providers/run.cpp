#include "experiments/input_providers/run.hpp"

#include <fmt/format.h>

#include <iostream>
#include <memory>
#include <utility>

#include "experiments/experiment.hpp"
#include "experiments/input_providers/made_rows.hpp"
#include "experiments/input_providers/report.hpp"
#include "experiments/private_run.hpp"
#include "metrics/errors.hpp"
#include "metrics/progress.hpp"
#include "protocol/engines/clear.hpp"

namespace fathom {
namespace {

/// Counts the messages of the providers as they arrive.
class UploadProgress final : public WireObserver {
 public:
  explicit UploadProgress(std::int64_t messages)
      : progress_(std::cerr, progress_on_terminal(), "uploading", messages) {}

  void on_sent(PartyId, PartyId, const Header&, Bytes) override {}
  void on_delivered(PartyId from, PartyId, const Envelope&, Bytes,
                    const MessageLife& life) override {
    if (from.is_provider()) progress_.advance(life.delivered);
  }
  void finish() { progress_.finish(); }

 private:
  Progress progress_;
};

Task<Done> upload_and_sum(Engine& engine, InputPlan plan) {
  Secret sum = co_await engine.sum_inputs(std::move(plan));
  co_await engine.output(std::move(sum), "sum");
  co_return Done{};
}

// Real and sized runs have one name: their tables are the same.
RunInfo info_of(const InputProviderOptions& options, const Settings& settings,
                const NetworkSpec& network) {
  return run_info("input_providers", "sum-of-" + options.what,
                  fmt::format("providers={} images_each={} what={}", options.providers,
                              options.images_each, options.what),
                  settings, network, options.network.compute_name(), options.seed);
}

RunSpec run_of(const InputProviderOptions& options, const Settings& settings) {
  const NetworkSpec network = options.network.resolve();
  RunSpec spec = run_under(info_of(options, settings, network), settings, network, options.network,
                           options.output);
  const LayerId layer = spec.layers.add(options.what);
  spec.plan.sources.push_back({options.what, layer, Shape{options.rows(), options.row_size()},
                               even_shards(options.rows(), options.providers)});
  spec.make_reading = [plan = spec.plan] {
    return [plan](Engine& engine, const OnStep&) { return upload_and_sum(engine, plan); };
  };
  spec.providers = Providers::together;
  return spec;
}

std::int64_t messages_of(const Ledger& ledger) {
  std::int64_t messages = 0;
  for (const auto& [key, traffic] : ledger.links()) {
    if (key.second.from.is_provider()) messages += traffic.messages.count();
  }
  return messages;
}

/// The receiver learned, to the bit, what the encoded inputs add up to in the clear.
void check_sum(const RunSpec& spec, const Outputs& outputs, const InputData& data) {
  if (spec.settings.sized) {
    std::cerr << "messages were only sized: there is no sum to check\n";
    return;
  }
  Clear plain(spec.settings, *spec.settings.ring, data);
  plain.read([&spec](Engine& engine) { return upload_and_sum(engine, spec.plan); });
  const Output& sum = outputs.at("sum").front();
  if (sum.values != plain.outputs().at("sum").front().values) {
    throw InternalError("the sum that the receiver learned is not that of the inputs");
  }
  std::cerr << fmt::format(
      "the receiver's sum of {} rows is that of the encoded inputs, in all {} "
      "values\n",
      spec.plan.sources.front().shape.rows(), sum.values.size());
}

}  // namespace

std::vector<CsvTable> run_input_providers(const InputProviderOptions& options) {
  options.check();
  const Settings settings = options.resolve();
  RunSpec spec = run_of(options, settings);
  const Shape shape = spec.plan.sources.front().shape;
  const InputData data{{options.what, std::make_shared<MadeRows>(shape, options.seed)}};
  PrivateRun run(std::move(spec));
  run.predict();
  if (options.output.predict_only) return deliver(run, options.output);
  UploadProgress progress(messages_of(*run.report().predicted));
  run.observe(progress);
  const Outputs outputs = run.measure(data, "");
  progress.finish();
  std::vector<CsvTable> tables = deliver(run, options.output);
  print_uploads(std::cerr, tables, options);
  check_sum(run.spec(), outputs, data);
  return tables;
}

}  // namespace fathom
