#include "experiments/validation/host_time.hpp"

#include <pthread.h>
#include <sched.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <ctime>

namespace fathom {
namespace {

constexpr std::int64_t kNsPerS = 1'000'000'000;

/// The last of the cores that this process may use, or all but that one.
void choose_core(Urgency urgency) {
  cpu_set_t cores{};
  if (sched_getaffinity(getpid(), sizeof cores, &cores) != 0 || CPU_COUNT(&cores) < 2) return;
  std::size_t last = CPU_SETSIZE - 1;
  while (!CPU_ISSET(last, &cores)) --last;
  if (urgency == Urgency::relay) {
    CPU_ZERO(&cores);
    CPU_SET(last, &cores);
  } else {
    CPU_CLR(last, &cores);
  }
  static_cast<void>(pthread_setaffinity_np(pthread_self(), sizeof cores, &cores));
}

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
  choose_core(urgency);
  sched_param parameters{};
  parameters.sched_priority = static_cast<int>(urgency);
  static_cast<void>(pthread_setschedparam(pthread_self(), SCHED_FIFO, &parameters));
}

}  // namespace fathom
