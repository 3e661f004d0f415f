#pragma once

#include <caf/all.hpp>
#include <caf/scheduler/abstract_coordinator.hpp>
#include <deque>
#include <exception>
#include <string>
#include <unordered_map>

#include "actors/network/event_queue.hpp"
#include "actors/network/host_clock.hpp"
#include "actors/simulation/virtual_time_clock.hpp"

namespace fathom {

/// A scheduler module for CAF that runs its actors in virtual time, on the calling thread: an actor
/// handles one message, then the next in line; when none has anything to do, the queue's next event
/// moves the time. Nothing runs until it is driven, nothing sleeps, and every run of one program is
/// the same. To be loaded with `config.load<VirtualTimeScheduler>()`.
///
/// An actor may be placed on a host: then it handles a message when that host is free, and work
/// charged meanwhile delays what comes after. Actors on no host take no time.
class VirtualTimeScheduler final : public caf::scheduler::abstract_coordinator {
 public:
  explicit VirtualTimeScheduler(caf::actor_system& system);
  static caf::actor_system::module* make(caf::actor_system& system, caf::detail::type_list<>);

  /// The scheduler of a system that loaded this module.
  [[nodiscard]] static VirtualTimeScheduler& of(caf::actor_system& system);

  [[nodiscard]] EventQueue& queue() { return queue_; }

  /// Time of the host that is running, or of the queue.
  [[nodiscard]] SimTime now() const;

  /// Lets one actor handle one message, or runs one event; false when nothing is left. Throws what
  /// was reported to `fail`.
  bool step();
  /// Lets actors handle what they have, without moving the time.
  void run_ready();
  /// Steps until nothing is left. Actors that still wait for messages go on waiting.
  void run();

  /// Puts an actor on a host, before it has run. The clock must outlive the actor, or `close`.
  void place(const caf::scheduled_actor& actor, HostClock& host);

  /// The host whose handling is running, or null.
  [[nodiscard]] const HostClock* running() const { return running_; }

  /// Lets `target`, on `host`, which must be handling, handle the message now.
  void deliver(caf::scheduled_actor& target, HostClock& host, caf::mailbox_element_ptr element);

  /// Reports a bug found where nothing may be thrown, inside an actor: `step` throws the first.
  void fail(std::exception_ptr failure);
  void fail(const std::string& what);

  /// The end: actors handle what they have, without regard to time; what is on its way is dropped.
  void close();

  void start() override;
  void stop() override { close(); }
  void enqueue(caf::resumable* job) override;
  [[nodiscard]] bool detaches_utility_actors() const override { return false; }
  [[nodiscard]] caf::actor_clock& clock() noexcept override { return clock_; }

 private:
  using Job = caf::intrusive_ptr<caf::resumable>;

  class Worker final : public caf::execution_unit {
   public:
    explicit Worker(VirtualTimeScheduler& scheduler)
        : execution_unit(&scheduler.system()), scheduler_(scheduler) {}
    void exec_later(caf::resumable* job) override { scheduler_.enqueue(job); }

   private:
    VirtualTimeScheduler& scheduler_;
  };

  [[nodiscard]] HostClock* host_of(const caf::resumable* job) const;
  bool run_job();
  void resume(Job job, HostClock* host);
  void retire(caf::resumable& job);
  void throw_failure();

  EventQueue queue_;
  VirtualTimeClock clock_;
  Worker worker_;
  std::deque<Job> jobs_;
  std::unordered_map<const caf::resumable*, HostClock*> hosts_;
  HostClock* running_ = nullptr;
  const caf::resumable* delivering_ =
      nullptr;  ///< its job is not queued but caught, in `delivered_`
  Job delivered_;
  std::exception_ptr failure_;
  SimTime closed_at_;
};

}  // namespace fathom
