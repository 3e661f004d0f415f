#include "metrics/ledger.hpp"

#include <catch2/catch.hpp>

using namespace fathom;

namespace {

const Link kAcross{kServer0, kServer1};
const Link kBack{kServer1, kServer0};

Label label_at(std::uint32_t step, LayerId layer = 1) {
  return {Phase::online, Pass::forward, layer, Operation::matmul, MaterialType::dot, step};
}

void send(Ledger& ledger, const Label& label, Link link, std::int64_t elements) {
  ledger.add_message(label, link, Elements{elements}, Bytes{8 * elements},
                     Bytes{8 * elements + 87});
}

}  // namespace

TEST_CASE("a message counts once in its row and once on its directed link") {
  Ledger ledger;
  send(ledger, label_at(1), kAcross, 100);
  const Traffic once{Messages{1}, Elements{100}, Bytes{800}, Bytes{887}, Bytes{887 + 52}};
  REQUIRE(ledger.rows().size() == 1);
  CHECK(ledger.rows().at(label_at(0)).traffic == once);
  REQUIRE(ledger.links().size() == 1);
  CHECK(ledger.links().at({label_at(0), kAcross}) == once);

  send(ledger, label_at(1), kBack, 1000);
  const Traffic back{Messages{1}, Elements{1000}, Bytes{8000}, Bytes{8087}, Bytes{8087 + 6 * 52}};
  CHECK(ledger.links().at({label_at(0), kBack}) == back);
  CHECK(ledger.links().at({label_at(0), kAcross}) == once);
  Traffic both = once;
  both += back;
  CHECK(both == Traffic{Messages{2}, Elements{1100}, Bytes{8800}, Bytes{8974}, Bytes{8974 + 364}});
  CHECK(ledger.rows().at(label_at(0)).traffic == both);
}

TEST_CASE("the total is the sum of the rows, cost by cost") {
  Ledger ledger;
  send(ledger, label_at(1, 1), kAcross, 10);
  send(ledger, label_at(1, 2), kAcross, 20);
  ledger.add_work(label_at(1, 1), kServer0, Work{1, 2, 3, 4});
  ledger.add_work(label_at(1, 2), kServer1, Work{10, 20, 30, 40});
  ledger.add_rounds(label_at(1, 1), Rounds{2}, Rounds{1});
  ledger.add_rounds(label_at(1, 2), Rounds{0}, Rounds{3});
  ledger.add_critical_round(label_at(1, 1));
  ledger.add_critical_round(label_at(1, 1));
  ledger.add_critical_round(label_at(1, 2));
  REQUIRE(ledger.rows().size() == 2);
  const Costs& first = ledger.rows().at(label_at(0, 1));
  CHECK(first.rounds == Rounds{2});
  CHECK(first.rounds_alone == Rounds{1});
  CHECK(first.critical_rounds == Rounds{2});
  CHECK(first.work == Work{1, 2, 3, 4});
  const Costs total = ledger.total();
  CHECK(total.steps == 2);
  CHECK(total.rounds == Rounds{2});
  CHECK(total.rounds_alone == Rounds{4});
  CHECK(total.critical_rounds == Rounds{3});
  CHECK(total.traffic.messages == Messages{2});
  CHECK(total.traffic.elements == Elements{30});
  CHECK(total.work == Work{11, 22, 33, 44});
}

TEST_CASE("a step counts once in a row, however far apart two parties go through it") {
  Ledger ledger;
  for (const std::uint32_t step : {1U, 1U, 2U, 3U}) send(ledger, label_at(step), kAcross, 1);
  for (const std::uint32_t step : {1U, 2U, 2U, 3U, 4U}) send(ledger, label_at(step), kBack, 1);
  send(ledger, label_at(4), kAcross, 1);
  CHECK(ledger.rows().size() == 1);
  CHECK(ledger.rows().at(label_at(0)).steps == 4);
}

TEST_CASE("each kind of cost opens a step, and each row counts its own steps") {
  Ledger ledger;
  ledger.add_work(label_at(1), kServer0, Work{1, 0, 0, 0});
  ledger.add_rounds(label_at(2), Rounds{1}, Rounds{1});
  ledger.add_critical_round(label_at(3));
  send(ledger, label_at(7), kAcross, 1);
  send(ledger, label_at(7, 2), kAcross, 1);
  CHECK(ledger.rows().at(label_at(0)).steps == 4);
  CHECK(ledger.rows().at(label_at(0, 2)).steps == 1);
}

TEST_CASE("what lies outside all steps counts none") {
  Ledger ledger;
  send(ledger, label_at(0), kAcross, 1);
  CHECK(ledger.rows().at(label_at(0)).steps == 0);
  CHECK(Ledger().total() == Costs{});
}

TEST_CASE("a ledger per step has a row and a link for each step") {
  Ledger ledger(true);
  for (const std::uint32_t step : {1U, 2U, 1U, 2U, 2U}) send(ledger, label_at(step), kAcross, step);
  REQUIRE(ledger.rows().size() == 2);
  CHECK(ledger.rows().at(label_at(1)).steps == 1);
  CHECK(ledger.rows().at(label_at(1)).traffic.elements == Elements{2});
  CHECK(ledger.rows().at(label_at(2)).steps == 1);
  CHECK(ledger.rows().at(label_at(2)).traffic.elements == Elements{6});
  CHECK(ledger.links().at({label_at(2), kAcross}).messages == Messages{3});
  CHECK(ledger.key_of(label_at(2)) == label_at(2));
  CHECK(Ledger().key_of(label_at(2)) == label_at(0));
}

TEST_CASE("reveals are told apart by layer, value and receiver, and added up over steps") {
  Ledger ledger;
  for (const std::uint32_t step : {1U, 2U}) {
    ledger.add_reveal(label_at(step), "likelihoods", Elements{20}, kServer0);
  }
  ledger.add_reveal(label_at(2), "likelihoods", Elements{5}, kServer1);
  ledger.add_reveal(label_at(2), "scores", Elements{6}, kServer0);
  ledger.add_reveal(label_at(2, 2), "likelihoods", Elements{7}, kServer0);
  REQUIRE(ledger.reveals().size() == 4);
  CHECK(ledger.reveals().at({1, "likelihoods", kServer0}) == RevealCount{Elements{40}, 2});
  CHECK(ledger.reveals().at({1, "likelihoods", kServer1}) == RevealCount{Elements{5}, 1});
  CHECK(ledger.reveals().at({1, "scores", kServer0}) == RevealCount{Elements{6}, 1});
  CHECK(ledger.reveals().at({2, "likelihoods", kServer0}) == RevealCount{Elements{7}, 1});
  CHECK(ledger.rows().empty());
}
