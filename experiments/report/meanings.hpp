#pragma once

#include <string_view>

namespace fathom {

/// What a table, or one of its columns, means: from the house's own lists of columns, where a name
/// that this table does not have may be another's or a sweep's. Nothing where no list names it.
[[nodiscard]] std::string_view meaning_of_table(std::string_view table);
[[nodiscard]] std::string_view meaning_of_column(std::string_view table, std::string_view column);

}  // namespace fathom
