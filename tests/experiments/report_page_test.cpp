// What a browser shows of a report, held against the tables. A browser takes seconds to start: all
// pages are looked at in one.

#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <map>
#include <set>

#include "tests/experiments/report/browser.hpp"
#include "tests/experiments/report/expected.hpp"
#include "tests/experiments/report/runs.hpp"

using namespace fathom;
using nlohmann::json;
using test::change;
using test::expected_marks;
using test::Marks;
using test::Reports;

namespace {

namespace fs = std::filesystem;
using Records = std::vector<std::vector<std::string>>;

const std::string kHostile =
    "</script><script>document.title='taken'</script><!-- <img src=x onerror=alert(1)> & "
    "\u2028'\n\"";

/// A cell as CSV writes it.
std::string as_csv(const std::string& cell) {
  std::string text = "\"";
  for (const char c : cell) text += c == '"' ? "\"\"" : std::string(1, c);
  return text + "\"";
}

/// Times of z64 and q121 that cross between 10 and 100 ms: 1, 2, 9 against 3, 3, 3 ms.
void set_times(const fs::path& runs) {
  const CsvFile file = read_csv(runs);
  const std::map<std::string, std::string> times{
      {"1000000z64", "1000000"}, {"10000000z64", "2000000"}, {"100000000z64", "9000000"}};
  std::ofstream out(runs);
  out << fmt::format("{}\n", fmt::join(file.header, ","));
  for (auto record : file.records) {
    const auto at = [&](const char* name) -> std::string& {
      return record[static_cast<std::size_t>(file.find(name))];
    };
    const auto found = times.find(at("sweep_latency_ns") + at("sweep_ring"));
    at("elapsed_ns") = found == times.end() ? "3000000" : found->second;
    at("resolved_network") = as_csv(at("resolved_network"));
    out << fmt::format("{}\n", fmt::join(record, ","));
  }
}

void write_others(const fs::path& directory) {
  std::ofstream losses(directory / "course.csv");
  losses << "step,loss,clear_loss\n1,1.5,1.25\n2,0.75,0.5\n";
  std::ofstream crossovers(directory / "crossovers.csv");
  crossovers << "a,b,latency_ns\nz64,q121,31000000\n";
  std::ofstream strange(directory / "strange.csv");
  strange << "name,number\n";
  for (int i = 0; i < 2500; ++i) strange << as_csv(kHostile) << ',' << i << '\n';
}

/// The pages that are tested, and what the browser saw of them.
struct Seen {
  Reports reports;
  json run, sweep, paper, odd, narrow;  ///< the last at 390 pixels, and dark

  Seen() {
    reports.train("run");
    reports.train("sweep", "--sweep latency=1ms,10ms,100ms --sweep ring=z64,q121 --twins none");
    reports.train("paper", "--predict-only");
    set_times(reports.path("sweep") / "runs.csv");
    reports.copy("run", "odd");
    change(reports.path("odd") / "runs.csv", ",train_classifier,", "," + as_csv(kHostile) + ",");
    write_others(reports.path("odd"));
    std::vector<test::Viewed> pages;
    for (const char* name : {"run", "sweep", "paper", "odd"}) {
      REQUIRE(reports.report(name).code == 0);
      pages.push_back({reports.page(name)});
    }
    pages.push_back({reports.page("run"), 390, true});
    const auto seen = test::looked_at(reports.scratch(), pages);
    run = seen[0], sweep = seen[1], paper = seen[2], odd = seen[3], narrow = seen[4];
  }
};

const Seen& seen() {
  static const Seen once;
  return once;
}

void check_tables(const json& page, const fs::path& directory) {
  std::size_t tables = 0;
  for (const auto& entry : fs::directory_iterator(directory)) {
    if (entry.path().extension() != ".csv") continue;
    ++tables;
    const CsvFile file = read_csv(entry.path());
    Records records{file.header};
    records.insert(records.end(), file.records.begin(), file.records.end());
    INFO(entry.path());
    CHECK(page["tables"].at(entry.path().stem()).get<Records>() == records);
  }
  CHECK(tables == page["tables"].size());
}

/// The greatest contributors are some of all; every other chart has all its marks.
void check_marks(const json& page, const fs::path& directory, const std::string& measured = "") {
  auto expected = expected_marks(directory, measured);
  auto shown = page["marks"].get<std::map<std::string, Marks>>();
  std::erase_if(shown, [](const auto& chart) { return chart.first.starts_with("sweep_"); });
  const Marks all = std::move(expected["contributors"]);
  const Marks greatest = std::move(shown["contributors"]);
  expected.erase("contributors");
  shown.erase("contributors");
  CHECK(shown == expected);
  CHECK(greatest.size() == std::min<std::size_t>(12, all.size()));
  long long least = std::numeric_limits<long long>::max();
  for (const auto& [name, value] : greatest) {
    CHECK(all.at(name) == value);
    least = std::min(least, std::stoll(value));
  }
  for (const auto& [name, value] : all) {
    if (!greatest.contains(name)) CHECK(std::stoll(value) <= least);
  }
}

}  // namespace

