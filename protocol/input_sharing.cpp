#include "protocol/input_sharing.hpp"

#include <algorithm>
#include <functional>
#include <utility>

#include "metrics/errors.hpp"

namespace fathom {
namespace {

using GeneratorOf = std::function<const Generator&(PartyId provider)>;

Tensor draw(const Local& local, const Ring& ring, const InputSource& source,
            const std::vector<std::uint32_t>& rows, const GeneratorOf& generator_of) {
  std::vector<RowStream> streams;
  streams.reserve(rows.size());
  for (const std::uint32_t row : rows) {
    streams.push_back({&generator_of(source.holder(row)), named_tag("row of " + source.name, row)});
  }
  return local.uniform_rows(ring, source.shape.with_rows(rows.size()), streams);
}

/// Sends keys to those who draw, and keeps those that it draws with itself.
void send_keys(Strand& strand, Party& provider, const InputPlan& plan, Delivery inputs,
               const Key& key) {
  const bool masked = inputs == Delivery::masked;
  for (const int which : {0, 1}) {
    if (masked) provider.set_key(PartyId::server(which), half_key(key, which));
  }
  if (!masked) provider.set_key(kServer0, key);
  if (!providers_of(plan).contains(provider.id())) return;
  const LabelScope of_key(strand, Operation::key);
  for (const PartyId taker : takers_of_keys(inputs)) {
    const bool half = masked && taker.is_server();
    provider.send_key(strand, taker, input_key_tag(provider.id()),
                      half ? half_key(key, taker.value()) : key);
  }
}

void send_block(Strand& strand, Party& provider, const InputSource& source, const InputBlock& block,
                const Settings& settings, const Tensor& x) {
  const Local local(strand, provider);
  const std::vector<std::uint32_t> rows = block.all_rows();
  const auto drawn_with = [&](PartyId server) {
    return draw_rows(local, settings, source, rows,
                     [&](PartyId) -> const Generator& { return provider.generator(server); });
  };
  const auto send = [&](PartyId server, const Tensor& tensor) {
    std::vector<Tensor> tensors{tensor};
    provider.send(strand, server, MessageKind::input, block.tag, std::move(tensors));
  };
  const Tensor r = drawn_with(kServer0);
  Tensor rest = local.subtract(x, r);
  if (settings.inputs == Delivery::masked) rest = local.subtract(rest, drawn_with(kServer1));
  if (settings.inputs == Delivery::full) send(kServer0, r);
  if (settings.inputs == Delivery::masked) send(kServer0, rest);
  send(kServer1, rest);
}

Task<Done> take_keys(Party& me, const InputPlan& plan,
                     std::function<void(PartyId provider, const Key& key)> take) {
  const LabelScope of_key(co_await this_strand(), Operation::key);
  for (const PartyId provider : providers_of(plan)) {
    const auto parts = co_await me.receive(provider, input_key_tag(provider), {MessageKind::key});
    take(provider, *parts.front()->key);
  }
  co_return Done{};
}

/// Rows of a source, encoded; in a sized run only their size.
Tensor encoded(const InputData& data, const InputSource& source, const InputBlock& block,
               const Settings& settings) {
  if (settings.sized) return Tensor::sized(*settings.ring, source.shape.with_rows(block.rows));
  return encode_rows(*data.at(source.name), source.name, block.first_row, block.rows, settings);
}

}  // namespace

Tensor draw_rows(const Local& local, const Settings& settings, const InputSource& source,
                 const std::vector<std::uint32_t>& rows, const GeneratorOf& generator) {
  if (!settings.sized) return draw(local, *settings.ring, source, rows, generator);
  Tensor drawn = Tensor::sized(*settings.ring, source.shape.with_rows(rows.size()));
  local.count(drawn.ring(), work_of::generator(drawn.ring(), drawn.size()));
  return drawn;
}

bool receives_elements(PartyId server, Delivery inputs) {
  return inputs != Delivery::seeded || server == kServer1;
}

std::vector<PartyId> takers_of_keys(Delivery inputs) {
  if (inputs == Delivery::seeded) return {kServer0};
  if (inputs == Delivery::masked) return {kServer0, kServer1, kProducer};
  return {};
}

Key half_key(const Key& key, int which) {
  Key half;
  Generator(key).fill(named_tag("half of an input mask", static_cast<std::uint64_t>(which)), 0, 0,
                      0, half);
  return half;
}

// Encode, and subtract what is drawn.
Work sharing_work(const Settings& settings, std::size_t elements) {
  const Work drawn = work_of::generator(*settings.ring, elements);
  if (settings.inputs == Delivery::masked) return work_of::elements(3 * elements) + drawn + drawn;
  return work_of::elements(2 * elements) + drawn;
}

// Copy what was received, draw the rest; masked, server 0 adds its half to the opening.
ReadingWork reading_work(const Settings& settings, std::size_t elements) {
  const Work copied = work_of::memory(elements * settings.ring->element_bytes);
  const Work drawn = work_of::generator(*settings.ring, elements);
  if (settings.inputs == Delivery::full) return {{copied, copied}, {}};
  if (settings.inputs == Delivery::seeded) return {{drawn, copied}, {}};
  const Work add = work_of::elements(elements);
  ReadingWork work{{copied + drawn + add, copied + drawn}, {}};
  if (keeps_masks(settings)) work.producer = drawn + drawn + add;
  return work;
}

namespace {

Task<Done> share_source(Party& provider, const InputSource& source, const Settings& settings,
                        const InputData& data, const BeforeRow& before) {
  Strand& strand = co_await this_strand();
  const LabelScope scope(strand);
  strand.label.layer = source.layer;
  const bool stream = source.stream_batch > 0;
  for (const InputBlock& block : blocks_of(source, *settings.ring)) {
    if (block.provider != provider.id()) continue;
    if (stream) strand.label.step = batch_of(source, block.first_row) + 1;
    if (stream && before) co_await before(source, block.first_row);
    const Tensor x = encoded(data, source, block, settings);
    Local(strand, provider).element_operations(x.ring(), x.size());
    send_block(strand, provider, source, block, settings, x);
  }
  co_return Done{};
}

}  // namespace

Task<Done> share_inputs(Party& provider, InputPlan plan, Settings settings, InputData data, Key key,
                        BeforeRow before) {
  Strand& strand = co_await this_strand();
  const LabelScope scope(strand, Phase::input, Operation::share);
  provider.set_packed(settings.packed);
  send_keys(strand, provider, plan, settings.inputs, key);
  for (const bool streams : {false, true}) {
    for (const InputSource& source : plan.sources) {
      if ((source.stream_batch > 0) != streams) continue;
      co_await share_source(provider, source, settings, data, before);
    }
  }
  co_return Done{};
}

Task<Done> take_blocks(Party& server, InputSource source, std::vector<InputBlock> blocks,
                       Settings settings, InputStore& store) {
  if (!receives_elements(server.id(), settings.inputs)) co_return Done{};
  for (const InputBlock& block : blocks) {
    const std::vector<Shape> shapes{source.shape.with_rows(block.rows)};
    const Expected expected{MessageKind::input, settings.ring->id,
                            static_cast<std::int64_t>(shapes[0].size())};
    const auto parts = co_await server.receive(block.provider, block.tag, expected);
    store.put(source.name, block.first_row, unpack(*settings.ring, parts, shapes)[0]);
  }
  co_return Done{};
}

Task<Done> take_inputs(Party& server, InputPlan plan, Settings settings, InputStore& store) {
  Strand& strand = co_await this_strand();
  const LabelScope scope(strand, Phase::input, Operation::share);
  server.set_packed(settings.packed);
  if (std::ranges::count(takers_of_keys(settings.inputs), server.id()) > 0) {
    co_await take_keys(server, plan, [&server](PartyId provider, const Key& key) {
      server.set_key(provider, key);
    });
  }
  for (const InputSource& source : plan.sources) {
    if (source.stream_batch > 0) continue;
    strand.label.layer = source.layer;
    std::vector<InputBlock> blocks = blocks_of(source, *settings.ring);
    co_await take_blocks(server, source, std::move(blocks), settings, store);
  }
  co_return Done{};
}

Value read_rows(const Local& local, Party& server, const InputSource& source,
                const std::vector<std::uint32_t>& rows, const Settings& settings,
                const InputStore& store) {
  Tensor received;
  if (receives_elements(server.id(), settings.inputs)) {
    received = store.gather(source.name, rows);
    local.memory_bytes(received.ring(), received.bytes());
  }
  const bool draws = settings.inputs == Delivery::masked || received.empty_handle();
  if (!draws) return received;
  const auto generator_of = [&server](PartyId provider) -> const Generator& {
    return server.generator(provider);
  };
  const Tensor drawn = draw(local, *settings.ring, source, rows, generator_of);
  if (settings.inputs != Delivery::masked) return drawn;
  return local.masked_value(received, drawn);
}

Task<Done> InputMasks::take_keys(Party& producer, InputPlan plan) {
  const LabelScope scope(co_await this_strand(), Phase::input, Operation::share);
  co_await fathom::take_keys(producer, plan, [this](PartyId provider, const Key& key) {
    for (const int which : {0, 1}) {
      halves_.at(static_cast<std::size_t>(which))
          .insert_or_assign(provider, Generator(half_key(key, which)));
    }
  });
  co_return Done{};
}

Tensor InputMasks::read_rows(const Local& local, const InputSource& source,
                             const std::vector<std::uint32_t>& rows, const Ring& ring) const {
  std::array<Tensor, 2> drawn;
  for (const std::size_t which : {0U, 1U}) {
    drawn.at(which) = draw(local, ring, source, rows, [&](PartyId provider) -> const Generator& {
      return halves_.at(which).at(provider);
    });
  }
  return local.add(drawn[0], drawn[1]);
}

}  // namespace fathom
