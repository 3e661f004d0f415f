#pragma once

#include <catch2/catch.hpp>
#include <string>

namespace fathom::testing {

/// Where a requirement stands: as a default argument, the place of the call.
struct Caller {
  Caller(const char* name_of_file = __builtin_FILE(), int number_of_line = __builtin_LINE())
      : file(name_of_file), line(number_of_line) {}
  const char* file;
  int line;
};

/// A requirement on a run, to Catch2 an assertion in the test's own line: called what the test
/// calls, and failing with both values and the report of the run. What the macro REQUIRE would say
/// stands in this file.
class Requirement {
 public:
  Requirement(const char* name, std::string expected, const std::string& report, Caller caller)
      : name_(name),
        expected_(std::move(expected)),
        place_(caller.file, static_cast<std::size_t>(caller.line)),
        message_(Catch::MessageBuilder(Catch::StringRef("INFO"), place_, Catch::ResultWas::Info)
                 << report) {}

  void is_true(bool actual) { check(Catch::Decomposer() <= actual); }

  template <class T>
  void is_equal(const T& actual, const T& expected) {
    check((Catch::Decomposer() <= actual) == expected);
  }

 private:
  template <class Expression>
  void check(const Expression& expression) {
    Catch::AssertionHandler handler(Catch::StringRef(name_), place_, Catch::StringRef(expected_),
                                    Catch::ResultDisposition::Normal);
    handler.handleExpr(expression);
    handler.complete();
  }

  const char* name_;
  std::string expected_;
  Catch::SourceLineInfo place_;
  Catch::ScopedMessage message_;
};

}  // namespace fathom::testing
