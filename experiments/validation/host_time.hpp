#pragma once

#include "metrics/units.hpp"

namespace fathom {

/// The host's monotonic time, in the types of virtual time: one clock for all threads, so that a
/// one-way time is the difference of two readings.
[[nodiscard]] SimTime host_now();

void sleep_until(SimTime time);

/// What may preempt whom among the threads of a measurement.
enum class Urgency : int { probe = 10, relay = 20 };

/// Lets the calling thread run before all ordinary ones, wake up at once, and so keep to its times
/// on a machine that has other work. The relay gets the last core for itself: probes that woke up
/// there would have to wait for it. Where the system refuses, times are less exact.
void make_urgent(Urgency urgency);

}  // namespace fathom
