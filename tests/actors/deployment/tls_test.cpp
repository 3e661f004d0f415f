#include "actors/deployment/tls.hpp"

#include <catch2/catch.hpp>
#include <fstream>

#include "actors/deployment/certificates.hpp"
#include "metrics/errors.hpp"
#include "tests/nn/data/files.hpp"

using namespace fathom;
using testing::ScratchDirectory;

namespace {

TlsIdentity identity(const ScratchDirectory& scratch, const std::string& name,
                     const std::string& authority = "authority") {
  return TlsIdentity(
      {scratch / (name + ".key"), scratch / (name + ".pem"), scratch / (authority + ".pem")});
}

/// Carries bytes both ways until nothing moves; what each side has heard.
std::pair<Buffer, Buffer> talk(TlsChannel& a, TlsChannel& b) {
  std::pair<Buffer, Buffer> heard;
  for (bool moved = true; moved;) {
    Buffer to_a, to_b;
    a.flush_to(to_b);
    b.flush_to(to_a);
    moved = !to_a.empty() || !to_b.empty();
    const Buffer at_b = b.receive(to_b);
    const Buffer at_a = a.receive(to_a);
    heard.first.insert(heard.first.end(), at_a.begin(), at_a.end());
    heard.second.insert(heard.second.end(), at_b.begin(), at_b.end());
  }
  return heard;
}

}  // namespace

TEST_CASE("two parties with certificates of one authority understand and know each other") {
  const ScratchDirectory scratch;
  make_certificates(scratch.path(), {"server0", "provider3"}, 1);
  const TlsIdentity one = identity(scratch, "provider3");
  const TlsIdentity other = identity(scratch, "server0");
  CHECK(one.name() == "provider3");
  TlsChannel dials(one, TlsChannel::Side::dials);
  TlsChannel answers(other, TlsChannel::Side::answers);
  const Buffer long_text(100'000, 'z');
  dials.send(long_text);  // before the handshake
  answers.send(Buffer{'h', 'i'});
  const auto heard = talk(dials, answers);
  CHECK(heard.first == Buffer{'h', 'i'});
  CHECK(heard.second == long_text);
  CHECK(dials.peer() == "server0");
  CHECK(answers.peer() == "provider3");
}

TEST_CASE("a certificate of another authority is refused") {
  const ScratchDirectory ours, theirs;
  make_certificates(ours.path(), {"server0"}, 1);
  make_certificates(theirs.path(), {"server1"}, 1);
  const TlsIdentity server = identity(ours, "server0");
  const TlsIdentity intruder = identity(theirs, "server1");
  TlsChannel answers(server, TlsChannel::Side::answers);
  TlsChannel dials(intruder, TlsChannel::Side::dials);
  CHECK_THROWS_AS(talk(dials, answers), TlsFault);
  CHECK_FALSE(answers.peer().has_value());
}

TEST_CASE("bytes that are no TLS are refused") {
  const ScratchDirectory scratch;
  make_certificates(scratch.path(), {"server0"}, 1);
  const TlsIdentity server = identity(scratch, "server0");
  TlsChannel answers(server, TlsChannel::Side::answers);
  const std::string garbage = "GET / HTTP/1.1\r\n\r\n";
  CHECK_THROWS_AS(answers.receive(garbage), TlsFault);
}

TEST_CASE("a key, a certificate or an authority that is missing or wrong is a sentence") {
  const ScratchDirectory scratch;
  make_certificates(scratch.path(), {"server0", "server1"}, 1);
  CHECK_THROWS_WITH(identity(scratch, "server2"), Catch::Contains("server2.pem cannot be used"));
  CHECK_THROWS_WITH(identity(scratch, "server0", "nobody"),
                    Catch::Contains("nobody.pem cannot be used"));
  CHECK_THROWS_WITH(
      TlsIdentity({scratch / "server1.key", scratch / "server0.pem", scratch / "authority.pem"}),
      Catch::Contains("server1.key cannot be used with the certificate"));
  std::ofstream(scratch / "server0.pem") << "nothing";
  CHECK_THROWS_AS(identity(scratch, "server0"), UserError);
}

TEST_CASE("certificates overwrite nothing, and keys are for their owner alone") {
  const ScratchDirectory scratch;
  make_certificates(scratch.path(), {"server0"}, 1);
  CHECK_THROWS_WITH(make_certificates(scratch.path(), {"server0"}, 1),
                    Catch::Contains("cannot be written"));
  const auto permissions = std::filesystem::status(scratch / "server0.key").permissions();
  CHECK((permissions & std::filesystem::perms::others_all) == std::filesystem::perms::none);
  CHECK((permissions & std::filesystem::perms::group_all) == std::filesystem::perms::none);
}
