#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "experiments/report/tables.hpp"

namespace fathom {

/// The page without its tables: template, styles, libraries and scripts, put together by
/// cmake/page.cmake.
extern const std::string_view kPageTemplate;

/// One HTML page that holds the tables and all that shows them, and fetches nothing. `title` is any
/// text. Throws UserError for a table that is no UTF-8.
[[nodiscard]] std::string report_page(const std::string& title,
                                      const std::vector<ReportTable>& tables);

}  // namespace fathom
