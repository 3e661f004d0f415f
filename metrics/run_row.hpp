#pragma once

#include "metrics/csv.hpp"
#include "metrics/tables.hpp"

namespace fathom {

/// A new row, with what every row begins with.
inline CsvTable::Row& begin_row(CsvTable& table, const RunInfo& info) {
  return table.add_row()
      .set("run_id", info.run_id)
      .set("experiment", info.experiment)
      .set("seed", static_cast<std::int64_t>(info.seed))
      .set("model", info.model)
      .set("ring", info.ring)
      .set("fractional_bits", std::int64_t{info.fractional_bits})
      .set("variant", info.variant)
      .set("network", info.network)
      .set("compute", info.compute);
}

}  // namespace fathom
