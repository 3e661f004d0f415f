#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "protocol/inputs.hpp"
#include "protocol/mask_slot.hpp"

namespace fathom {

/// Which rows of the input sources are masked, and where: each in the slot of the value that it was
/// opened with, or came in with. Every party that follows the program keeps the same list. A mask
/// belongs to the row, by its index in the source, and never to a place in a batch; so a sample is
/// opened once, however many batches it is part of. [seed, "Generalised triples"]
class RowMasks {
 public:
  /// Row `row` of the value behind `slot`.
  struct Place {
    MaskSlotPtr slot;
    Shape shape;  ///< of that value
    std::uint32_t row = 0;
  };

  /// Positions in `rows` of those that have no mask yet, each row once.
  [[nodiscard]] std::vector<std::uint32_t> unmasked(const MaskSlot::Rows& rows) const;
  /// The value behind `slot` is these rows, and will hold their openings and masks.
  void add(const MaskSlot::Rows& rows, const MaskSlotPtr& slot);
  /// The map that makes the opening and mask of these rows from those that hold them.
  [[nodiscard]] MaskSlot::Derivation gathered(const MaskSlot::Rows& rows, const Ring& ring) const;

 private:
  std::map<std::string, std::map<std::uint32_t, Place>> places_;
};

/// The names at which the masks of rows are drawn.
[[nodiscard]] std::vector<Tag> row_mask_tags(const MaskSlot::Rows& rows);

}  // namespace fathom
