#pragma once

#include "metrics/timeline.hpp"

namespace fathom {

/// Hears of every stretch of a party's time as the timeline takes it in, in order.
class TimeObserver {
 public:
  struct Stretch {
    PartyId party;
    Label label;  ///< with its step
    SimTime begin, end;
    TimeParts parts;          ///< add up to it; they follow each other as in kPartsInOrder
    PartyId sender;           ///< of the message that ended a wait; else the party itself
    const MessageLife* life;  ///< that message's; null where there is none
  };

  TimeObserver() = default;
  TimeObserver(const TimeObserver&) = delete;
  TimeObserver& operator=(const TimeObserver&) = delete;
  virtual ~TimeObserver() = default;

  virtual void on_time(const Stretch& stretch) = 0;
};

}  // namespace fathom
