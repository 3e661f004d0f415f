#include <fmt/format.h>

#include <cmath>
#include <iostream>
#include <utility>

#include "experiments/digits.hpp"
#include "experiments/outcome.hpp"
#include "experiments/predict.hpp"
#include "experiments/private_run.hpp"
#include "experiments/summary.hpp"
#include "metrics/request_tables.hpp"
#include "nn/stored_parameters.hpp"
#include "protocol/variants.hpp"

namespace fathom {
namespace {

StreamReport unanswered(const PredictOptions& options) {
  std::vector<RequestTimes> times(options.requests);
  for (std::uint32_t row = 0; row < options.requests; ++row) {
    times[row].provider = PartyId::provider(row % options.providers);
    times[row].batch = row / options.batch;
  }
  return {options.requests, options.batch, options.providers, options.rate, std::move(times)};
}

/// One service as each reading sees it.
RunSpec run_of(const PredictOptions& options, const ServiceSpec& service, const Settings& settings,
               const NetworkSpec& network) {
  const PredictionService sample(service);
  const std::vector<Rows> pieces = pieces_of(service);
  RunInfo info = run_info(
      "predict", options.model,
      fmt::format("requests={} batch={} piece={} providers={} rate={} half_width={} weights={} "
                  "save={}",
                  service.requests, service.batch, service.piece, options.providers, options.rate,
                  options.half_width, service.stored_weights ? "shares" : "inputs",
                  service.save_weights),
      settings, network, options.network.compute_name(), options.seed);
  RunSpec spec = run_under(std::move(info), settings, network, options.network, options.output);
  spec.plan = sample.inputs(options.providers);
  spec.layers = sample.layers();
  spec.predictions = service.requests;
  spec.steps = static_cast<std::int64_t>(pieces.size());
  spec.make_reading = [service, plan = spec.plan] {
    return [instance = std::make_shared<PredictionService>(service), plan](Engine& engine,
                                                                           OnStep on_step) {
      return instance->run(engine, plan, std::move(on_step));
    };
  };
  if (options.rate > 0) {
    spec.arrival = [rate = options.rate](std::size_t row) {
      return SimTime{std::llround(1e9 * static_cast<double>(row) / rate)};
    };
  }
  spec.stream = unanswered(options);
  spec.answers.assign(pieces.begin(), pieces.end());
  return spec;
}

void print_stream(const PredictOptions& options, const std::vector<CsvTable>& tables,
                  const std::vector<RequestTimes>& times) {
  constexpr double kMillisecond = 1e6;
  const auto ms = [](std::int64_t ns) { return static_cast<double>(ns) / kMillisecond; };
  const Latencies l = latencies_of(times);
  std::cerr << fmt::format(
      "{} requests in batches of {}: latency mean {:.2f} ms, median {:.2f} ms, 95 % {:.2f} ms, "
      "greatest {:.2f} ms; {:.1f} answers a second\n",
      options.requests, options.batch, ms(l.mean_ns), ms(l.median_ns), ms(l.p95_ns), ms(l.max_ns),
      l.throughput_per_s);
  const CsvTable& all = table_named(tables, "latencies");
  std::cerr << fmt::format("a batch takes {} rounds; a request {:.0f} bytes on the wire\n",
                           all.cell(0, "rounds_per_batch"),
                           std::stod(all.cell(0, "wire_bytes_per_request")));
}

/// The weights of the model's owner, none where the servers have them.
InputData weight_inputs(const PredictOptions& options, Sequential& model) {
  InputData data;
  if (options.from_shares()) return data;
  for (auto& [name, array] : weights_of(options, model)) data[name] = rows_of(std::move(array));
  return data;
}

/// Both servers' shares of this very model.
std::array<StoredShares, 2> stored_by_servers(const PredictOptions& options,
                                              const ModelDescription& model) {
  const ModelFiles files = options.files();
  const auto shares = read_model_shares(files);
  require_model(shares[0], model, in_quotes(files.share0.native()));
  return {stored_shares(shares[0]), stored_shares(shares[1])};
}

}  // namespace

RunSpec prediction_run(const PredictOptions& options) {
  return run_of(options, service_of(options), options.protocol.resolve(),
                options.network.resolve());
}

InputData prediction_data(const PredictOptions& options) {
  PredictionService built(service_of(options));
  InputData data = weight_inputs(options, built.model());
  data["requests"] = load_requests(options).rows;
  return data;
}

std::vector<CsvTable> run_predictions(const PredictOptions& options) {
  if (options.protocol.list_variants) {
    print_variants(std::cout);
    return {};
  }
  options.check();
  const Settings settings = options.protocol.resolve();
  const ServiceSpec service = service_of(options);
  PredictionService built(service);
  const ModelDescription model = describe(model_name(options), built.model(), settings);
  RunSpec spec = run_of(options, service, settings, options.network.resolve());
  if (options.output.predict_only) {
    PrivateRun run(std::move(spec));
    run.predict();
    run.report().stream->times.clear();
    return deliver(run, options.output);
  }
  if (options.from_shares()) spec.stored = stored_by_servers(options, model);
  InputData data = weight_inputs(options, built.model());
  const Requests requests = load_requests(options);
  data["requests"] = requests.rows;
  check_encodings(data, settings);
  if (!options.from_shares() && options.classifier_weights.empty()) {
    std::cerr << "the classifier's weights are random, and so are its answers: give "
                 "--classifier-weights or --shares\n";
  }
  PrivateRun run(std::move(spec));
  run.predict();
  const Outcome outcome = run_with_twins(run, data, options.twins, "predicting");
  note_accuracies(*run.report().measured, outcome, requests.labels);
  std::vector<CsvTable> tables = deliver(run, options.output);
  print_accuracies(*run.report().measured, options.requests);
  print_stream(options, tables, run.report().stream->times);
  write_scores(options.logits_out, outcome.on_shares);
  if (!options.shares_out.empty()) write_model_shares(options.shares_out, model, run.saved());
  return tables;
}

}  // namespace fathom
