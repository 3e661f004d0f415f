#include "metrics/progress.hpp"

#include <fmt/format.h>

#include <array>
#include <utility>

namespace fathom {

Progress::Progress(std::ostream& out, bool terminal, std::string what, std::int64_t total)
    : out_(out),
      terminal_(terminal),
      what_(std::move(what)),
      total_(total),
      start_(Clock::now()),
      printed_(start_) {}

void Progress::advance(SimTime simulated) {
  ++done_;
  simulated_ = simulated;
  const auto now = Clock::now();
  const auto interval =
      terminal_ ? std::chrono::milliseconds(200) : std::chrono::milliseconds(10'000);
  if (now - printed_ >= interval) print(now);
}

void Progress::finish() {
  print(Clock::now());
  if (terminal_) out_ << '\n' << std::flush;
}

void Progress::print(Clock::time_point now) {
  printed_ = now;
  const double elapsed = std::chrono::duration<double>(now - start_).count();
  const double rate = elapsed > 0 ? static_cast<double>(done_) / elapsed : 0;
  std::string line = fmt::format("{}: {} of {}, {:.1f}/s", what_, done_, total_, rate);
  if (rate > 0 && done_ < total_) {
    line += fmt::format(", {:.0f} s left", static_cast<double>(total_ - done_) / rate);
  } else {
    line += fmt::format(", {:.1f} s", elapsed);
  }
  if (simulated_ > SimTime{}) line += ", simulated " + readable(simulated_ - SimTime{});
  if (terminal_) {
    out_ << '\r' << line << "\033[K" << std::flush;
  } else {
    out_ << line << std::endl;
  }
}

std::string readable(SimDuration duration) {
  const auto ns = static_cast<double>(duration.count());
  if (ns >= 120e9) {
    const std::int64_t seconds = duration.count() / 1'000'000'000;
    return fmt::format("{} min {} s", seconds / 60, seconds % 60);
  }
  if (ns >= 1e9) return fmt::format("{:.2f} s", ns / 1e9);
  if (ns >= 1e6) return fmt::format("{:.1f} ms", ns / 1e6);
  if (ns >= 1e3) return fmt::format("{:.1f} us", ns / 1e3);
  return fmt::format("{} ns", duration.count());
}

std::string readable(Bytes bytes) {
  constexpr std::array<const char*, 5> kUnits{"B", "kB", "MB", "GB", "TB"};
  auto value = static_cast<double>(bytes.count());
  std::size_t unit = 0;
  while (value >= 1000 && unit + 1 < kUnits.size()) {
    value /= 1000;
    ++unit;
  }
  return unit == 0 ? fmt::format("{} B", bytes.count())
                   : fmt::format("{:.1f} {}", value, kUnits[unit]);
}

}  // namespace fathom
