#include <algorithm>
#include <catch2/catch.hpp>
#include <csignal>

#include "tests/experiments/deployment/small_job.hpp"

using namespace fathom;
using test::all_roles;
using test::SmallJob;
using test::wait_until;
using namespace fathom::literals;

namespace {

constexpr int kPeerLost = 3;
constexpr int kTimedOut = 4;

/// Of five steps each: a job that is killed near its end, and one that nobody sees end.
constexpr int kEpochs = 16, kManyEpochs = 400;
constexpr int kSteps = kEpochs * 5;

struct Deployed : test::DeployedJob {
  explicit Deployed(int epochs, const std::string& deadlines = test::kPatient)
      : test::DeployedJob(deadlines, fmt::format("epochs = {}\nseed = 1\n"
                                                 "variant = \"likelihoods=server\"",
                                                 epochs)) {}

  void start_all() {
    for (const PartyId party : all_roles()) start(party);
  }
  bool reaches(int step) { return says(kServer0, fmt::format("step {} of", step)); }
};

/// Every party but the lost one ends in time, says who was lost, and by its exit code.
void check_others(Deployed& deployed, PartyId lost, int code = kPeerLost) {
  const auto ended = deployed.processes.wait(20_s);
  for (const PartyId party : all_roles()) {
    INFO(to_string(party) << " after the loss of " << to_string(lost));
    REQUIRE(ended.contains(party));
    if (party == lost) {
      CHECK(ended.at(party).signal == SIGKILL);
      continue;
    }
    INFO(ended.at(party).said);
    CHECK(ended.at(party).code == code);
    CHECK_THAT(ended.at(party).said, Catch::Contains(to_string(lost) + " was lost"));
  }
}

}  // namespace

TEST_CASE("a party that is killed when the job begins is named by all others", "[slow]") {
  for (const PartyId lost : all_roles()) {
    Deployed deployed(kManyEpochs);
    deployed.start_all();
    REQUIRE(deployed.reaches(1));
    deployed.processes.kill(lost, SIGKILL);
    check_others(deployed, lost);
  }
}

TEST_CASE("a party that is killed in the middle is named by all others", "[slow]") {
  for (const PartyId lost : all_roles()) {
    Deployed deployed(kManyEpochs);
    deployed.start_all();
    REQUIRE(deployed.reaches(kSteps / 2));
    deployed.processes.kill(lost, SIGKILL);
    check_others(deployed, lost);
  }
}

// What is asked is that nobody waits for ever, and that all agree on how it ended.
TEST_CASE("a party that is killed at the end leaves all others done, or is named by them",
          "[slow]") {
  for (const PartyId lost : all_roles()) {
    Deployed deployed(kEpochs);
    deployed.start_all();
    REQUIRE(deployed.reaches(kSteps - 1));
    deployed.processes.kill(lost, SIGKILL);
    const auto ended = deployed.processes.wait(20_s);
    for (const PartyId party : all_roles()) {
      INFO(to_string(party) << " after the loss of " << to_string(lost));
      REQUIRE(ended.contains(party));
      if (party == lost || ended.at(party).code == 0) continue;
      INFO(ended.at(party).said);
      CHECK(ended.at(party).code == kPeerLost);
      CHECK_THAT(ended.at(party).said, Catch::Contains(to_string(lost) + " was lost"));
    }
  }
}

TEST_CASE("a party that is killed before all are connected is named by those who are", "[slow]") {
  Deployed deployed(kManyEpochs);
  deployed.start_all_but(all_roles(), kReceiver);
  std::this_thread::sleep_for(std::chrono::milliseconds(500));
  deployed.processes.kill(kServer1, SIGKILL);
  const auto ended = deployed.processes.wait(20_s);
  for (const PartyId party : {kServer0, kProducer, PartyId::provider(0), PartyId::provider(1)}) {
    REQUIRE(ended.contains(party));
    CHECK(ended.at(party).code == kPeerLost);
    CHECK_THAT(ended.at(party).said, Catch::Contains("server1 was lost"));
  }
}

