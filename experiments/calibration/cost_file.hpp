#pragma once

#include <filesystem>
#include <memory>

#include "metrics/cost_table.hpp"

namespace fathom {

/// A table of costs as a file: JSON, {"fathom_costs": 1, "name": ..., "rings": {"64": {"matmul":
/// [[up_to, ps], ...], "convolve": [...], "element_ps": ..., "generator_byte_ps": ...,
/// "memory_byte_ps": ...}, ...}}, the rings by their bits.

/// The old file or the new one is there, never a part. Throws UserError.
void write_costs(const CostTable& costs, const std::filesystem::path& file);
/// Throws UserError, naming what is wrong, for anything that is no such file.
[[nodiscard]] std::shared_ptr<const CostTable> read_costs(const std::filesystem::path& file);

}  // namespace fathom
