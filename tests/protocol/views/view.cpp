#include "tests/protocol/views/view.hpp"

#include <algorithm>
#include <map>

#include "protocol/tensor_math.hpp"
#include "tests/protocol/views/program.hpp"

namespace fathom::test {
namespace {

constexpr std::array<PartyId, 2> kProviders{PartyId::provider(0), PartyId::provider(1)};

/// Adds whose generators lie at which address in memory: those that `party` shares with `peers`.
void add_holder(std::map<const Generator*, PartyId>& of, Party& party,
                std::initializer_list<PartyId> peers) {
  for (const PartyId peer : peers) of.emplace(&party.generator(peer), party.id());
}

/// The pairs that share keys in every run, and the servers' own; and with seeded delivery the other
/// ends of them.
std::map<const Generator*, PartyId> holders(MemoryNetwork& network, Delivery delivery) {
  std::map<const Generator*, PartyId> of;
  add_holder(of, network.party(kProducer), {kServer0, kServer1});
  for (const PartyId provider : kProviders) add_holder(of, network.party(provider), {kServer0});
  for (const PartyId server : {kServer0, kServer1}) add_holder(of, network.party(server), {server});
  if (delivery == Delivery::full) return of;
  add_holder(of, network.party(kServer0), {kProducer, kProviders[0], kProviders[1]});
  add_holder(of, network.party(kServer1), {kProducer});
  return of;
}

/// Inputs are drawn row by row, so they are judged row by row.
std::vector<Tensor> pieces_of(MessageKind kind, const Tensor& tensor) {
  if (kind != MessageKind::input) return {tensor};
  const std::size_t size = tensor.shape().row_size();
  std::vector<Tensor> rows;
  for (std::size_t row = 0; row < tensor.shape().rows(); ++row) {
    rows.push_back(tensor.slice(row * size, Shape{size}));
  }
  return rows;
}

void note(View& view, PartyId from, PartyId to, const Envelope& envelope) {
  const Payload& payload = *envelope.payload;
  const Header& header = envelope.header;
  if (payload.key) view.keys_sent.emplace(to, *payload.key);
  for (const Tensor& tensor : payload.tensors) {
    for (Tensor& piece : pieces_of(header.kind, tensor)) {
      view.sent.push_back({from, to, header.kind, header.tag, std::move(piece)});
    }
  }
}

}  // namespace

View view_of(const Settings& settings, const std::vector<Numbers>& values, std::uint64_t seed,
             const Fault& fault, const std::optional<Address>& moved) {
  Trial trial = viewed_program(settings);
  trial.values = values;
  const InputPlan plan = plan_of(trial);
  std::array<Key, 2> keys = producer_keys(seed);
  if (fault.one_key) keys[1] = keys[0];

  View view;
  MemoryNetwork network;
  network.on_message = [&view](PartyId from, PartyId to, const Envelope& envelope) {
    note(view, from, to, envelope);
  };
  const Draws draws(fault, keys, moved);
  const auto noted = std::make_shared<ResultForm>();
  run_job(
      network, settings, plan, data_of(trial), seed,
      [&](Engine& engine) { return read_operations(engine, plan, trial.operations, noted); }, keys);
  const auto holder = holders(network, settings.material);
  for (const Use& use : draws.uses()) view.uses.push_back({holder.at(use.generator), use});
  for (const auto& [key, counts] : network.recorder().bounds()) {
    if (key.second == Bound::statistical_mask) view.beyond_masks += counts.beyond;
  }
  return view;
}

std::vector<Opening> openings_of(const View& view) {
  std::map<Tag, std::vector<Tensor>> theirs;
  for (const Sent& sent : view.sent) {
    if (sent.kind == MessageKind::opening && sent.from == kServer1) {
      theirs[sent.tag].push_back(sent.tensor);
    }
  }
  std::vector<Opening> openings;
  std::map<Tag, std::size_t> next;
  for (const Sent& sent : view.sent) {
    if (sent.kind != MessageKind::opening || sent.from != kServer0) continue;
    const Tensor& half = theirs.at(sent.tag).at(next[sent.tag]++);
    openings.push_back({sent.tag, add(sent.tensor, half)});
  }
  return openings;
}

Samples sampled(const Settings& settings, const std::vector<Numbers>& values,
                std::uint64_t first_seed, std::size_t runs, const Fault& fault) {
  std::vector<std::vector<Tensor>> rows;
  for (std::size_t run = 0; run < runs; ++run) {
    const auto openings = openings_of(view_of(settings, values, first_seed + run, fault));
    rows.resize(openings.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const Tensor& opened = openings[i].opened;
      rows[i].push_back(opened.reshaped(Shape{1, opened.size()}));
    }
  }
  Samples samples;
  for (const auto& of_opening : rows) samples.push_back(concatenate_rows(of_opening));
  return samples;
}

}  // namespace fathom::test
