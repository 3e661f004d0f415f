#include "tests/nn/views/training_view.hpp"

#include <algorithm>

#include "protocol/tensor_math.hpp"
#include "protocol/variants.hpp"
#include "tests/nn/small_training.hpp"
#include "tests/protocol/memory_network.hpp"

namespace fathom::test {
namespace {

Settings variant(const Ring& ring, std::string_view line) {
  Settings settings;
  use_ring(settings, ring, 16);
  apply_variant(settings, line);
  check_variant(settings);
  return settings;
}

TrainingSpec one_step(LossName loss) {
  TrainingSpec spec =
      loss == LossName::cross_entropy ? small_training(1) : small_training_of(loss, 1);
  spec.output_weights = true;
  return spec;
}

InputData data_of(const TrainingSpec& spec, TrainingInputs inputs) {
  const bool large = inputs == TrainingInputs::large;
  const auto rows = [large](const Shape& shape) {
    std::vector<double> values(shape.size());
    for (std::size_t i = 0; i < values.size() && large; ++i) values[i] = i % 3 == 0 ? -3 : 3;
    return std::make_shared<HeldRows>(shape, std::move(values));
  };
  std::vector<double> labels(std::size_t{spec.samples} * spec.classes);
  for (std::size_t i = 0; i < spec.samples; ++i) labels[i * spec.classes + (large ? 1 : 0)] = 1;
  InputData data;
  data[spec.source] = rows(spec.sample.with_rows(spec.samples));
  data["test_" + spec.source] = rows(spec.sample.with_rows(spec.test_samples));
  data["labels"] = std::make_shared<HeldRows>(Shape{spec.samples, spec.classes}, labels);
  return data;
}

using Half = std::pair<Tag, std::size_t>;  ///< the how manieth opening of that name

/// What a server adds to the halves of openings that it is sent: without its own, each is a share.
std::map<Half, Tensor> own_halves(PartyId server, const TrainingView& view) {
  std::map<Half, Tensor> halves;
  std::map<Tag, std::size_t> next;
  for (const Sent& sent : view.sent) {
    if (sent.kind != MessageKind::opening || sent.from != server) continue;
    halves.emplace(Half{sent.tag, next[sent.tag]++}, sent.tensor);
  }
  return halves;
}

/// Shares of what a party may see are none of its views; the sum of both is a result.
bool may_be_seen(MessageKind kind) {
  return kind == MessageKind::reveal || kind == MessageKind::output;
}

}  // namespace

std::vector<ViewedVariant> viewed_training_variants() {
  std::vector<ViewedVariant> variants;
  for (const NamedVariant& named : named_variants()) {
    const Ring& ring = named.name == "seed" ? q121() : z64();
    variants.push_back({std::string(named.name), variant(ring, named.line)});
  }
  for (const Ring* ring : {&z128(), &q121()}) {
    variants.push_back(
        {"default in " + std::string(ring->name), variant(*ring, training_variant(*ring))});
  }
  const char* seeded = "fastest,material=seeded,inputs=seeded";
  variants.push_back({seeded, variant(z64(), seeded)});
  for (const char* seen : {"both", "permuted", "server"}) {
    const std::string line = std::string("fastest,likelihoods=") + seen;
    variants.push_back({line, variant(z64(), line)});
  }
  variants.push_back(
      {"likelihoods=none", variant(z64(), "fastest,likelihoods=none"), LossName::one_against_one});
  return variants;
}

TrainingView training_view(const ViewedVariant& viewed, TrainingInputs inputs, std::uint64_t seed,
                           const Fault& fault) {
  const TrainingSpec spec = one_step(viewed.loss);
  TrainingProgram program(spec);
  TrainingView view;
  MemoryNetwork network;
  network.on_message = [&view](PartyId from, PartyId to, const Envelope& envelope) {
    const Header& header = envelope.header;
    if (envelope.payload->key) view.keys.emplace_back(from, to);
    for (const Tensor& tensor : envelope.payload->tensors) {
      view.sent.push_back({from, to, header.kind, header.tag, tensor});
    }
    if (header.elements == 0 && !envelope.payload->key) {
      view.empty.emplace_back(from, to, header.kind);
    }
  };
  const std::array<Key, 2> keys = producer_keys(seed);
  const Draws draws(fault, keys, std::nullopt);
  view.outputs =
      run_job(network, viewed.settings, program.plan(), data_of(spec, inputs), seed, program, keys)
          .outputs;
  view.draws = draws.uses();
  view.reveals = network.recorder().ledger().reveals();
  return view;
}

Samples seen_by(PartyId server, const ViewedVariant& viewed, TrainingInputs inputs,
                std::uint64_t first_seed, std::size_t runs, const Fault& fault) {
  std::vector<std::vector<Tensor>> rows;
  for (std::size_t run = 0; run < runs; ++run) {
    const TrainingView view = training_view(viewed, inputs, first_seed + run, fault);
    const std::map<Half, Tensor> own = own_halves(server, view);
    std::map<Tag, std::size_t> next;
    std::size_t at = 0;
    for (const Sent& sent : view.sent) {
      if (sent.to != server || may_be_seen(sent.kind)) continue;
      Tensor seen = sent.tensor;
      if (sent.kind == MessageKind::opening) {
        const auto mine = own.find({sent.tag, next[sent.tag]++});
        if (mine != own.end()) seen = add(seen, mine->second);
      }
      if (rows.size() <= at) rows.emplace_back();
      rows[at++].push_back(seen.reshaped(Shape{1, seen.size()}));
    }
  }
  Samples samples;
  for (const auto& of_tensor : rows) samples.push_back(concatenate_rows(of_tensor));
  return samples;
}

}  // namespace fathom::test
