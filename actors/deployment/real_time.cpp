#include "actors/deployment/real_time.hpp"

#include <chrono>

namespace fathom {

SimTime real_now() {
  const auto since = std::chrono::steady_clock::now().time_since_epoch();
  return SimTime{std::chrono::duration_cast<std::chrono::nanoseconds>(since).count()};
}

}  // namespace fathom
