#include "actors/deployment/credit_gate.hpp"

#include <atomic>
#include <catch2/catch.hpp>
#include <chrono>
#include <thread>

#include "metrics/errors.hpp"

using namespace fathom;

TEST_CASE("a sender waits when the limit is reached, and goes on with credit") {
  CreditGate gate(Bytes{100});
  gate.pass(Tag{1}, 0, Bytes{60});
  gate.pass(Tag{2}, 0, Bytes{40});
  std::atomic<bool> passed = false;
  std::thread sender([&] {
    gate.pass(Tag{3}, 0, Bytes{10});
    passed = true;
  });
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  CHECK_FALSE(passed);
  CHECK(gate.give_back(Bytes{60}));
  sender.join();
  CHECK(gate.outstanding() == Bytes{50});
  CHECK(gate.greatest() == Bytes{100});
}

TEST_CASE("a message longer than the limit goes alone, with all its parts") {
  CreditGate gate(Bytes{100});
  gate.pass(Tag{1}, 0, Bytes{500});
  gate.pass(Tag{1}, 1, Bytes{500});
  CHECK(gate.outstanding() == Bytes{1000});
}

TEST_CASE("a gate that is closed lets nobody wait") {
  CreditGate gate(Bytes{100});
  gate.pass(Tag{1}, 0, Bytes{100});
  std::atomic<bool> cancelled = false;
  std::thread sender([&] {
    try {
      gate.pass(Tag{2}, 0, Bytes{1});
    } catch (const ProtocolError& error) {
      cancelled = error.kind() == ProtocolError::Kind::cancelled;
    }
  });
  gate.close();
  sender.join();
  CHECK(cancelled);
}

TEST_CASE("credit for what was not sent is none") {
  CreditGate gate(Bytes{100});
  gate.pass(Tag{1}, 0, Bytes{30});
  CHECK_FALSE(gate.give_back(Bytes{31}));
  CHECK(gate.give_back(Bytes{30}));
}

TEST_CASE("without a limit nobody waits, and what is out is counted") {
  CreditGate gate(std::nullopt);
  for (std::uint64_t i = 0; i < 10; ++i) gate.pass(Tag{i}, 0, Bytes{1'000'000});
  CHECK(gate.greatest() == Bytes{10'000'000});
}

TEST_CASE("a server sees who sends more than its credit") {
  CreditWatch watch(Bytes{100});
  CHECK(watch.arrived(Tag{1}, 0, Bytes{100}));
  CHECK_FALSE(watch.arrived(Tag{2}, 0, Bytes{1}));
  watch.used(Bytes{100});
  CHECK(watch.arrived(Tag{2}, 0, Bytes{900}));
  CHECK(watch.arrived(Tag{2}, 1, Bytes{900}));
  CHECK_FALSE(watch.arrived(Tag{3}, 1, Bytes{1}));
  CHECK(watch.greatest() == Bytes{1800});
}
