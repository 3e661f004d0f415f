#include "actors/replay/json_fields.hpp"

#include <fmt/format.h>

#include <cmath>

#include "metrics/printable.hpp"

namespace fathom {

std::string shown(const Json& json) {
  constexpr std::size_t kMost = 60;
  if (json.is_array()) return "an array";
  if (json.is_object()) return "an object";
  return printable(json.dump(), kMost);
}

std::int64_t integer(const Json& json, std::int64_t least, std::int64_t most) {
  const bool fits = json.is_number_integer() &&
                    (!json.is_number_unsigned() || json.get<std::uint64_t>() <= INT64_MAX);
  if (fits && json.get<std::int64_t>() >= least && json.get<std::int64_t>() <= most) {
    return json.get<std::int64_t>();
  }
  throw TraceFault{fmt::format("{} is no integer from {} to {}", shown(json), least, most)};
}

std::uint64_t word(const Json& json) {
  if (json.is_number_unsigned()) return json.get<std::uint64_t>();
  throw TraceFault{shown(json) + " is no number of 64 bits"};
}

PartyId party_of(const Json& json) {
  if (json.is_string()) {
    const auto party = party_named(json.get_ref<const std::string&>());
    if (party) return *party;
  }
  throw TraceFault{"no party is called " + shown(json)};
}

Label label_of(const Json& label, const Json& step) {
  const auto packed = static_cast<std::uint32_t>(integer(label, 0, UINT32_MAX));
  if (!is_valid_label(packed)) throw TraceFault{shown(label) + " is no label"};
  return unpack_label(packed, static_cast<std::uint32_t>(integer(step, 0, UINT32_MAX)));
}

const Json& field(const Json& json, const char* name) {
  const auto found = json.is_object() ? json.find(name) : json.end();
  if (!json.is_object() || found == json.end()) {
    throw TraceFault{fmt::format("there is no field \"{}\"", name)};
  }
  return *found;
}

const Json& list(const Json& json, const char* name) {
  const Json& found = field(json, name);
  if (!found.is_array()) throw TraceFault{fmt::format("\"{}\" is no array", name)};
  return found;
}

const Json& row(const Json& json, std::size_t size) {
  if (!json.is_array() || json.size() != size) {
    throw TraceFault{fmt::format("{} is no row of {} fields", shown(json), size)};
  }
  return json;
}

std::string text(const Json& json) {
  if (!json.is_string()) throw TraceFault{shown(json) + " is no text"};
  return json.get<std::string>();
}

bool flag(const Json& json) {
  if (!json.is_boolean()) throw TraceFault{shown(json) + " is neither true nor false"};
  return json.get<bool>();
}

double number(const Json& json) {
  if (!json.is_number() || !std::isfinite(json.get<double>())) {
    throw TraceFault{shown(json) + " is no number"};
  }
  return json.get<double>();
}

std::int64_t count(const Json& json) { return integer(json, 0, kMostCount); }

Json label_json(const Label& label) { return Json::array({pack(label), label.step}); }
Label label_in(const Json& json) {
  row(json, 2);
  return label_of(json[0], json[1]);
}

}  // namespace fathom
