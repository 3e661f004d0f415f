#include "actors/deployment/handshake.hpp"

#include <fmt/format.h>
#include <openssl/sha.h>

#include <algorithm>
#include <cstring>

#include "metrics/printable.hpp"

namespace fathom {
namespace {

constexpr std::size_t kNobody = 0xFFFFFFFE;  ///< the number of no party of a run

[[noreturn]] void refuse_content(const char* what) {
  throw FrameFault(FrameFault::Kind::content, what);
}

EndKind end_numbered(std::uint8_t number) {
  for (const EndKind kind : {EndKind::failed, EndKind::peer_lost, EndKind::timed_out,
                             EndKind::violation, EndKind::refused}) {
    if (number == static_cast<std::uint8_t>(kind)) return kind;
  }
  refuse_content("a frame tells of an end that there is not");
}

}  // namespace

JobDigest job_digest(std::string_view agreed) {
  JobDigest digest{};
  SHA256(reinterpret_cast<const unsigned char*>(agreed.data()), agreed.size(), digest.data());
  return digest;
}

Buffer hello_content(const JobDigest& job, Direction direction) {
  Buffer content(job.begin(), job.end());
  content.push_back(static_cast<char>(direction));
  return content;
}

Direction direction_of(const FrameReader::Frame& hello) {
  if (hello.header.kind != FrameKind::hello || hello.content.size() != sizeof(JobDigest) + 1 ||
      static_cast<std::uint8_t>(hello.content.back()) > static_cast<std::uint8_t>(Direction::in)) {
    refuse_content("a connection did not begin with a hello");
  }
  return opposite(static_cast<Direction>(hello.content.back()));
}

std::optional<Refusal> refusal_of(const Doorkeeper& door, const FrameReader::Frame& hello,
                                  const std::optional<std::string>& certified) {
  const Direction direction = direction_of(hello);
  const PartyId from = hello.header.from;
  if (hello.header.to != door.self) return Refusal::not_this_party;
  if (certified && *certified != to_string(from)) return Refusal::certificate;
  if (std::memcmp(hello.content.data(), door.job.data(), door.job.size()) != 0) {
    return Refusal::other_job;
  }
  if (!door.expected.contains(from)) return Refusal::not_named;
  if (door.connected.contains({from, direction})) return Refusal::there_already;
  return std::nullopt;
}

std::string_view to_string(Refusal refusal) {
  switch (refusal) {
    case Refusal::not_this_party:
      return "another party lives at that address";
    case Refusal::not_named:
      return "the job has no such party that would connect here";
    case Refusal::there_already:
      return "that party is connected already";
    case Refusal::other_job:
      return "the two have different jobs: give all parties the same deployment file";
    case Refusal::certificate:
      return "the certificate is another party's";
  }
  return "unknown";
}

Buffer refusal_content(Refusal refusal) { return {static_cast<char>(refusal)}; }

Refusal read_refusal(std::span<const char> content) {
  if (content.size() != 1 || static_cast<std::uint8_t>(content[0]) >= kRefusals) {
    refuse_content("a refusal gives no reason that there is");
  }
  return static_cast<Refusal>(content[0]);
}

Buffer ending_content(const PartyEnd& end) {
  const auto party = end.party ? end.party->value() : static_cast<std::uint32_t>(kNobody);
  Buffer content(1 + sizeof party);
  content[0] = static_cast<char>(end.kind);
  std::memcpy(content.data() + 1, &party, sizeof party);
  const std::string why = end.why.substr(0, kGreatestControl - content.size());
  content.insert(content.end(), why.begin(), why.end());
  return content;
}

PartyEnd read_ending(std::span<const char> content) {
  std::uint32_t party = 0;
  if (content.size() < 1 + sizeof party) refuse_content("a frame tells of an end and is too short");
  PartyEnd end;
  end.kind = end_numbered(static_cast<std::uint8_t>(content[0]));
  std::memcpy(&party, content.data() + 1, sizeof party);
  if (party == kLikelihood.value()) end.party = kLikelihood;
  if (party < kProducer.value()) end.party = PartyId::server(static_cast<int>(party));
  if (party == kProducer.value()) end.party = kProducer;
  if (party == kReceiver.value()) end.party = kReceiver;
  if (party > kReceiver.value() && party < kNobody) {
    end.party = PartyId::provider(party - PartyId::provider(0).value());
  }
  end.why = printable({content.data() + 1 + sizeof party, content.size() - 1 - sizeof party},
                      kGreatestControl);
  return end;
}

Buffer number_content(std::uint64_t number) {
  Buffer content(sizeof number);
  std::memcpy(content.data(), &number, sizeof number);
  return content;
}

std::uint64_t read_number(std::span<const char> content) {
  std::uint64_t number = 0;
  if (content.size() != sizeof number) refuse_content("a frame's number has not 8 bytes");
  std::memcpy(&number, content.data(), sizeof number);
  return number;
}

}  // namespace fathom
