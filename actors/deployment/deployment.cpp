#include "actors/deployment/deployment.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <charconv>

#include "actors/network/refusal.hpp"
#include "metrics/errors.hpp"
#include "metrics/printable.hpp"

namespace fathom {
namespace {

constexpr std::string_view kRole = "{role}";

std::filesystem::path for_role(const std::filesystem::path& pattern, PartyId party) {
  std::string text = pattern.native();
  for (auto at = text.find(kRole); at != std::string::npos; at = text.find(kRole)) {
    text.replace(at, kRole.size(), to_string(party));
  }
  return text;
}

std::string credit_text(const std::optional<Bytes>& credit) {
  return credit ? fmt::format("{}B", credit->count()) : "none";
}

std::string toml_text(std::string_view text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    result += c;
  }
  return result + "\"";
}

std::string assignment(const JobSetting& setting) {
  const std::string value = setting.is_flag ? setting.value : toml_text(setting.value);
  return fmt::format("{} = {}\n", setting.key, value);
}

}  // namespace

Endpoint parse_endpoint(std::string_view text, const std::string& where) {
  const std::size_t colon = text.rfind(':');
  const std::string_view digits = colon == std::string_view::npos ? "" : text.substr(colon + 1);
  std::uint32_t port = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  constexpr std::uint32_t kMostPort = 65535;
  const bool is_port = error == std::errc{} && end == digits.data() + digits.size() && port > 0;
  if (colon == 0 || !is_port || port > kMostPort) {
    throw UserError(fmt::format("{}: {} is no address; write host:port, such as 10.0.0.1:7100",
                                where, quoted_text(text)));
  }
  return {std::string(text.substr(0, colon)), static_cast<std::uint16_t>(port)};
}

bool is_loopback(const Endpoint& endpoint) {
  in_addr address{};
  if (endpoint.host == "localhost") return true;
  constexpr std::uint32_t kLoopback = 127;
  return ::inet_pton(AF_INET, endpoint.host.c_str(), &address) == 1 &&
         ntohl(address.s_addr) >> 24U == kLoopback;
}

void Deployment::check_complete() const {
  const std::string name = printable(file.native(), 200);
  for (const PartyId hub : kHubs) {
    const auto found = roles.find(hub);
    if (found == roles.end()) {
      throw UserError(
          fmt::format("{}: {} has no address; write such as {} = \"10.0.0.1:7100\" "
                      "under [roles]",
                      name, to_string(hub), to_string(hub)));
    }
    if (tls || unprotected || is_loopback(found->second)) continue;
    throw UserError(
        fmt::format("{}: {} at {} would be reached by unprotected TCP; write transport "
                    "= \"tls\", for TCP is for loopback alone",
                    name, to_string(hub), found->second.host));
  }
  if (!tls || files) return;
  throw UserError(
      fmt::format("{}: TLS needs a key, a certificate and an authority; write all three "
                  "under [tls], or transport = \"tcp\" on loopback",
                  name));
}

std::string Deployment::agreed() const {
  std::string text =
      fmt::format("fathom 1 tls={} credit={} experiment={}", tls, credit_text(credit), experiment);
  for (const JobSetting& setting : job) text += fmt::format(" {}={}", setting.key, setting.value);
  return text;
}

TlsFiles Deployment::files_of(PartyId party) const {
  ensure(files.has_value(), "the files of a party were asked of a deployment without TLS");
  return {for_role(files->key, party), for_role(files->certificate, party),
          for_role(files->authority, party)};
}

std::string to_text(const Deployment& deployment) {
  std::string text = fmt::format("transport = \"{}\"\n", deployment.tls ? "tls" : "tcp");
  if (deployment.unprotected) text += "unprotected = true\n";
  text += "[roles]\n";
  for (const auto& [party, at] : deployment.roles) {
    text += fmt::format("{} = \"{}:{}\"\n", to_string(party), at.host, at.port);
  }
  if (deployment.files) {
    text += fmt::format("[tls]\nkey = {}\ncertificate = {}\nauthority = {}\n",
                        toml_text(deployment.files->key.native()),
                        toml_text(deployment.files->certificate.native()),
                        toml_text(deployment.files->authority.native()));
  }
  const auto ms = [](SimDuration time) { return time.count() / 1'000'000; };
  const Deadlines& deadlines = deployment.deadlines;
  text += fmt::format(
      "[deadlines]\nconnect = \"{}ms\"\nsilence = \"{}ms\"\nmessage = \"{}ms\"\njob = \"{}ms\"\n",
      ms(deadlines.connect), ms(deadlines.silence), ms(deadlines.message), ms(deadlines.job));
  const auto inbox = deployment.inbox == Bytes{0} ? std::nullopt : std::optional(deployment.inbox);
  text += fmt::format("[credits]\nlimit = \"{}\"\ninbox = \"{}\"\n", credit_text(deployment.credit),
                      credit_text(inbox));
  text += fmt::format("[job]\nexperiment = {}\n", toml_text(deployment.experiment));
  for (const JobSetting& setting : deployment.job) text += assignment(setting);
  return text;
}

}  // namespace fathom
