#include "protocol/inputs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numeric>
#include <set>
#include <utility>

#include "metrics/errors.hpp"
#include "protocol/local.hpp"
#include "protocol/masked_inputs.hpp"

namespace fathom {
namespace {

constexpr std::uint8_t kInputPart = 0;

}  // namespace

Tag input_key_tag(PartyId provider) { return named_tag("input key", provider.value()); }

std::set<PartyId> providers_of(const InputPlan& plan) {
  std::set<PartyId> providers;
  for (const InputSource& source : plan.sources) {
    for (const Shard& shard : source.shards) {
      if (shard.rows * source.shape.row_size() > 0) providers.insert(shard.provider);
    }
  }
  return providers;
}

const InputSource& InputPlan::source(const std::string& name) const {
  const auto found = std::ranges::find(sources, name, &InputSource::name);
  ensure(found != sources.end(), "a program read an input that is not in its plan");
  return *found;
}

std::vector<InputBlock> blocks_of(const InputSource& source, const Ring& ring) {
  const std::size_t row_size = source.shape.row_size();
  std::vector<InputBlock> blocks;
  if (row_size == 0) return blocks;
  // Of padded elements, so that blocks, and with them shares, are the same when they are packed.
  const auto room = static_cast<std::size_t>(part_elements(width_of(ring, false)));
  const std::size_t most = std::max<std::size_t>(1, room / row_size);
  for (const Shard& shard : source.shards) {
    for (std::size_t done = 0; done < shard.rows; done += most) {
      const std::size_t first = shard.first_row + done;
      blocks.push_back({shard.provider, first, std::min(most, shard.rows - done),
                        named_tag(source.name, first)});
    }
  }
  return blocks;
}

std::vector<std::uint32_t> InputBlock::all_rows() const {
  std::vector<std::uint32_t> numbers(rows);
  std::iota(numbers.begin(), numbers.end(), static_cast<std::uint32_t>(first_row));
  return numbers;
}

std::vector<Shard> even_shards(std::size_t rows, std::uint32_t providers) {
  std::vector<Shard> shards;
  for (std::uint32_t p = 0; p < providers; ++p) {
    const std::size_t first = rows * p / providers;
    const std::size_t end = rows * (p + 1) / providers;
    if (end > first) shards.push_back({PartyId::provider(p), first, end - first});
  }
  return shards;
}

Tensor encode_rows(const RowSource& values, const std::string& name, std::size_t first,
                   std::size_t count, const Settings& settings) {
  std::vector<double> rows(count * values.shape().row_size());
  values.read(first, count, rows.data());
  const double limit = std::ldexp(1.0, settings.integral_bits);
  try {
    return Tensor::encode(*settings.ring, values.shape().with_rows(count), rows.data(),
                          settings.fractional_bits, limit);
  } catch (const UserError& error) {
    throw UserError(
        fmt::format("input {}, rows {} to {}: {}", name, first, first + count - 1, error.what()));
  }
}

Task<Done> share_inputs(Party& provider, InputPlan plan, Settings settings, InputData data,
                        Key key) {
  Strand& strand = co_await this_strand();
  const LabelScope scope(strand, Phase::input, Operation::share);
  const Local local(strand, provider);
  provider.set_packed(settings.packed);
  if (settings.inputs == Delivery::masked) {
    co_await share_masked_inputs(provider, std::move(plan), settings, std::move(data), key);
    co_return Done{};
  }
  provider.set_key(kServer0, key);
  const bool seeded = settings.inputs == Delivery::seeded;
  if (seeded && providers_of(plan).contains(provider.id())) {
    const LabelScope of_key(strand, Operation::key);
    provider.send_key(strand, kServer0, input_key_tag(provider.id()), key);
  }
  for (const InputSource& source : plan.sources) {
    strand.label.layer = source.layer;
    for (const InputBlock& block : blocks_of(source, *settings.ring)) {
      if (block.provider != provider.id()) continue;
      const Tensor x =
          encode_rows(*data.at(source.name), source.name, block.first_row, block.rows, settings);
      local.element_operations(x.ring(), x.size());
      const Tensor r =
          local.uniform(provider.generator(kServer0), x.ring(), x.shape(), block.tag, kInputPart);
      if (!seeded) {
        std::vector<Tensor> share0{r};
        provider.send(strand, kServer0, MessageKind::input, block.tag, std::move(share0));
      }
      std::vector<Tensor> share1{local.subtract(x, r)};
      provider.send(strand, kServer1, MessageKind::input, block.tag, std::move(share1));
    }
  }
  co_return Done{};
}

Task<Done> take_inputs(Party& server, InputPlan plan, Settings settings, InputStore& store) {
  Strand& strand = co_await this_strand();
  const LabelScope scope(strand, Phase::input, Operation::share);
  server.set_packed(settings.packed);
  const bool derives = settings.inputs == Delivery::seeded && server.id() == kServer0;
  if (derives) {
    const LabelScope of_key(strand, Operation::key);
    for (const PartyId provider : providers_of(plan)) {
      const auto parts =
          co_await server.receive(provider, input_key_tag(provider), {MessageKind::key});
      server.set_key(provider, *parts.front()->key);
    }
  }
  for (const InputSource& source : plan.sources) {
    strand.label.layer = source.layer;
    for (const InputBlock& block : blocks_of(source, *settings.ring)) {
      const Shape shape = source.shape.with_rows(block.rows);
      if (derives) {
        store.put(source.name, block.first_row,
                  Local(strand, server)
                      .uniform(server.generator(block.provider), *settings.ring, shape, block.tag,
                               kInputPart));
        continue;
      }
      const Expected expected{MessageKind::input, settings.ring->id,
                              static_cast<std::int64_t>(shape.size())};
      const auto parts = co_await server.receive(block.provider, block.tag, expected);
      const std::vector<Shape> shapes{shape};
      store.put(source.name, block.first_row, unpack(*settings.ring, parts, shapes)[0]);
    }
  }
  co_return Done{};
}

void InputStore::put(const std::string& source, std::size_t first_row, Tensor block) {
  blocks_[source].insert_or_assign(first_row, std::move(block));
}

Tensor InputStore::gather(const std::string& source, const std::vector<std::uint32_t>& rows) const {
  const auto& blocks = blocks_.at(source);
  const Tensor& any = blocks.begin()->second;
  const std::size_t bytes = any.shape().row_size() * any.ring().element_bytes;
  Tensor out(any.ring(), any.shape().with_rows(rows.size()));
  auto* to = static_cast<std::byte*>(out.data());
  for (const std::uint32_t row : rows) {
    const auto block = std::prev(blocks.upper_bound(row));
    const auto* from = static_cast<const std::byte*>(block->second.data());
    std::memcpy(to, from + (row - block->first) * bytes, bytes);
    to += bytes;
  }
  return out;
}

}  // namespace fathom
