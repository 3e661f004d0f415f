#include "actors/faults/faulty_job.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <memory>
#include <set>
#include <stdexcept>
#include <utility>

#include "actors/faults/planted_shares.hpp"
#include "actors/network/unit_text.hpp"

namespace fathom {
namespace {

/// After the limit of the whole job, all are told and over within this.
constexpr SimDuration kAftermath{60'000'000'000};

JobSpec with_plan(JobSpec spec, const FaultPlan& plan) {
  for (const Fault& fault : plan.faults) {
    if (fault.kind == FaultKind::slow) {
      const std::int64_t millionths = std::max<std::int64_t>(1000, 1'000'000 / fault.amount);
      spec.network.set(fmt::format("{}.speed={}", to_string(fault.party), speed_text(millionths)));
    }
    if (fault.kind == FaultKind::truncation) spec.make_shares = shares_that_truncate_too_high;
  }
  return spec;
}

/// Whether what came out so far is right: all of it, or its beginning.
bool agree(const Outputs& outputs, const Outputs& right, bool all) {
  for (const auto& [name, values] : right) {
    const auto found = outputs.find(name);
    const std::size_t count = found == outputs.end() ? 0 : found->second.size();
    if (all && count != values.size()) return false;
    for (std::size_t i = 0; i < count; ++i) {
      if (i >= values.size() || !same_bits(found->second[i], values[i])) return false;
    }
  }
  return outputs.size() <= right.size();
}

/// Whether an error says which party waited for, or got, which message in which layer.
bool is_clear(const std::string& what) {
  const auto has = [&](const char* words) { return what.find(words) != std::string::npos; };
  const bool party =
      has("server") || has("producer") || has("receiver") || has("provider") || has("likelihood");
  return party && has("in layer ") && has("message");
}

/// Whether nothing befalls the job but delays far below the limits, even if each message of
/// `messages` waits for the one before: then it must end right.
bool must_end_right(const FaultPlan& plan, const WaitLimits& limits, std::size_t messages) {
  SimDuration late;
  for (const Fault& fault : plan.faults) {
    const bool delays = fault.kind == FaultKind::delay || fault.kind == FaultKind::reorder ||
                        fault.kind == FaultKind::cut || fault.kind == FaultKind::freeze;
    if (!delays) return false;
    const bool each = fault.kind == FaultKind::reorder;
    late += fault.time * (each ? static_cast<std::int64_t>(messages) : 1);
  }
  constexpr std::int64_t kRoom = 10;  // retransmissions after a cut take up to three times as long
  return late * kRoom < limits.message;
}

/// One start of a job, with what watches it and what befalls it.
class Start {
 public:
  Start(const FaultyJob& faulty, const FaultPlan& plan, std::uint8_t epoch)
      : limits_(faulty.limits), plan_(plan) {
    JobSpec spec = with_plan(faulty.spec, plan);
    spec.epoch = epoch;
    job_ = std::make_unique<Job>(std::move(spec), faulty.make_program());
    injector_ = std::make_unique<FaultInjector>(*job_, plan);
    watch_ = std::make_unique<PartyWatch>(
        *job_, limits_, [this](PartyId from, PartyId to) { return injector_->is_idle(from, to); });
    injector_->set_watch(*watch_);
  }

  void run() {
    try {
      job_->start();
      watch_->start();
      watch_->run(last());
    } catch (const std::logic_error& bug) {
      bug_ = bug.what();
    }
  }

  /// Throws for a run that is not right although nothing has befallen it.
  void require_right() {
    if (!bug_.empty()) throw InternalError("without a fault: " + bug_);
    if (!watch_->failures().empty()) {
      throw UserError("without a fault the job ends in an error: " + watch_->failures()[0].what);
    }
    if (!watch_->is_over()) throw InternalError("without a fault: " + job_->who_waits());
  }

  [[nodiscard]] Job& job() { return *job_; }
  [[nodiscard]] const FaultInjector& injector() const { return *injector_; }
  [[nodiscard]] const PartyWatch& watch() const { return *watch_; }

  [[nodiscard]] FaultyEnd end_against(const FaultFree& right) {
    FaultyEnd end;
    end.failures = watch_->failures();
    end.end = job_->simulation().now();
    end.injected = injector_->injected();
    for (const PartyId party : job_->members()) {
      end.refused += static_cast<std::int64_t>(job_->member(party).party().refused());
    }
    judge(end, right);
    return end;
  }

 private:
  [[nodiscard]] SimTime last() const { return SimTime{} + limits_.job + kAftermath; }

  void judge(FaultyEnd& end, const FaultFree& right) {
    const auto is = [&end](Ending ending, std::string text) {
      end.ending = ending;
      end.text = std::move(text);
    };
    if (!bug_.empty()) return is(Ending::wrong, bug_);
    if (!watch_->is_over()) return is(Ending::hung, "a party is not done:\n" + job_->who_waits());
    const bool received = watch_->ended_well(kReceiver);
    if (!agree(job_->outputs(), right.outputs, received))
      return is(Ending::wrong, "another result");
    for (const PartyFailure& failure : end.failures) {
      if (is_clear(failure.what)) continue;
      return is(Ending::wrong, "an error that does not say where: " + failure.what);
    }
    if (!end.failures.empty()) {
      const std::string& what = end.failures.front().what;
      return must_end_right(plan_, limits_, right.messages.size())
                 ? is(Ending::wrong, "what delays is no error: " + what)
                 : is(Ending::error, what);
    }
    if (!received) return is(Ending::error, watch_->gone().at(kReceiver));
    const bool same = job_->observation().digests().content() == right.content_digest;
    const bool whole = watch_->gone().empty() && !injector_->has_sent();
    if (whole && !same) return is(Ending::wrong, "the messages were others");
    is(Ending::right, "");
  }

  WaitLimits limits_;
  FaultPlan plan_;
  std::string bug_;  ///< what one of the program's own checks found
  std::unique_ptr<FaultInjector> injector_;
  std::unique_ptr<PartyWatch> watch_;
  std::unique_ptr<Job> job_;  ///< goes first: at its end it hands out what still waits
};

/// Messages of the start before come again, at any time, over what is left of old connections.
void send_old_messages(Start& start, const FaultInjector& before, const FaultPlan& plan,
                       SimTime end) {
  Simulation& simulation = start.job().simulation();
  const auto members = start.job().members();
  std::uint64_t random = mix(plan.seed, before.arrived().size());
  for (const auto& [facts, envelope] : before.arrived()) {
    random = mix(random, envelope.header.tag.value);
    if (std::ranges::count(members, facts.to) == 0 || random % 4 != 0) continue;
    const auto at = SimTime{static_cast<std::int64_t>(random % std::uint64_t(end.ns()))};
    simulation.at(
        at, [&start, &simulation, from = facts.from, to = facts.to, old = envelope]() mutable {
          const HostClock::Cause cause{from, MessageLife{}};
          simulation.clock(to).handle(
              [&start, to, old = std::move(old)] { start.job().member(to).deliver(old); }, cause);
        });
  }
}

}  // namespace

std::string_view to_string(Ending ending) {
  constexpr std::array<std::string_view, 4> kNames{"right", "error", "wrong", "hung"};
  return kNames.at(static_cast<std::size_t>(ending));
}

FaultFree run_without_faults(const FaultyJob& job, std::uint8_t epoch) {
  Start start(job, FaultPlan{}, epoch);
  start.run();
  start.require_right();
  start.job().finish();
  FaultFree right{start.job().outputs(),
                  start.job().observation().digests().content(),
                  start.injector().messages(),
                  {},
                  start.job().simulation().now()};
  std::set<PartyId> parties;
  for (const MessageFacts& facts : right.messages) parties.insert({facts.from, facts.to});
  right.parties.assign(parties.begin(), parties.end());
  return right;
}

FaultyEnd run_with_faults(const FaultyJob& job, const FaultPlan& plan, const FaultFree& right) {
  Start start(job, plan, 0);
  start.run();
  return start.end_against(right);
}

FaultyEnd run_with_restart(const FaultyJob& job, const FaultPlan& plan,
                           const std::array<FaultFree, 2>& right) {
  Start first(job, plan, 0);
  first.run();
  FaultyEnd end = first.end_against(right[0]);
  if (end.ending != Ending::error) return end;
  Start second(job, FaultPlan{plan.seed, {}}, 1);
  send_old_messages(second, first.injector(), plan, right[1].end);
  second.run();
  const SimTime before = end.end;
  const std::int64_t injected = end.injected;
  end = second.end_against(right[1]);
  end.end = before + (end.end - SimTime{});
  end.injected = injected;
  return end;
}

}  // namespace fathom
