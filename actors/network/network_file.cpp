#include "actors/network/network_file.hpp"

#include <fmt/format.h>

#include <fstream>
#include <map>
#include <set>

#include "actors/network/comma_items.hpp"
#include "actors/network/file_key.hpp"
#include "actors/network/host_selector.hpp"
#include "actors/network/refusal.hpp"
#include "metrics/errors.hpp"
#include "metrics/printable.hpp"

namespace fathom {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostBytes = 1 << 20;
constexpr std::size_t kMostShown = 200;

std::string shown(const fs::path& file) { return printable(file.native(), kMostShown); }

/// Turns a file's tables into assignments as of a line, so that every check of them exists once.
class FileReader {
 public:
  FileReader(std::string_view text, const fs::path& file) : file_(file) {
    try {
      top_ = toml::parse(text);
    } catch (const toml::parse_error& error) {
      refuse(error.source(), "it is no TOML: " + printable(error.description(), kMostShown));
    }
  }

  /// What is for all hosts comes first: in a change, too, it must.
  NetworkSpec read() {
    NetworkSpec base;
    for (const auto& [key, value] : top_) {
      if (key == "base") {
        base = read_base(value);
      } else if (key != "hosts" && key != "pairs" && key != "machines") {
        read_value(key, value, "", PropertyScope::network);
      }
    }
    for (const auto& [key, value] : tables("hosts", "[hosts.producer]")) read_host(key, value);
    for (const auto& [key, value] : tables("pairs", "[pairs.\"server0>server1\"]")) {
      read_pair(key, value);
    }
    for (const auto& [key, value] : tables("machines", "[machines.big]")) read_machine(key, value);
    return {file_.stem().native(), std::move(base), change_};
  }

 private:
  [[noreturn]] void refuse(const toml::source_region& where, std::string_view why) const {
    throw UserError(fmt::format("{}, line {}: {}", shown(file_), where.begin.line, why));
  }

  /// Does what refuses parts of a line, and adds where that is.
  template <class Action>
  auto at(const toml::source_region& where, const Action& action) const {
    try {
      return action();
    } catch (const UserError& error) {
      const std::string_view why = error.what();
      constexpr std::string_view kPrefix = "network: ";
      refuse(where, why.substr(why.starts_with(kPrefix) ? kPrefix.size() : 0));
    }
  }

  /// The table of tables of that name, which may be missing.
  const toml::table& tables(std::string_view name, std::string_view example) const {
    static const toml::table none;
    const toml::node* found = top_.get(name);
    return found == nullptr ? none : table_of(*found, name, example);
  }

  const toml::table& table_of(const toml::node& node, std::string_view name,
                              std::string_view example) const {
    if (const toml::table* table = node.as_table()) return *table;
    refuse(node.source(), fmt::format("{} is {}; write a table such as {}", quoted_text(name),
                                      type_name(node), example));
  }

  NetworkSpec read_base(const toml::node& value) const {
    const auto* text = value.as_string();
    if (text == nullptr || text->get().find(".toml") != std::string::npos) {
      refuse(value.source(), "the base is a preset or a line, such as base = \"wan\"");
    }
    return at(value.source(), [&] { return NetworkSpec::parse(text->get()); });
  }

  /// Adds the assignment of one key; `target` is what stands before it, with its dot.
  void read_value(const toml::key& key, const toml::node& value, const std::string& target,
                  PropertyScope scope) {
    const FileKey* known = file_key(key.str(), scope);
    if (known == nullptr) {
      refuse(key.source(), fmt::format("{} is not known here; write {}{}", quoted_text(key.str()),
                                       file_keys(scope),
                                       scope == PropertyScope::network
                                           ? ", base, or the tables hosts, pairs and machines"
                                           : ""));
    }
    const std::optional<std::string> text = line_value(value, *known);
    if (!text) {
      refuse(value.source(), fmt::format("{} is {}; write such as {} = {}", quoted_text(key.str()),
                                         type_name(value), known->name, known->example));
    }
    at(key.source(), [&] { change_.add(fmt::format("{}{}={}", target, known->name, *text)); });
  }

  HostSelector host(std::string_view name, std::string_view where,
                    const toml::source_region& source) const {
    return at(source, [&] { return HostSelector::parse(name, where); });
  }

