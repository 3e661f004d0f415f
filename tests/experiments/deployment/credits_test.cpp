#include <catch2/catch.hpp>

#include "actors/deployment/party_report.hpp"
#include "tests/experiments/deployment/small_job.hpp"

using namespace fathom;
using test::small_parties;
using test::SmallJob;
using namespace fathom::literals;

namespace {

/// What lay unused at most at a server, of each sender, in a run where the producer waits for
/// nobody and server 0 is slow.
std::map<PartyId, Bytes> greatest_unused(const std::string& limit) {
  const SmallJob job;
  const std::string file =
      job.write(test::tcp_head(free_ports(3)) + "[credits]\nlimit = \"" + limit + "\"\n",
                "epochs = 10\nseed = 1\nvariant = \"supply=ahead\"");
  PartyProcesses processes(test::party_program(), job.scratch().path());
  for (const PartyId party : small_parties()) processes.start(party, file, {"--threads", "1"});
  test::check_all_done(processes.wait(60_s), small_parties());
  std::map<PartyId, Bytes> greatest;
  for (const PartyId server : {kServer0, kServer1}) {
    for (const auto& [sender, bytes] : read_report(processes.report(server)).greatest_unused) {
      greatest[sender] = std::max(greatest[sender], bytes);
    }
  }
  return greatest;
}

}  // namespace

// A step's material is some 50 kB: without a limit the producer is far ahead within milliseconds.
TEST_CASE("what lies unused at a server stays within the credit, and would not without", "[slow]") {
  constexpr Bytes kLimit{64 * 1024};
  const auto limited = greatest_unused("64KiB");
  const auto unlimited = greatest_unused("none");
  for (const auto& [sender, bytes] : limited) {
    INFO(to_string(sender));
    CHECK(bytes <= kLimit);
  }
  CHECK(limited.at(kProducer) > Bytes{0});
  CHECK(unlimited.at(kProducer) > kLimit * 4);
}

TEST_CASE("with the smallest credit one message goes at a time, and the result is the same",
          "[slow]") {
  const SmallJob job;
  const std::string file =
      job.write("[credits]\nlimit = \"1B\"", "epochs = 1\nseed = 1\nvariant = \"supply=ahead\"");
  const test::Ended ended = job.deploy(file, "--transport tcp");
  INFO(ended.err);
  CHECK(ended.code == 0);
  CHECK_THAT(ended.err, Catch::Contains("bit for bit"));
}
