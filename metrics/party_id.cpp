#include "metrics/party_id.hpp"

namespace fathom {

std::string to_string(PartyId party) {
  if (party.is_server()) return "server" + std::to_string(party.value());
  if (party.is_producer()) return "producer";
  if (party.is_receiver()) return "receiver";
  if (party.is_likelihood()) return "likelihood";
  if (party == PartyId::providers()) return "providers";
  return "provider" + std::to_string(party.value() - PartyId::provider(0).value());
}

}  // namespace fathom
