#include "metrics/party_id.hpp"

#include <catch2/catch.hpp>
#include <set>
#include <string>
#include <vector>

using namespace fathom;

namespace {

const std::vector<PartyId> kParties{
    kServer0,   kServer1, kProducer, kReceiver, PartyId::provider(0), PartyId::provider(7),
    kLikelihood};

}  // namespace

TEST_CASE("parties are called as in the tables and in network files") {
  std::vector<std::string> names;
  names.reserve(kParties.size());
  for (const PartyId party : kParties) names.push_back(to_string(party));
  CHECK(names == std::vector<std::string>{"server0", "server1", "producer", "receiver", "provider0",
                                          "provider7", "likelihood"});
}

TEST_CASE("each party has exactly one role") {
  for (const PartyId party : kParties) {
    INFO(to_string(party));
    CHECK(party.is_server() + party.is_producer() + party.is_receiver() + party.is_provider() +
              party.is_likelihood() ==
          1);
  }
  CHECK(kServer0.is_server());
  CHECK(kServer1.is_server());
  CHECK(kProducer.is_producer());
  CHECK(kReceiver.is_receiver());
  CHECK(PartyId::provider(0).is_provider());
}

TEST_CASE("no two parties are one, and the servers are each other's peers") {
  CHECK(std::set<PartyId>(kParties.begin(), kParties.end()).size() == kParties.size());
  CHECK(peer_of(kServer0) == kServer1);
  CHECK(peer_of(kServer1) == kServer0);
  CHECK(PartyId::server(0) == kServer0);
  CHECK(PartyId::server(1) == kServer1);
}
