#include "actors/faults/fault.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <optional>

#include "actors/network/comma_items.hpp"
#include "actors/network/unit_text.hpp"
#include "metrics/errors.hpp"
#include "metrics/printable.hpp"

namespace fathom {
namespace {

constexpr std::array<std::string_view, kFaultKinds> kNames{
    "delay",      "reorder",       "loss",
    "cut",        "slow",          "freeze",
    "vanish",     "crash-sending", "crash-receiving",
    "duplicate",  "missing",       "shape",
    "ring",       "range",         "length",
    "sequence",   "kind",          "epoch",
    "correction", "swap",          "truncation"};

/// What is written of a kind of fault: =party or =party-peer, @message, +time or +amount.
struct Form {
  bool party = false, peer = false, message = false, time = false, amount = false;
};

Form form_of(FaultKind kind) {
  switch (kind) {
    case FaultKind::delay:
      return {.message = true, .time = true};
    case FaultKind::reorder:
      return {.time = true};
    case FaultKind::loss:
      return {.amount = true};
    case FaultKind::cut:
      return {.party = true, .peer = true, .message = true, .time = true};
    case FaultKind::slow:
      return {.party = true, .amount = true};
    case FaultKind::freeze:
      return {.party = true, .message = true, .time = true};
    case FaultKind::vanish:
      return {.party = true, .message = true};
    case FaultKind::truncation:
      return {};
    default:
      return {.message = true};
  }
}

[[noreturn]] void refuse(std::string_view item, const std::string& why) {
  throw UserError(
      fmt::format("\"{}\" is no fault: {}; write for example delay@12+30ms or "
                  "cut=server0-server1@33+500ms",
                  printable(item, 60), why));
}

std::uint64_t number_in(std::string_view text, std::string_view item) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) {
    refuse(item, "a whole number is missing");
  }
  return number;
}

/// Per mille, or times.
std::int64_t amount_in(std::string_view text, std::string_view item) {
  const std::uint64_t amount = number_in(text, item);
  if (amount < 1 || amount > 1000) refuse(item, "it takes from 1 to 1000");
  return static_cast<std::int64_t>(amount);
}

PartyId party_in(std::string_view name, std::string_view item) {
  const std::optional<PartyId> party = party_named(name);
  if (!party) refuse(item, "it names no party");
  return *party;
}

/// Takes off what follows the first `mark` in `text`.
std::optional<std::string_view> take_after(std::string_view& text, char mark) {
  const std::size_t at = text.find(mark);
  if (at == std::string_view::npos) return std::nullopt;
  const std::string_view after = text.substr(at + 1);
  text = text.substr(0, at);
  return after;
}

Fault parse_fault(std::string_view item) {
  std::string_view rest = item;
  const auto size = take_after(rest, '+');
  const auto message = take_after(rest, '@');
  auto party = take_after(rest, '=');
  Fault fault;
  fault.kind = fault_named(rest);
  const Form form = form_of(fault.kind);
  if (message.has_value() != form.message) refuse(item, "which message (@12) it befalls");
  if (size.has_value() != (form.time || form.amount)) refuse(item, "how much (+) of it");
  if (party.has_value() != form.party) refuse(item, "which party (=server0) it befalls");
  if (message) fault.message = number_in(*message, item);
  if (form.time) fault.time = parse_duration(*size, item);
  if (form.amount) fault.amount = amount_in(*size, item);
  if (!party) return fault;
  const auto peer = take_after(*party, '-');
  if (peer.has_value() != form.peer) refuse(item, "which two parties (=server0-server1)");
  fault.party = party_in(*party, item);
  if (peer) fault.peer = party_in(*peer, item);
  return fault;
}

std::string text_of(const Fault& fault) {
  const Form form = form_of(fault.kind);
  std::string text(to_string(fault.kind));
  if (form.party) text += "=" + to_string(fault.party);
  if (form.peer) text += "-" + to_string(fault.peer);
  if (form.message) text += fmt::format("@{}", fault.message);
  if (form.time) text += "+" + to_text(fault.time);
  if (form.amount) text += fmt::format("+{}", fault.amount);
  return text;
}

}  // namespace

std::string_view to_string(FaultKind kind) { return kNames.at(static_cast<std::size_t>(kind)); }

FaultKind fault_named(std::string_view name) {
  std::string choices;
  for (std::size_t i = 0; i < kFaultKinds; ++i) {
    const auto kind = static_cast<FaultKind>(i);
    if (to_string(kind) == name) return kind;
    choices += (i == 0 ? "" : ", ") + std::string(to_string(kind));
  }
  throw UserError(
      fmt::format("there is no fault \"{}\"; choose one of {}", printable(name, 30), choices));
}

bool is_bug(FaultKind kind) {
  return kind == FaultKind::correction || kind == FaultKind::swap || kind == FaultKind::truncation;
}

std::string to_string(const FaultPlan& plan) {
  std::string text = fmt::format("seed={}", plan.seed);
  for (const Fault& fault : plan.faults) text += "," + text_of(fault);
  return text;
}

FaultPlan parse_fault_plan(std::string_view line) {
  constexpr std::string_view kSeed = "seed=";
  FaultPlan plan;
  for (const std::string_view item : comma_items(line)) {
    if (item.starts_with(kSeed)) {
      plan.seed = number_in(item.substr(kSeed.size()), item);
    } else if (!item.empty()) {
      plan.faults.push_back(parse_fault(item));
    }
  }
  return plan;
}

}  // namespace fathom
