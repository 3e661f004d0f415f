#include "actors/deployment/switchboard.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "actors/deployment/real_time.hpp"

namespace fathom {
namespace {

using namespace literals;

constexpr SimDuration kTick = 20_ms;
constexpr SimDuration kHelloTime = 5_s;    ///< for whoever knocks
constexpr SimDuration kAnswerTime = 15_s;  ///< for whoever was dialled
/// Connections that have not said who they are, beside those of the job.
constexpr std::size_t kMostStrangers = 64;
constexpr std::int64_t kMostLogged = 20;

void wait_a_tick(caf::io::broker& self) {
  self.delayed_send(&self, std::chrono::nanoseconds(kTick.count()), Tick{});
}

}  // namespace

std::set<PartyId> dialled_by(PartyId party) {
  std::set<PartyId> hubs;
  for (const PartyId hub : kHubs) {
    if (hub == party) break;
    hubs.insert(hub);
  }
  return hubs;
}

std::set<PartyId> dialling(PartyId party, const std::set<PartyId>& parties) {
  std::set<PartyId> found;
  for (const PartyId other : parties) {
    if (other != party && dialled_by(other).contains(party)) found.insert(other);
  }
  return found;
}

Switchboard::Switchboard(caf::io::broker& self, SwitchboardSpec spec,
                         std::promise<SwitchboardReport> report)
    : self_(self),
      spec_(std::move(spec)),
      promise_(std::move(report)),
      digest_(job_digest(spec_.deployment.agreed())) {
  neighbours_ = dialling(spec_.self, spec_.parties);
  neighbours_.merge(dialled_by(spec_.self));
  if (!spec_.self.is_server()) return;
  for (const PartyId other : neighbours_) {
    if (other.is_producer() || other.is_provider()) {
      watches_.emplace(other, CreditWatch(spec_.deployment.credit));
    }
  }
}

caf::behavior Switchboard::behavior(const std::shared_ptr<Switchboard>& owner) {
  namespace io = caf::io;
  return {
      [owner](const Begin& begin) { owner->begin(begin.party); },
      [owner](const Dialed& dialed) { owner->dialed(dialed); },
      [owner](const io::new_connection_msg& message) { owner->knock(message.handle); },
      [owner](const io::new_data_msg& message) { owner->read(message.handle, message.buf); },
      [owner](const io::connection_closed_msg& message) { owner->closed(message.handle); },
      [owner](const io::data_transferred_msg& message) {
        if (Line* line = owner->line_of(message.handle)) line->written(message.remaining);
      },
      [](const io::acceptor_closed_msg&) {},
      [owner](const Outgoing& outgoing) { owner->send_out(outgoing); },
      [owner](const Consumed& consumed) { owner->give_credit(consumed); },
      [owner](const ProgramDone&) { owner->finish_own(); },
      [owner](const ProgramFailed& failed) { owner->end(failed.end); },
      [owner](const StoppedAt& stopped) { owner->stopped_at_ = stopped.waits; },
      [owner](const Tick&) { owner->tick(); },
  };
}

void Switchboard::begin(const caf::actor& party) {
  party_ = party;
  begun_ = ticked_ = real_now();
  state_ = State::connecting;
  wait_a_tick(self_);
  listen();
  if (state_ != State::connecting) return;
  std::map<PartyId, Endpoint> targets;
  for (const PartyId hub : dialled_by(spec_.self)) {
    targets[hub] = spec_.deployment.roles.at(hub);
  }
  for (const Direction direction : {Direction::out, Direction::in}) {
    dialers_[direction] = std::make_unique<Dialer>(
        targets,
        [self = caf::actor_cast<caf::actor>(&self_), direction](PartyId target, int socket) {
          caf::anon_send(self, Dialed{target, direction, socket});
        });
  }
}

void Switchboard::listen() {
  if (dialling(spec_.self, spec_.parties).empty()) return;
  const auto own = spec_.deployment.roles.find(spec_.self);
  const Endpoint at = spec_.listen ? *spec_.listen : own->second;
  if (self_.add_tcp_doorman(at.port, at.host.c_str(), true)) return;
  end_by(EndKind::failed, spec_.self,
         fmt::format("{} cannot listen at {}:{}; is the port in use?", to_string(spec_.self),
                     at.host, at.port));
}

Line* Switchboard::line_of(Handle handle) {
  const auto found = lines_.find(handle);
  return found == lines_.end() ? nullptr : found->second.get();
}

Line* Switchboard::line_to(PartyId party) {
  const auto found = by_party_.find({party, Direction::out});
  return found == by_party_.end() ? nullptr : line_of(found->second);
}

bool Switchboard::is_connected(PartyId party) const {
  return by_party_.contains({party, Direction::out}) && by_party_.contains({party, Direction::in});
}

/// The number of a connection that has ended may be another's next.
void Switchboard::forget(const Line& line) {
  if (!line.peer()) return;
  const auto found = by_party_.find({*line.peer(), line.direction()});
  if (found != by_party_.end() && found->second == line.handle()) by_party_.erase(found);
}

/// Of each connection, what went in the direction that it is for.
void Switchboard::keep_counts(const Line& line) {
  if (!line.peer()) return;
  if (line.direction() == Direction::out) report_.out[*line.peer()] = line.counted_out();
  if (line.direction() == Direction::in) report_.in[*line.peer()] = line.counted_in();
}

void Switchboard::knock(Handle handle) {
  if (state_ == State::ending || state_ == State::over) {
    self_.close(handle);
    return;
  }
  make_room();
  lines_[handle] = std::make_unique<Line>(self_, handle, spec_.identity.get(), std::nullopt);
}

/// Who has knocked longest without saying who it is must go: a party of the job says so at once.
void Switchboard::make_room() {
  std::size_t strangers = 0;
  Line* oldest = nullptr;
  for (const auto& [handle, line] : lines_) {
    if (line->peer() || line->target() || line->is_closing) continue;
    ++strangers;
    if (oldest == nullptr || line->opened() < oldest->opened()) oldest = line.get();
  }
  const std::size_t most = kMostStrangers + 2 * neighbours_.size();
  if (strangers >= most) refuse_stranger(*oldest, "too many others knock");
}

void Switchboard::dialed(const Dialed& dialed) {
  const Handle handle = self_.add_scribe(dialed.socket);
  if (state_ != State::connecting) {
    self_.close(handle);
    return;
  }
  auto line = std::make_unique<Line>(self_, handle, spec_.identity.get(), dialed.target);
  line->set_direction(dialed.direction);
  line->send(spec_.self, dialed.target, FrameKind::hello, hello_content(digest_, dialed.direction));
  lines_[handle] = std::move(line);
}

void Switchboard::closed(Handle handle) {
  Line* line = line_of(handle);
  if (line == nullptr) return;
  const std::unique_ptr<Line> gone = std::move(lines_.at(handle));
  lines_.erase(handle);
  gone->lost();
  keep_counts(*gone);
  forget(*gone);
  if (!gone->is_closing) on_broken(*gone, "its connection broke off");
}

/// A connection is of no more use, and not by the will of this party. A party that ends closes both
/// of its connections, and what it said last may still be on its way on the other one.
void Switchboard::on_broken(Line& line, const std::string& why) {
  if (const auto peer = line.peer()) {
    if (finished_.contains(*peer) && own_done_) return;
    if (line.direction() == Direction::out && by_party_.contains({*peer, Direction::in})) {
      broken_.try_emplace(*peer, Broken{real_now(), why});
      return;
    }
    return end_by(EndKind::peer_lost, *peer, fmt::format("{} was lost: {}", to_string(*peer), why));
  }
  if (const auto target = line.target()) {
    refusals_[{*target, line.direction()}] = why;
    if (state_ == State::connecting) dialers_.at(line.direction())->again(*target);
  }
}

void Switchboard::read(Handle handle, const std::vector<char>& bytes) {
  Line* line = line_of(handle);
  if (line == nullptr || line->is_closing) return;
  try {
    line->receive(bytes, [this, line](FrameReader::Frame frame) { take(*line, std::move(frame)); });
  } catch (const FrameFault& fault) {
    on_fault(*line, "sent what no party may", fault);
  } catch (const TlsFault& fault) {
    on_fault(*line, "broke TLS", fault);
  }
}

void Switchboard::on_fault(Line& line, std::string_view what, const std::exception& fault) {
  const auto peer = line.peer();
  if (!peer) return refuse_stranger(line, fault.what());
  end_by(EndKind::violation, *peer, fmt::format("{} {}: {}", to_string(*peer), what, fault.what()));
}

void Switchboard::refuse_stranger(Line& line, const std::string& why) {
  if (++report_.strangers <= kMostLogged) {
    spec_.log(line.target() ? fmt::format("{} does not answer at {}: {}", to_string(*line.target()),
                                          line.address(), why)
                            : fmt::format("refused a connection from {}: {}", line.address(), why));
  }
  const auto target = line.target();
  const Direction direction = line.direction();
  close_line(line);
  if (!target) return;
  refusals_[{*target, direction}] = why;
  if (state_ == State::connecting) dialers_.at(direction)->again(*target);
}

void Switchboard::close_line(Line& line) {
  line.is_closing = true;
  self_.close(line.handle());
}

void Switchboard::tick() {
  const SimTime now = real_now();
  const SimDuration quarter{spec_.deployment.deadlines.silence.count() / 4};
  // A process that was stopped, or a machine that slept, has nobody but itself to blame.
  const bool was_away = now - ticked_ > std::max(quarter, 10 * kTick);
  ticked_ = now;
  if (was_away) gave_up_ = now;
  std::vector<Line*> late, failed;
  for (auto& [handle, line] : lines_) {
    if (line->is_closing) continue;
    if (line->has_failed()) failed.push_back(line.get());
    if (was_away) line->forgive(now);
    const SimDuration patience = line->target() ? kAnswerTime : kHelloTime;
    if (!line->peer() && now - line->opened() > patience) late.push_back(line.get());
    if (line->peer() && line->direction() == Direction::out && now - line->sent() > quarter) {
      line->send(spec_.self, *line->peer(), FrameKind::heartbeat);
    }
  }
  for (Line* line : late) refuse_stranger(*line, "it did not say who it is");
  for (Line* line : failed) on_broken(*line, "TLS broke off");
  check_broken(now);
  check_deadlines(now);
  check_waits(now);
  check_over(now);
  // A tick that came after the end would keep this broker alive.
  if (state_ != State::over) wait_a_tick(self_);
}

caf::behavior switchboard(caf::io::broker* self, const std::shared_ptr<SwitchboardSpec>& spec,
                          const std::shared_ptr<std::promise<SwitchboardReport>>& report) {
  const auto state = std::make_shared<Switchboard>(*self, std::move(*spec), std::move(*report));
  // CAF keeps the handler longer than the behaviour, which owns the state.
  self->set_exception_handler([owner = std::weak_ptr(state)](std::exception_ptr& failure) {
    if (const auto alive = owner.lock()) alive->fail(failure);
    return caf::error(caf::exit_reason::unhandled_exception);
  });
  return state->behavior(state);
}

}  // namespace fathom
