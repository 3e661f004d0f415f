#pragma once

#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace fathom {

/// Computes one point of many.
using RunPoint = std::function<std::string(std::size_t point)>;

/// What a worker answers: the point's text, or what went wrong and the exit code for it.
struct Reply {
  int code = 0;  ///< 0 done; 2 the user's mistake; 1 anything else
  std::string text;
  std::string standard_error;  ///< of a point that failed: its end
};

/// A forked process that computes points, one at a time, each when it is told to. Everything that
/// the parent had read before is there without a copy. Standard output and error of the points are
/// kept apart, in memory; a worker ends with its parent, and with this object at the latest.
///
/// Must be made before the process has threads of its own.
class Worker {
 public:
  /// Throws std::system_error where there is no room for another process.
  explicit Worker(const RunPoint& point);
  ~Worker();
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  void start(std::size_t point);
  [[nodiscard]] std::size_t point() const { return point_; }

  /// Readable when a part of the answer is there, or when the process has ended.
  [[nodiscard]] int channel() const { return channel_; }
  /// Takes what is there, without waiting: the answer once it is whole. A process that ended
  /// without one has failed.
  [[nodiscard]] std::optional<Reply> receive();

 private:
  [[nodiscard]] Reply ended();
  [[nodiscard]] std::string standard_error() const;

  pid_t process_ = -1;
  int channel_ = -1;
  int log_ = -1;
  std::size_t point_ = 0;
  std::string received_;
};

}  // namespace fathom
