#include "metrics/party_id.hpp"

#include <charconv>

namespace fathom {

std::string to_string(PartyId party) {
  if (party.is_server()) return "server" + std::to_string(party.value());
  if (party.is_producer()) return "producer";
  if (party.is_receiver()) return "receiver";
  if (party.is_likelihood()) return "likelihood";
  if (party == PartyId::providers()) return "providers";
  return "provider" + std::to_string(party.value() - PartyId::provider(0).value());
}

std::optional<PartyId> party_named(std::string_view name) {
  for (const PartyId party : {kServer0, kServer1, kProducer, kReceiver, kLikelihood}) {
    if (name == to_string(party)) return party;
  }
  constexpr std::string_view kProvider = "provider";
  if (!name.starts_with(kProvider)) return std::nullopt;
  const std::string_view digits = name.substr(kProvider.size());
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  constexpr std::uint32_t kMost = PartyId::providers().value() - PartyId::provider(0).value();
  if (error != std::errc{} || number >= kMost) return std::nullopt;
  const PartyId party = PartyId::provider(number);
  return name == to_string(party) ? std::optional(party) : std::nullopt;
}

}  // namespace fathom
