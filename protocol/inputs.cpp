#include "protocol/inputs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numeric>
#include <set>
#include <utility>

#include "metrics/errors.hpp"

namespace fathom {
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

PartyId InputSource::holder(std::size_t row) const {
  const auto after = std::ranges::upper_bound(shards, row, {}, &Shard::first_row);
  ensure(after != shards.begin(), "a row was read that no provider holds");
  const Shard& shard = *std::prev(after);
  ensure(row < shard.first_row + shard.rows, "a row was read that no provider holds");
  return shard.provider;
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
  const std::size_t most = source.stream_batch > 0 ? 1 : std::max<std::size_t>(1, room / row_size);
  for (const Shard& shard : source.shards) {
    for (std::size_t done = 0; done < shard.rows; done += most) {
      const std::size_t first = shard.first_row + done;
      blocks.push_back({shard.provider, first, std::min(most, shard.rows - done),
                        named_tag(source.name, first)});
    }
  }
  return blocks;
}

std::uint32_t batch_of(const InputSource& stream, std::size_t row) {
  return static_cast<std::uint32_t>(row / stream.stream_batch);
}

std::vector<InputBlock> blocks_of_batch(const InputSource& stream, std::uint32_t batch,
                                        const Ring& ring) {
  std::vector<InputBlock> blocks = blocks_of(stream, ring);
  std::erase_if(
      blocks, [&](const InputBlock& block) { return batch_of(stream, block.first_row) != batch; });
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
