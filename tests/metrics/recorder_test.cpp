#include "metrics/recorder.hpp"

#include <catch2/catch.hpp>

#include "metrics/errors.hpp"

using namespace fathom;

namespace {

const Label kLabel{Phase::online, Pass::forward, 1, Operation::matmul, MaterialType::dot, 3};

Label in_all_steps(Label label) {
  label.step = 0;
  return label;
}

Depth at(std::int64_t rounds, std::int64_t alone = 0) { return {rounds, rounds, alone, 0}; }

const Costs& row(const Recorder& recorder, const Label& label = kLabel) {
  return recorder.ledger().rows().at(in_all_steps(label));
}

}  // namespace

// Server 0 was one ahead when they entered; both leave at 8.
TEST_CASE("the rounds of an operation are the growth of the greater depth") {
  Recorder recorder;
  recorder.enter(kServer0, 1, kLabel, at(6));
  recorder.enter(kServer1, 1, kLabel, at(5));
  CHECK(recorder.open_operations() == 1);
  recorder.leave(kServer0, 1, at(7, 1));
  CHECK(recorder.open_operations() == 1);
  recorder.leave(kServer1, 1, at(8, 3));
  CHECK(recorder.open_operations() == 0);
  CHECK(row(recorder).rounds == Rounds{2});
  CHECK(row(recorder).rounds_alone == Rounds{3});
  CHECK(row(recorder).steps == 1);
}

TEST_CASE("a server may enter when the other has already left, and the order does not matter") {
  for (const int first : {0, 1}) {
    Recorder recorder;
    const PartyId one = PartyId::server(first), other = peer_of(one);
    recorder.enter(one, 1, kLabel, at(4));
    recorder.leave(one, 1, at(4, 0));
    recorder.enter(other, 1, kLabel, at(3));
    recorder.leave(other, 1, at(5, 1));
    CHECK(row(recorder).rounds == Rounds{1});
    CHECK(row(recorder).rounds_alone == Rounds{1});
    CHECK(recorder.open_operations() == 0);
  }
}

TEST_CASE("operations side by side are told apart by name, and rows add them up") {
  Recorder recorder;
  Label other = kLabel;
  other.layer = 2;
  for (const PartyId server : {kServer0, kServer1}) {
    recorder.enter(server, 1, kLabel, at(0));
    recorder.enter(server, 2, other, at(0));
    recorder.enter(server, 3, kLabel, at(1));
  }
  for (const PartyId server : {kServer1, kServer0}) {
    recorder.leave(server, 2, at(5, 5));
    recorder.leave(server, 3, at(2, 1));
    recorder.leave(server, 1, at(1, 1));
  }
  CHECK(row(recorder).rounds == Rounds{2});
  CHECK(row(recorder, other).rounds == Rounds{5});
}

TEST_CASE("elapsed is the latest exit minus the earliest entry, added up over the row") {
  Recorder recorder;
  SimTime now;
  recorder.set_clock([&now](PartyId) { return now; });
  const auto pass = [&](std::uint64_t operation, std::int64_t start) {
    now = SimTime{start + 10};
    recorder.enter(kServer0, operation, kLabel, at(0));
    now = SimTime{start + 4};
    recorder.enter(kServer1, operation, kLabel, at(0));
    now = SimTime{start + 35};
    recorder.leave(kServer1, operation, at(1));
    now = SimTime{start + 30};
    recorder.leave(kServer0, operation, at(1));
  };
  pass(1, 0);
  CHECK(recorder.elapsed().at(in_all_steps(kLabel)) == SimDuration{31});
  pass(2, 1000);
  CHECK(recorder.elapsed().at(in_all_steps(kLabel)) == SimDuration{62});
  CHECK(recorder.elapsed().size() == 1);
}

TEST_CASE("without a clock nothing elapses") {
  Recorder recorder;
  for (const PartyId server : {kServer0, kServer1}) recorder.enter(server, 1, kLabel, at(0));
  for (const PartyId server : {kServer0, kServer1}) recorder.leave(server, 1, at(1));
  CHECK(recorder.elapsed().at(in_all_steps(kLabel)) == SimDuration{});
}

TEST_CASE("leaving what was never entered is a bug") {
  Recorder recorder;
  CHECK_THROWS_AS(recorder.leave(kServer0, 1, at(0)), InternalError);
}

TEST_CASE("truncations are added up by row") {
  Recorder recorder;
  recorder.add_truncations(kLabel, {10, 4, 1});
  recorder.add_truncations(in_all_steps(kLabel), {20, 5, 2});
  const TruncationCounts& sum = recorder.truncations().at(in_all_steps(kLabel));
  CHECK(sum.truncations == 30);
  CHECK(sum.off_by_one == 9);
  CHECK(sum.catastrophic == 3);

  Recorder per_step(true);
  per_step.add_truncations(kLabel, {10, 4, 1});
  CHECK(per_step.truncations().contains(kLabel));
}

// Server 0's chain has two hops, server 1's three, in other layers.
TEST_CASE("at the end every row gets its share of the longest chain of both servers") {
  Recorder recorder;
  const auto chain = [&](LayerId layer, PartyId sender, int length) {
    Depth depth;
    for (int i = 0; i < length; ++i) {
      Label label = kLabel;
      label.layer = i == 0 ? 9 : layer;
      depth = {depth.rounds + 1, depth.chain + 1, 0,
               recorder.hops().add({label, 5, sender, depth.hop})};
    }
    return depth;
  };
  const Depth shorter = chain(1, kServer1, 2), longer = chain(2, kServer0, 3);
  recorder.finish(shorter, longer);
  CHECK(recorder.rounds() == Rounds{3});
  Label nine = kLabel, two = kLabel;
  nine.layer = 9;
  two.layer = 2;
  CHECK(row(recorder, nine).critical_rounds == Rounds{1});
  CHECK(row(recorder, two).critical_rounds == Rounds{2});
  CHECK(recorder.ledger().total().critical_rounds == recorder.rounds());
  CHECK_FALSE(recorder.ledger().rows().contains(in_all_steps(kLabel)));
}

TEST_CASE("a run without messages has no rounds") {
  Recorder recorder;
  recorder.finish({}, {});
  CHECK(recorder.rounds() == Rounds{0});
  CHECK(recorder.ledger().rows().empty());
}
