#pragma once

#include <catch2/catch.hpp>
#include <string>
#include <utility>

namespace fathom::testing {

/// Where a requirement stands: as a default argument, the place of the call.
struct Caller {
  Caller(const char* name_of_file = __builtin_FILE(), int number_of_line = __builtin_LINE())
      : file(name_of_file), line(number_of_line) {}
  const char* file;
  int line;
};

/// A requirement on a run: to Catch2 an assertion, named as the test names it and standing in the
/// test's own line, that fails with both values and a report of the run. It does by hand what the
/// macro REQUIRE does, which knows no line but its own.
class Requirement {
 public:
  Requirement(const char* name, std::string expected, const std::string& report, Caller caller)
      : name_(name),
        expected_(std::move(expected)),
        place_(caller.file, static_cast<std::size_t>(caller.line)),
        report_(Catch::MessageBuilder("INFO", place_, Catch::ResultWas::Info) << report) {}

  void is_true(bool actual) const {
    assert_by([&](auto& handler) { handler.handleExpr(Catch::Decomposer() <= actual); });
  }

  template <class T>
  void is_equal(const T& actual, const T& expected) const {
    assert_by(
        [&](auto& handler) { handler.handleExpr((Catch::Decomposer() <= actual) == expected); });
  }

  void fails(const char* why) const {
    assert_by(
        [&](auto& handler) { handler.handleMessage(Catch::ResultWas::ExplicitFailure, why); });
  }

 private:
  template <class Handle>
  void assert_by(Handle handle) const {
    Catch::AssertionHandler handler(name_, place_, expected_, Catch::ResultDisposition::Normal);
    handle(handler);
    handler.complete();
  }

  const char* name_;
  std::string expected_;
  Catch::SourceLineInfo place_;
  Catch::ScopedMessage report_;
};

}  // namespace fathom::testing
