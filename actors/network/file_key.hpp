#pragma once

#include <toml++/toml.h>

#include <optional>
#include <string>
#include <string_view>

#include "actors/network/network_property.hpp"

namespace fathom {

/// A key of a network's file that holds one value, and how it is written.
struct FileKey {
  std::string_view name;
  PropertyScope scope;       ///< of the tables that may hold it; the top may hold all
  std::string_view example;  ///< a value, as in the file
};

/// Null where tables of that scope hold no such key.
[[nodiscard]] const FileKey* file_key(std::string_view name, PropertyScope scope);

/// Their names, separated by commas.
[[nodiscard]] std::string file_keys(PropertyScope scope);

/// A value as a line would give it: text as it is, and where the key allows them whole numbers,
/// numbers, true and false. Nothing for another type.
[[nodiscard]] std::optional<std::string> line_value(const toml::node& value, const FileKey& key);

/// Such as "an integer".
[[nodiscard]] std::string_view type_name(const toml::node& value);

}  // namespace fathom
