#include <arpa/inet.h>
#include <fmt/format.h>
#include <sys/socket.h>

#include <array>
#include <catch2/catch.hpp>
#include <cstring>
#include <fstream>
#include <iterator>
#include <memory>
#include <sstream>

#include "actors/deployment/certificates.hpp"
#include "actors/deployment/deployment.hpp"
#include "actors/deployment/frame.hpp"
#include "actors/deployment/handshake.hpp"
#include "experiments/validation/descriptor.hpp"
#include "tests/actors/deployment/framed.hpp"
#include "tests/experiments/deployment/small_job.hpp"

using namespace fathom;
using test::small_parties;
using test::SmallJob;
using test::wait_until;
using namespace fathom::literals;

namespace {

constexpr int kViolation = 5;
constexpr int kRefused = 6;

/// A connection to a party, by somebody who need not be one.
class Stranger {
 public:
  explicit Stranger(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    to.sin_port = htons(port);
    const auto open = [&] {
      return ::connect(socket_.number(), reinterpret_cast<sockaddr*>(&to), sizeof to) == 0;
    };
    REQUIRE(wait_until(open));
    const timeval patience{5, 0};
    ::setsockopt(socket_.number(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  }

  void say(const Buffer& bytes) const {
    static_cast<void>(::send(socket_.number(), bytes.data(), bytes.size(), MSG_NOSIGNAL));
  }
  /// Whether the other side has a descriptor of this connection: the kernel's table of connections
  /// shows those that nobody holds with the inode 0.
  [[nodiscard]] bool is_held() const {
    sockaddr_in own{};
    socklen_t size = sizeof own;
    REQUIRE(::getsockname(socket_.number(), reinterpret_cast<sockaddr*>(&own), &size) == 0);
    const std::string peer = fmt::format(":{:04X}", ntohs(own.sin_port));
    std::ifstream table("/proc/net/tcp");
    for (std::string line; std::getline(table, line);) {
      std::istringstream words(line);
      const std::vector<std::string> fields{std::istream_iterator<std::string>(words), {}};
      constexpr std::size_t kRemote = 2, kInode = 9;
      if (fields.size() > kInode && fields[kRemote].ends_with(peer)) return fields[kInode] != "0";
    }
    return false;
  }
  /// All that comes until the other side closes.
  [[nodiscard]] Buffer hear() const {
    Buffer heard;
    std::array<char, 4096> piece;
    for (ssize_t count = 1; count > 0;) {
      count = ::recv(socket_.number(), piece.data(), piece.size(), 0);
      if (count > 0) heard.insert(heard.end(), piece.begin(), piece.begin() + count);
    }
    return heard;
  }

 private:
  Descriptor socket_;
};

Buffer frame(FrameKind kind, PartyId from, PartyId to, const Buffer& content,
             std::uint64_t number = 0) {
  Buffer bytes;
  write_header({kind, static_cast<std::uint32_t>(content.size()), from, to, number}, bytes);
  bytes.insert(bytes.end(), content.begin(), content.end());
  return bytes;
}

/// The job of a deployment file, by which parties know each other.
JobDigest digest_of(const std::string& file) { return job_digest(read_deployment(file).agreed()); }

struct Deployed : test::DeployedJob {
  Deployed() : test::DeployedJob(test::kShort, "epochs = 40\nseed = 1") {}
};

}  // namespace

TEST_CASE("strangers on a port are refused, and the job goes on as if they were not there",
          "[slow]") {
  Deployed deployed;
  deployed.start(kServer0);
  const std::string text = "GET / HTTP/1.1\r\n\r\n";
  const Stranger garbage(deployed.ports[0]);
  garbage.say({text.begin(), text.end()});
  CHECK(garbage.hear().empty());
  CHECK(deployed.says(kServer0, "what came is no frame of fathom"));
  CHECK(wait_until([&] { return !garbage.is_held(); }));  // and it has not closed its side

  Buffer huge = frame(FrameKind::hello, kServer1, kServer0, {});
  huge[6] = huge[7] = huge[8] = huge[9] = '\xff';
  const Stranger oversized(deployed.ports[0]);
  oversized.say(huge);
  CHECK(oversized.hear().empty());
  CHECK(deployed.says(kServer0, "a frame announces 4294967295 bytes, and 1024 are allowed here"));

  std::vector<std::unique_ptr<Stranger>> silent;
  for (int i = 0; i < 100; ++i) silent.push_back(std::make_unique<Stranger>(deployed.ports[0]));
  CHECK(wait_until([&] { return silent.back()->is_held(); }));
  CHECK(wait_until([&] { return !silent.front()->is_held(); }));
  CHECK(deployed.says(kServer0, "too many others knock"));

  deployed.start_all_but(small_parties(), kServer0);
  const Stranger late(deployed.ports[2]);
  late.say(Buffer(100'000, 'x'));
  test::check_all_done(deployed.processes.wait(60_s), small_parties());
}

TEST_CASE("who is not the named role, or has another job, is told why and not let in", "[slow]") {
  Deployed deployed;
  deployed.start(kServer0);
  const auto answer = [&](PartyId from, PartyId to, const JobDigest& digest) {
    const Stranger stranger(deployed.ports[0]);
    stranger.say(frame(FrameKind::hello, from, to, hello_content(digest, Direction::out)));
    const Buffer heard = stranger.hear();
    REQUIRE(heard.size() == FrameHeader::kSize + 1);
    return static_cast<Refusal>(heard.back());
  };
  const JobDigest job = digest_of(deployed.file);
  CHECK(answer(kServer1, kProducer, job) == Refusal::not_this_party);
  CHECK(answer(PartyId::provider(9), kServer0, job) == Refusal::not_named);
  CHECK(answer(kServer0, kServer0, job) == Refusal::not_named);
  CHECK(answer(kServer1, kServer0, job_digest("x")) == Refusal::other_job);
  CHECK(deployed.says(kServer0, "the two have different jobs"));
  CHECK(deployed.processes.runs(kServer0));
}

TEST_CASE("a party with another job is refused, and says so by its exit code", "[slow]") {
  Deployed deployed;
  deployed.start(kServer0);
  const std::string other =
      deployed.job.write(test::tcp_head(deployed.ports), "epochs = 40\nseed = 2", "other.toml");
  deployed.processes.start(kServer1, other);
  REQUIRE(wait_until([&] { return !deployed.processes.runs(kServer1); }));
  const auto ended = deployed.processes.wait(SimDuration{0});
  CHECK(ended.at(kServer1).code == kRefused);
  CHECK_THAT(ended.at(kServer1).said, Catch::Contains("server0 refused server1: the two have "
                                                      "different jobs"));
}

namespace {

/// A peer that is let in as the receiver and then sends these frames: all others end, and say why.
void check_violation(const std::vector<std::pair<FrameKind, Buffer>>& frames,
                     const std::string& expected, std::size_t announced = 0) {
  Deployed deployed;
  deployed.start_all_but(small_parties(), kReceiver);
  std::vector<std::unique_ptr<Stranger>> lines;  // first the one to server 0 on which it speaks
  for (std::size_t hub = 0; hub < 3; ++hub) {
    for (const Direction direction : {Direction::out, Direction::in}) {
      lines.push_back(std::make_unique<Stranger>(deployed.ports[hub]));
      const Buffer hello = hello_content(digest_of(deployed.file), direction);
      lines.back()->say(frame(FrameKind::hello, kReceiver, kHubs[hub], hello));
    }
  }
  lines[0]->say(frame(FrameKind::ready, kReceiver, kServer0, {}, 1));
  REQUIRE(deployed.says(kServer1, "the job begins"));
  std::uint64_t number = 2;
  for (const auto& [kind, content] : frames) {
    Buffer bytes = frame(kind, kReceiver, kServer0, content, number++);
    if (announced > 0) std::memcpy(bytes.data() + 6, &announced, 4);
    lines[0]->say(bytes);
  }
  const auto ended = deployed.processes.wait(20_s);
  for (const PartyId party : small_parties()) {
    if (party == kReceiver) continue;
    INFO(to_string(party));
    REQUIRE(ended.contains(party));
    INFO(ended.at(party).said);
    CHECK(ended.at(party).code == kViolation);
    CHECK_THAT(ended.at(party).said, Catch::Contains(expected));
  }
}

}  // namespace

TEST_CASE("a party that is let in and then breaks the protocol ends the job for all", "[slow]") {
  check_violation({{FrameKind::message, Buffer(50, 'x')}},
                  "receiver sent what no party may: a frame holds no message of the protocol");
  check_violation({{FrameKind::message, {}}}, "a frame announces 2147483648 bytes", 1U << 31U);
  check_violation({{FrameKind::go, {}}}, "a frame came where none of its kind may");
  check_violation({{FrameKind::consumed, number_content(77)}}, "credit came for what was not sent");
}

TEST_CASE_METHOD(MessageFixture,
                 "a message that no party would send is named to all, with its sender and its kind",
                 "[slow]") {
  const auto content = [&]<MessageKind kind>(std::integral_constant<MessageKind, kind>,
                                             std::uint16_t part) {
    Envelope envelope = envelope_of(kind, {numbered(z64(), 3)});
    envelope.header.part = part;
    return std::pair{FrameKind::message, test::content_of(test::framed<kind>(system, envelope))};
  };
  const std::integral_constant<MessageKind, MessageKind::opening> opening;
  const std::integral_constant<MessageKind, MessageKind::output> output;
  const auto first = content(opening, 0);
  check_violation({first, first},
                  "server0 received a message twice: a message of kind opening from receiver, in "
                  "layer ");
  check_violation({content(opening, 2)}, "server0 received part 2 of a message before part 0");
  check_violation({content(output, 0)},
                  "server0 takes no message of kind output, and receiver sent one, in layer ");
  const Buffer cut(first.second.begin(), first.second.begin() + 60);
  check_violation({{FrameKind::message, cut}},
                  "receiver sent what no party may: a message of kind opening that cannot be read");
}

TEST_CASE("a certificate of another party, or none, does not open a connection over TLS",
          "[slow]") {
  const SmallJob job;
  const auto ports = free_ports(3);
  std::vector<std::string> names;
  for (const PartyId party : small_parties()) names.push_back(to_string(party));
  make_certificates(job.scratch() / "keys", names, 1);
  std::string head = test::tcp_head(ports, "connect = \"2s\"");
  head.replace(head.find("tcp"), 3, "tls");
  head +=
      "[tls]\nkey = \"keys/{role}.key\"\ncertificate = \"keys/{role}.pem\"\n"
      "authority = \"keys/authority.pem\"\n";
  const std::string file = job.write(head, "epochs = 1\nseed = 1");
  PartyProcesses processes(test::party_program(), job.scratch().path());
  processes.start(kServer0, file);
  const Stranger plain(ports[0]);
  const Buffer hello = hello_content(digest_of(file), Direction::out);
  plain.say(frame(FrameKind::hello, kServer1, kServer0, hello));
  static_cast<void>(plain.hear());
  const auto ended = processes.wait(20_s);
  REQUIRE(ended.contains(kServer0));
  CHECK_THAT(ended.at(kServer0).said, Catch::Contains("the TLS handshake failed"));

  // provider0's own certificate under server1's name is found out before anything is sent.
  std::filesystem::copy_file(job.scratch() / "keys/provider0.key", job.scratch() / "stolen.key");
  std::string stolen = head;
  for (auto at = stolen.find("{role}"); at != std::string::npos; at = stolen.find("{role}")) {
    stolen.replace(at, 6, "provider0");
  }
  const std::string other = job.write(stolen, "epochs = 1\nseed = 1", "stolen.toml");
  processes.start(kServer1, other);
  const auto later = processes.wait(20_s);
  CHECK(later.at(kServer1).code == 2);
  CHECK_THAT(later.at(kServer1).said, Catch::Contains("the certificate is that of provider0"));
}
