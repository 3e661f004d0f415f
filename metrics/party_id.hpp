#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace fathom {

/// Names one party of a run: server 0, server 1, the crypto producer D, the output receiver, an
/// input provider, or the likelihood server.
class PartyId {
 public:
  constexpr PartyId() = default;
  [[nodiscard]] static constexpr PartyId server(int which) { return PartyId(which == 0 ? 0U : 1U); }
  [[nodiscard]] static constexpr PartyId producer() { return PartyId(2); }
  [[nodiscard]] static constexpr PartyId receiver() { return PartyId(3); }
  [[nodiscard]] static constexpr PartyId provider(std::uint32_t which) {
    return PartyId(4 + which);
  }
  [[nodiscard]] static constexpr PartyId likelihood() { return PartyId(UINT32_MAX); }
  /// All input providers as one row of a table; no party of a run.
  [[nodiscard]] static constexpr PartyId providers() { return PartyId(UINT32_MAX - 1); }

  [[nodiscard]] constexpr bool is_server() const { return value_ < 2; }
  [[nodiscard]] constexpr bool is_producer() const { return value_ == 2; }
  [[nodiscard]] constexpr bool is_receiver() const { return value_ == 3; }
  [[nodiscard]] constexpr bool is_provider() const { return value_ >= 4 && !is_likelihood(); }
  [[nodiscard]] constexpr bool is_likelihood() const { return value_ == UINT32_MAX; }
  [[nodiscard]] constexpr std::uint32_t value() const { return value_; }

  constexpr auto operator<=>(const PartyId&) const = default;

 private:
  constexpr explicit PartyId(std::uint32_t value) : value_(value) {}
  std::uint32_t value_ = 0;
};

inline constexpr PartyId kServer0 = PartyId::server(0);
inline constexpr PartyId kServer1 = PartyId::server(1);
inline constexpr PartyId kProducer = PartyId::producer();
inline constexpr PartyId kReceiver = PartyId::receiver();
inline constexpr PartyId kLikelihood = PartyId::likelihood();

/// Whether tables tell the input providers apart, or add them up as `PartyId::providers()`.
enum class Providers : bool { apart, together };
[[nodiscard]] constexpr PartyId in_tables(PartyId party, Providers providers) {
  const bool folds = providers == Providers::together && party.is_provider();
  return folds ? PartyId::providers() : party;
}

/// The other server.
[[nodiscard]] constexpr PartyId peer_of(PartyId server) {
  return server == kServer0 ? kServer1 : kServer0;
}

/// "server0", "server1", "producer", "receiver", "provider7", "likelihood", "providers": as in the
/// tables and in network files.
[[nodiscard]] std::string to_string(PartyId party);
/// The party of a run with that name; nothing where there is none.
[[nodiscard]] std::optional<PartyId> party_named(std::string_view name);

}  // namespace fathom
