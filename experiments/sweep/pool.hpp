#pragma once

#include <cstddef>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

#include "experiments/sweep/worker.hpp"

namespace fathom {

/// Who computes a point: a process of its own, which starts from the state of the parent; or one
/// that goes on with the next point. What it keeps from point to point must not change results.
enum class PointProcess { fresh, kept };

/// One for each core.
[[nodiscard]] std::size_t default_jobs();

/// How many points are computed at a time, and by whom.
struct PoolOptions {
  std::size_t jobs = default_jobs();
  PointProcess process = PointProcess::fresh;
  std::function<void()> on_done = [] {};  ///< after each point
};

/// A point that failed: which, and what it said.
class PointFailure : public std::runtime_error {
 public:
  PointFailure(std::size_t point, const Reply& reply)
      : std::runtime_error(reply.text),
        point_(point),
        code_(reply.code),
        standard_error_(reply.standard_error) {}

  [[nodiscard]] std::size_t point() const { return point_; }
  [[nodiscard]] int code() const { return code_; }  ///< as an exit code
  [[nodiscard]] const std::string& standard_error() const { return standard_error_; }

 private:
  std::size_t point_;
  int code_;
  std::string standard_error_;
};

/// Computes `point` for 0 to count - 1 in forked processes, `jobs` at a time, and returns the texts
/// in this order, whatever the order they came in. What the points change in memory is lost. When
/// one fails, the others are stopped and PointFailure is thrown; Interrupted when the user stops
/// it. No process is left in any case.
[[nodiscard]] std::vector<std::string> run_points(std::size_t count, const PoolOptions& options,
                                                  const RunPoint& point);

}  // namespace fathom