TEST_CASE("every cell that a page shows is the table's", "[slow]") {
  check_tables(seen().run, seen().reports.path("run"));
  check_tables(seen().sweep, seen().reports.path("sweep"));
  check_tables(seen().paper, seen().reports.path("paper"));
}

TEST_CASE("every mark of a chart stands for its cell or its sum of cells") {
  check_marks(seen().run, seen().reports.path("run"));
  check_marks(seen().narrow, seen().reports.path("run"));
  check_marks(seen().sweep, seen().reports.path("sweep"));
  check_marks(seen().paper, seen().reports.path("paper"), "predicted_");
}

TEST_CASE("the facts and the settings are the run's") {
  const CsvFile file = read_csv(seen().reports.path("run") / "runs.csv");
  const auto cell = [&](const std::string& name) {
    return file.records[0][static_cast<std::size_t>(file.find(name))];
  };
  const auto facts = seen().run["facts"].get<std::map<std::string, std::string>>();
  for (const auto& [column, value] : facts) CHECK(value == cell(column));
  for (const char* column : {"experiment", "variant", "ring", "network", "elapsed_ns", "rounds",
                             "wire_bytes", "bound", "test_accuracy", "clear_accuracy"}) {
    CHECK(facts.contains(column));
  }
  const json& settings = seen().run["settings"];
  const auto pieces = [&](const char* name) {
    return settings[name].get<std::vector<std::string>>();
  };
  CHECK(fmt::format("{}", fmt::join(pieces("settings"), " ")) == cell("settings"));
  CHECK(fmt::format("{}", fmt::join(pieces("resolved_network"), ",")) == cell("resolved_network"));
}

TEST_CASE("a sweep's curves hold a point for each run, and say between which points they cross") {
  const CsvFile file = read_csv(seen().reports.path("sweep") / "runs.csv");
  for (const std::string column : {"elapsed_ns", "rounds", "wire_bytes"}) {
    Marks expected;
    for (std::size_t row = 0; row < file.records.size(); ++row) {
      const auto cell = [&](const std::string& name) {
        return file.records[row][static_cast<std::size_t>(file.find(name))];
      };
      expected[fmt::format("ring {}|{}|{}", cell("sweep_ring"), cell("sweep_latency_ns"), row)] =
          cell(column);
    }
    CHECK(seen().sweep["marks"]["sweep_" + column].get<Marks>() == expected);
  }
  CHECK(seen().sweep["crossings"] == json::parse(R"([{"from": "10000000", "to": "100000000", "text":
            "Crossing between latency 10 ms and 100 ms: ring z64 is lower at 10 ms, ring q121 at )"
                                                 R"(100 ms."}])"));
  CHECK(seen().run["crossings"].empty());
}

