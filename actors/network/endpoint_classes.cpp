#include "actors/network/endpoint_classes.hpp"

#include <algorithm>
#include <utility>

namespace fathom {

EndpointClasses::EndpointClasses() : endpoints_{{kUnlimitedRate, kNoClass, Side::source}} {
  create(kUnlimitedRate);  // kNoClass
}

EndpointId EndpointClasses::add(Side side, TransferRate capacity) {
  if (capacity == kUnlimitedRate) return kNoEndpoint;
  endpoints_.push_back({capacity, kNoClass, side});
  return static_cast<EndpointId>(endpoints_.size() - 1);
}

bool EndpointClasses::update(EndpointId id, std::size_t connections,
                             std::array<Peer, kFewPeers> peers) {
  if (id == kNoEndpoint) return false;
  Endpoint& endpoint = endpoints_[id];
  const ClassId old = endpoint.in_class;
  const bool many = connections > kFewPeers;
  if (many && old != kNoClass && !classes_[old].by_description) return false;
  ClassId found = kNoClass;
  if (many) {
    found = create(endpoint.capacity);
  } else if (connections > 0) {
    std::sort(peers.begin(), peers.begin() + static_cast<std::ptrdiff_t>(connections));
    const auto count = static_cast<std::uint8_t>(connections);
    found = create_or_find({endpoint.capacity, endpoint.side, count, peers});
  }
  if (found == old) return false;
  endpoint.in_class = found;
  if (found != kNoClass) ++classes_[found].shown.members;
  if (old != kNoClass && --classes_[old].shown.members == 0) emptied_.push_back(old);
  return true;
}

void EndpointClasses::release_unused() {
  for (const ClassId id : emptied_) {
    Record& record = classes_[id];
    if (record.shown.members > 0 || !record.in_use) continue;
    record.in_use = false;
    if (std::exchange(record.by_description, false)) described_.erase(record.description);
    free_.push_back(id);
  }
  emptied_.clear();
}

ClassId EndpointClasses::create(TransferRate capacity) {
  if (free_.empty()) {
    free_.push_back(static_cast<ClassId>(classes_.size()));
    classes_.emplace_back();
  }
  const ClassId id = free_.back();
  free_.pop_back();
  classes_[id].shown = {capacity, 0};
  classes_[id].in_use = true;
  return id;
}

ClassId EndpointClasses::create_or_find(const Description& description) {
  const auto [entry, is_new] = described_.try_emplace(description, kNoClass);
  if (is_new) {
    entry->second = create(description.capacity);
    Record& record = classes_[entry->second];
    record.by_description = true;
    record.description = description;
  }
  return entry->second;
}

std::size_t EndpointClasses::DescriptionHash::operator()(
    const Description& description) const noexcept {
  std::uint64_t hash = static_cast<std::uint64_t>(description.capacity.count());
  const auto mix = [&hash](std::uint64_t number) {
    hash = (hash ^ number) * 0x9e3779b97f4a7c15ULL;
    hash ^= hash >> 29U;
  };
  mix(static_cast<std::uint64_t>(description.side));
  for (std::size_t i = 0; i < description.connections; ++i) {
    mix(description.peers[i].endpoint);
    mix(static_cast<std::uint64_t>(description.peers[i].cap.count()));
  }
  return hash;
}

}  // namespace fathom
