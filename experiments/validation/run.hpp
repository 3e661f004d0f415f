#pragma once

#include <string>

#include "experiments/validation/grid.hpp"

namespace fathom {

/// All options of the comparison with the kernel's TCP.
struct ValidationOptions {
  GridChoice grid;
  int repeats = 3;
  std::string measured;  ///< a former table, whose measured columns are taken
  std::string directory;
  bool csv = false;
};

/// Measures, simulates, prints a summary on standard error and writes the table. False when this
/// machine cannot emulate a network: one sentence on standard error says what is missing, and no
/// table is written. Throws UserError.
bool run_validation(const ValidationOptions& options);

}  // namespace fathom
