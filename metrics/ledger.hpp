#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "metrics/framing.hpp"
#include "metrics/label.hpp"
#include "metrics/party_id.hpp"
#include "metrics/units.hpp"
#include "metrics/work.hpp"

namespace fathom {

/// What crossed a link, or all links: each byte counted once, by its sender.
struct Traffic {
  Messages messages;
  Elements elements;
  Bytes payload;  ///< padded elements
  Bytes message;  ///< the serialised typed message with CAF's framing
  Bytes wire;     ///< plus TCP and IP

  bool operator==(const Traffic&) const = default;
  Traffic& operator+=(const Traffic& other);
};

/// The counted costs of one row: all that paper predicts and a run measures.
struct Costs {
  std::int64_t steps = 0;  ///< distinct steps added up in the row
  Rounds rounds;           ///< growth of the greater of the servers' depths
  Rounds rounds_alone;     ///< the same when both servers enter level
  Rounds critical_rounds;  ///< hops of the run's longest chain in this row
  Traffic traffic;
  Work work;

  bool operator==(const Costs&) const = default;
  Costs& operator+=(const Costs& other);
};

/// A directed link between two parties.
struct Link {
  PartyId from;
  PartyId to;
  auto operator<=>(const Link&) const = default;
};

/// A value that a party saw unmasked.
struct RevealKey {
  LayerId layer = 0;
  std::string value;
  PartyId to;
  auto operator<=>(const RevealKey&) const = default;
};
struct RevealCount {
  Elements elements;
  std::int64_t times = 0;
  bool operator==(const RevealCount&) const = default;
};

/// Adds up costs by label (and directed link), never by the clock. Paper fills one from formulas, a
/// run another from the messages that passed its wires; they must come out equal.
class Ledger {
 public:
  /// With `per_step` every step has rows of its own.
  explicit Ledger(bool per_step = false, Providers providers = Providers::apart)
      : per_step_(per_step), providers_(providers) {}

  /// What carries the messages that are added from now on.
  void set_transport(Transport transport) { transport_ = transport; }

  void add_message(const Label& label, Link link, Elements elements, Bytes payload, Bytes message);
  void add_work(const Label& label, PartyId party, const Work& work);
  void add_rounds(const Label& label, Rounds rounds, Rounds alone);
  void add_critical_round(const Label& label);
  void add_reveal(const Label& label, const std::string& value, Elements elements, PartyId to);

  /// Takes the place of what was added so far: a recorded run's.
  void restore(std::map<Label, Costs> rows, std::map<std::pair<Label, Link>, Traffic> links,
               std::map<RevealKey, RevealCount> reveals);
  void restore_reveals(std::map<RevealKey, RevealCount> reveals) { reveals_ = std::move(reveals); }

  [[nodiscard]] const std::map<Label, Costs>& rows() const { return rows_; }
  [[nodiscard]] const std::map<std::pair<Label, Link>, Traffic>& links() const { return links_; }
  [[nodiscard]] const std::map<RevealKey, RevealCount>& reveals() const { return reveals_; }
  [[nodiscard]] Costs total() const;

  /// The label under which `label` is added up.
  [[nodiscard]] Label key_of(const Label& label) const;

 private:
  Costs& row(const Label& label);

  bool per_step_;
  Providers providers_;
  Transport transport_;
  std::map<Label, Costs> rows_;
  std::map<Label, std::uint32_t> last_step_;
  std::map<std::pair<Label, Link>, Traffic> links_;
  std::map<RevealKey, RevealCount> reveals_;
};

}  // namespace fathom
