#include "actors/deployment/handshake.hpp"

#include <catch2/catch.hpp>

using namespace fathom;

namespace {

const JobDigest kJob = job_digest("a job");

FrameReader::Frame hello(PartyId from, PartyId to, const JobDigest& job = kJob,
                         Direction direction = Direction::out) {
  const Buffer content = hello_content(job, direction);
  return {{FrameKind::hello, static_cast<std::uint32_t>(content.size()), from, to, 0},
          FrameContent(content.begin(), content.end())};
}

// The producer speaks already, and does not listen yet.
const Doorkeeper kDoor{
    kServer0, kJob, {kServer1, kProducer, PartyId::provider(0)}, {{kProducer, Direction::in}}};

}  // namespace

TEST_CASE("who is named and has the same job comes in") {
  CHECK_FALSE(refusal_of(kDoor, hello(kServer1, kServer0), std::nullopt));
  CHECK_FALSE(refusal_of(kDoor, hello(kServer1, kServer0), "server1"));
  CHECK_FALSE(refusal_of(kDoor, hello(kProducer, kServer0, kJob, Direction::in), std::nullopt));
}

TEST_CASE("everybody else is refused, with the reason") {
  const auto refused = [](const FrameReader::Frame& frame,
                          const std::optional<std::string>& certified = std::nullopt) {
    return refusal_of(kDoor, frame, certified);
  };
  CHECK(refused(hello(kServer1, kServer1)) == Refusal::not_this_party);
  CHECK(refused(hello(kServer1, kServer0, job_digest("another"))) == Refusal::other_job);
  CHECK(refused(hello(PartyId::provider(1), kServer0)) == Refusal::not_named);
  CHECK(refused(hello(kReceiver, kServer0)) == Refusal::not_named);
  CHECK(refused(hello(kProducer, kServer0)) == Refusal::there_already);
  CHECK(refused(hello(kServer1, kServer0), "provider0") == Refusal::certificate);
  CHECK(refused(hello(kServer1, kServer0), "") == Refusal::certificate);
}

TEST_CASE("what is no hello is no hello") {
  FrameReader::Frame other = hello(kServer1, kServer0);
  other.header.kind = FrameKind::welcome;
  CHECK_THROWS_AS(refusal_of(kDoor, other, std::nullopt), FrameFault);
  FrameReader::Frame neither = hello(kServer1, kServer0);
  neither.content.back() = 2;
  CHECK_THROWS_AS(refusal_of(kDoor, neither, std::nullopt), FrameFault);
  FrameReader::Frame shorter = hello(kServer1, kServer0);
  shorter.content.pop_back();
  CHECK_THROWS_AS(refusal_of(kDoor, shorter, std::nullopt), FrameFault);
}

TEST_CASE("an end is told with who is to blame and why") {
  for (const auto& party : {std::optional<PartyId>{}, std::optional{kServer1},
                            std::optional{kLikelihood}, std::optional{PartyId::provider(7)}}) {
    const PartyEnd end{EndKind::peer_lost, party, "somebody was lost"};
    const PartyEnd told = read_ending(ending_content(end));
    CHECK(told.kind == end.kind);
    CHECK(told.party == party);
    CHECK(told.why == end.why);
  }
  const PartyEnd wordy{EndKind::violation, kServer0, std::string(5'000, 'w')};
  CHECK(ending_content(wordy).size() == kGreatestControl);
}

TEST_CASE("contents that mean nothing are refused") {
  CHECK_THROWS_AS(read_ending(Buffer{}), FrameFault);
  CHECK_THROWS_AS(read_ending(Buffer{'\x63', 0, 0, 0, 0}), FrameFault);
  CHECK_THROWS_AS(read_ending(Buffer{0, 0, 0, 0, 0}), FrameFault);  // done is no ending
  CHECK_THROWS_AS(read_refusal(Buffer{}), FrameFault);
  CHECK_THROWS_AS(read_refusal(Buffer{'\x63'}), FrameFault);
  CHECK_THROWS_AS(read_number(Buffer{1, 2, 3}), FrameFault);
  CHECK(read_number(number_content(0xfedcba9876543210ULL)) == 0xfedcba9876543210ULL);
}

TEST_CASE("what an end says cannot turn a terminal's lines") {
  Buffer content = ending_content({EndKind::violation, kServer0, "x"});
  content.back() = '\n';
  CHECK(read_ending(content).why == "\\x0a");
}
