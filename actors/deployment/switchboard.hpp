#pragma once

#include <caf/io/all.hpp>
#include <exception>
#include <functional>
#include <future>
#include <map>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "actors/deployment/credit_gate.hpp"
#include "actors/deployment/deployment.hpp"
#include "actors/deployment/dialer.hpp"
#include "actors/deployment/line.hpp"
#include "actors/deployment/local_messages.hpp"

namespace fathom {

/// What the connections of one party have to know.
struct SwitchboardSpec {
  PartyId self;
  std::set<PartyId> parties;  ///< of the job, this one included
  Deployment deployment;
  std::shared_ptr<const TlsIdentity> identity;  ///< null: plain TCP
  std::optional<Endpoint> listen;               ///< null: where the deployment has this party
  std::map<PartyId, caf::actor> wires;          ///< that stand for the others
  std::map<PartyId, std::shared_ptr<CreditGate>> gates;  ///< of links that need credit
  std::function<void(const std::string&)> log;           ///< one sentence about what is not the end
};

/// Whom a party dials, and who dials it: the producer and server 1 dial those before them, all
/// others dial the three; nobody else listens.
[[nodiscard]] std::set<PartyId> dialled_by(PartyId party);
[[nodiscard]] std::set<PartyId> dialling(PartyId party, const std::set<PartyId>& parties);

/// What the connections of a party came to.
struct SwitchboardReport {
  PartyEnd end;
  SimTime started;  ///< in real time; 0 where the job never began
  std::map<PartyId, LineCount> in, out;
  std::map<PartyId, Bytes> greatest_unused;  ///< of senders that need credit, at this party
  std::int64_t strangers = 0;                ///< connections that were refused
};

/// The connections of one party, as a broker of CAF's middleman: it listens, dials, lets in those
/// whom the job names, hands messages to the party's actor and carries away what that sends. It
/// starts the party when all are there, and ends the job, with a reason that it tells all others,
/// when one is lost, a deadline passes, or somebody does what nobody may. Who is not of the job
/// changes nothing.
class Switchboard {
 public:
  Switchboard(caf::io::broker& self, SwitchboardSpec spec, std::promise<SwitchboardReport> report);

  [[nodiscard]] caf::behavior behavior(const std::shared_ptr<Switchboard>& owner);
  /// After something that cannot happen: ends the job here, whatever state it is in.
  void fail(const std::exception_ptr& failure);

 private:
  using Handle = caf::io::connection_handle;
  enum class State : std::uint8_t { idle, connecting, running, ending, over };

  // Connections.
  void begin(const caf::actor& party);
  void listen();
  void knock(Handle handle);
  void make_room();
  void dialed(const Dialed& dialed);
  void closed(Handle handle);
  void read(Handle handle, const std::vector<char>& bytes);
  void on_broken(Line& line, const std::string& why);
  void on_fault(Line& line, std::string_view what, const std::exception& fault);
  void refuse_stranger(Line& line, const std::string& why);
  void close_line(Line& line);
  [[nodiscard]] Line* line_of(Handle handle);
  [[nodiscard]] Line* line_to(PartyId party);  ///< on which this party speaks
  [[nodiscard]] bool is_connected(PartyId party) const;
  void keep_counts(const Line& line);
  void forget(const Line& line);

  // Frames.
  void take(Line& line, FrameReader::Frame frame);
  void take_hello(Line& line, const FrameReader::Frame& frame);
  void take_answer(Line& line, const FrameReader::Frame& frame);
  void take_message(Line& line, const FrameReader::Frame& frame);
  void take_credit(PartyId from, std::span<const char> content);
  void join(Line& line, PartyId peer);
  void get_ready();
  void go();
  void start();

  // The job.
  void send_out(const Outgoing& outgoing);
  void give_credit(const Consumed& consumed);
  void finish_own();
  void check_finished();
  void tick();
  void check_deadlines(SimTime now);
  void check_waits(SimTime now);
  void end(PartyEnd end);
  void end_by(EndKind kind, std::optional<PartyId> party, const std::string& why);
  void check_broken(SimTime now);
  void check_over(SimTime now);
  void report();
  [[nodiscard]] std::string missing() const;
  [[nodiscard]] std::string why_missing(PartyId peer) const;
  [[nodiscard]] bool expects(PartyId party) const { return neighbours_.contains(party); }
  void tell_all(FrameKind kind, const Buffer& content = {});

  caf::io::broker& self_;
  SwitchboardSpec spec_;
  std::promise<SwitchboardReport> promise_;
  JobDigest digest_;
  std::set<PartyId> neighbours_;
  caf::actor party_;
  std::map<Direction, std::unique_ptr<Dialer>> dialers_;
  std::map<Handle, std::unique_ptr<Line>> lines_;
  std::map<std::pair<PartyId, Direction>, Handle> by_party_;
  std::set<PartyId> ready_, finished_;
  std::map<PartyId, CreditWatch> watches_;
  State state_ = State::idle;
  bool own_done_ = false;
  bool told_ready_ = false;
  std::optional<std::vector<std::string>> stopped_at_;
  SimTime begun_, ending_since_, ticked_;
  SimTime gave_up_;  ///< when the party was last told to, or could have been
  SwitchboardReport report_;
  std::map<std::pair<PartyId, Direction>, std::string>
      refusals_;  ///< why one has no connection yet

  struct Broken {
    SimTime since;
    std::string why;
  };
  std::map<PartyId, Broken> broken_;  ///< that may yet say why they have gone
};

/// The broker's behaviour, for `middleman().spawn_broker`.
[[nodiscard]] caf::behavior switchboard(
    caf::io::broker* self, const std::shared_ptr<SwitchboardSpec>& spec,
    const std::shared_ptr<std::promise<SwitchboardReport>>& report);

}  // namespace fathom
