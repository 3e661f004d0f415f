#include "metrics/arrivals_table.hpp"

#include <map>

#include "metrics/columns.hpp"
#include "metrics/run_row.hpp"

namespace fathom {
namespace {

std::map<PartyId, std::int64_t> predicted_messages(const Ledger& ledger) {
  std::map<PartyId, std::int64_t> messages;
  for (const auto& [key, traffic] : ledger.links()) {
    if (key.first.phase == Phase::input) messages[key.second.to] += traffic.messages.count();
  }
  return messages;
}

}  // namespace

CsvTable arrivals_table(const RunReport& report) {
  CsvTable table = empty_table("arrivals");
  const auto predicted = predicted_messages(*report.predicted);
  for (const auto& [to, messages] : predicted) {
    CsvTable::Row& row = begin_row(table, report.info);
    row.set("to", to_string(to)).set("predicted_messages", messages);
    if (!report.measured || report.measured->arrivals == nullptr) continue;
    const auto& arrived = report.measured->arrivals->times();
    const auto found = arrived.find(to);
    row.set("messages", found == arrived.end() ? std::int64_t{0}
                                               : static_cast<std::int64_t>(found->second.size()));
    if (found == arrived.end()) continue;
    row.set("first_ns", found->second.front().ns())
        .set("median_ns", median(found->second).ns())
        .set("last_ns", found->second.back().ns())
        .set("taken_ns", report.measured->timeline->end_of(to, Phase::input).ns());
  }
  return table;
}

}  // namespace fathom
