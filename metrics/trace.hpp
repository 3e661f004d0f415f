#pragma once

#include <cstdint>

#include "metrics/framing.hpp"
#include "metrics/label.hpp"
#include "metrics/party_id.hpp"
#include "metrics/units.hpp"
#include "metrics/work.hpp"

namespace fathom {

/// What a strand does, in its own order: enough to play the run again on another network. Called at
/// the party's four ways to the outside (send, wait, material, charge) and where strands fork and
/// join. Recording per strand, and not per party, is what makes a replay exact.
class TraceHook {
 public:
  TraceHook() = default;
  TraceHook(const TraceHook&) = delete;
  TraceHook& operator=(const TraceHook&) = delete;
  virtual ~TraceHook() = default;

  virtual void on_wait(PartyId party, std::uint64_t strand, PartyId from, std::uint64_t tag) = 0;
  virtual void on_send(PartyId party, std::uint64_t strand, PartyId to, std::uint64_t tag,
                       const Label& label, Bytes message) = 0;
  virtual void on_charge(PartyId party, std::uint64_t strand, const Label& label,
                         const Work& work) = 0;
  virtual void on_fork(PartyId party, std::uint64_t strand, std::uint64_t child) = 0;
  virtual void on_join(PartyId party, std::uint64_t strand, std::uint64_t child) = 0;
};

}  // namespace fathom
