#include "protocol/inputs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <numeric>
#include <set>
#include <utility>

#include "metrics/errors.hpp"
#include "protocol/kernels/parallel.hpp"
#include "protocol/kernels/tensor_ranges.hpp"
#include "protocol/made.hpp"
#include "protocol/tensor_math.hpp"

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

namespace {

/// Rows of a source as elements, a few at a time so that their doubles stay in the cache. False
/// when a value does not fit.
bool encode_into(Tensor& out, const RowSource& values, std::size_t first_row, int bits,
                 double limit) {
  const std::size_t size = out.shape().row_size();
  std::atomic<bool> fits = true;
  parallel_for(out.shape().rows(), row_grain(size), [&](std::size_t first, std::size_t last) {
    std::vector<double> numbers((last - first) * size);
    values.read(first_row + first, last - first, numbers.data());
    const std::size_t good = out.ring().kernels.encode(numbers.data(), bits, limit,
                                                       at(out, first * size), numbers.size());
    if (good < numbers.size()) fits = false;
  });
  return fits;
}

/// Throws what Tensor::encode says of the first value that does not fit.
[[noreturn]] void refuse_rows(const RowSource& values, const std::string& name, std::size_t first,
                              const Tensor& out, int bits, double limit) {
  std::vector<double> rows(out.size());
  values.read(first, out.shape().rows(), rows.data());
  try {
    static_cast<void>(Tensor::encode(out.ring(), out.shape(), rows.data(), bits, limit));
  } catch (const UserError& error) {
    const std::size_t last = first + out.shape().rows() - 1;
    throw UserError(fmt::format("input {}, rows {} to {}: {}", name, first, last, error.what()));
  }
  throw InternalError("a value was refused and then taken");
}

}  // namespace

Tensor encode_rows(const RowSource& values, const std::string& name, std::size_t first,
                   std::size_t count, const Settings& settings) {
  const int bits = settings.fractional_bits;
  const double limit = std::ldexp(1.0, settings.integral_bits);
  return made(*settings.ring, values.shape().with_rows(count), std::array<Tensor, 0>{},
              [&values, name, first, bits, limit](const auto&, Tensor& out) {
                if (encode_into(out, values, first, bits, limit)) return;
                refuse_rows(values, name, first, out, bits, limit);
              });
}

void InputStore::put(const std::string& source, std::size_t first_row, Tensor block) {
  blocks_[source].insert_or_assign(first_row, std::move(block));
}

Tensor InputStore::gather(const std::string& source, const std::vector<std::uint32_t>& rows) const {
  const auto& blocks = blocks_.at(source);
  const Tensor& any = blocks.begin()->second;
  std::vector<Tensor> from;
  for (const std::uint32_t row : rows) {
    const auto& [first_row, block] = *std::prev(blocks.upper_bound(row));
    const std::size_t size = block.shape().row_size();
    from.push_back(block.slice((row - first_row) * size, block.shape().with_rows(1)));
  }
  if (from.empty()) return {any.ring(), any.shape().with_rows(0)};
  return concatenate_rows(from);
}

}  // namespace fathom