TEST_CASE("sections follow the order of a reader's questions") {
  using Names = std::vector<std::string>;
  CHECK(seen().run["sections"].get<Names>() == Names{"facts", "layers", "critical", "totals",
                                                     "links", "accuracy", "reveals", "settings",
                                                     "listing"});
  CHECK(seen().sweep["sections"].get<Names>() == Names{"facts", "layers", "critical", "totals",
                                                       "links", "sweep", "accuracy", "reveals",
                                                       "settings", "listing"});
}

TEST_CASE("a click on a header sorts a table by numbers, Enter the other way, words filter it") {
  const CsvFile links = read_csv(seen().reports.path("run") / "links.csv");
  const auto column = static_cast<std::size_t>(links.find("wire_bytes"));
  std::vector<long long> bytes;
  for (const auto& record : links.records) bytes.push_back(std::stoll(record[column]));
  std::ranges::sort(bytes, std::greater<>());
  const auto numbers = [](const json& cells) {
    std::vector<long long> found;
    for (const std::string text : cells) found.push_back(std::stoll(text));
    return found;
  };
  CHECK(numbers(seen().run["clicked"]) == bytes);
  std::ranges::reverse(bytes);
  CHECK(numbers(seen().run["pressed"]) == bytes);
  CHECK(seen().run["filtered"] == 1);
}

TEST_CASE("a header's tooltip says what its column means") {
  const CsvFile runs = read_csv(seen().reports.path("sweep") / "runs.csv");
  const json& meanings = seen().sweep["meanings"]["runs"];
  const auto meaning = [&](const char* name) {
    return meanings[static_cast<std::size_t>(runs.find(name))].get<std::string>();
  };
  CHECK(meaning("chain") == "causal depth over all messages");
  CHECK(meaning("repeat") == "of the point, from 0; each has its own seed");
  CHECK(meaning("sweep_latency_ns").starts_with("its value of each key"));
}

TEST_CASE("no script fails, nothing is fetched, and nothing could be") {
  for (const json* page : {&seen().run, &seen().narrow, &seen().sweep, &seen().paper}) {
    CHECK((*page)["failures"].empty());
    CHECK((*page)["fetched"].empty());
    CHECK((*page)["violations"] == json::parse(R"(["http://127.0.0.1:9/x.png"])"));
  }
}

TEST_CASE("at 390 pixels nothing is wider than the screen") {
  CHECK(seen().narrow["inner"] == 390);
  CHECK(seen().narrow["width"] == 390);
}

TEST_CASE("text in a cell stays text, whatever it is, and other files are shown as tables") {
  const json& page = seen().odd;
  CHECK(page["title"] == "fathom: odd");
  CHECK(page["scripts"] == seen().run["scripts"]);
  CHECK(page["failures"].empty());
  CHECK(page["facts"]["experiment"] == kHostile);
  check_tables(page, seen().reports.path("odd"));
}

TEST_CASE("losses along steps are drawn, and crossovers that were found are shown") {
  const Marks expected{{"loss|1|0", "1.5"},
                       {"loss|2|1", "0.75"},
                       {"clear loss|1|0", "1.25"},
                       {"clear loss|2|1", "0.5"}};
  CHECK(seen().odd["marks"]["course_loss"].get<Marks>() == expected);
  const auto sections = seen().odd["sections"].get<std::set<std::string>>();
  CHECK(sections.contains("crossovers"));
}

TEST_CASE("a page is light or dark as its reader wants it") {
  const auto brightness = [](const json& colour) {
    const std::string text = colour;  // rgb(252, 252, 253)
    return std::stoi(text.substr(text.find('(') + 1));
  };
  const json& dark = seen().narrow;
  CHECK(brightness(seen().run["background"]) > 240);
  CHECK(brightness(seen().run["colour"]) < 40);
  CHECK(brightness(dark["background"]) < 40);
  CHECK(brightness(dark["colour"]) > 215);
}
