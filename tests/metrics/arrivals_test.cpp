#include <catch2/catch.hpp>

#include "metrics/arrivals_table.hpp"

using namespace fathom;

namespace {

const Label kShare{Phase::input, Pass::none, 1, Operation::share, MaterialType::none, 0};
const PartyId kSome = PartyId::provider(3);

void share(Ledger& ledger, PartyId to, int messages) {
  for (int i = 0; i < messages; ++i) {
    ledger.add_message(kShare, {kSome, to}, Elements{1}, Bytes{8}, Bytes{95});
  }
}

}  // namespace

TEST_CASE("the median of an even number of times is the earlier of the two in the middle") {
  CHECK(median({SimTime{7}}) == SimTime{7});
  CHECK(median({SimTime{7}, SimTime{9}}) == SimTime{7});
  CHECK(median({SimTime{7}, SimTime{9}, SimTime{20}}) == SimTime{9});
  CHECK(median({SimTime{1}, SimTime{2}, SimTime{3}, SimTime{4}}) == SimTime{2});
}

TEST_CASE("the table of arrivals has a row for everyone to whom inputs come") {
  Ledger predicted;
  share(predicted, kServer0, 3);
  share(predicted, kServer1, 2);
  Arrivals arrivals;
  for (const std::int64_t time : {10, 20, 90}) arrivals.add(kServer0, SimTime{time});
  for (const std::int64_t time : {10, 95}) arrivals.add(kServer1, SimTime{time});
  Timeline timeline;
  Label later = kShare;
  later.phase = Phase::online;
  timeline.busy(kServer0, kShare, SimTime{0}, SimTime{100});
  timeline.busy(kServer0, later, SimTime{100}, SimTime{150});

  RunReport report;
  report.predicted = &predicted;
  SECTION("predicted") {
    const CsvTable table = arrivals_table(report);
    REQUIRE(table.rows() == 2);
    CHECK(table.cell(0, "to") == "server0");
    CHECK(table.cell(0, "predicted_messages") == "3");
    CHECK(table.cell(0, "messages").empty());
    CHECK(table.cell(0, "last_ns").empty());
  }
  SECTION("measured") {
    report.measured.emplace();
    report.measured->arrivals = &arrivals;
    report.measured->timeline = &timeline;
    const CsvTable table = arrivals_table(report);
    CHECK(table.cell(0, "messages") == "3");
    CHECK(table.cell(0, "first_ns") == "10");
    CHECK(table.cell(0, "median_ns") == "20");
    CHECK(table.cell(0, "last_ns") == "90");
    CHECK(table.cell(0, "taken_ns") == "100");
    CHECK(table.cell(1, "median_ns") == "10");
    CHECK(table.cell(1, "last_ns") == "95");
    CHECK(differences({table}).empty());
  }
}

TEST_CASE("tables can add up the providers' links and times") {
  Ledger ledger(false, Providers::together);
  Timeline timeline(Providers::together);
  for (const std::uint32_t which : {0U, 1U, 5U}) {
    const PartyId provider = PartyId::provider(which);
    ledger.add_message(kShare, {provider, kServer1}, Elements{1}, Bytes{8}, Bytes{95});
    timeline.busy(provider, kShare, SimTime{0}, SimTime{10 + which});
  }
  REQUIRE(ledger.links().size() == 1);
  CHECK(ledger.links().begin()->first.second == fathom::Link{PartyId::providers(), kServer1});
  CHECK(ledger.links().begin()->second.messages == Messages{3});
  REQUIRE(timeline.rows().size() == 1);
  CHECK(timeline.rows().begin()->second[0] == SimDuration{36});
  CHECK(timeline.end_of(PartyId::provider(5)) == SimTime{15});
  CHECK(to_string(PartyId::providers()) == "providers");
}
