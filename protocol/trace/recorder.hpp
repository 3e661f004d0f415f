#pragma once

#include <unordered_map>

#include "protocol/trace/trace.hpp"

namespace fathom {

/// Writes down a run, strand by strand.
class TraceRecorder final : public TraceHook {
 public:
  [[nodiscard]] const Trace& trace() const { return trace_; }

  void on_wait(const TracePlace& place, PartyId from, Tag tag, const Expected& expected) override;
  void on_send(const TracePlace& place, PartyId to, const Header& header,
               const Payload& payload) override;
  void on_charge(const TracePlace& place, const Ring& ring, const Work& work,
                 SimDuration measured) override;
  void on_fork(const TracePlace& place, std::uint64_t child) override;
  void on_join(const TracePlace& place, std::uint64_t child) override;
  void on_enter(const TracePlace& place, Tag operation) override;
  void on_leave(const TracePlace& place, Tag operation) override;
  void on_await(const TracePlace& place, std::uint64_t slot) override;
  void on_fill(const TracePlace& place, std::uint64_t slot) override;
  void on_gather(const TracePlace& place, const std::vector<GatheredMessage>& messages) override;
  void on_take(const TracePlace& place, std::size_t message) override;
  void on_gathered(const TracePlace& place) override;
  void on_pause(const TracePlace& place, SimTime until) override;
  void on_milestone(const TracePlace& place, Milestone milestone, std::uint64_t number) override;

 private:
  struct Name {
    PartyId party;
    std::uint64_t strand;
    bool operator==(const Name&) const = default;
  };
  struct NameHash {
    std::size_t operator()(const Name& name) const noexcept {
      return mix(name.strand, name.party.value());
    }
  };

  TraceEvent& add(const TracePlace& place, TraceEvent::Kind kind);
  std::uint32_t place_of(PartyId party, std::uint64_t strand);
  [[nodiscard]] std::uint64_t number_of(std::uint64_t slot);

  Trace trace_;
  std::unordered_map<Name, std::uint32_t, NameHash> places_;
  std::unordered_map<std::uint64_t, std::uint64_t> slots_;
};

}  // namespace fathom