  /// A host or role, but not all.
  std::string one_host(std::string_view name, const toml::source_region& source) const {
    const HostSelector selector = host(name, name, source);
    if (selector.width() == HostSelector::Width::all) refuse(source, kForAll);
    return selector.text();
  }

  void read_host(const toml::key& key, const toml::node& node) {
    const std::string target = one_host(key.str(), key.source()) + ".";
    for (const auto& [name, value] : table_of(node, key.str(), "[hosts.producer]")) {
      read_value(name, value, target, PropertyScope::host);
    }
  }

  void read_pair(const toml::key& key, const toml::node& node) {
    const std::string_view pair = key.str();
    const std::size_t arrow = pair.find('>');
    if (arrow == std::string_view::npos) {
      refuse(key.source(),
             quoted_text(pair) + " is no ordered pair; write such as [pairs.\"server0>server1\"]");
    }
    const HostSelector from = host(trimmed(pair.substr(0, arrow)), pair, key.source());
    const HostSelector to = host(trimmed(pair.substr(arrow + 1)), pair, key.source());
    if (from == HostSelector() && to == HostSelector()) refuse(key.source(), kForAll);
    const std::string target = from.text() + ">" + to.text();
    if (!pairs_.insert(target).second) {
      refuse(key.source(), "there is a second table of " + target + "; keep one");
    }
    for (const auto& [name, value] : table_of(node, pair, "[pairs.\"server0>server1\"]")) {
      read_value(name, value, target + ".", PropertyScope::pair);
    }
  }

  void read_machine(const toml::key& key, const toml::node& node) {
    const toml::table& table = table_of(node, key.str(), "[machines.big]");
    const toml::node* hosts = table.get("hosts");
    const toml::array* names = hosts == nullptr ? nullptr : hosts->as_array();
    if (names == nullptr || names->empty()) {
      refuse(key.source(),
             "the machine " + quoted_text(key.str()) +
                 " lists no hosts; write such as hosts = [\"server0\", \"producer\"]");
    }
    for (const toml::node& name : *names) {
      const std::string host = machine_host(name, key.str());
      at(name.source(), [&] { change_.add(host + ".machine=" + std::string(key.str())); });
      for (const auto& [property, value] : table) {
        if (property != "hosts") read_value(property, value, host + ".", PropertyScope::host);
      }
    }
  }

  std::string machine_host(const toml::node& name, std::string_view machine) {
    const auto* text = name.as_string();
    if (text == nullptr) {
      refuse(name.source(), fmt::format("a host of the machine {} is {}; write such as \"server0\"",
                                        quoted_text(machine), type_name(name)));
    }
    std::string host = one_host(text->get(), name.source());
    const auto [earlier, is_new] = machines_.try_emplace(host, machine);
    if (!is_new) {
      refuse(name.source(), fmt::format("{} stands on the machine {} already; list it once", host,
                                        quoted_text(earlier->second)));
    }
    return host;
  }

  static constexpr std::string_view kForAll =
      "'*' is for all hosts; write what is for all at the top of the file";

  const fs::path& file_;
  toml::table top_;
  NetworkChange change_;
  std::set<std::string> pairs_;                  ///< that had their table
  std::map<std::string, std::string> machines_;  ///< of hosts that have one
};

/// The whole file, or nothing if it cannot be read.
std::optional<std::string> content_of(const fs::path& file) {
  if (file.native().find('\0') != std::string::npos) return std::nullopt;
  std::ifstream in(file, std::ios::binary);
  std::string text(kMostBytes + 1, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (in.bad() || (in.fail() && !in.eof())) return std::nullopt;
  text.resize(static_cast<std::size_t>(in.gcount()));
  return text;
}

}  // namespace

bool is_network_file(std::string_view description) { return description.ends_with(".toml"); }

NetworkSpec read_network_file(const fs::path& file) {
  const std::optional<std::string> text = content_of(file);
  if (!text) {
    throw UserError("network: the file " + shown(file) +
                    " cannot be read; name one that exists, a preset or a line such as "
                    "latency=20ms");
  }
  if (text->size() > kMostBytes) {
    throw UserError("network: the file " + shown(file) +
                    " has more than 1 MiB; set what hosts have in common by role");
  }
  return parse_network_file(*text, file);
}

NetworkSpec parse_network_file(std::string_view text, const fs::path& file) {
  return FileReader(text, file).read();
}

}  // namespace fathom
