#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

#include "actors/faults/draw_plan.hpp"
#include "actors/faults/tampering.hpp"
#include "tests/actors/faults/small_job.hpp"
#include "tests/actors/secrets.hpp"

using namespace fathom;
using test::fault_at;
using test::message_number;
using test::plan_of;
using test::small_faulty_job;

namespace {

/// A fault of server 1's on an opening to server 0 in the middle of the run, and what server 0 says
/// of it.
struct Refused {
  FaultKind kind;
  const char* says;
};

FaultyJob job_in(const Ring& ring) {
  Settings settings;
  settings.ring = &ring;
  return small_faulty_job(settings);
}

/// Every share, mask and key that a run without faults sends; one with faults sends no others.
void collect_secrets(const FaultyJob& faulty, test::Secrets& secrets) {
  Job job(faulty.spec, faulty.make_program());
  job.simulation().add_observer(secrets);
  job.run();
}

}  // namespace

TEST_CASE("a peer that does not keep to the protocol is refused by name, and all are told") {
  const FaultyJob job = job_in(q121());
  const FaultFree right = run_without_faults(job);
  const std::size_t opening =
      message_number(right, MessageKind::opening, kServer1, kServer0, right.messages.size() / 2);
  const std::vector<Refused> cases{
      {FaultKind::duplicate,
       "server0 received a message twice: a message of kind opening from "
       "server1"},
      {FaultKind::shape, "and got kind opening with"},
      {FaultKind::ring, "elements of z64, in layer"},
      {FaultKind::range, "an element is not a canonical representative"},
      {FaultKind::length, "its payload is shorter than its header says"},
      {FaultKind::sequence, "server0 received part 1 of a message before part 0"},
      {FaultKind::kind, "and got kind reveal"},
      {FaultKind::epoch, "server0 is in start 0 of the job and received one of start 1"},
  };
  for (const auto& [kind, says] : cases) {
    const FaultyEnd end = run_with_faults(job, plan_of(fault_at(kind, opening)), right);
    INFO(to_string(kind) << ": " << end.text);
    REQUIRE(end.ending == Ending::error);
    CHECK(end.failures[0].party == kServer0);
    CHECK(end.failures[0].kind == ProtocolError::Kind::violation);
    CHECK_THAT(end.text,
               Catch::Contains(says) && Catch::Contains("server1") && Catch::Contains("in layer "));
    // Server 1 and the receiver hear of it as soon as server 0 closes its connections.
    std::set<PartyId> told;
    for (const PartyFailure& failure : end.failures) {
      CHECK(failure.time < right.end + SimDuration{1'000'000'000});
      if (failure.kind == ProtocolError::Kind::peer_lost) told.insert(failure.party);
    }
    CHECK(told.contains(kServer1));
    CHECK(told.contains(kReceiver));
  }
}

TEST_CASE("a message that is never sent is missed by name") {
  const FaultyJob job = small_faulty_job();
  const FaultFree right = run_without_faults(job);
  const std::size_t piece = message_number(right, MessageKind::material, kProducer, kServer1);
  const FaultyEnd end = run_with_faults(job, plan_of(fault_at(FaultKind::missing, piece)), right);
  CHECK(end.ending == Ending::error);
  // Server 0 waits for server 1 all the while, and gives up at the same instant.
  CHECK(std::ranges::any_of(end.failures, [](const PartyFailure& failure) {
    return failure.kind == ProtocolError::Kind::timed_out && failure.party == kServer1 &&
           failure.what.find(
               "server1 waits for a message of kind material from producer in layer") !=
               std::string::npos;
  }));
}

TEST_CASE("what a role does not take is refused: an opening at the producer") {
  Settings settings;
  settings.window = 2;  // so that the producer waits for every credit
  const FaultyJob job = small_faulty_job(settings);
  const FaultFree right = run_without_faults(job);
  const std::size_t credit = message_number(right, MessageKind::credit, kServer0, kProducer);
  const FaultyEnd end = run_with_faults(job, plan_of(fault_at(FaultKind::kind, credit)), right);
  CHECK(end.ending == Ending::error);
  CHECK_THAT(end.text, Catch::Contains("producer takes no message of kind opening from server0") &&
                           Catch::Contains("in layer"));
}

TEST_CASE("every fault of a peer at any message that can suffer it ends in an error or right") {
  const FaultyJob job = job_in(m61());
  const FaultFree right = run_without_faults(job);
  test::Secrets secrets;
  collect_secrets(job, secrets);
  for (auto kind = FaultKind::duplicate; kind <= FaultKind::epoch;
       kind = static_cast<FaultKind>(static_cast<int>(kind) + 1)) {
    for (std::uint64_t seed = 1; seed <= 12; ++seed) {
      const FaultPlan plan = draw_plan(kind, seed, right);
      const FaultyEnd end = run_with_faults(job, plan, right);
      INFO(to_string(plan) << ": " << end.text);
      CHECK((end.ending == Ending::error || end.ending == Ending::right));
      for (const PartyFailure& failure : end.failures) {
        CHECK(secrets.first_in(failure.what).empty());
      }
      // Elements are always waited for; a credit is perhaps not, and comes when all is over.
      const bool of_elements = kind >= FaultKind::shape && kind <= FaultKind::length;
      if (of_elements) CHECK(end.ending == Ending::error);
    }
  }
}

// Masks that several strands wait for: one of them fails while the one that filled it still runs.
TEST_CASE("messages of another kind end a job in every place where strands wait for each other") {
  Settings settings;
  use_ring(settings, q121(), 16);
  settings.material = Delivery::seeded;
  settings.inputs = Delivery::masked;
  settings.reuse = Reuse::data;
  settings.truncation = Truncation::pair;
  const FaultyJob job = small_faulty_job(settings);
  const FaultFree right = run_without_faults(job);
  for (std::size_t i = 0; i < right.messages.size(); i += 2) {
    if (!can_befall(FaultKind::kind, right.messages[i].header)) continue;
    const FaultyEnd end = run_with_faults(job, plan_of(fault_at(FaultKind::kind, i)), right);
    INFO("message " << i << ": " << end.text);
    CHECK((end.ending == Ending::error || end.ending == Ending::right));
  }
}
