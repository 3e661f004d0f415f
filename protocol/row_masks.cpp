#include "protocol/row_masks.hpp"

#include <set>

#include "protocol/operations/local_operation.hpp"

namespace fathom {

std::vector<std::uint32_t> RowMasks::unmasked(const MaskSlot::Rows& rows) const {
  const auto source = places_.find(rows.source);
  std::set<std::uint32_t> seen;
  std::vector<std::uint32_t> positions;
  for (std::uint32_t i = 0; i < rows.rows.size(); ++i) {
    const std::uint32_t row = rows.rows[i];
    const bool masked = source != places_.end() && source->second.contains(row);
    if (!masked && seen.insert(row).second) positions.push_back(i);
  }
  return positions;
}

void RowMasks::add(const MaskSlot::Rows& rows, const MaskSlotPtr& slot) {
  auto& source = places_[rows.source];
  for (std::uint32_t i = 0; i < rows.rows.size(); ++i) {
    source.try_emplace(rows.rows[i], Place{slot, rows.shape, i});
  }
}

MaskSlot::Derivation RowMasks::gathered(const MaskSlot::Rows& rows, const Ring& ring) const {
  const auto& source = places_.at(rows.source);
  MaskSlot::Derivation derivation;
  std::map<const MaskSlot*, std::size_t> inputs;
  std::vector<RowFrom> from;
  for (const std::uint32_t row : rows.rows) {
    const Place& place = source.at(row);
    const auto [input, is_new] = inputs.emplace(place.slot.get(), inputs.size());
    if (is_new) derivation.sources.push_back({place.slot, place.shape});
    from.push_back({input->second, place.row});
  }
  derivation.map = gather_operation(ring, rows.shape, std::move(from));
  return derivation;
}

std::vector<Tag> row_mask_tags(const MaskSlot::Rows& rows) {
  std::vector<Tag> tags;
  for (const std::uint32_t row : rows.rows)
    tags.push_back(named_tag("mask of " + rows.source, row));
  return tags;
}

}  // namespace fathom
