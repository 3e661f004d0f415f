#include "actors/deployment/party_report.hpp"

#include <fmt/format.h>

#include <fstream>
#include <string>
#include <utility>

#include "actors/deployment/deployed_party.hpp"
#include "actors/deployment/switchboard.hpp"
#include "actors/replay/ledger_json.hpp"
#include "metrics/errors.hpp"
#include "metrics/peak_memory.hpp"
#include "nn/data/file.hpp"

namespace fathom {
namespace {

Json outputs_json(const Outputs& outputs) {
  Json all = Json::object();
  for (const auto& [name, list] : outputs) {
    Json each = Json::array();
    for (const Output& output : list) {
      Json extents = Json::array();
      for (std::size_t i = 0; i < output.shape.rank(); ++i) extents.push_back(output.shape[i]);
      each.push_back({extents, output.values});
    }
    all[name] = each;
  }
  return all;
}

Shape shape_in(const Json& extents) {
  const auto at = [&extents](std::size_t i) { return static_cast<std::size_t>(count(extents[i])); };
  switch (extents.size()) {
    case 0:
      return {};
    case 1:
      return {at(0)};
    case 2:
      return {at(0), at(1)};
    case 3:
      return {at(0), at(1), at(2)};
    case 4:
      return {at(0), at(1), at(2), at(3)};
    default:
      throw TraceFault{"a shape has more than four extents"};
  }
}

Outputs outputs_in(const Json& json) {
  Outputs outputs;
  for (const auto& [name, list] : json.items()) {
    for (const Json& each : list) {
      row(each, 2);
      outputs[name].push_back({shape_in(each[0]), each[1].get<std::vector<double>>()});
    }
  }
  return outputs;
}

Json connections_json(const PartyReport& report) {
  Json rows = Json::array();
  for (const auto& [peer, c] : report.connections) {
    rows.push_back({to_string(peer), c.messages_out.count(), c.messages_in.count(),
                    c.control_out.count(), c.control_in.count(), c.frames_out.count(),
                    c.frames_in.count()});
  }
  return rows;
}

void read_connections(const Json& rows, PartyReport& report) {
  for (const Json& each : rows) {
    row(each, 7);
    report.connections[party_of(each[0])] = {Bytes{count(each[1])},    Bytes{count(each[2])},
                                             Bytes{count(each[3])},    Bytes{count(each[4])},
                                             Messages{count(each[5])}, Messages{count(each[6])}};
  }
}

Json regions_json(const PartyReport& report) {
  Json rows = Json::array();
  for (const HalfRegion& region : report.regions) {
    rows.push_back({region.operation, label_json(region.label), region.rounds_in, region.rounds_out,
                    region.time_in.ns(), region.time_out.ns()});
  }
  return rows;
}

void read_regions(const Json& rows, PartyReport& report) {
  for (const Json& each : rows) {
    row(each, 6);
    report.regions.push_back({word(each[0]), label_in(each[1]), count(each[2]), count(each[3]),
                              SimTime{count(each[4])}, SimTime{count(each[5])}});
  }
}

Json json_of(const PartyReport& report) {
  Json unused = Json::object();
  for (const auto& [party, bytes] : report.greatest_unused) {
    unused[to_string(party)] = bytes.count();
  }
  return {{"party", to_string(report.self)},
          {"end", static_cast<int>(report.end.kind)},
          {"why", report.end.why},
          {"begun_ns", report.begun.ns()},
          {"elapsed_ns", report.elapsed.count()},
          {"busy_ns", report.busy.count()},
          {"chain", report.chain},
          {"content", report.content},
          {"ledger", ledger_json(report.ledger)},
          {"regions", regions_json(report)},
          {"connections", connections_json(report)},
          {"greatest_unused_bytes", unused},
          {"strangers", report.strangers},
          {"peak_memory_bytes", report.peak_memory_bytes},
          {"outputs", outputs_json(report.outputs)}};
}

PartyReport report_in(const Json& json) {
  PartyReport report;
  report.self = party_of(field(json, "party"));
  report.end.kind = static_cast<EndKind>(integer(field(json, "end"), 0, 6));
  report.end.why = text(field(json, "why"));
  report.begun = SimTime{count(field(json, "begun_ns"))};
  report.elapsed = SimDuration{count(field(json, "elapsed_ns"))};
  report.busy = SimDuration{count(field(json, "busy_ns"))};
  report.chain = count(field(json, "chain"));
  report.content = word(field(json, "content"));
  read_ledger(field(json, "ledger"), report.ledger);
  read_regions(list(json, "regions"), report);
  read_connections(list(json, "connections"), report);
  for (const auto& [name, bytes] : field(json, "greatest_unused_bytes").items()) {
    report.greatest_unused[party_of(Json(name))] = Bytes{count(bytes)};
  }
  report.strangers = count(field(json, "strangers"));
  report.peak_memory_bytes = count(field(json, "peak_memory_bytes"));
  report.outputs = outputs_in(field(json, "outputs"));
  return report;
}

}  // namespace

PartyReport report_of(const DeployedParty& member, const SwitchboardReport& connections) {
  PartyReport report;
  report.self = const_cast<DeployedParty&>(member).party().id();
  report.end = connections.end;
  report.begun = member.begun();
  report.elapsed = member.elapsed();
  report.busy = member.busy();
  report.chain = member.chain();
  report.content = member.digests().content_sum();
  report.ledger = member.recorder().ledger();
  report.regions = member.recorder().halves(report.self);
  for (const auto& [peer, out] : connections.out) {
    PartyReport::Connection& both = report.connections[peer];
    both.messages_out = out.messages;
    both.control_out = out.control;
    both.frames_out = out.frames;
  }
  for (const auto& [peer, in] : connections.in) {
    PartyReport::Connection& both = report.connections[peer];
    both.messages_in = in.messages;
    both.control_in = in.control;
    both.frames_in = in.frames;
  }
  report.greatest_unused = connections.greatest_unused;
  report.strangers = connections.strangers;
  report.peak_memory_bytes = peak_memory_bytes();
  return report;
}

void write_report(const PartyReport& report, const std::filesystem::path& file) {
  write_file(file, bytes_in(json_of(report).dump()), Readers::owner);
}

PartyReport read_report(const std::filesystem::path& file) {
  std::ifstream in(file);
  try {
    return report_in(Json::parse(in));
  } catch (const Json::exception&) {
    throw UserError(file.string() + " is no report of a party");
  } catch (const TraceFault& fault) {
    throw UserError(file.string() + " is no report of a party: " + fault.what);
  }
}

}  // namespace fathom
