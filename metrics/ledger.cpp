#include "metrics/ledger.hpp"

#include "metrics/framing.hpp"

namespace fathom {

Traffic& Traffic::operator+=(const Traffic& other) {
  messages += other.messages;
  elements += other.elements;
  payload += other.payload;
  message += other.message;
  wire += other.wire;
  return *this;
}

Costs& Costs::operator+=(const Costs& other) {
  steps += other.steps;
  rounds += other.rounds;
  rounds_alone += other.rounds_alone;
  critical_rounds += other.critical_rounds;
  traffic += other.traffic;
  work += other.work;
  return *this;
}

Label Ledger::key_of(const Label& label) const {
  Label key = label;
  if (!per_step_) key.step = 0;
  return key;
}

// Two parties go through the steps of a row at their own pace, each in order: a step is new when it
// is greater than all before it. Steps count from 1; 0 is "outside all steps".
Costs& Ledger::row(const Label& label) {
  const Label key = key_of(label);
  Costs& costs = rows_[key];
  std::uint32_t& last = last_step_[key];
  if (label.step > last) {
    last = label.step;
    ++costs.steps;
  }
  return costs;
}

void Ledger::add_message(const Label& label, Link link, Elements elements, Bytes payload,
                         Bytes message) {
  const Traffic traffic{Messages{1}, elements, payload, message, wire_bytes(message, transport_)};
  row(label).traffic += traffic;
  const Link row{in_tables(link.from, providers_), in_tables(link.to, providers_)};
  links_[{key_of(label), row}] += traffic;
}

void Ledger::add_work(const Label& label, PartyId /*party*/, const Work& work) {
  row(label).work += work;
}

void Ledger::add_rounds(const Label& label, Rounds rounds, Rounds alone) {
  Costs& costs = row(label);
  costs.rounds += rounds;
  costs.rounds_alone += alone;
}

void Ledger::add_critical_round(const Label& label) { row(label).critical_rounds += Rounds{1}; }

void Ledger::add_reveal(const Label& label, const std::string& value, Elements elements,
                        PartyId to) {
  RevealCount& count = reveals_[{label.layer, value, to}];
  count.elements += elements;
  ++count.times;
}

Costs Ledger::total() const {
  Costs sum;
  for (const auto& [label, costs] : rows_) sum += costs;
  return sum;
}

void Ledger::restore(std::map<Label, Costs> rows, std::map<std::pair<Label, Link>, Traffic> links,
                     std::map<RevealKey, RevealCount> reveals) {
  rows_ = std::move(rows);
  links_ = std::move(links);
  reveals_ = std::move(reveals);
}

}  // namespace fathom
