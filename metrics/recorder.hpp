#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "metrics/depth.hpp"
#include "metrics/ledger.hpp"

namespace fathom {

/// Truncations of a row: how many values, and how many came out wrong. [accounting.md, definition
/// 7]
struct TruncationCounts {
  std::int64_t truncations = 0;
  std::int64_t off_by_one = 0;
  std::int64_t catastrophic = 0;
};

/// Why a value must stay within a bound.
enum class Bound : std::uint8_t {
  interval,          ///< of a polynomial's fit: beyond it the polynomial is not the function
  statistical_mask,  ///< 2^kappa times narrower than the mask: beyond it the value is not hidden
};
[[nodiscard]] std::string_view to_string(Bound bound);

/// Values of a row that have a bound, and how many of them went beyond it.
struct BoundCounts {
  std::int64_t values = 0;
  std::int64_t beyond = 0;
};
using BoundRows = std::map<std::pair<Label, Bound>, BoundCounts>;

/// An operation as one server saw it, who knows nothing of the other.
struct HalfRegion {
  std::uint64_t operation = 0;
  Label label;
  std::int64_t rounds_in = 0, rounds_out = 0;
  SimTime time_in, time_out;
};

/// What a running job measures apart from its messages: rounds of each operation, its elapsed time,
/// the longest chain of causes, truncation errors. The simulator's privilege: it sees both servers
/// at once, and nothing of it flows back into the protocol.
class Recorder {
 public:
  explicit Recorder(bool per_step = false, Providers providers = Providers::apart)
      : ledger_(per_step, providers) {}
  Recorder(const Recorder&) = delete;
  Recorder& operator=(const Recorder&) = delete;

  [[nodiscard]] Ledger& ledger() { return ledger_; }
  [[nodiscard]] const Ledger& ledger() const { return ledger_; }
  [[nodiscard]] Hops& hops() { return hops_; }
  [[nodiscard]] const Hops& hops() const { return hops_; }

  /// Virtual time of a party, for `elapsed`; without one it stays 0.
  void set_clock(std::function<SimTime(PartyId)> clock) { clock_ = std::move(clock); }

  /// A server enters the operation named `operation` at `depth`, and leaves it.
  void enter(PartyId server, std::uint64_t operation, const Label& label, const Depth& depth);
  void leave(PartyId server, std::uint64_t operation, const Depth& depth);

  void add_truncations(const Label& label, const TruncationCounts& counts);
  void add_bounded(const Label& label, Bound bound, const BoundCounts& counts);

  /// The run is over: gives every row its share of the longest chain of the two servers.
  void finish(const Depth& server0, const Depth& server1);

  [[nodiscard]] const std::map<Label, SimDuration>& elapsed() const { return elapsed_; }
  /// When both servers had left the last operation of each step.
  [[nodiscard]] const std::map<std::uint32_t, SimTime>& step_ends() const { return step_ends_; }
  [[nodiscard]] const std::map<Label, TruncationCounts>& truncations() const {
    return truncations_;
  }
  [[nodiscard]] const BoundRows& bounds() const { return bounds_; }
  /// Operations that one server entered and that both have not left: 0 after a complete run.
  [[nodiscard]] std::size_t open_operations() const { return spans_.size(); }
  [[nodiscard]] Rounds rounds() const { return rounds_; }

  /// Where the other server is not seen: the operations that this one has left, by their names.
  [[nodiscard]] std::vector<HalfRegion> halves(PartyId server) const;
  /// Takes both servers' halves in, as if they had entered and left here.
  void add_halves(PartyId server, const std::vector<HalfRegion>& halves);

 private:
  struct Span {
    Label label;
    std::array<std::int64_t, 2> depth_in{}, depth_out{}, alone{};
    std::array<SimTime, 2> time_in{}, time_out{};
    int left = 0;
  };

  Ledger ledger_;
  Hops hops_;
  std::function<SimTime(PartyId)> clock_;
  std::unordered_map<std::uint64_t, Span> spans_;
  std::map<Label, SimDuration> elapsed_;
  std::map<std::uint32_t, SimTime> step_ends_;
  std::map<Label, TruncationCounts> truncations_;
  BoundRows bounds_;
  Rounds rounds_;
};

}  // namespace fathom
