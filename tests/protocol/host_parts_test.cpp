#include "protocol/kernels/host_parts.hpp"

#include <catch2/catch.hpp>
#include <thread>

#include "protocol/kernels/parallel.hpp"
#include "tests/protocol/tensor_samples.hpp"

using namespace fathom;
using namespace std::chrono_literals;

namespace {

struct Spent {
  HostParts parts{};
  std::chrono::nanoseconds whole{};

  [[nodiscard]] std::chrono::nanoseconds on(HostPart part) const {
    return parts[static_cast<std::size_t>(part)];
  }
};

template <class Action>
Spent spent_on(Action action) {
  const HostParts before = host_parts();
  const auto start = std::chrono::steady_clock::now();
  action();
  Spent spent{host_parts(), std::chrono::steady_clock::now() - start};
  for (std::size_t i = 0; i < before.size(); ++i) spent.parts[i] -= before[i];
  return spent;
}

}  // namespace

TEST_CASE("a scope's time is its part's, but for that of scopes inside it") {
  const testing::Threads alone(1);
  const Spent spent = spent_on([] {
    const TimedPart outer(HostPart::memory);
    std::this_thread::sleep_for(2ms);
    {
      const TimedPart inner(HostPart::products);
      std::this_thread::sleep_for(5ms);
    }
    std::this_thread::sleep_for(1ms);
  });
  CHECK(spent.on(HostPart::memory) >= 3ms);
  CHECK(spent.on(HostPart::products) >= 5ms);
  CHECK(spent.on(HostPart::memory) + spent.on(HostPart::products) <= spent.whole);
  CHECK(spent.on(HostPart::elements) == 0ns);
}

TEST_CASE("a thread that waits for the other's pieces is not at work on them") {
  const testing::Threads two(2);
  const Spent spent = spent_on([] {
    parallel_for(HostPart::products, 2, 1, [](std::size_t first, std::size_t) {
      std::this_thread::sleep_for(first == 0 ? 1ms : 40ms);
    });
  });
  // The 40 ms of one thread and 1 ms of either are work; all else of two threads is none.
  CHECK(spent.on(HostPart::products) >= 41ms);
  CHECK(spent.on(HostPart::products) + spent.on(HostPart::waiting) >= 41ms);
  CHECK(spent.on(HostPart::elements) == 0ns);
}
