#include <catch2/catch.hpp>

#include "protocol/engines/prediction.hpp"
#include "tests/nn/small_training.hpp"
#include "tests/nn/views/training_view.hpp"
#include "tests/protocol/views/marginal.hpp"

using namespace fathom;
using namespace fathom::test;

namespace {

constexpr std::size_t kRuns = 48;
constexpr std::uint64_t kOtherSeeds = 100'000;

/// The likelihood server sends back shares of the gradient, as a provider does.
bool is_sharer(const Settings& settings, PartyId from) {
  return from.is_provider() ||
         (from.is_likelihood() && settings.likelihoods == Likelihoods::server);
}

/// Whether the protocol lets `to` have a message of that kind with elements from `from`.
bool is_allowed(const Settings& settings, const Sent& sent) {
  const PartyId from = sent.from, to = sent.to;
  switch (sent.kind) {
    case MessageKind::input:
      return is_sharer(settings, from) && to.is_server();
    case MessageKind::material:
      return from.is_producer() && to.is_server();
    case MessageKind::opening:
      return from.is_server() && to.is_server() && from != to;
    case MessageKind::output:
      return from.is_server() && to.is_receiver();
    case MessageKind::reveal:
      if (to.is_likelihood() || from.is_likelihood()) {
        return settings.likelihoods == Likelihoods::server && (from.is_server() || to.is_server());
      }
      if (settings.likelihoods == Likelihoods::none) return false;
      if (settings.likelihoods == Likelihoods::both) return from.is_server() && to.is_server();
      return from == kServer1 && to == kServer0;
    default:
      return false;
  }
}

bool may_have_key(const Settings& settings, PartyId from, PartyId to) {
  if (from.is_producer()) return to.is_server() && settings.material == Delivery::seeded;
  if (from == kServer0) return to == kServer1;
  if (!is_sharer(settings, from)) return false;
  if (from.is_likelihood()) return to == kServer0;
  if (settings.inputs == Delivery::masked) return to.is_server() || to.is_producer();
  return settings.inputs == Delivery::seeded && to == kServer0;
}

/// What a server alone sees hides values behind masks that are uniform in the ring, unless the
/// variant switches rings: then behind statistical ones, which `possession` judges.
Findings alike(const ViewedVariant& variant, PartyId server, const Fault& fault = {}) {
  const Samples zeros = seen_by(server, variant, TrainingInputs::zeros, 1, kRuns, fault);
  const Samples large = seen_by(server, variant, TrainingInputs::large, kOtherSeeds, kRuns, fault);
  Findings found = marginal(zeros, large);
  if (!variant.settings.switch_ring) return found;
  std::erase_if(found, [](const std::string& finding) {
    return finding.find("not uniform") != std::string::npos;
  });
  return found;
}

}  // namespace

TEST_CASE("each party is sent what the protocol lets it have, and nothing else") {
  for (const ViewedVariant& variant : viewed_training_variants()) {
    INFO(variant.name);
    const TrainingView view = training_view(variant, TrainingInputs::large, 1);
    CHECK(view.sent.size() > 50);
    for (const Sent& sent : view.sent) {
      INFO(to_string(sent.kind) << " from " << to_string(sent.from) << " to "
                                << to_string(sent.to));
      CHECK(is_allowed(variant.settings, sent));
    }
    for (const auto& [from, to] : view.keys) {
      INFO("key from " << to_string(from) << " to " << to_string(to));
      CHECK(may_have_key(variant.settings, from, to));
    }
    for (const auto& [from, to, kind] : view.empty) {
      CHECK((kind == MessageKind::credit || kind == MessageKind::request));
      CHECK((from.is_server() && to.is_producer()));
    }
  }
}

// On paper, from the program: what is opened to whom.
TEST_CASE("what is revealed in a training is what paper says, value by value") {
  for (const ViewedVariant& variant : viewed_training_variants()) {
    INFO(variant.name);
    const TrainingView view = training_view(variant, TrainingInputs::large, 1);
    TrainingSpec spec = variant.loss == LossName::cross_entropy
                            ? small_training(1)
                            : small_training_of(variant.loss, 1);
    spec.output_weights = true;
    Prediction prediction(variant.settings);
    prediction.read(TrainingProgram(spec));
    CHECK(view.reveals == prediction.ledger().reveals());
  }
}

TEST_CASE("in a whole training no party draws at one address twice") {
  for (const ViewedVariant& variant : viewed_training_variants()) {
    INFO(variant.name);
    const TrainingView view = training_view(variant, TrainingInputs::large, 1);
    std::set<std::pair<const Generator*, Address>> drawn;
    CHECK(view.draws.size() > 20);
    for (const Use& use : view.draws) CHECK(drawn.emplace(use.generator, use.address).second);
  }
}

TEST_CASE("what a server sees of a whole training does not depend on the inputs", "[slow]") {
  for (const ViewedVariant& variant : viewed_training_variants()) {
    for (const PartyId server : {kServer0, kServer1}) {
      INFO(variant.name << ", " << to_string(server));
      const Findings found = alike(variant, server);
      INFO(to_text(found));
      CHECK(found.empty());
    }
  }
}

// Once where the producer sends masks, and once where it sends corrections and nothing else of
// them: there the opening alone can tell.
TEST_CASE("a variant that leaks, in one mask of a whole training, is found by what is seen",
          "[slow]") {
  const auto variants = viewed_training_variants();
  const std::string name = GENERATE("scalar", "fastest,material=seeded,inputs=seeded");
  const ViewedVariant& honest = *std::ranges::find(variants, name, &ViewedVariant::name);
  const TrainingView view = training_view(honest, TrainingInputs::zeros, 1);
  const auto first = std::ranges::find(view.sent, MessageKind::opening, &Sent::kind);
  REQUIRE(first != view.sent.end());
  Fault leak;
  leak.of_streams = [tag = first->tag](Draws& draws, const Draw& draw, const Tensor& drawn) {
    static_cast<void>(draws);
    return draw.tag == tag ? Tensor::zeros(drawn.ring(), drawn.shape()) : drawn;
  };
  const auto found = [&](PartyId server) { return alike(honest, server, leak); };
  CHECK_FALSE((found(kServer0).empty() && found(kServer1).empty()));
}
