#include <catch2/catch.hpp>

#include "actors/deployment/deployment.hpp"
#include "metrics/errors.hpp"

using namespace fathom;

namespace {

const char* const kComplete = R"(
transport = "tls"
[roles]
server0 = "10.0.0.1:7100"
server1 = "example.org:7101"
producer = "10.0.0.3:7102"
[tls]
key = "{role}.key"
certificate = "/etc/fathom/{role}.pem"
authority = "authority.pem"
[deadlines]
connect = "1min"
silence = "0.5s"
message = "10min"
job = "2h"
[credits]
limit = "3MiB"
[job]
experiment = "predict"
requests = 32
model = "classifier"
learning-rate = 0.5
first-input-gradient = true
)";

Deployment parsed(const std::string& text) { return parse_deployment(text, "there/job.toml"); }

std::string sentence(const std::string& text) {
  try {
    parsed(text).check_complete();
  } catch (const UserError& error) {
    return error.what();
  }
  return "accepted";
}

/// The complete file, with one line instead of another.
std::string changed(const std::string& from, const std::string& to) {
  std::string text = kComplete;
  const auto at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

}  // namespace

TEST_CASE("a deployment file says who is where, what protects them, and what they do") {
  const Deployment all = parsed(kComplete);
  all.check_complete();
  CHECK(all.tls);
  CHECK(all.roles.at(kServer1) == Endpoint{"example.org", 7101});
  CHECK(all.files_of(PartyId::provider(2)).key == "there/provider2.key");
  CHECK(all.files_of(kServer0).certificate == "/etc/fathom/server0.pem");
  CHECK(all.deadlines.connect == SimDuration{60'000'000'000});
  CHECK(all.deadlines.silence == SimDuration{500'000'000});
  CHECK(all.deadlines.message == SimDuration{600'000'000'000});
  CHECK(all.deadlines.job == SimDuration{7'200'000'000'000});
  CHECK(all.credit == Bytes{3 * 1024 * 1024});
  CHECK(all.experiment == "predict");
  CHECK(all.job.size() == 4);
}

TEST_CASE("a deployment's text reads back the same") {
  const Deployment all = parsed(kComplete);
  const Deployment again = parse_deployment(to_text(all), "/elsewhere/job.toml");
  CHECK(again.roles == all.roles);
  CHECK(again.credit == all.credit);
  CHECK(again.agreed() == all.agreed());
  CHECK(again.deadlines.silence == all.deadlines.silence);
  CHECK(again.deadlines.message == all.deadlines.message);
}

TEST_CASE("parties agree on the job, its credit and its transport, not on where things are") {
  const std::string agreed = parsed(kComplete).agreed();
  CHECK(parsed(changed("10.0.0.1", "10.0.0.9")).agreed() == agreed);
  CHECK(parsed(changed("{role}.key", "my.key")).agreed() == agreed);
  CHECK(parsed(changed("requests = 32", "requests = 33")).agreed() != agreed);
  CHECK(parsed(changed("3MiB", "4MiB")).agreed() != agreed);
  CHECK(parsed(changed("\"predict\"", "\"training_step\"")).agreed() != agreed);
}

TEST_CASE("every field of a deployment file that is wrong is a sentence with its line") {
  const std::vector<std::tuple<std::string, std::string, std::string>> cases{
      {"transport = \"tls\"", "transport = \"udp\"", "line 2: transport is tls or tcp"},
      {"transport = \"tls\"", "transport = 5", "line 2: 'transport' is an integer"},
      {"transport = \"tls\"", "transport = ", "it is no TOML"},
      {"transport = \"tls\"", "unprotected = 1", "write true or false"},
      {"transport = \"tls\"", "colour = \"red\"", "'colour' is not known here"},
      {"[roles]", "[roles]\nserver2 = \"a:1\"", "'server2' is no role"},
      {"[roles]", "[roles]\nreceiver = \"a:1\"", "receiver listens to nobody"},
      {"10.0.0.1:7100", "10.0.0.1", "write host:port"},
      {"10.0.0.1:7100", "10.0.0.1:0", "write host:port"},
      {"10.0.0.1:7100", "10.0.0.1:70000", "write host:port"},
      {"10.0.0.1:7100", ":7100", "write host:port"},
      {"\"10.0.0.1:7100\"", "7100", "write such as server0"},
      {"server1 = \"example.org:7101\"", "", "server1 has no address"},
      {"key = \"{role}.key\"", "", "TLS needs a key, a certificate and an authority"},
      {"authority = \"authority.pem\"", "", "TLS needs a key, a certificate and an authority"},
      {"certificate = \"/etc/fathom/{role}.pem\"", "",
       "TLS needs a key, a certificate and an authority"},
      {"key = \"{role}.key\"", "key = \"\"", "a file has no name"},
      {"key = \"{role}.key\"", "password = \"x\"", "write key, certificate and authority"},
      {"connect = \"1min\"", "connect = \"1\"", "is no deadline"},
      {"connect = \"1min\"", "connect = \"-1s\"", "is no deadline"},
      {"connect = \"1min\"", "connect = \"0.4ms\"", "is no deadline"},
      {"connect = \"1min\"", "connect = \"9000000000h\"", "is no deadline"},
      {"connect = \"1min\"", "connect = 60", "write such as connect = \"30s\""},
      {"connect = \"1min\"", "never = \"1min\"", "write connect, silence, message or job"},
      {"limit = \"3MiB\"", "limit = \"3MB\"", "is no limit"},
      {"limit = \"3MiB\"", "limit = \"0MiB\"", "is no limit"},
      {"limit = \"3MiB\"", "most = \"3MiB\"", "write limit or inbox"},
      {"experiment = \"predict\"", "", "no job is named"},
      {"experiment = \"predict\"", "experiment = \"\"", "an experiment has no name"},
      {"requests = 32", "requests = [1, 2]", "write text or a number"},
      {"[job]", "[[job]]", "'job' is an array; write a table [job]"},
  };
  for (const auto& [from, to, expected] : cases) {
    INFO(from << " -> " << to);
    CHECK_THAT(sentence(changed(from, to)), Catch::Contains(expected));
  }
}

TEST_CASE("TCP stays on loopback unless it is said that nothing protects it") {
  const std::string tcp = changed("\"tls\"", "\"tcp\"");
  CHECK_THAT(sentence(tcp), Catch::Contains("unprotected TCP"));
  CHECK(sentence("unprotected = true\n" + tcp) == "accepted");
  CHECK(sentence("transport = \"tcp\"\n[roles]\nserver0 = \"127.0.0.1:1\"\n"
                 "server1 = \"localhost:2\"\nproducer = \"127.1.2.3:3\"\n"
                 "[job]\nexperiment = \"predict\"\n") == "accepted");
}

TEST_CASE("TLS without its files is refused") {
  const std::string text = kComplete;
  const auto from = text.find("[tls]"), to = text.find("[deadlines]");
  CHECK_THAT(sentence(text.substr(0, from) + text.substr(to)),
             Catch::Contains("TLS needs a key, a certificate and an authority"));
}

TEST_CASE("a deployment file that is not there is a sentence") {
  CHECK_THROWS_WITH(read_deployment("/no/such/file.toml"), Catch::Contains("cannot be read"));
  CHECK_THROWS_WITH(read_deployment("/tmp"), Catch::Contains("cannot be read"));
}
