#include "protocol/input_sums.hpp"

#include <algorithm>
#include <span>
#include <utility>

#include "metrics/errors.hpp"
#include "protocol/gathering.hpp"

namespace fathom {
namespace {

/// The blocks of a source, those of a provider together.
std::vector<InputBlock> by_provider(const InputSource& source, const Ring& ring) {
  std::vector<InputBlock> blocks = blocks_of(source, ring);
  std::ranges::stable_sort(blocks, {}, &InputBlock::provider);
  return blocks;
}

std::vector<Gathering::Item> items_of_blocks(const std::vector<InputBlock>& blocks,
                                             const InputSource& source, const Ring& ring) {
  std::vector<Gathering::Item> items;
  items.reserve(blocks.size());
  for (const InputBlock& block : blocks) {
    const auto elements = static_cast<std::int64_t>(block.rows * source.shape.row_size());
    items.push_back({block.provider, block.tag, {MessageKind::input, ring.id, elements}});
  }
  return items;
}

Gathering::Item item_of_key(PartyId provider) {
  return {provider, input_key_tag(provider), {MessageKind::key}};
}

/// One server's running sum.
class Sum {
 public:
  Sum(const Local& local, const InputSource& source, const Settings& settings)
      : local_(local), source_(source), settings_(settings) {
    const Shape shape{source.shape.row_size()};
    const Ring& ring = *settings.ring;
    sum_ = settings.sized ? Tensor::sized(ring, shape) : Tensor::zeros(ring, shape);
  }

  void add(const Tensor& rows) { local_.add_rows_to(sum_, rows); }

  /// All rows of a provider, drawn from its key.
  void add_drawn(std::span<const InputBlock> blocks, const Key& key) {
    const Generator generator(key);
    for (const InputBlock& block : blocks) {
      add(draw_rows(local_, settings_, source_, block.all_rows(),
                    [&generator](PartyId) -> const Generator& { return generator; }));
    }
  }

  [[nodiscard]] Tensor take() { return std::move(sum_); }

 private:
  const Local& local_;
  const InputSource& source_;
  const Settings& settings_;
  Tensor sum_;
};

}  // namespace

Task<Tensor> sum_inputs(Party& server, InputPlan plan, Settings settings) {
  Strand& strand = co_await this_strand();
  server.set_packed(settings.packed);
  const Local local(strand, server);
  const Ring& ring = *settings.ring;
  const InputSource& source = plan.sources.front();
  const std::vector<InputBlock> blocks = by_provider(source, ring);
  const bool adds_received = settings.inputs != Delivery::masked || server.id() == kServer0;
  std::vector<Gathering::Item> items;
  if (receives_elements(server.id(), settings.inputs)) {
    items = items_of_blocks(blocks, source, ring);
  }
  const std::size_t keys = items.size();
  std::vector<std::span<const InputBlock>> drawn;  // by key
  if (std::ranges::count(takers_of_keys(settings.inputs), server.id()) > 0) {
    for (std::span<const InputBlock> rest(blocks); !rest.empty();) {
      const auto end =
          std::ranges::upper_bound(rest, rest.front().provider, {}, &InputBlock::provider);
      const auto count = static_cast<std::size_t>(end - rest.begin());
      items.push_back(item_of_key(rest.front().provider));
      drawn.push_back(rest.first(count));
      rest = rest.subspan(count);
    }
  }
  Sum sum(local, source, settings);
  Gathering messages(server, strand, std::move(items));
  while (messages.left() > 0) {
    const Gathering::Taken taken = co_await messages.next();
    if (taken.item >= keys) {
      sum.add_drawn(drawn[taken.item - keys], *taken.parts.front()->key);
    } else if (adds_received) {
      const std::vector<Shape> shapes{source.shape.with_rows(blocks[taken.item].rows)};
      sum.add(unpack(ring, taken.parts, shapes)[0]);
    }
  }
  co_return sum.take();
}

Task<Done> drop_input_keys(Party& producer, InputPlan plan) {
  std::vector<Gathering::Item> items;
  for (const PartyId provider : providers_of(plan)) items.push_back(item_of_key(provider));
  Gathering keys(producer, co_await this_strand(), std::move(items));
  while (keys.left() > 0) static_cast<void>(co_await keys.next());
  co_return Done{};
}

// Draw what is not received, and add both.
ReadingWork folding_work(const Settings& settings, std::size_t elements) {
  const Work drawn = work_of::generator(*settings.ring, elements);
  const Work add = work_of::elements(elements);
  if (settings.inputs == Delivery::full) return {{add, add}, {}};
  if (settings.inputs == Delivery::seeded) return {{drawn + add, add}, {}};
  return {{drawn + add + add, drawn + add}, {}};
}

}  // namespace fathom
