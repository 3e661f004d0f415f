#pragma once

#include <csignal>
#include <exception>
#include <optional>

namespace fathom {

/// The user's wish to stop. Whoever catches it has cleaned up, and ends by the same signal.
class Interrupted : public std::exception {
 public:
  explicit Interrupted(int signal) : signal_(signal) {}
  [[nodiscard]] int signal() const { return signal_; }
  [[nodiscard]] const char* what() const noexcept override { return "interrupted"; }

 private:
  int signal_;
};

/// While it lives, SIGINT, SIGTERM and SIGHUP do not end the process but wait to be read here, so
/// that processes and files can be cleared away first. Signals that were ignored stay so. Forked
/// processes leave them to their parent.
class Interrupts {
 public:
  Interrupts();
  ~Interrupts();
  Interrupts(const Interrupts&) = delete;
  Interrupts& operator=(const Interrupts&) = delete;

  /// Readable when a signal has come.
  [[nodiscard]] int descriptor() const { return descriptor_; }
  /// Throws Interrupted if a signal has come.
  void check() const;

 private:
  sigset_t before_{};
  int descriptor_ = -1;
};

}  // namespace fathom
