#include <fmt/format.h>
#include <toml++/toml.h>

#include <fstream>
#include <initializer_list>
#include <iterator>
#include <span>

#include "actors/deployment/deployment.hpp"
#include "actors/network/decimal_text.hpp"
#include "actors/network/file_key.hpp"
#include "actors/network/refusal.hpp"
#include "metrics/errors.hpp"
#include "metrics/printable.hpp"

namespace fathom {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostBytes = 1 << 20;
constexpr std::size_t kMostShown = 200;

constexpr TextUnit kTimes[] = {
    {"ms", 1'000'000}, {"s", 1'000'000'000}, {"min", 60'000'000'000}, {"h", 3'600'000'000'000}};

/// A number directly followed by its unit, in smallest units; nothing where it is no such thing, is
/// none or too large.
std::optional<std::int64_t> amount(std::string_view text, std::span<const TextUnit> units) try {
  const Decimal number = split_decimal(text, text, "");
  const TextUnit* unit = find_unit(units, number.unit);
  if (unit == nullptr) return std::nullopt;
  const std::int64_t value = in_smallest(number, unit->size, text, "");
  return value > 0 ? std::optional(value) : std::nullopt;
} catch (const UserError&) {
  return std::nullopt;  // who asks says what may be written
}

class Reader {
 public:
  Reader(std::string_view text, const fs::path& file) : file_(file) {
    deployment_.file = file;
    try {
      top_ = toml::parse(text);
    } catch (const toml::parse_error& error) {
      refuse(error.source(), "it is no TOML: " + printable(error.description(), kMostShown));
    }
  }

  Deployment read() {
    for (const auto& [key, value] : top_) {
      const std::string_view name = key.str();
      if (name == "transport") {
        read_transport(value);
      } else if (name == "unprotected") {
        deployment_.unprotected = boolean(name, value);
      } else if (name == "roles") {
        each(name, value, [&](const auto& role, const auto& at) { read_role(role, at); });
      } else if (name == "tls") {
        read_files(value);
      } else if (name == "deadlines") {
        each(name, value, [&](const auto& which, const auto& at) { read_deadline(which, at); });
      } else if (name == "credits") {
        each(name, value, [&](const auto& which, const auto& at) { read_credit(which, at); });
      } else if (name == "job") {
        each(name, value, [&](const auto& which, const auto& at) { read_setting(which, at); });
      } else {
        refuse(key.source(), quoted_text(name) +
                                 " is not known here; write transport, unprotected, or the tables "
                                 "roles, tls, deadlines, credits and job");
      }
    }
    if (deployment_.experiment.empty()) {
      throw UserError(printable(file_.native(), kMostShown) +
                      ": no job is named; write such as experiment = \"predict\" under [job]");
    }
    return std::move(deployment_);
  }

 private:
  [[noreturn]] void refuse(const toml::source_region& where, std::string_view why) const {
    throw UserError(fmt::format("{}, line {}: {}", printable(file_.native(), kMostShown),
                                where.begin.line, why));
  }

  template <class Action>
  void each(std::string_view name, const toml::node& node, const Action& action) const {
    const toml::table* table = node.as_table();
    if (table == nullptr) {
      refuse(node.source(),
             fmt::format("{} is {}; write a table [{}]", quoted_text(name), type_name(node), name));
    }
    for (const auto& [key, value] : *table) action(key, value);
  }

  std::string text(std::string_view name, const toml::node& value, std::string_view example) const {
    if (const auto* found = value.as_string()) return found->get();
    refuse(value.source(), fmt::format("{} is {}; write such as {} = {}", quoted_text(name),
                                       type_name(value), name, example));
  }

  bool boolean(std::string_view name, const toml::node& value) const {
    if (const auto* found = value.as_boolean()) return found->get();
    refuse(value.source(),
           fmt::format("{} is {}; write true or false", quoted_text(name), type_name(value)));
  }

  void read_transport(const toml::node& value) {
    const std::string name = text("transport", value, "\"tls\"");
    if (name != "tls" && name != "tcp") {
      refuse(value.source(), "transport is tls or tcp, not " + quoted_text(name));
    }
    deployment_.tls = name == "tls";
  }

  void read_role(const toml::key& key, const toml::node& value) {
    const auto party = party_named(key.str());
    if (!party) {
      refuse(key.source(), quoted_text(key.str()) +
                               " is no role; those with an address are server0, server1 and "
                               "producer");
    }
    if (!party->is_server() && !party->is_producer()) {
      refuse(key.source(),
             to_string(*party) + " listens to nobody and needs no address; leave it out");
    }
    const std::string at = text(key.str(), value, "\"10.0.0.1:7100\"");
    try {
      deployment_.roles[*party] = parse_endpoint(at, to_string(*party));
    } catch (const UserError& error) {
      refuse(value.source(), error.what());
    }
  }

