#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>

#include "metrics/label.hpp"
#include "metrics/party_id.hpp"

namespace fathom {

using Json = nlohmann::json;

/// What a file of a recorded run holds where it is no such thing: all that follow throw it.
struct TraceFault {
  std::string what;
};

/// A value as a sentence shows it: on a line and short, however long or deep it is.
[[nodiscard]] std::string shown(const Json& json);

/// A field of an object, and one that is an array.
[[nodiscard]] const Json& field(const Json& json, const char* name);
[[nodiscard]] const Json& list(const Json& json, const char* name);
/// A row of a list, which it checks to be: an array of `size` fields.
const Json& row(const Json& json, std::size_t size);

[[nodiscard]] std::string text(const Json& json);
[[nodiscard]] bool flag(const Json& json);
[[nodiscard]] double number(const Json& json);  ///< finite
/// An integer between bounds.
[[nodiscard]] std::int64_t integer(const Json& json, std::int64_t least = 0,
                                   std::int64_t most = INT64_MAX);
inline constexpr std::int64_t kMostCount = INT64_MAX / 4;
[[nodiscard]] std::int64_t count(const Json& json);  ///< from 0 to kMostCount
[[nodiscard]] std::uint64_t word(const Json& json);  ///< 64 bits
[[nodiscard]] PartyId party_of(const Json& json);

/// A packed label and its step, as two values and as an array of both.
[[nodiscard]] Label label_of(const Json& label, const Json& step);
[[nodiscard]] Json label_json(const Label& label);
[[nodiscard]] Label label_in(const Json& json);

}  // namespace fathom
