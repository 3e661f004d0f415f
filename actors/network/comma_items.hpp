#pragma once

#include <string_view>
#include <vector>

namespace fathom {

/// Without blanks and line ends around it.
[[nodiscard]] std::string_view trimmed(std::string_view text);

/// What stands between commas, trimmed; at least one, perhaps empty.
[[nodiscard]] std::vector<std::string_view> comma_items(std::string_view line);

}  // namespace fathom
