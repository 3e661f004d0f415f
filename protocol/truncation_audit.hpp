#pragma once

#include <array>
#include <optional>
#include <unordered_map>

#include "metrics/recorder.hpp"
#include "protocol/tag.hpp"
#include "protocol/tensor.hpp"

namespace fathom {

/// Compares every truncation on shares with the exact one. Only a simulation can: it sees both
/// servers' shares, and gives back nothing but counts.
class TruncationAudit {
 public:
  explicit TruncationAudit(Recorder& recorder) : recorder_(recorder) {}

  /// Server `server` has truncated `before` by `bits` to `after`, in the operation `tag`.
  void add(int server, Tag tag, const Label& label, int bits, Tensor before, Tensor after);

 private:
  struct Half {
    Tensor before;
    Tensor after;
  };
  Recorder& recorder_;
  std::unordered_map<Tag, std::array<std::optional<Half>, 2>> halves_;
};

}  // namespace fathom
