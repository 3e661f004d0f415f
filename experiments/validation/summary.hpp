#pragma once

#include <ostream>

#include "metrics/csv.hpp"

namespace fathom {

/// For people, on standard error: the mean error of each model for each kind of traffic and state
/// and over all, the share of points where this project's is above 10 %, and these points by name.
void print_errors(std::ostream& out, const CsvTable& validation);

}  // namespace fathom
