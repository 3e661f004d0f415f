#pragma once

#include <array>
#include <deque>
#include <optional>
#include <unordered_map>
#include <vector>

#include "metrics/recorder.hpp"
#include "protocol/operations/secure_operation.hpp"
#include "protocol/tag.hpp"
#include "protocol/tensor.hpp"

namespace fathom {

/// How many elements, read at `bits` fractional bits, are greater than `limit` in magnitude.
[[nodiscard]] BoundCounts count_beyond(const Tensor& value, int bits, double limit);

/// |x| <= `greatest` of a value at `bits` fractional bits.
struct Limit {
  Bound bound = Bound::interval;
  int bits = 0;
  double greatest = 0;
};

/// Compares every truncation on shares with the exact one, and counts the values that go beyond a
/// bound. Only a simulation can: it sees both servers' shares, and gives back nothing but counts.
class Audit {
 public:
  explicit Audit(Recorder& recorder) : recorder_(recorder) {}

  /// Server `server` has truncated `before` by `bits` to `after`, in the operation `tag`.
  void add(int server, Tag tag, const Label& label, int bits, Tensor before, Tensor after);
  /// The same where truncation is part of `operation`, which took `inputs`.
  void add(int server, Tag tag, const Label& label, OperationPtr operation,
           std::vector<Tensor> inputs, Tensor after);

  /// Server `server` holds `share` of a value named `tag` that ought to stay within a limit.
  void add_bounded(int server, Tag tag, const Label& label, const Limit& limit, Tensor share);

  /// Hands what was counted to the recorder, once no work is deferred any more.
  void settle();

 private:
  /// What deferred work counts.
  struct Truncated {
    Label label;
    std::int64_t values;
    TruncationCheck check;
  };
  struct Bounded {
    Label label;
    Bound bound;
    BoundCounts counts;
  };
  struct Half {
    std::vector<Tensor> before;
    Tensor after;
  };
  using Halves = std::array<std::optional<Half>, 2>;
  /// Both servers' halves, once the second has come.
  [[nodiscard]] std::optional<Halves> put(int server, Tag tag, Half half);
  void count(const Label& label, const Tensor& x0, const Tensor& x1, const Halves& halves,
             int bits);

  Recorder& recorder_;
  std::deque<Truncated> truncated_;  ///< which keep their places
  std::deque<Bounded> bounded_;
  std::unordered_map<Tag, Halves> halves_;
};

}  // namespace fathom
