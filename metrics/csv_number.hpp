#pragma once

#include <cstdint>
#include <string_view>

#include "metrics/csv.hpp"

namespace fathom {

/// The whole number in a cell, 0 where it is empty. Throws UserError, naming table, row and column,
/// for any other text.
[[nodiscard]] std::int64_t whole_number(const CsvTable& table, std::size_t row,
                                        std::string_view column);

}  // namespace fathom
