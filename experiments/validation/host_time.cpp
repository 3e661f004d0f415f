#include "experiments/validation/host_time.hpp"

#include <pthread.h>
#include <sched.h>

#include <cerrno>
#include <ctime>

namespace fathom {
namespace {

constexpr std::int64_t kNsPerS = 1'000'000'000;

}  // namespace

SimTime host_now() {
  timespec time{};
  clock_gettime(CLOCK_MONOTONIC, &time);
  return SimTime{std::int64_t{time.tv_sec} * kNsPerS + time.tv_nsec};
}

void sleep_until(SimTime time) {
  const timespec until{time.ns() / kNsPerS, time.ns() % kNsPerS};
  while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, nullptr) == EINTR) {
  }
}

void make_urgent(Urgency urgency) {
  sched_param parameters{};
  parameters.sched_priority = static_cast<int>(urgency);
  static_cast<void>(pthread_setschedparam(pthread_self(), SCHED_FIFO, &parameters));
}

}  // namespace fathom
