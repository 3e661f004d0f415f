#include <utility>

#include "protocol/engines/engine.hpp"
#include "protocol/operations/mask.hpp"

namespace fathom {

// Whatever is masked already, or being masked by another strand, is not masked again.
Task<Engine::Claimed> Engine::claim(std::vector<Secret> values) {
  Claimed claimed;
  for (const Secret& value : values) {
    const MaskSlotPtr& slot = value.slot();
    if (value.size() == 0 || !slot->is_open()) continue;
    slot->claim();
    if (slot->rows() != nullptr) {
      co_await claim_rows(slot, claimed);
    } else if (slot->derivation().map != nullptr) {
      // What it derives from comes first, which may be derived itself.
      std::vector<Secret> sources;
      for (const auto& [source, shape] : slot->derivation().sources) {
        sources.emplace_back(shape, value.ring(), 0, source->owner(), Tensor{});
        sources.back().slot_ = source;
      }
      const Claimed before = co_await claim(std::move(sources));
      claimed.fresh.insert(claimed.fresh.end(), before.fresh.begin(), before.fresh.end());
      claimed.gathered.insert(claimed.gathered.end(), before.gathered.begin(),
                              before.gathered.end());
      claimed.derived.insert(claimed.derived.end(), before.derived.begin(), before.derived.end());
      claimed.derived.push_back(slot);
    } else {
      claimed.fresh.push_back(value);
    }
  }
  co_return claimed;
}

// Where no row was masked before, the value itself is opened; otherwise those rows alone, and its
// opening and mask are gathered.
Task<Done> Engine::claim_rows(MaskSlotPtr slot, Claimed& claimed) {
  const std::shared_ptr<const MaskSlot::Rows> all = slot->rows();
  const std::vector<std::uint32_t> unmasked = row_masks_.unmasked(*all);
  Secret fresh(all->shape, *settings_.ring, fractional_bits(), slot->owner(), all->share);
  fresh.slot_ = slot;
  if (unmasked.size() == all->rows.size()) {
    row_masks_.add(*all, slot);
    claimed.fresh.push_back(std::move(fresh));
    co_return Done{};
  }
  if (!unmasked.empty()) {
    MaskSlot::Rows rows{all->source, {}, all->shape.with_rows(unmasked.size()), {}};
    std::vector<RowFrom> from;
    for (const std::uint32_t position : unmasked) {
      rows.rows.push_back(all->rows[position]);
      from.push_back({0, position});
    }
    auto select = gather_operation(*settings_.ring, rows.shape, std::move(from));
    std::vector<Secret> inputs{fresh};
    fresh = co_await local(std::move(select), std::move(inputs), fractional_bits(), 0);
    fresh.slot()->claim();
    row_masks_.add(rows, fresh.slot());
    fresh.slot()->set_rows(std::move(rows));
    claimed.fresh.push_back(std::move(fresh));
  }
  slot->derive(row_masks_.gathered(*all, *settings_.ring));
  claimed.gathered.push_back(std::move(slot));
  co_return Done{};
}

Task<Done> Engine::open_masked(std::vector<Secret> values) {
  Strand& strand = co_await this_strand();
  std::vector<Shape> shapes;
  std::vector<Scale> scales;
  std::vector<std::vector<Tag>> rows;
  for (const Secret& value : values) {
    shapes.push_back(value.shape());
    scales.push_back({value.fractional_bits(), 0});
    const auto& of_input = value.slot()->rows();
    rows.push_back(of_input ? row_mask_tags(*of_input) : std::vector<Tag>{});
  }
  auto operation =
      std::make_shared<MaskOperation>(values.front().ring(), std::move(shapes), std::move(rows));
  const auto masked = co_await apply(std::move(operation), values, std::move(scales));
  for (std::size_t i = 0; i < values.size(); ++i) {
    const MaskSlot& done = *masked[i].slot();
    const MaskSlotPtr slot = values[i].slot();
    slot->put(strand, done.opening(), done.mask());
    co_await MaskSlot::wake(slot);
  }
  co_return Done{};
}

Task<Done> Engine::mask(std::vector<Secret> values) {
  Claimed claimed = co_await claim(values);
  if (!claimed.fresh.empty()) co_await open_masked(std::move(claimed.fresh));
  for (const MaskSlotPtr& slot : claimed.gathered) co_await derive_mask(slot, *settings_.ring);
  for (const MaskSlotPtr& slot : claimed.derived) co_await derive_mask(slot, *settings_.ring);
  for (const Secret& value : values) {
    if (value.size() > 0) co_await value.slot()->filled();
  }
  co_return Done{};
}

Task<Done> Engine::derive_mask(MaskSlotPtr slot, const Ring& ring) {
  Strand& strand = co_await this_strand();
  const MaskSlot::Derivation derivation = slot->derivation();
  std::vector<Secret> sources;
  for (const auto& [source, shape] : derivation.sources) {
    Secret masked(shape, ring, 0, source->owner(), Tensor{});
    masked.slot_ = source;
    sources.push_back(std::move(masked));
    co_await source->filled();
  }
  std::vector<Scale> scales(1);
  const auto derived = co_await apply(std::make_shared<DerivedMask>(derivation.map),
                                      std::move(sources), std::move(scales));
  const MaskSlot& done = *derived.front().slot();
  slot->put(strand, done.opening(), done.mask());
  co_await MaskSlot::wake(slot);
  co_return Done{};
}

Task<Done> Engine::hold_masked(std::vector<Secret> values) {
  const bool held = settings_.dot == Form::function || settings_.multiply == Form::function ||
                    settings_.convolution == Form::function;
  if (held) co_await mask(std::move(values));
  co_return Done{};
}

}  // namespace fathom
