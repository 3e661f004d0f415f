#include <fmt/format.h>

#include <cmath>

#include "actors/replay/trace_json.hpp"

namespace fathom {
namespace {

constexpr std::int64_t kMostCount = INT64_MAX / 4;

const Json& field(const Json& json, const char* name) {
  const auto found = json.is_object() ? json.find(name) : json.end();
  if (!json.is_object() || found == json.end()) {
    throw TraceFault{fmt::format("there is no field \"{}\"", name)};
  }
  return *found;
}

const Json& list(const Json& json, const char* name) {
  const Json& found = field(json, name);
  if (!found.is_array()) throw TraceFault{fmt::format("\"{}\" is no array", name)};
  return found;
}

/// A row of a list: an array of `size` fields.
const Json& row(const Json& json, std::size_t size) {
  if (!json.is_array() || json.size() != size) {
    throw TraceFault{fmt::format("{} is no row of {} fields", shown(json), size)};
  }
  return json;
}

std::string text(const Json& json) {
  if (!json.is_string()) throw TraceFault{shown(json) + " is no text"};
  return json.get<std::string>();
}

bool flag(const Json& json) {
  if (!json.is_boolean()) throw TraceFault{shown(json) + " is neither true nor false"};
  return json.get<bool>();
}

double number(const Json& json) {
  if (!json.is_number() || !std::isfinite(json.get<double>())) {
    throw TraceFault{shown(json) + " is no number"};
  }
  return json.get<double>();
}

std::int64_t count(const Json& json) { return integer(json, 0, kMostCount); }

Json label_json(const Label& label) { return Json::array({pack(label), label.step}); }
Label label_in(const Json& json) { return label_of(row(json, 2)[0], json[1]); }

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

Json traffic_json(const Traffic& traffic) {
  return Json::array({traffic.messages.count(), traffic.elements.count(), traffic.payload.count(),
                      traffic.message.count(), traffic.wire.count()});
}
Traffic traffic_of(const Json& json) {
  row(json, 5);
  return {Messages{count(json[0])}, Elements{count(json[1])}, Bytes{count(json[2])},
          Bytes{count(json[3])}, Bytes{count(json[4])}};
}

Json costs_json(const Costs& costs) {
  const Work& work = costs.work;
  return Json::array({costs.steps, costs.rounds.count(), costs.rounds_alone.count(),
                      costs.critical_rounds.count(), traffic_json(costs.traffic),
                      work.multiply_adds, work.element_operations, work.generator_bytes,
                      work.memory_bytes});
}
Costs costs_of(const Json& json) {
  row(json, 9);
  return {count(json[0]),         Rounds{count(json[1])},
          Rounds{count(json[2])}, Rounds{count(json[3])},
          traffic_of(json[4]),    {count(json[5]), count(json[6]), count(json[7]), count(json[8])}};
}

Json reveals_json(const std::map<RevealKey, RevealCount>& reveals) {
  Json rows = Json::array();
  for (const auto& [key, counted] : reveals) {
    rows.push_back(
        {key.layer, key.value, to_string(key.to), counted.elements.count(), counted.times});
  }
  return rows;
}
std::map<RevealKey, RevealCount> reveals_of(const Json& rows) {
  std::map<RevealKey, RevealCount> reveals;
  for (const Json& each : rows) {
    row(each, 5);
    const auto layer = static_cast<LayerId>(integer(each[0], 0, 1'023));
    reveals[{layer, text(each[1]), party_of(each[2])}] = {Elements{count(each[3])}, count(each[4])};
  }
  return reveals;
}

Json ledger_json(const Ledger& ledger) {
  Json rows = Json::array(), links = Json::array();
  for (const auto& [label, costs] : ledger.rows()) {
    rows.push_back({label_json(label), costs_json(costs)});
  }
  for (const auto& [key, traffic] : ledger.links()) {
    const auto& [label, link] = key;
    links.push_back(
        {label_json(label), to_string(link.from), to_string(link.to), traffic_json(traffic)});
  }
  return {{"rows", rows}, {"links", links}, {"reveals", reveals_json(ledger.reveals())}};
}

/// A party, or all providers together.
PartyId end_of_link(const Json& json) {
  if (json == to_string(PartyId::providers())) return PartyId::providers();
  return party_of(json);
}

void read_ledger(const Json& json, Ledger& ledger) {
  std::map<Label, Costs> rows;
  std::map<std::pair<Label, Link>, Traffic> links;
  for (const Json& each : list(json, "rows")) rows[label_in(row(each, 2)[0])] = costs_of(each[1]);
  for (const Json& each : list(json, "links")) {
    row(each, 4);
    links[{label_in(each[0]), {end_of_link(each[1]), end_of_link(each[2])}}] = traffic_of(each[3]);
  }
  ledger.restore(std::move(rows), std::move(links), reveals_of(list(json, "reveals")));
}

Json bounds_json(const BoundRows& bounds) {
  Json rows = Json::array();
  for (const auto& [key, counts] : bounds) {
    rows.push_back(
        {label_json(key.first), static_cast<int>(key.second), counts.values, counts.beyond});
  }
  return rows;
}
BoundRows bounds_of(const Json& rows) {
  BoundRows bounds;
  for (const Json& each : rows) {
    row(each, 4);
    const auto bound = static_cast<Bound>(integer(each[1], 0, 1));
    bounds[{label_in(each[0]), bound}] = {count(each[2]), count(each[3])};
  }
  return bounds;
}

Json truncations_json(const std::map<Label, TruncationCounts>& truncations) {
  Json rows = Json::array();
  for (const auto& [label, counts] : truncations) {
    rows.push_back({label_json(label), counts.truncations, counts.off_by_one, counts.catastrophic});
  }
  return rows;
}
std::map<Label, TruncationCounts> truncations_of(const Json& rows) {
  std::map<Label, TruncationCounts> truncations;
  for (const Json& each : rows) {
    row(each, 4);
    truncations[label_in(each[0])] = {count(each[1]), count(each[2]), count(each[3])};
  }
  return truncations;
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
  for (std::size_t i = 1; i < run.layers.size(); ++i) {
    layers.push_back(run.layers[static_cast<LayerId>(i)]);
  }
  for (const auto& [label, errors] : run.expected_catastrophic) {
    expected.push_back({label_json(label), errors});
  }
  for (const PartyId party : run.own_programs) own.push_back(to_string(party));
  return {{"fathom_trace", 1},
          {"info", info_json(run.info)},
          {"layers", layers},
          {"per_step", run.per_step},
          {"packed", run.packed},
          {"sized", run.sized},
          {"likelihood_server", run.likelihood_server},
          {"tls", run.tls},
          {"providers_together", run.providers == Providers::together},
          {"plan", plan_json(run.plan)},
          {"own_programs", own},
          {"predicted", ledger_json(run.predicted)},
          {"predicted_rounds", run.predicted_rounds.count()},
          {"predicted_chain", run.predicted_chain},
          {"steps", run.steps},
          {"predictions", run.predictions},
          {"kappa", run.kappa},
          {"expected_catastrophic", expected},
          {"clear_bounds", bounds_json(run.clear_bounds)},
          {"stream", stream_json(run.stream)},
          {"truncations", truncations_json(run.truncations)},
          {"bounds", bounds_json(run.bounds)},
          {"reveals", reveals_json(run.reveals)},
          {"test_accuracy", maybe(run.test_accuracy)},
          {"clear_accuracy", maybe(run.clear_accuracy)},
          {"encoded_accuracy", maybe(run.encoded_accuracy)},
          {"encoded_agreement", maybe(run.encoded_agreement)},
          {"traffic_digest", run.traffic_digest},
          {"content_digest", run.content_digest},
          {"slots", run.trace.slots},
          {"strands", run.trace.strands.size()}};
}

std::size_t read_head(const Json& json, RecordedRun& run) {
  if (integer(field(json, "fathom_trace")) != 1) throw TraceFault{"its version is not 1"};
  run.info = info_of(field(json, "info"));
  for (const Json& layer : list(json, "layers")) {
    if (run.layers.size() > 1'023) throw TraceFault{"there are more than 1,023 layers"};
    run.layers.add(text(layer));
  }
  run.per_step = flag(field(json, "per_step"));
  run.packed = flag(field(json, "packed"));
  run.sized = flag(field(json, "sized"));
  run.likelihood_server = flag(field(json, "likelihood_server"));
  run.tls = flag(field(json, "tls"));
  run.providers = flag(field(json, "providers_together")) ? Providers::together : Providers::apart;
  run.plan = plan_of(list(json, "plan"));
  for (const Json& party : list(json, "own_programs")) run.own_programs.insert(party_of(party));
  read_ledger(field(json, "predicted"), run.predicted);
  run.predicted_rounds = Rounds{count(field(json, "predicted_rounds"))};
  run.predicted_chain = count(field(json, "predicted_chain"));
  run.steps = count(field(json, "steps"));
  run.predictions = count(field(json, "predictions"));
  run.kappa = static_cast<int>(integer(field(json, "kappa"), 0, 1'000));
  for (const Json& each : list(json, "expected_catastrophic")) {
    run.expected_catastrophic[label_in(row(each, 2)[0])] = number(each[1]);
  }
  run.clear_bounds = bounds_of(list(json, "clear_bounds"));
  run.stream = stream_of(field(json, "stream"));
  run.truncations = truncations_of(list(json, "truncations"));
  run.bounds = bounds_of(list(json, "bounds"));
  run.reveals = reveals_of(list(json, "reveals"));
  run.test_accuracy = maybe_of(field(json, "test_accuracy"));
  run.clear_accuracy = maybe_of(field(json, "clear_accuracy"));
  run.encoded_accuracy = maybe_of(field(json, "encoded_accuracy"));
  run.encoded_agreement = maybe_of(field(json, "encoded_agreement"));
  run.traffic_digest = text(field(json, "traffic_digest"));
  run.content_digest = text(field(json, "content_digest"));
  constexpr std::int64_t kMost = 100'000'000;
  run.trace.slots = static_cast<std::uint64_t>(integer(field(json, "slots"), 0, kMost));
  return static_cast<std::size_t>(integer(field(json, "strands"), 1, kMost));
}

}  // namespace fathom
