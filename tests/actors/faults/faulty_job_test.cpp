#include <catch2/catch.hpp>

#include "actors/faults/draw_plan.hpp"
#include "tests/actors/faults/small_job.hpp"

using namespace fathom;
using test::fault_at;
using test::message_number;
using test::plan_of;
using test::small_faulty_job;

namespace {

constexpr SimDuration kSecond{1'000'000'000};

FaultyEnd run(const FaultyJob& job, const FaultFree& right, const Fault& fault) {
  FaultyEnd end = run_with_faults(job, plan_of(fault), right);
  UNSCOPED_INFO(to_string(plan_of(fault)) << ": " << to_string(end.ending) << " " << end.text);
  return end;
}

}  // namespace

TEST_CASE("what comes late changes when a job ends, and nothing else") {
  const FaultyJob job = small_faulty_job();
  const FaultFree right = run_without_faults(job);
  const std::size_t opening =
      message_number(right, MessageKind::opening, kServer0, kServer1, right.messages.size() / 2);

  Fault late = fault_at(FaultKind::delay, opening);
  late.time = kSecond;
  const FaultyEnd delayed = run(job, right, late);
  CHECK(delayed.ending == Ending::right);
  CHECK(delayed.injected == 1);
  CHECK(delayed.end > right.end + SimDuration{900'000'000});  // others may have waited besides
  CHECK(delayed.end < right.end + SimDuration{1'100'000'000});

  Fault frozen = fault_at(FaultKind::freeze, opening);
  frozen.party = kProducer;
  frozen.time = kSecond;
  CHECK(run(job, right, frozen).ending == Ending::right);

  Fault cut = fault_at(FaultKind::cut, opening);
  cut.party = kServer0;
  cut.peer = kServer1;
  cut.time = kSecond;
  const FaultyEnd healed = run(job, right, cut);
  CHECK(healed.ending == Ending::right);
  // Tried again after 0.2, 0.6 and 1.4 seconds.
  CHECK(healed.end > right.end + SimDuration{1'300'000'000});

  Fault slow;
  slow.kind = FaultKind::slow;
  slow.party = kServer1;
  slow.amount = 500;
  const FaultyEnd slowed = run(job, right, slow);
  CHECK(slowed.ending == Ending::right);
  CHECK(slowed.end > right.end);
}

TEST_CASE("connections overtake each other and lose messages, and the result is the same") {
  const FaultyJob job = small_faulty_job();
  const FaultFree right = run_without_faults(job);
  for (const std::uint64_t seed : {1, 2, 3}) {
    for (const char* line : {"reorder+20ms", "loss+80", "reorder+5ms,loss+20,slow=producer+300"}) {
      FaultPlan plan = parse_fault_plan(line);
      plan.seed = seed;
      const FaultyEnd end = run_with_faults(job, plan, right);
      INFO(to_string(plan) << ": " << end.text);
      CHECK(end.ending == Ending::right);
      CHECK(end.injected > 3);
    }
  }
}

TEST_CASE("a party that crashes is named by its peers, with what they wait for") {
  const FaultyJob job = small_faulty_job();
  const FaultFree right = run_without_faults(job);
  const std::size_t opening =
      message_number(right, MessageKind::opening, kServer1, kServer0, right.messages.size() / 2);
  const FaultyEnd end = run(job, right, fault_at(FaultKind::crash_sending, opening));
  REQUIRE(end.ending == Ending::error);
  REQUIRE(end.failures.size() >= 2);  // server 0, the receiver, and the producer if it waits
  CHECK(end.failures[0].kind == ProtocolError::Kind::peer_lost);
  CHECK(end.failures[0].party == kServer0);
  CHECK_THAT(end.failures[0].what,
             Catch::StartsWith("server1 is gone: server0 waits for a message of kind opening from "
                               "server1 in layer ") &&
                 Catch::Contains("operation"));
  for (const PartyFailure& failure : end.failures) {
    CHECK(failure.kind == ProtocolError::Kind::peer_lost);
    CHECK(failure.time < right.end + kSecond);  // at once, for connections close
  }
}

TEST_CASE("a party that vanishes without a word is missed within the limit") {
  const FaultyJob job = small_faulty_job();
  const FaultFree right = run_without_faults(job);
  const std::size_t opening =
      message_number(right, MessageKind::opening, kServer0, kServer1, right.messages.size() / 2);
  const std::size_t piece = message_number(right, MessageKind::material, kProducer, kServer0);
  for (const PartyId party : {kServer0, kServer1, kProducer}) {
    Fault vanished = fault_at(FaultKind::vanish, party.is_producer() ? piece : opening);
    vanished.party = party;
    const FaultyEnd end = run(job, right, vanished);
    REQUIRE(end.ending == Ending::error);
    CHECK(end.failures[0].kind == ProtocolError::Kind::timed_out);
    CHECK_THAT(end.text, Catch::Contains("from " + to_string(party)) &&
                             Catch::Contains("no message for 30000 ms"));
    const SimDuration waited = end.failures[0].time - right.end;
    CHECK(waited < 2 * job.limits.message);
  }
}

TEST_CASE("a receiver that is lost is no wrong result") {
  const FaultyJob job = small_faulty_job();
  const FaultFree right = run_without_faults(job);
  const std::size_t last = right.messages.size() - 1;
  REQUIRE(right.messages[last].to == kReceiver);
  const FaultyEnd end = run(job, right, fault_at(FaultKind::crash_receiving, last));
  CHECK(end.ending == Ending::error);
  CHECK_THAT(end.text, Catch::Contains("crashed on the arrival of message") &&
                           Catch::Contains("to receiver, in layer"));
}

TEST_CASE("a job ends right or with one clear error when anybody crashes at any message") {
  const FaultyJob job = small_faulty_job();
  const FaultFree right = run_without_faults(job);
  REQUIRE(right.messages.size() > 100);
  std::size_t errors = 0;
  for (std::size_t i = 0; i < right.messages.size(); ++i) {
    for (const FaultKind kind : {FaultKind::crash_sending, FaultKind::crash_receiving}) {
      if (i % 3 != (kind == FaultKind::crash_sending ? 0U : 1U)) continue;
      const FaultyEnd end = run(job, right, fault_at(kind, i));
      CHECK((end.ending == Ending::right || end.ending == Ending::error));
      CHECK(end.end < right.end + 2 * job.limits.message);
      if (end.ending == Ending::error) ++errors;
    }
  }
  CHECK(errors > right.messages.size() / 3);
}

TEST_CASE("several faults at once, under several variants, break no promise") {
  std::vector<Settings> variants(2);
  variants[0].material = variants[0].inputs = Delivery::seeded;
  variants[1].truncation = Truncation::pair;
  variants[1].likelihoods = Likelihoods::server;
  variants[1].supply = Supply::on_demand;
  for (const Settings& settings : variants) {
    const FaultyJob job = small_faulty_job(settings);
    const FaultFree right = run_without_faults(job);
    for (std::uint64_t seed = 1; seed <= 25; ++seed) {
      const FaultPlan plan = draw_mixed_plan(seed, right);
      const FaultyEnd end = run_with_faults(job, plan, right);
      INFO(to_string(plan) << ": " << end.text);
      CHECK((end.ending == Ending::right || end.ending == Ending::error));
    }
  }
}

TEST_CASE("one plan gives one end, to the nanosecond") {
  const FaultyJob job = small_faulty_job();
  const FaultFree right = run_without_faults(job);
  const FaultPlan plan = parse_fault_plan("seed=5,loss+60,reorder+3ms,crash-receiving@70");
  const FaultyEnd one = run_with_faults(job, plan, right);
  const FaultyEnd other = run_with_faults(job, plan, right);
  CHECK(one.end == other.end);
  CHECK(one.text == other.text);
  CHECK(one.injected == other.injected);
}
