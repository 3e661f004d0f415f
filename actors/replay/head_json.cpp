#include "actors/replay/ledger_json.hpp"
#include "actors/replay/trace_json.hpp"

namespace fathom {
namespace {

Json info_json(const RunInfo& info) {
  return {{"run_id", info.run_id},
          {"experiment", info.experiment},
          {"model", info.model},
          {"ring", info.ring},
          {"variant", info.variant},
          {"network", info.network},
          {"compute", info.compute},
          {"seed", info.seed},
          {"settings", info.settings},
          {"resolved_network", info.resolved_network},
          {"fractional_bits", info.fractional_bits}};
}

RunInfo info_of(const Json& json) {
  RunInfo info;
  info.run_id = text(field(json, "run_id"));
  info.experiment = text(field(json, "experiment"));
  info.model = text(field(json, "model"));
  info.ring = text(field(json, "ring"));
  info.variant = text(field(json, "variant"));
  info.network = text(field(json, "network"));
  info.compute = text(field(json, "compute"));
  info.seed = word(field(json, "seed"));
  info.settings = text(field(json, "settings"));
  info.resolved_network = text(field(json, "resolved_network"));
  info.fractional_bits = static_cast<int>(integer(field(json, "fractional_bits"), 0, 1'000));
  return info;
}

Json plan_json(const InputPlan& plan) {
  Json sources = Json::array();
  for (const InputSource& source : plan.sources) {
    Json shards = Json::array();
    for (const Shard& shard : source.shards) {
      shards.push_back({to_string(shard.provider), shard.first_row, shard.rows});
    }
    sources.push_back({{"name", source.name},
                       {"layer", source.layer},
                       {"stream_batch", source.stream_batch},
                       {"shards", shards}});
  }
  return sources;
}
InputPlan plan_of(const Json& sources) {
  InputPlan plan;
  for (const Json& json : sources) {
    InputSource source;
    source.name = text(field(json, "name"));
    source.layer = static_cast<LayerId>(integer(field(json, "layer"), 0, 1'023));
    source.stream_batch =
        static_cast<std::uint32_t>(integer(field(json, "stream_batch"), 0, UINT32_MAX));
    for (const Json& shard : list(json, "shards")) {
      row(shard, 3);
      const PartyId provider = party_of(shard[0]);
      if (!provider.is_provider()) throw TraceFault{shown(shard[0]) + " provides no inputs"};
      source.shards.push_back({provider, static_cast<std::size_t>(count(shard[1])),
                               static_cast<std::size_t>(count(shard[2]))});
    }
    plan.sources.push_back(std::move(source));
  }
  return plan;
}

Json stream_json(const std::optional<StreamReport>& stream) {
  if (!stream) return nullptr;
  Json times = Json::array();
  for (const RequestTimes& one : stream->times) {
    times.push_back({to_string(one.provider), one.batch, one.sent.ns(), one.answered.ns()});
  }
  return {{"requests", stream->requests},
          {"batch_size", stream->batch_size},
          {"providers", stream->providers},
          {"rate", stream->rate},
          {"times", times}};
}
std::optional<StreamReport> stream_of(const Json& json) {
  if (json.is_null()) return std::nullopt;
  StreamReport stream;
  stream.requests = count(field(json, "requests"));
  stream.batch_size = integer(field(json, "batch_size"), 1, kMostCount);
  stream.providers = count(field(json, "providers"));
  stream.rate = number(field(json, "rate"));
  for (const Json& each : list(json, "times")) {
    row(each, 4);
    stream.times.push_back(
        {party_of(each[0]), count(each[1]), SimTime{count(each[2])}, SimTime{count(each[3])}});
  }
  if (std::ssize(stream.times) != stream.requests) throw TraceFault{"requests lack their times"};
  return stream;
}

Json maybe(const std::optional<double>& value) { return value ? Json(*value) : Json(nullptr); }
std::optional<double> maybe_of(const Json& json) {
  return json.is_null() ? std::nullopt : std::optional(number(json));
}

}  // namespace

Json head_of(const RecordedRun& run) {
  Json layers = Json::array(), expected = Json::array(), own = Json::array();
  for (std::size_t i = 1; i < run.report.layers.size(); ++i) {
    layers.push_back(run.report.layers[static_cast<LayerId>(i)]);
  }
  for (const auto& [label, errors] : run.report.expected_catastrophic) {
    expected.push_back({label_json(label), errors});
  }
  for (const PartyId party : run.own_programs) own.push_back(to_string(party));
  return {{"fathom_trace", 1},
          {"info", info_json(run.report.info)},
          {"layers", layers},
          {"per_step", run.report.per_step},
          {"packed", run.packed},
          {"sized", run.sized},
          {"likelihood_server", run.likelihood_server},
          {"tls", run.tls},
          {"providers_together", run.providers == Providers::together},
          {"plan", plan_json(run.plan)},
          {"own_programs", own},
          {"predicted", ledger_json(run.predicted)},
          {"predicted_rounds", run.report.predicted_rounds.count()},
          {"predicted_chain", run.report.predicted_chain},
          {"steps", run.report.steps},
          {"predictions", run.report.predictions},
          {"kappa", run.report.kappa},
          {"expected_catastrophic", expected},
          {"clear_bounds", bounds_json(run.report.clear_bounds)},
          {"stream", stream_json(run.report.stream)},
          {"truncations", truncations_json(run.truncations)},
          {"bounds", bounds_json(run.bounds)},
          {"reveals", reveals_json(run.reveals)},
          {"test_accuracy", maybe(run.accuracies.test)},
          {"clear_accuracy", maybe(run.accuracies.clear)},
          {"encoded_accuracy", maybe(run.accuracies.encoded)},
          {"encoded_agreement", maybe(run.accuracies.agreement)},
          {"traffic_digest", run.traffic_digest},
          {"content_digest", run.content_digest},
          {"slots", run.trace.slots},
          {"strands", run.trace.strands.size()}};
}

std::size_t read_head(const Json& json, RecordedRun& run) {
  if (integer(field(json, "fathom_trace")) != 1) throw TraceFault{"its version is not 1"};
  run.report.info = info_of(field(json, "info"));
  for (const Json& layer : list(json, "layers")) {
    if (run.report.layers.size() > 1'023) throw TraceFault{"there are more than 1,023 layers"};
    run.report.layers.add(text(layer));
  }
  run.report.per_step = flag(field(json, "per_step"));
  run.packed = flag(field(json, "packed"));
  run.sized = flag(field(json, "sized"));
  run.likelihood_server = flag(field(json, "likelihood_server"));
  run.tls = flag(field(json, "tls"));
  run.providers = flag(field(json, "providers_together")) ? Providers::together : Providers::apart;
  run.plan = plan_of(list(json, "plan"));
  for (const Json& party : list(json, "own_programs")) run.own_programs.insert(party_of(party));
  read_ledger(field(json, "predicted"), run.predicted);
  run.report.predicted_rounds = Rounds{count(field(json, "predicted_rounds"))};
  run.report.predicted_chain = count(field(json, "predicted_chain"));
  run.report.steps = count(field(json, "steps"));
  run.report.predictions = count(field(json, "predictions"));
  run.report.kappa = static_cast<int>(integer(field(json, "kappa"), 0, 1'000));
  for (const Json& each : list(json, "expected_catastrophic")) {
    row(each, 2);
    run.report.expected_catastrophic[label_in(each[0])] = number(each[1]);
  }
  run.report.clear_bounds = bounds_of(list(json, "clear_bounds"));
  run.report.stream = stream_of(field(json, "stream"));
  run.truncations = truncations_of(list(json, "truncations"));
  run.bounds = bounds_of(list(json, "bounds"));
  run.reveals = reveals_of(list(json, "reveals"));
  run.accuracies.test = maybe_of(field(json, "test_accuracy"));
  run.accuracies.clear = maybe_of(field(json, "clear_accuracy"));
  run.accuracies.encoded = maybe_of(field(json, "encoded_accuracy"));
  run.accuracies.agreement = maybe_of(field(json, "encoded_agreement"));
  run.traffic_digest = text(field(json, "traffic_digest"));
  run.content_digest = text(field(json, "content_digest"));
  constexpr std::int64_t kMost = 100'000'000;
  run.trace.slots = static_cast<std::uint64_t>(integer(field(json, "slots"), 0, kMost));
  return static_cast<std::size_t>(integer(field(json, "strands"), 1, kMost));
}

}  // namespace fathom
