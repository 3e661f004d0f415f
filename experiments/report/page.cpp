#include "experiments/report/page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "metrics/errors.hpp"
#include "metrics/printable.hpp"

namespace fathom {
namespace {

using Json = nlohmann::ordered_json;

/// A column's cells; one that is the same in all rows is written once, since most of a row's first
/// columns are.
Json column_json(const ReportTable& table, std::size_t place) {
  Json json{{"name", table.file.header[place]}, {"meaning", table.meanings[place]}};
  const auto& records = table.file.records;
  const auto is_same = [&](const auto& record) { return record[place] == records[0][place]; };
  if (!records.empty() && std::ranges::all_of(records, is_same)) {
    json["same"] = records[0][place];
    return json;
  }
  Json& cells = json["cells"] = Json::array();
  for (const auto& record : records) cells.push_back(record[place]);
  return json;
}

Json table_json(const ReportTable& table) {
  Json columns = Json::array();
  for (std::size_t k = 0; k < table.file.header.size(); ++k) {
    columns.push_back(column_json(table, k));
  }
  return {{"name", table.name},
          {"meaning", table.meaning},
          {"rows", table.file.records.size()},
          {"columns", std::move(columns)}};
}

/// JSON that is safe inside a <script>: without '<', no text in it can end the element or begin a
/// comment.
std::string script_text(const Json& json, const std::string& name) {
  std::string text;
  try {
    text = json.dump();
  } catch (const Json::type_error&) {
    throw UserError(printable(name, 200) + ".csv holds what is no text in UTF-8");
  }
  std::string safe;
  for (const char c : text) c == '<' ? safe += "\\u003c" : safe += c;
  return safe;
}

void replace(std::string& page, std::string_view mark, const std::string& text) {
  const std::size_t at = page.find(mark);
  ensure(at != std::string::npos, "the page's template lacks a mark");
  page.replace(at, mark.size(), text);
}

}  // namespace

std::string report_page(const std::string& title, const std::vector<ReportTable>& tables) {
  std::string json = "{\"title\":" + script_text(printable(title, 200), "title") + ",\"tables\":[";
  for (const ReportTable& table : tables) {
    if (&table != &tables.front()) json += ",\n";
    json += script_text(table_json(table), table.name);
  }
  std::string page(kPageTemplate);
  replace(page, "@tables@", json + "]}");
  return page;
}

}  // namespace fathom