  /// What a key stands for.
  template <class T>
  T& field(const toml::key& key, std::initializer_list<std::pair<std::string_view, T*>> fields,
           std::string_view choice) const {
    for (const auto& [name, at] : fields) {
      if (key == name) return *at;
    }
    refuse(key.source(),
           fmt::format("{} is not known here; write {}", quoted_text(key.str()), choice));
  }

  void read_files(const toml::node& node) {
    TlsFiles files;
    each("tls", node, [&](const toml::key& key, const toml::node& value) {
      fs::path& file = field<fs::path>(key,
                                       {{"key", &files.key},
                                        {"certificate", &files.certificate},
                                        {"authority", &files.authority}},
                                       "key, certificate and authority");
      file = text(key.str(), value, "\"{role}.pem\"");
      if (file.empty()) refuse(value.source(), "a file has no name");
      if (file.is_relative()) file = file_.parent_path() / file;
    });
    if (files.key.empty() || files.certificate.empty() || files.authority.empty()) {
      refuse(node.source(), "TLS needs a key, a certificate and an authority; write all three");
    }
    deployment_.files = files;
  }

  void read_deadline(const toml::key& key, const toml::node& value) {
    Deadlines& deadlines = deployment_.deadlines;
    SimDuration& which = field<SimDuration>(key,
                                            {{"connect", &deadlines.connect},
                                             {"silence", &deadlines.silence},
                                             {"message", &deadlines.message},
                                             {"job", &deadlines.job}},
                                            "connect, silence, message or job");
    const std::string time = text(key.str(), value, "\"30s\"");
    const auto parsed = amount(time, kTimes);
    constexpr std::int64_t kLeast = 1'000'000, kMost = 366LL * 24 * 3'600'000'000'000;
    if (!parsed || *parsed < kLeast || *parsed > kMost) {
      refuse(value.source(),
             quoted_text(time) + " is no deadline; write such as 500ms, 30s, 5min or 2h");
    }
    which = SimDuration{*parsed};
  }

  void read_credit(const toml::key& key, const toml::node& value) {
    if (key != "limit" && key != "inbox") {
      refuse(key.source(), quoted_text(key.str()) + " is not known here; write limit or inbox");
    }
    const std::string size = text(key.str(), value, "\"64MiB\"");
    const std::optional<Bytes> limit = size_in(size, value);
    if (key == "limit") deployment_.credit = limit;
    if (key == "inbox") deployment_.inbox = limit.value_or(Bytes{0});
  }

  std::optional<Bytes> size_in(const std::string& size, const toml::node& value) const {
    if (size == "none") return std::nullopt;
    const auto parsed = amount(size, kSizeUnits);
    constexpr std::int64_t kMost = 1LL << 40;
    if (!parsed || *parsed > kMost) {
      refuse(value.source(),
             quoted_text(size) + " is no limit; write such as 64MiB (B, KiB, MiB or GiB), or none");
    }
    return Bytes{*parsed};
  }

  void read_setting(const toml::key& key, const toml::node& value) {
    const int line = static_cast<int>(key.source().begin.line);
    if (key == "experiment") {
      deployment_.experiment = text(key.str(), value, "\"predict\"");
      if (deployment_.experiment.empty()) refuse(value.source(), "an experiment has no name");
      return;
    }
    JobSetting setting{std::string(key.str()), {}, false, line};
    if (const auto* found = value.as_string()) {
      setting.value = found->get();
    } else if (const auto* flag = value.as_boolean()) {
      setting.value = flag->get() ? "true" : "false";
      setting.is_flag = true;
    } else if (const auto* integer = value.as_integer()) {
      setting.value = std::to_string(integer->get());
    } else if (const auto* number = value.as_floating_point()) {
      setting.value = fmt::format("{}", number->get());
    } else {
      refuse(value.source(), fmt::format("{} is {}; write text or a number", quoted_text(key.str()),
                                         type_name(value)));
    }
    deployment_.job.push_back(std::move(setting));
  }

  const fs::path& file_;
  toml::table top_;
  Deployment deployment_;
};

}  // namespace

Deployment parse_deployment(std::string_view text, const fs::path& file) {
  return Reader(text, file).read();
}

Deployment read_deployment(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::string text(kMostBytes + 1, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (fs::is_directory(file) || !in.eof() || in.bad()) {
    throw UserError("the deployment file " + printable(file.native(), kMostShown) +
                    " cannot be read; name a TOML file of at most 1 MiB");
  }
  text.resize(static_cast<std::size_t>(in.gcount()));
  return parse_deployment(text, file);
}

}  // namespace fathom
