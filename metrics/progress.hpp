#pragma once

#include <chrono>
#include <cstdint>
#include <ostream>
#include <string>

#include "metrics/units.hpp"

namespace fathom {

/// Says on standard error how far a long piece of work has come: done, rate, remaining. On a
/// terminal one line that is written over, elsewhere a line every ten seconds and one at the end.
class Progress {
 public:
  Progress(std::ostream& out, bool terminal, std::string what, std::int64_t total);

  /// One more is done, at virtual time `simulated` (0: none).
  void advance(SimTime simulated = SimTime{});
  /// Ends the line.
  void finish();

  [[nodiscard]] std::int64_t done() const { return done_; }

 private:
  using Clock = std::chrono::steady_clock;
  void print(Clock::time_point now);

  std::ostream& out_;
  bool terminal_;
  std::string what_;
  std::int64_t total_;
  std::int64_t done_ = 0;
  SimTime simulated_;
  Clock::time_point start_, printed_;
};

/// "1.5 s", "36 ms", "2 min 5 s": for people.
[[nodiscard]] std::string readable(SimDuration duration);
/// "51.2 MB", "640 B": for people; powers of 1000.
[[nodiscard]] std::string readable(Bytes bytes);

}  // namespace fathom