TEST_CASE("a party that never comes is named when the deadline passes", "[slow]") {
  for (const PartyId missing : {kServer1, kReceiver}) {
    Deployed deployed(kManyEpochs, "connect = \"1500ms\"\nsilence = \"30s\"\njob = \"100s\"");
    deployed.start_all_but(all_roles(), missing);
    const auto ended = deployed.processes.wait(20_s);
    REQUIRE(ended.contains(kServer0));
    CHECK(ended.at(kServer0).code == kTimedOut);
    CHECK_THAT(ended.at(kServer0).said, Catch::Contains(to_string(missing)));
    for (const PartyId party : all_roles()) {
      if (party != missing) CHECK(ended.contains(party));
    }
  }
}

TEST_CASE("a party that is frozen is lost when it has been silent for too long", "[slow]") {
  Deployed deployed(kManyEpochs, "connect = \"40s\"\nsilence = \"3s\"\njob = \"100s\"");
  deployed.start_all();
  REQUIRE(deployed.reaches(5));
  deployed.processes.kill(kProducer, SIGSTOP);
  REQUIRE(wait_until([&] {
    return std::ranges::none_of(all_roles(), [&](PartyId party) {
      return party != kProducer && deployed.processes.runs(party);
    });
  }));
  deployed.processes.kill(kProducer, SIGKILL);
  const auto ended = deployed.processes.wait(20_s);
  for (const PartyId party : all_roles()) {
    if (party == kProducer) continue;
    INFO(ended.at(party).said);
    CHECK(ended.at(party).code == kPeerLost);
    CHECK_THAT(ended.at(party).said, Catch::Contains("producer was lost: nothing came from it"));
  }
}

// Its connections would stand for as long as its silence is allowed. Whoever gives up first, which
// may be one that waits for another that waits, tells all.
TEST_CASE("a message that never comes is named when its deadline passes", "[slow]") {
  Deployed deployed(kManyEpochs,
                    "connect = \"40s\"\nsilence = \"100s\"\nmessage = \"1s\"\njob = \"200s\"");
  deployed.start_all();
  REQUIRE(deployed.reaches(5));
  deployed.processes.kill(kServer1, SIGSTOP);
  REQUIRE(wait_until([&] { return !deployed.processes.runs(kServer0); }));
  deployed.processes.kill(kServer1, SIGKILL);
  const auto ended = deployed.processes.wait(20_s);
  for (const PartyId party : all_roles()) {
    if (party == kServer1) continue;
    INFO(to_string(party) << " said " << ended.at(party).said);
    CHECK(ended.at(party).code == kTimedOut);
    CHECK_THAT(ended.at(party).said, Catch::Contains("no message for 1000 ms: "));
    CHECK_THAT(ended.at(party).said, Catch::Contains("waits for a message of kind "));
    CHECK_THAT(ended.at(party).said, Catch::Contains(" in layer "));
  }
}

TEST_CASE("parties may start in any order", "[slow]") {
  Deployed deployed(kEpochs);
  for (auto party = all_roles().rbegin(); party != all_roles().rend(); ++party) {
    deployed.start(*party);
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
  test::check_all_done(deployed.processes.wait(60_s), all_roles());
}

TEST_CASE("a job that takes longer than its deadline ends", "[slow]") {
  Deployed deployed(kManyEpochs, "connect = \"40s\"\nsilence = \"30s\"\njob = \"50ms\"");
  deployed.start_all();
  const auto ended = deployed.processes.wait(20_s);
  for (const PartyId party : all_roles()) {
    REQUIRE(ended.contains(party));
    CHECK(ended.at(party).code == kTimedOut);
    CHECK_THAT(ended.at(party).said, Catch::Contains("the job is not done after 0.05 s"));
  }
}
