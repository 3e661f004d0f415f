#include "metrics/timeline_export/slices.hpp"

#include <fmt/format.h>

#include <tuple>

namespace fathom {
namespace {

enum Level : std::size_t { kStep, kLayer, kOperation, kPart, kLevels };

/// How many of the slices around `last` also hold `next`.
std::size_t common_levels(const TimePiece& last, const TimePiece& next) {
  const Label& a = last.label;
  const Label& b = next.label;
  if (last.end != next.begin || a.step != b.step) return kStep;
  if (std::tie(a.layer, a.pass) != std::tie(b.layer, b.pass)) return kLayer;
  const bool same =
      std::tie(a.operation, a.phase, a.material) == std::tie(b.operation, b.phase, b.material);
  return same ? kPart : kOperation;
}

}  // namespace

void Slices::write(Track track, const std::vector<TimePiece>& pieces) const {
  const TimePiece* last = nullptr;
  const auto end_from = [&](std::size_t level) {
    for (std::size_t open = kLevels; open > level; --open) events_.end(track, last->end);
  };
  for (const TimePiece& piece : pieces) {
    const std::size_t first = last == nullptr ? kStep : common_levels(*last, piece);
    if (last != nullptr) end_from(first);
    for (std::size_t level = first; level < kLevels; ++level) begin(track, level, piece);
    last = &piece;
  }
  if (last != nullptr) end_from(kStep);
}

void Slices::begin(Track track, std::size_t level, const TimePiece& piece) const {
  const Label& label = piece.label;
  const std::string pass(to_string(label.pass));
  const auto begin = [&](const std::string& name, const TraceEvents::Args& args) {
    events_.begin(track, piece.begin, name, args);
  };
  switch (level) {
    case kStep:
      return begin(fmt::format("step {}", label.step), {{"step", label.step}});
    case kLayer:
      return begin(layer_name(label), {{"layer", layers_[label.layer]}, {"pass", pass}});
    case kOperation:
      return begin(std::string(to_string(label.operation)),
                   {{"operation", to_string(label.operation)},
                    {"phase", to_string(label.phase)},
                    {"material", to_string(label.material)},
                    {"step", label.step}});
    default:
      return begin_part(track, piece);
  }
}

/// "dense1 forward", or what there is of it: else the phase.
std::string Slices::layer_name(const Label& label) const {
  const bool has_pass = label.pass != Pass::none;
  if (label.layer == 0)
    return std::string(has_pass ? to_string(label.pass) : to_string(label.phase));
  return layers_[label.layer] + (has_pass ? " " + std::string(to_string(label.pass)) : "");
}

void Slices::begin_part(Track track, const TimePiece& piece) const {
  TraceEvents::Args args = TraceEvents::Args::object();
  if (piece.message > 0) {
    args["sender"] = to_string(piece.sender);
    args["message"] = piece.message;
    args["wire_bytes"] = log_.messages()[piece.message - 1].wire.count();
  }
  events_.begin(track, piece.begin, std::string(to_string(piece.part)), args);
}

}  // namespace fathom
