#pragma once

#include <map>
#include <vector>

#include "metrics/party_id.hpp"
#include "metrics/units.hpp"

namespace fathom {

/// When the messages of the input phase reached each of their receivers: 8 bytes a message.
class Arrivals {
 public:
  /// A message has come; times of one receiver never fall.
  void add(PartyId to, SimTime time) { times_[to].push_back(time); }

  /// By receiver, in order of time; none is empty.
  [[nodiscard]] const std::map<PartyId, std::vector<SimTime>>& times() const { return times_; }

 private:
  std::map<PartyId, std::vector<SimTime>> times_;
};

/// The time by which half of them have come: of an even number, the earlier of the two in the
/// middle. `times` rise and are not empty.
[[nodiscard]] inline SimTime median(const std::vector<SimTime>& times) {
  return times[(times.size() - 1) / 2];
}

}  // namespace fathom
