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
/// it cost. A requirement fails, too, when the run is not done, and then says who waits for what.
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
  void require_done(Caller caller = Caller()) {
    Requirement("require_done", "", report(), caller).is_true(done());
  }

  /// Causal depth of the online messages, greatest of the two servers.
  void require_rounds(std::int64_t expected, Caller caller = Caller()) {
    require("require_rounds", rounds().count(), expected, online(), caller);
  }

  /// Messages sent that match: of all parties in all phases, unless `which` says less.
  void require_messages(std::int64_t expected, const Which& which = every_message(),
                        Caller caller = Caller()) {
    require("require_messages", traffic(which).messages.count(), expected, which, caller);
  }

  /// Ring elements in those messages.
  void require_elements(std::int64_t expected, const Which& which = every_message(),
                        Caller caller = Caller()) {
    require("require_elements", traffic(which).elements.count(), expected, which, caller);
  }

  /// Virtual time from the start to the end of the last party's last work.
  void require_time(SimDuration expected, Caller caller = Caller()) {
    require("require_time", to_text(end() - SimTime{}), to_text(expected), every_message(), caller);
  }

 private:
  template <class T>
  void require(const char* name, const T& actual, const T& expected, const Which& listed,
               Caller caller) {
    const std::string shown = Catch::Detail::stringify(expected);
    const Requirement requirement(name, shown, report(listed), caller);
    if (!done()) requirement.fails("the run is not done");
    requirement.is_equal(actual, expected);
  }
};

}  // namespace fathom::testing
