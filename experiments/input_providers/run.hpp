#pragma once

#include <vector>

#include "experiments/input_providers/options.hpp"
#include "metrics/csv.hpp"

namespace fathom {

/// Lets the providers upload; prints a summary on standard error, writes the tables. Returns them.
/// Throws InternalError when the sum that the receiver learns is not that of the images.
std::vector<CsvTable> run_input_providers(const InputProviderOptions& options);

}  // namespace fathom
