#include "actors/network/file_key.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace fathom {
namespace {

constexpr PropertyScope kPair = PropertyScope::pair;
constexpr PropertyScope kHost = PropertyScope::host;
constexpr PropertyScope kAll = PropertyScope::network;

constexpr FileKey kKeys[] = {
    {"latency", kPair, "\"20ms\""},  {"rtt", kPair, "\"40ms\""},
    {"jitter", kPair, "\"1ms\""},    {"loss", kPair, "\"0.1%\""},
    {"cap", kPair, "\"100Mbit/s\""}, {"bandwidth", kHost, "\"100Mbit/s\""},
    {"up", kHost, "\"10Mbit/s\""},   {"down", kHost, "\"50Mbit/s\""},
    {"speed", kHost, "0.5"},         {"cores", kHost, "4"},
    {"card", kHost, "\"own\""},      {"model", kAll, "\"tcp\""},
    {"window", kAll, "\"3MiB\""},    {"tls", kAll, "true"},
};

bool holds(PropertyScope table, const FileKey& key) { return table == kAll || table == key.scope; }

/// The shortest decimal number that is that one, without an exponent.
std::string fixed(double number) {
  std::array<char, 2'000> text;  // the longest has 1,079 characters
  const auto end =
      std::to_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed);
  return {text.data(), end.ptr};
}

}  // namespace

const FileKey* file_key(std::string_view name, PropertyScope scope) {
  const auto found = std::ranges::find(kKeys, name, &FileKey::name);
  return found == std::ranges::end(kKeys) || !holds(scope, *found) ? nullptr : &*found;
}

std::string file_keys(PropertyScope scope) {
  std::string names;
  for (const FileKey& key : kKeys) {
    if (holds(scope, key)) names += (names.empty() ? "" : ", ") + std::string(key.name);
  }
  return names;
}

std::optional<std::string> line_value(const toml::node& value, const FileKey& key) {
  const bool is_number = key.name == "speed" || key.name == "cores";
  if (const auto* text = value.as_string()) return text->get();
  if (const auto* integer = value.as_integer(); integer != nullptr && is_number) {
    return std::to_string(integer->get());
  }
  if (const auto* number = value.as_floating_point(); number != nullptr && key.name == "speed") {
    return fixed(number->get());
  }
  if (const auto* flag = value.as_boolean(); flag != nullptr && key.name == "tls") {
    return flag->get() ? "on" : "off";
  }
  return std::nullopt;
}

std::string_view type_name(const toml::node& value) {
  switch (value.type()) {
    case toml::node_type::table:
      return "a table";
    case toml::node_type::array:
      return "an array";
    case toml::node_type::string:
      return "text";
    case toml::node_type::integer:
      return "an integer";
    case toml::node_type::floating_point:
      return "a number with a point";
    case toml::node_type::boolean:
      return "true or false";
    default:
      return "a date or a time";
  }
}

}  // namespace fathom
