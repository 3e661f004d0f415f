#include "actors/network/network_property.hpp"

#include "actors/network/refusal.hpp"
#include "actors/network/unit_text.hpp"

namespace fathom {
namespace {

using Property = NetworkProperty;

constexpr std::int64_t kUnlimited = Bandwidth::unlimited().bits_per_s();

std::int64_t nanoseconds(std::string_view text, std::string_view where) {
  return parse_duration(text, where).count();
}
std::int64_t bits_per_s(std::string_view text, std::string_view where) {
  return parse_bandwidth(text, where).bits_per_s();
}
std::int64_t bytes(std::string_view text, std::string_view where) {
  return parse_size(text, where).count();
}
std::int64_t model(std::string_view text, std::string_view where) {
  if (text == "tcp") return static_cast<std::int64_t>(NetworkModel::tcp);
  if (text == "plain") return static_cast<std::int64_t>(NetworkModel::plain);
  refuse_in(where, quoted_text(text) + " is no model; write tcp or plain");
}
std::int64_t card(std::string_view text, std::string_view where) {
  if (text == "shared") return static_cast<std::int64_t>(NetworkCard::shared);
  if (text == "own") return static_cast<std::int64_t>(NetworkCard::own);
  refuse_in(where, quoted_text(text) + " is neither; write shared or own");
}
std::int64_t on_or_off(std::string_view text, std::string_view where) {
  if (text == "on" || text == "off") return text == "on" ? 1 : 0;
  refuse_in(where, quoted_text(text) + " is neither; write on or off");
}
std::int64_t no_number(std::string_view text, std::string_view where) {
  refuse_in(where, quoted_text(text) + " is not a value");
}

std::string duration_text(std::int64_t ns) { return to_text(SimDuration{ns}); }
std::string rate_text(std::int64_t rate) { return to_text(Bandwidth::bits_per_s(rate)); }
std::string size_text(std::int64_t size) { return to_text(Bytes{size}); }
std::string count_text(std::int64_t count) { return std::to_string(count); }
std::string model_text(std::int64_t value) {
  return value == static_cast<std::int64_t>(NetworkModel::tcp) ? "tcp" : "plain";
}
std::string card_text(std::int64_t value) {
  return value == static_cast<std::int64_t>(NetworkCard::shared) ? "shared" : "own";
}
std::string switch_text(std::int64_t on) { return on != 0 ? "on" : "off"; }
std::string no_text(std::int64_t /*value*/) { return {}; }

constexpr PropertyScope kPair = PropertyScope::pair;
constexpr PropertyScope kHost = PropertyScope::host;
constexpr PropertyScope kAll = PropertyScope::network;

/// The greatest window: half of Linux's greatest receive buffer, 6 MiB (net.ipv4.tcp_rmem), the
/// other half of which is the kernel's own.
constexpr std::int64_t kWindow = 3 << 20;

constexpr PropertyKind kKinds[] = {
    {Property::latency, "one_way_latency", kPair, 0, nanoseconds, duration_text},
    {Property::up, "up", kHost, kUnlimited, bits_per_s, rate_text},
    {Property::down, "down", kHost, kUnlimited, bits_per_s, rate_text},
    {Property::cap, "cap", kPair, kUnlimited, bits_per_s, rate_text},
    {Property::jitter, "jitter", kPair, 0, nanoseconds, duration_text},
    {Property::loss, "loss", kPair, 0, parse_share, share_text},
    {Property::speed, "speed", kHost, 1'000'000, parse_speed, speed_text},
    {Property::cores, "cores", kHost, 1, parse_cores, count_text},
    {Property::machine, "machine", kHost, 0, no_number, no_text},
    {Property::card, "card", kHost, 0, card, card_text},
    {Property::model, "model", kAll, 0, model, model_text},
    {Property::window, "window", kAll, kWindow, bytes, size_text},
    {Property::tls, "tls", kAll, 0, on_or_off, switch_text},
};

}  // namespace

std::span<const PropertyKind> property_kinds() { return kKinds; }

const PropertyKind& kind_of(NetworkProperty property) {
  return kKinds[static_cast<std::size_t>(property)];
}

}  // namespace fathom
