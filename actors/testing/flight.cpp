#include "actors/testing/flight.hpp"

#include <fmt/format.h>

#include "actors/network/unit_text.hpp"
#include "metrics/errors.hpp"
#include "protocol/tensor_math.hpp"

namespace fathom::testing {
namespace {

std::string text(SimTime time) { return to_text(time - SimTime{}); }

std::string fate(const Flight& flight) {
  switch (flight.state) {
    case Flight::State::in_flight:
      return "in flight";
    case Flight::State::held:
      return "held since " + text(flight.arrived);
    case Flight::State::delivered:
      return "arrived at " + text(flight.arrived);
    case Flight::State::dropped:
      return "dropped at " + text(flight.arrived);
  }
  return "";
}

std::string layer_name(LayerId layer, const LayerNames& layers) {
  return layer < layers.size() ? layers[layer] : std::to_string(layer);
}

}  // namespace

Tensor elements_of(const Flight& flight) {
  ensure(flight.content != nullptr && !flight.content->tensors.empty(),
         "the elements of a message that has none, or has not arrived");
  const auto& tensors = flight.content->tensors;
  const std::vector<Shape> shapes{Shape{static_cast<std::size_t>(flight.elements.count())}};
  return assemble(tensors.front().ring(), tensors, shapes)[0];
}

std::string describe(const Flight& flight, const LayerNames& layers) {
  const Label& label = flight.label;
  return fmt::format(
      "#{} {} -> {}: {}, {} elements, {} bytes, round {} ({}, layer {}, operation {}), sent at {}, "
      "{}",
      flight.number, to_string(flight.from), to_string(flight.to), to_string(flight.kind),
      flight.elements.count(), flight.payload.count(), flight.round.count(), to_string(label.phase),
      layer_name(label.layer, layers), to_string(label.operation), text(flight.sent), fate(flight));
}

}  // namespace fathom::testing
