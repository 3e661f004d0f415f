#pragma once

#include <cstdint>
#include <string>
#include <utility>

#include "actors/network/unit_text.hpp"
#include "actors/testing/protocol_run.hpp"
#include "actors/testing/requirement.hpp"

namespace fathom::testing {

using namespace literals;  // for tests: 20_ms

/// The fixture for tests of protocols with Catch2: a protocol under test, and requirements on what
/// it cost. A requirement fails when the run is not done, too, and then says who waits for what.
///
///     TEST_CASE_METHOD(ProtocolFixture, "a cube takes two rounds") {
///       add_input("x", Shape{3}, {1, 2, 3});
///       set_program(cube);  // Task<Done> cube(Engine& engine)
///       run();
///       require_rounds(2);
///     }
class ProtocolFixture : public ProtocolRun {
 public:
  using ProtocolRun::ProtocolRun;

  /// Every party has ended.
  void require_done(Caller caller = Caller()) { require_done("require_done", caller); }

  /// Causal depth of the online messages, greatest of the two servers.
  void require_rounds(std::int64_t expected, Caller caller = Caller()) {
    require("require_rounds", rounds().count(), expected, caller);
  }

  /// Messages sent that match, by all parties in all phases unless `which` says less.
  void require_messages(std::int64_t expected, const Which& which = every_message(),
                        Caller caller = Caller()) {
    require("require_messages", traffic(which).messages.count(), expected, caller);
  }

  /// Ring elements in those messages.
  void require_elements(std::int64_t expected, const Which& which = every_message(),
                        Caller caller = Caller()) {
    require("require_elements", traffic(which).elements.count(), expected, caller);
  }

  /// Virtual time from the start to the end of the last party's last work.
  void require_time(SimDuration expected, Caller caller = Caller()) {
    require("require_time", end() - SimTime{}, expected, caller);
  }

 private:
  void require_done(const char* name, Caller caller) {
    if (done()) return;
    Requirement(name, "of a run that is done", report(), caller).is_true(false);
  }

  void require(const char* name, std::int64_t actual, std::int64_t expected, Caller caller) {
    require_done(name, caller);
    Requirement(name, std::to_string(expected), report(), caller).is_equal(actual, expected);
  }

  void require(const char* name, SimDuration actual, SimDuration expected, Caller caller) {
    require_done(name, caller);
    Requirement(name, to_text(expected), report(), caller)
        .is_equal(to_text(actual), to_text(expected));
  }
};

}  // namespace fathom::testing
