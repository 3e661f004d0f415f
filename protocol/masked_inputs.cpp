#include "protocol/masked_inputs.hpp"

#include <utility>

#include "protocol/local.hpp"

namespace fathom {
namespace {

constexpr std::uint8_t kHalfPart = 0;

Tensor half(const Local& local, const Generator& generator, const Settings& settings,
            const InputBlock& block, const Shape& shape) {
  return local.uniform(generator, *settings.ring, shape, block.tag, kHalfPart);
}

}  // namespace

Key half_key(const Key& key, int which) {
  Key half;
  Generator(key).fill(named_tag("half of an input mask", static_cast<std::uint64_t>(which)), 0, 0,
                      0, half);
  return half;
}

// Encode and subtract twice; the halves. Server 0 adds its half to the opening.
MaskedInputWork masked_input_work(const Settings& settings, std::size_t elements) {
  const Work half = work_of::generator(*settings.ring, elements);
  MaskedInputWork work;
  work.provider = work_of::elements(3 * elements) + half + half;
  work.server = {work_of::elements(elements) + half, half};
  if (keeps_masks(settings)) work.producer = work_of::elements(elements) + half + half;
  return work;
}

Task<Done> share_masked_inputs(Party& provider, InputPlan plan, Settings settings, InputData data,
                               Key key) {
  Strand& strand = co_await this_strand();
  const LabelScope scope(strand, Phase::input, Operation::share);
  const Local local(strand, provider);
  for (const int which : {0, 1}) provider.set_key(PartyId::server(which), half_key(key, which));
  if (providers_of(plan).contains(provider.id())) {
    const LabelScope of_key(strand, Operation::key);
    const Tag tag = input_key_tag(provider.id());
    provider.send_key(strand, kServer0, tag, half_key(key, 0));
    provider.send_key(strand, kServer1, tag, half_key(key, 1));
    provider.send_key(strand, kProducer, tag, key);
  }
  for (const InputSource& source : plan.sources) {
    strand.label.layer = source.layer;
    for (const InputBlock& block : blocks_of(source, *settings.ring)) {
      if (block.provider != provider.id()) continue;
      Tensor x =
          encode_rows(*data.at(source.name), source.name, block.first_row, block.rows, settings);
      local.element_operations(x.ring(), x.size());
      for (const PartyId server : {kServer0, kServer1}) {
        x = local.subtract(x, half(local, provider.generator(server), settings, block, x.shape()));
      }
      for (const PartyId server : {kServer0, kServer1}) {
        std::vector<Tensor> opening{x};
        provider.send(strand, server, MessageKind::input, block.tag, std::move(opening));
      }
    }
  }
  co_return Done{};
}

Task<Values> take_masked_inputs(Party& server, InputPlan plan, Settings settings,
                                InputStore& store) {
  Strand& strand = co_await this_strand();
  const LabelScope scope(strand, Phase::input, Operation::share);
  server.set_packed(settings.packed);
  const Local local(strand, server);
  for (const PartyId provider : providers_of(plan)) {
    const LabelScope of_key(strand, Operation::key);
    const auto parts =
        co_await server.receive(provider, input_key_tag(provider), {MessageKind::key});
    server.set_key(provider, *parts.front()->key);
  }
  Values blocks;
  for (const InputSource& source : plan.sources) {
    strand.label.layer = source.layer;
    for (const InputBlock& block : blocks_of(source, *settings.ring)) {
      const std::vector<Shape> shapes{source.shape.with_rows(block.rows)};
      const Expected expected{MessageKind::input, settings.ring->id,
                              static_cast<std::int64_t>(shapes[0].size())};
      const auto parts = co_await server.receive(block.provider, block.tag, expected);
      const Tensor opening = unpack(*settings.ring, parts, shapes)[0];
      const Tensor mask = half(local, server.generator(block.provider), settings, block, shapes[0]);
      const Tensor share = local.adds_constants() ? local.add(opening, mask) : mask;
      store.put(source.name, block.first_row, share);
      if (keeps_masks(settings)) blocks.emplace_back(Tensor{}, opening, mask);
    }
  }
  co_return blocks;
}

Task<Values> take_input_masks(Party& producer, InputPlan plan, Settings settings) {
  Strand& strand = co_await this_strand();
  const LabelScope scope(strand, Phase::input, Operation::share);
  const Local local(strand, producer);
  std::map<PartyId, std::array<Generator, 2>> halves;
  for (const PartyId provider : providers_of(plan)) {
    const LabelScope of_key(strand, Operation::key);
    const auto parts =
        co_await producer.receive(provider, input_key_tag(provider), {MessageKind::key});
    const Key& key = *parts.front()->key;
    halves.emplace(provider, std::array{Generator(half_key(key, 0)), Generator(half_key(key, 1))});
  }
  Values blocks;
  if (!keeps_masks(settings)) co_return blocks;
  for (const InputSource& source : plan.sources) {
    strand.label.layer = source.layer;
    for (const InputBlock& block : blocks_of(source, *settings.ring)) {
      const Shape shape = source.shape.with_rows(block.rows);
      const auto& [of_first, of_second] = halves.at(block.provider);
      const Tensor first = half(local, of_first, settings, block, shape);
      const Tensor second = half(local, of_second, settings, block, shape);
      blocks.emplace_back(Tensor{}, Tensor{}, local.add(first, second));
    }
  }
  co_return blocks;
}

}  // namespace fathom
