// What --timeline writes, against the tables of the same run.

#include <catch2/catch.hpp>
#include <map>

#include "experiments/summary.hpp"
#include "experiments/timeline_file.hpp"
#include "metrics/csv_number.hpp"
#include "metrics/csv_reader.hpp"
#include "metrics/errors.hpp"
#include "tests/experiments/small_features.hpp"
#include "tests/metrics/timeline_export/trace_reading.hpp"

using namespace fathom;
using test::check_refused;
using test::Ended;
using test::ReadSlice;
using test::run_command;
using test::text_of;
using test::TraceReading;
using testing::ScratchDirectory;

namespace {

/// A small training whose features are in a directory of its own.
struct Training : test::Workplace {
  std::string options;

  Training() {
    test::write_features(scratch, 42, 5);
    options = test::small_options(scratch) + "--twins none ";
  }
};

std::string text(const CsvTable& table, std::size_t row, const std::string& column) {
  return std::string(table.cell(row, column));
}

/// ns by party, label and part.
using Times = std::map<std::string, std::int64_t>;

Times times_in(const CsvTable& table) {
  Times times;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    std::string key = text(table, row, "party");
    for (const char* column : {"phase", "layer", "pass", "operation", "material"}) {
      key += " " + text(table, row, column);
    }
    for (std::size_t part = 0; part < kTimeParts; ++part) {
      const std::string name(to_string(static_cast<TimePart>(part)));
      const std::int64_t ns = whole_number(table, row, name + "_ns");
      if (ns > 0) times[key + " " + name] += ns;
    }
  }
  return times;
}

Times times_in(const TraceReading& reading) {
  Times times;
  for (const auto& [track, slices] : reading.slices) {
    if (!track.ends_with("/time")) continue;
    const std::string party = track.substr(0, track.find('/'));
    for (const ReadSlice& slice : slices) {
      if (slice.around.size() != 3) continue;
      const test::Json& layer = slice.around[1];
      const test::Json& work = slice.around[2];
      std::string key = party;
      for (const test::Json& field : {work.at("phase"), layer.at("layer"), layer.at("pass"),
                                      work.at("operation"), work.at("material")}) {
        key += " " + field.get<std::string>();
      }
      times[key + " " + slice.name] += slice.end - slice.begin;
    }
  }
  return times;
}

void check_arrows(const TraceReading& reading, const CsvTable& traffic) {
  Times arrows, messages;
  const auto key = [](const auto& field) {
    return field("from") + " " + field("to") + " " + field("phase") + " " + field("layer") + " " +
           field("pass") + " " + field("operation") + " " + field("material");
  };
  for (const TraceReading::Arrow& arrow : reading.arrows) {
    const std::string label = key([&](const std::string& name) {
      if (name == "from") return arrow.from;
      return name == "to" ? arrow.to : arrow.args.at(name).get<std::string>();
    });
    arrows[label + " messages"] += 1;
    arrows[label + " elements"] += arrow.args.at("elements").get<std::int64_t>();
    arrows[label + " wire"] += arrow.args.at("wire_bytes").get<std::int64_t>();
  }
  for (std::size_t row = 0; row < traffic.rows(); ++row) {
    const std::string label =
        key([&](const std::string& name) { return text(traffic, row, name); });
    messages[label + " messages"] += whole_number(traffic, row, "messages");
    messages[label + " elements"] += whole_number(traffic, row, "elements");
    messages[label + " wire"] += whole_number(traffic, row, "wire_bytes");
  }
  CHECK(arrows == messages);
}

/// A message's rate is off by at most half a bit a second, for as long as it takes.
void check_rates(const TraceReading& reading, const CsvTable& links) {
  CHECK(reading.counters.size() == links.rows());
  for (std::size_t row = 0; row < links.rows(); ++row) {
    const std::string link = text(links, row, "from") + " > " + text(links, row, "to");
    const long double bit_ns =
        8e9L * static_cast<long double>(whole_number(links, row, "wire_bytes"));
    const auto busy = static_cast<long double>(whole_number(links, row, "busy_ns"));
    INFO(link);
    CHECK(std::abs(test::integral(reading.counters.at(link)) - bit_ns) <= busy / 2);
    CHECK(reading.counters.at(link).back().second == 0);
  }
}

void check_against_tables(const std::string& timeline, const std::string& directory) {
  const TraceReading reading(text_of(timeline));
  CHECK(reading.faults == std::vector<std::string>{});
  const std::vector<CsvTable> tables = read_tables(directory);
  CHECK(times_in(reading) == times_in(table_named(tables, "times")));
  CHECK(static_cast<std::int64_t>(reading.arrows.size()) ==
        whole_number(table_named(tables, "runs"), 0, "messages"));
  check_arrows(reading, table_named(tables, "traffic"));
  check_rates(reading, table_named(tables, "links"));
}

}  // namespace

TEST_CASE("a training's timeline adds up to its tables, in two variants, and so does a replay's",
          "[slow]") {
  const std::string variant =
      GENERATE("--variant seed --likelihoods server --kappa 30 ", "--epochs 2 ");
  const Training training;
  training.run("train_classifier", training.options + variant + "--network wan --timeline " +
                                       training.path("run.json") + " --record " +
                                       training.path("run.trace") + " --out " +
                                       training.path("run"));
  check_against_tables(training.path("run.json"), training.path("run"));
  training.run("replay", training.path("run.trace") + " --timeline " + training.path("again.json"));
  CHECK(text_of(training.path("again.json")) == text_of(training.path("run.json")));

  const std::string other = " --network \"latency=3ms,jitter=9ms,bandwidth=2Mbit/s,tls=off\"";
  training.run("replay", training.path("run.trace") + other + " --timeline " +
                             training.path("other.json") + " --out " + training.path("other"));
  check_against_tables(training.path("other.json"), training.path("other"));
  training.run("train_classifier",
               training.options + variant + other + " --timeline " + training.path("there.json"));
  CHECK(text_of(training.path("other.json")) == text_of(training.path("there.json")));
}

TEST_CASE("a timeline that cannot be written is refused before the run") {
  const Training training;
  const auto refused = [&](const std::string& arguments, const std::string& sentence) {
    check_refused(
        run_command(training.scratch.path(), "train_classifier", training.options + arguments),
        sentence);
  };
  refused("--timeline /none/run.json", "--timeline /none/run.json: name a file in a directory");
  refused("--predict-only --timeline " + training.path("run.json"),
          "--timeline needs a run; leave --predict-only out");
  refused("--sweep latency=1ms,2ms --table runs --timeline " + training.path("run.json"),
          "--timeline does not go with --sweep or --repeat");
  check_refused(run_command(training.scratch.path(), "input_providers",
                            "--providers 125000 --timeline " + training.path("run.json")),
                "and a timeline holds at most 250000; take fewer steps");
  CHECK_FALSE(std::filesystem::exists(training.path("run.json")));
}

TEST_CASE("a timeline holds as many messages as it says") {
  Ledger ledger;
  const auto add = [&ledger] {
    ledger.add_message({}, {kServer0, kServer1}, Elements{}, Bytes{}, Bytes{});
  };
  for (std::int64_t i = 0; i < kMostInTimeline.count(); ++i) add();
  CHECK_NOTHROW(check_timeline_length(ledger));
  add();
  CHECK_THROWS_AS(check_timeline_length(ledger), UserError);
}
