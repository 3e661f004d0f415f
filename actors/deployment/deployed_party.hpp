#pragma once

#include <caf/all.hpp>
#include <functional>
#include <map>
#include <memory>
#include <optional>

#include "actors/acting_party.hpp"
#include "actors/deployment/credit_gate.hpp"
#include "metrics/digest.hpp"
#include "metrics/recorder.hpp"
#include "protocol/party.hpp"

namespace fathom {

/// A party of the protocol in a process of its own, in real time: what its actor hands to the
/// protocol, and what the protocol hands to its actor. Beside it stands the simulated party; the
/// program and the actor are the same.
class DeployedParty final : public Host, public ActingParty {
 public:
  struct Links {
    std::map<PartyId, caf::actor> wires;                   ///< to all others
    std::map<PartyId, std::shared_ptr<CreditGate>> gates;  ///< of those that need credit
    caf::actor switchboard;
  };
  DeployedParty(PartyId id, Links links, LayerNames layers);

  [[nodiscard]] Party& party() { return party_; }
  void set_program(std::function<Task<Done>()> program) { program_ = std::move(program); }

  void set_self(caf::actor self) override;
  void start() override;
  void deliver(const Envelope& envelope) override;

  void send(PartyId to, Envelope envelope) override;
  void charge(const Label& label, const Ring& ring, const Work& work,
              SimDuration measured) override;
  void on_resume(const Label& label) override;
  void on_taken(PartyId from, const Header& header) override;
  [[nodiscard]] bool measures_time() const override { return true; }

  // What it measured; for after its end.
  [[nodiscard]] const Recorder& recorder() const { return recorder_; }
  [[nodiscard]] const Digests& digests() const { return digests_; }
  [[nodiscard]] std::int64_t chain() const;
  [[nodiscard]] SimDuration busy() const { return busy_; }  ///< in kernels
  [[nodiscard]] SimDuration elapsed() const { return ended_ - begun_; }
  [[nodiscard]] SimTime begun() const { return begun_; }

 private:
  void check_end();
  void give_up(SimDuration patience);
  void stop();
  void fail(const std::exception_ptr& failure);
  void on_sent(PartyId to, const Envelope& envelope, Bytes message);

  Links links_;
  LayerNames layers_;
  Recorder recorder_;
  Digests digests_;
  caf::actor self_;
  caf::scheduled_actor* actor_ = nullptr;
  Party party_;
  Strand strand_;
  std::function<Task<Done>()> program_;
  std::optional<Task<Done>> task_;
  bool told_ = false;
  std::uint64_t waits_before_ = 0;  ///< that had begun when it was last asked to give up
  SimTime asked_;
  SimDuration busy_;
  SimTime begun_, ended_;
};

}  // namespace fathom
