// What `report` makes of a directory, and what it refuses.

#include <catch2/catch.hpp>

#include "tests/experiments/report/runs.hpp"

using namespace fathom;
using test::change;
using test::check_refused;
using test::Ended;
using test::Reports;
using test::text_of;

namespace {

namespace fs = std::filesystem;

void write(const fs::path& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

}  // namespace

TEST_CASE("a report is one file in the directory of the tables, the same for the same tables") {
  const Reports reports;
  reports.train("run");
  const Ended ended = reports.report("run");
  CHECK(ended.code == 0);
  CHECK(ended.out.empty());
  CHECK(ended.err == "report written to " + reports.page("run").string() + "\n");
  const std::string page = text_of(reports.page("run"));
  fs::remove(reports.page("run"));
  const fs::path elsewhere = reports.path("elsewhere.html");
  CHECK(reports.report("run", "--to " + elsewhere.string()).code == 0);
  CHECK(text_of(elsewhere) == page);
  CHECK_FALSE(fs::exists(reports.page("run")));
}

TEST_CASE("a page names nothing that could be fetched, and forbids to fetch") {
  const Reports reports;
  reports.train("run", "--predict-only");
  REQUIRE(reports.report("run").code == 0);
  const std::string page = text_of(reports.page("run"));
  CHECK(page.find("default-src 'none'") < page.find("<style>"));
  for (const char* fetching : {"src=\"http", "href=\"http", "src='http", "href='http", "<link",
                               "@import", "src=\"//", "href=\"//"}) {
    INFO(fetching);
    CHECK(page.find(fetching) == std::string::npos);
  }
}

TEST_CASE("a directory that holds no run is refused, and no page is written") {
  const Reports reports;
  check_refused(reports.report("none"), "is not a directory; name one that an experiment's --out");
  fs::create_directory(reports.path("empty"));
  check_refused(reports.report("empty"), "operations.csv is missing");
  CHECK(fs::is_empty(reports.path("empty")));
  check_refused(reports.report("features.npy"), "is not a directory");
}

TEST_CASE("a table that is missing or damaged is refused, and no page is written") {
  const Reports reports;
  reports.train("run", "--predict-only");
  const auto refused = [&](const std::string& sentence) {
    check_refused(reports.report("run"), sentence);
    CHECK_FALSE(fs::exists(reports.page("run")));
  };
  const fs::path runs = reports.path("run") / "runs.csv";
  SECTION("runs.csv is missing") {
    fs::remove(runs);
    refused("runs.csv is missing; an experiment writes all tables with --out DIR");
  }
  SECTION("another table is missing") {
    fs::remove(reports.path("run") / "links.csv");
    refused("links.csv is missing");
  }
  SECTION("a table is empty") {
    write(runs, "");
    refused("runs.csv is empty");
  }
  SECTION("a table is cut off") {
    write(runs, text_of(runs).substr(0, 700));
    refused("runs.csv: record 1");
  }
  SECTION("a record is short") {
    change(reports.path("run") / "layers.csv", ",setup,", ",");
    refused("layers.csv: record 2 has");
  }
  SECTION("the columns are another table's") {
    fs::copy_file(reports.path("run") / "links.csv", runs, fs::copy_options::overwrite_existing);
    refused("runs.csv: the columns are not those of a table runs");
  }
  SECTION("there is no run") {
    write(runs, text_of(runs).substr(0, text_of(runs).find('\n') + 1));
    refused("runs.csv holds 0 runs");
  }
  SECTION("there are two runs, of no sweep") {
    const std::string text = text_of(runs);
    write(runs, text + text.substr(text.find('\n') + 1));
    refused("runs.csv holds 2 runs; a report is of one run or of a sweep");
  }
  SECTION("a number is none") {
    change(reports.path("run") / "links.csv", "server0,server1,", "server0,server1,many");
    refused("links.csv: record 2 has 'many' as messages, which is a whole number or empty");
  }
  SECTION("a text is none") {
    change(runs, "train_classifier", "train\xffing");
    refused("runs.csv holds what is no text in UTF-8");
  }
  SECTION("another file is no table") {
    write(reports.path("run") / "notes.csv", "a,b\n1\n");
    refused("notes.csv: record 2 has 1 fields, not 2");
  }
}

TEST_CASE("tables of a run beside tables of a sweep are refused") {
  const Reports reports;
  reports.train("run", "--predict-only");
  reports.train("sweep", "--predict-only --sweep latency=1ms,2ms");
  fs::copy_file(reports.path("run") / "links.csv", reports.path("sweep") / "links.csv",
                fs::copy_options::overwrite_existing);
  check_refused(reports.report("sweep"), "links.csv is not of the same run or sweep");
}

TEST_CASE("a place that cannot be written to is refused") {
  const Reports reports;
  reports.train("run", "--predict-only");
  check_refused(reports.report("run", "--to /no/such/place/page.html"),
                "--to /no/such/place/page.html: name a file in a directory that exists");
  check_refused(reports.report("run", "--to " + reports.scratch().string()), "name a file");
}
