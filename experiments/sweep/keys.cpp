#include "experiments/sweep/keys.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <numeric>
#include <set>

#include "actors/network/network_spec.hpp"
#include "metrics/errors.hpp"

namespace fathom {
namespace {

const std::string& long_name(const CLI::Option& option) {
  static const std::string none;
  return option.get_lnames().empty() ? none : option.get_lnames().front();
}

/// Levenshtein's distance.
std::size_t distance(const std::string& a, const std::string& b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t k = 0; k < b.size(); ++k) {
      const std::size_t change = diagonal + (a[i] == b[k] ? 0 : 1);
      diagonal = row[k + 1];
      row[k + 1] = std::min({change, row[k] + 1, row[k + 1] + 1});
    }
  }
  return row.back();
}

/// Options that are the same in all points: where rows go, how points are run, flags.
bool is_for_all_points(const CLI::Option& option) {
  static const std::set<std::string> names{"sweep", "repeat", "jobs", "set", "out", "table"};
  return names.contains(long_name(option)) || option.get_items_expected_min() == 0 ||
         writes_other_file(option);
}

std::vector<std::string> closest(const std::string& key, const CLI::App& app) {
  constexpr std::size_t kShown = 5;
  std::vector<std::pair<std::size_t, std::string>> names;
  for (const CLI::Option* option : all_options(app)) {
    const std::string& name = long_name(*option);
    if (!name.empty() && !is_for_all_points(*option)) names.emplace_back(distance(key, name), name);
  }
  std::ranges::sort(names);
  std::vector<std::string> shown;
  for (const auto& [far, name] : names) {
    if (shown.size() < kShown) shown.push_back(name);
  }
  return shown;
}

ValueKind kind_of(const CLI::Option& option) {
  const std::string type = option.get_type_name();
  if (type == "TIME") return ValueKind::duration;
  return type == "RATE" ? ValueKind::rate : ValueKind::text;
}

ValueKind kind_of_setting(std::string_view what) {
  if (what == "latency" || what == "one_way_latency" || what == "rtt") return ValueKind::duration;
  const bool is_rate = what == "bandwidth" || what == "up" || what == "down" || what == "cap";
  return is_rate ? ValueKind::rate : ValueKind::text;
}

std::string column_of(const std::string& name, ValueKind kind) {
  std::string column = "sweep_";
  for (const char c : name) {
    column += std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
  }
  if (kind == ValueKind::duration) column += "_ns";
  if (kind == ValueKind::rate) column += "_bits_per_s";
  return column;
}

SweepKey key_of_option(const std::string& name, const std::string& text, const CLI::App& app,
                       const std::string& where) {
  const CLI::Option* option = app.get_option_no_throw("--" + name);
  if (option == nullptr) {
    throw UserError(fmt::format("{}: there is no option --{} to sweep over; the closest are {}",
                                where, name, fmt::join(closest(name, app), ", ")));
  }
  if (writes_other_file(*option)) {
    throw UserError(
        fmt::format("{}: --{} names what each point would write over the others'", where, name));
  }
  if (is_for_all_points(*option)) {
    throw UserError(fmt::format(
        "{}: --{} is the same in all points; sweep over an option with a value, such as {}", where,
        name, closest("latency", app).front()));
  }
  const ValueKind kind = kind_of(*option);
  return {name, column_of(name, kind), "--" + name + "=", sweep_values(text, kind, where)};
}

SweepKey key_of_setting(const std::string& name, const std::string& text, const CLI::App& app,
                        const std::string& where) {
  if (app.get_option_no_throw("--set") == nullptr) {
    throw UserError(where + ": a key with a dot is a setting of the network, and there is none");
  }
  const ValueKind kind = kind_of_setting(std::string_view(name).substr(name.rfind('.') + 1));
  SweepKey key{name, column_of(name, kind), "--set=" + name + "=", sweep_values(text, kind, where)};
  for (const SweepValue& value : key.values) NetworkSpec().set(name + "=" + value.text);
  return key;
}

/// Whether an argument of the command line gives the key, as an option or as a piece of --set.
bool gives(std::string argument, const std::string& key) {
  if (argument == "--" + key || argument.starts_with("--" + key + "=")) return true;
  if (argument.starts_with("--set=")) argument.erase(0, 6);
  return ("," + argument).find("," + key + "=") != std::string::npos && !argument.starts_with("--");
}

}  // namespace

std::vector<const CLI::Option*> all_options(const CLI::App& app) {
  std::vector<const CLI::Option*> options = app.get_options();
  for (const CLI::App* group : app.get_subcommands([](const CLI::App*) { return true; })) {
    for (const CLI::Option* option : all_options(*group)) options.push_back(option);
  }
  return options;
}

bool writes_other_file(const CLI::Option& option) {
  const std::string& name = long_name(option);
  return name.ends_with("-out") || name == "record" || name == "timeline" ||
         (name == "out" && option.get_type_name() == "FILE");
}

SweepKey read_sweep_key(const std::string& assignment, const CLI::App& app) {
  const std::string where = "--sweep " + assignment;
  const std::size_t equals = assignment.find('=');
  if (equals == std::string::npos || equals == 0) {
    throw UserError(where + ": write KEY=VALUES, such as latency=1ms,20ms");
  }
  const std::string name = assignment.substr(0, equals);
  if (name.starts_with("-")) throw UserError(where + ": write the key without its dashes");
  const std::string text = assignment.substr(equals + 1);
  const bool has_dot = name.find('.') != std::string::npos;
  return has_dot ? key_of_setting(name, text, app, where) : key_of_option(name, text, app, where);
}

std::vector<SweepKey> read_sweep_keys(const std::vector<std::string>& assignments,
                                      const CLI::App& app,
                                      const std::vector<std::string>& arguments) {
  std::vector<SweepKey> keys;
  std::set<std::string> columns;
  for (const std::string& assignment : assignments) {
    SweepKey key = read_sweep_key(assignment, app);
    if (!columns.insert(key.column).second) {
      throw UserError(fmt::format("--sweep {}: {} is swept twice", assignment, key.name));
    }
    const auto given = [&key](const std::string& argument) { return gives(argument, key.name); };
    if (std::ranges::any_of(arguments, given)) {
      throw UserError(
          fmt::format("--sweep {}: {} is given twice, here and by another option; leave one out",
                      assignment, key.name));
    }
    keys.push_back(std::move(key));
  }
  return keys;
}

}  // namespace fathom
