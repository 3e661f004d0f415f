// Points in forked processes: their order, their failures, and that nobody is left behind.

#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <catch2/catch.hpp>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <iostream>
#include <optional>
#include <thread>

#include "experiments/sweep/interrupts.hpp"
#include "experiments/sweep/pool.hpp"
#include "metrics/errors.hpp"

using namespace fathom;
using Texts = std::vector<std::string>;

namespace {

constexpr auto kProcesses = {PointProcess::fresh, PointProcess::kept};

PoolOptions options_of(std::size_t jobs, PointProcess process = PointProcess::fresh) {
  PoolOptions options;
  options.jobs = jobs;
  options.process = process;
  return options;
}

void sleep_ms(std::size_t ms) { std::this_thread::sleep_for(std::chrono::milliseconds(ms)); }

/// Long enough that a test which waits for it fails.
void sleep_long() { sleep_ms(100'000); }

bool has_children() { return waitpid(-1, nullptr, WNOHANG) >= 0 || errno != ECHILD; }

PointFailure failure_of(std::size_t count, const PoolOptions& options, const RunPoint& point) {
  try {
    static_cast<void>(run_points(count, options, point));
  } catch (const PointFailure& failure) {
    return failure;
  }
  FAIL("no point failed");
  return PointFailure(0, {});
}

/// A process that runs two points which do not end. They hold the end of a pipe: when it is closed,
/// they are gone.
class Endless {
 public:
  Endless() {
    std::array<int, 2> ends{};
    REQUIRE(pipe(ends.data()) == 0);
    process_ = fork();
    if (process_ == 0) {
      close(ends[0]);
      run(ends[1]);
    }
    close(ends[1]);
    held_ = ends[0];
    std::array<char, 2> started{};
    for (char& one : started) REQUIRE(read(held_, &one, 1) == 1);
  }
  ~Endless() { close(held_); }
  Endless(const Endless&) = delete;
  Endless& operator=(const Endless&) = delete;

  /// Its exit code after `signal`, or 128 and the signal that it ended by.
  [[nodiscard]] int code_after(int signal) const {
    kill(process_, signal);
    int status = 0;
    waitpid(process_, &status, 0);
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
  }

  [[nodiscard]] bool points_are_gone() const {
    constexpr int kPatienceMs = 20'000;
    pollfd held{held_, POLLIN, 0};
    char none = 0;
    return poll(&held, 1, kPatienceMs) == 1 && read(held_, &none, 1) == 0;
  }

 private:
  [[noreturn]] static void run(int held) {
    constexpr int kInterrupted = 42;
    try {
      static_cast<void>(run_points(2, options_of(2), [held](std::size_t) {
        if (write(held, "s", 1) == 1) sleep_long();
        return std::string();
      }));
    } catch (const Interrupted& interrupted) {
      _exit(kInterrupted + interrupted.signal());
    }
    _exit(0);
  }

  pid_t process_ = -1;
  int held_ = -1;
};

}  // namespace

TEST_CASE("texts come back in the order of the points, whatever the number of jobs", "[slow]") {
  Texts expected;
  for (std::size_t i = 0; i < 23; ++i) expected.push_back("point " + std::to_string(i));
  for (const PointProcess process : kProcesses) {
    for (const std::size_t jobs : {1U, 2U, 3U, 7U, 100U}) {
      std::size_t done = 0;
      PoolOptions options = options_of(jobs, process);
      options.on_done = [&done] { ++done; };
      CHECK(run_points(23, options, [](std::size_t i) {
              sleep_ms(i * 7 % 5);
              return "point " + std::to_string(i);
            }) == expected);
      CHECK(done == 23);
    }
  }
  CHECK(run_points(0, options_of(2), [](std::size_t) { return std::string("none"); }).empty());
  CHECK_FALSE(has_children());
}

// RunPoint 0 is done only when point 1 has run.
TEST_CASE("as many points run at a time as there are jobs") {
  std::array<int, 2> ends{};
  REQUIRE(pipe(ends.data()) == 0);
  CHECK(run_points(2, options_of(2), [&ends](std::size_t i) {
          char byte = 'b';
          const ssize_t count = i == 0 ? read(ends[0], &byte, 1) : write(ends[1], &byte, 1);
          return std::to_string(count);
        }) == Texts{"1", "1"});
  for (const int end : ends) close(end);
}

TEST_CASE("a kept process goes on with its state, a fresh one starts from the parent's") {
  int count = 10;
  const RunPoint point = [&count](std::size_t) { return std::to_string(++count); };
  CHECK(run_points(3, options_of(1, PointProcess::kept), point) == Texts{"11", "12", "13"});
  CHECK(run_points(3, options_of(1, PointProcess::fresh), point) == Texts{"11", "11", "11"});
  CHECK(count == 10);
}

TEST_CASE("texts of many megabytes come back whole, from all jobs at once") {
  const auto text = [](std::size_t i) {
    return std::string(5'000'000 + i, static_cast<char>('a' + i));
  };
  const Texts texts = run_points(6, options_of(3, PointProcess::kept), text);
  for (std::size_t i = 0; i < texts.size(); ++i) CHECK(texts[i] == text(i));
}

TEST_CASE("what a point prints does not get into its text") {
  CHECK(run_points(2, options_of(2), [](std::size_t) {
          std::puts("printed");
          std::fflush(stdout);
          std::cerr << "complained\n";
          return std::string("text");
        }) == Texts{"text", "text"});
}

TEST_CASE("the first failure stops the others and tells which point it was") {
  for (const PointProcess process : kProcesses) {
    const PointFailure failure = failure_of(5, options_of(2, process), [](std::size_t i) {
      if (i == 3) {
        std::cerr << "so far it went well\n";
        throw UserError("a sentence");
      }
      if (i == 2) sleep_long();
      return std::string();
    });
    CHECK(failure.point() == 3);
    CHECK(failure.code() == 2);
    CHECK(failure.what() == std::string("a sentence"));
    CHECK(failure.standard_error() == "so far it went well\n");
    CHECK_FALSE(has_children());
  }
}

TEST_CASE("a failure that is not the user's has exit code 1") {
  const auto thrown = failure_of(1, options_of(1),
                                 [](std::size_t) -> std::string { throw InternalError("a bug"); });
  CHECK(thrown.code() == 1);
  CHECK(thrown.what() == std::string("a bug"));
  const auto memory =
      failure_of(1, options_of(1), [](std::size_t) -> std::string { throw std::bad_alloc(); });
  CHECK(memory.code() == 1);
  CHECK_THAT(memory.what(), Catch::Contains("out of memory"));
}

TEST_CASE("a process that ends without an answer has failed") {
  const auto killed = failure_of(4, options_of(2, PointProcess::kept), [](std::size_t i) {
    if (i == 2) std::raise(SIGKILL);
    return std::string();
  });
  CHECK(killed.point() == 2);
  CHECK(killed.code() == 1);
  CHECK_THAT(killed.what(), Catch::Contains("signal 9") && Catch::Contains("--jobs"));
  const auto left = failure_of(2, options_of(1), [](std::size_t) -> std::string { _exit(3); });
  CHECK_THAT(left.what(), Catch::Contains("exit code 3"));
  CHECK_FALSE(has_children());
}

TEST_CASE("points end with the process that started them, however it ends") {
  const Endless killed;
  CHECK(killed.code_after(SIGKILL) == 128 + SIGKILL);
  CHECK(killed.points_are_gone());
}

TEST_CASE("an interrupt stops the points and is told to the caller") {
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    const Endless interrupted;
    CHECK(interrupted.code_after(signal) == 42 + signal);
    CHECK(interrupted.points_are_gone());
  }
}
