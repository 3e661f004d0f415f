#include "actors/replay/ledger_json.hpp"

#include <utility>

namespace fathom {
namespace {

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

/// A party, or all providers together.
PartyId end_of_link(const Json& json) {
  if (json == to_string(PartyId::providers())) return PartyId::providers();
  return party_of(json);
}

}  // namespace

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

void read_ledger(const Json& json, Ledger& ledger) {
  std::map<Label, Costs> rows;
  std::map<std::pair<Label, Link>, Traffic> links;
  for (const Json& each : list(json, "rows")) {
    row(each, 2);
    rows[label_in(each[0])] = costs_of(each[1]);
  }
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

}  // namespace fathom
