#include "actors/simulation/virtual_time_scheduler.hpp"

#include <iostream>
#include <unordered_set>
#include <utility>

#include "metrics/errors.hpp"

namespace fathom {
namespace {

/// Prints what actors write to `aout`: to standard error, for standard output is for tables.
class Printer final : public caf::monitorable_actor {
 public:
  explicit Printer(caf::actor_config& config) : monitorable_actor(config) {
    handler_.assign(
        [](caf::add_atom, caf::actor_id, const std::string& text) { std::cerr << text; });
  }

  void enqueue(caf::mailbox_element_ptr element, caf::execution_unit*) override {
    handler_(element->content());
  }

 private:
  caf::message_handler handler_;
};

}  // namespace

VirtualTimeScheduler::VirtualTimeScheduler(caf::actor_system& system)
    : abstract_coordinator(system), clock_(queue_, [this] { return now(); }), worker_(*this) {}

caf::actor_system::module* VirtualTimeScheduler::make(caf::actor_system& system,
                                                      caf::detail::type_list<>) {
  return new VirtualTimeScheduler(system);
}

VirtualTimeScheduler& VirtualTimeScheduler::of(caf::actor_system& system) {
  auto* scheduler = dynamic_cast<VirtualTimeScheduler*>(&system.scheduler());
  ensure(scheduler != nullptr, "the actor system does not run in virtual time");
  return *scheduler;
}

SimTime VirtualTimeScheduler::now() const {
  return running_ != nullptr ? running_->local_now() : std::max(queue_.now(), closed_at_);
}

bool VirtualTimeScheduler::step() {
  const bool stepped = run_job() || queue_.step();
  throw_failure();
  return stepped;
}

void VirtualTimeScheduler::run_ready() {
  while (run_job()) throw_failure();
}

void VirtualTimeScheduler::run() {
  while (step()) {
  }
}

void VirtualTimeScheduler::place(const caf::scheduled_actor& actor, HostClock& host) {
  const bool first = hosts_.emplace(&actor, &host).second;
  ensure(first, "an actor was placed twice");
}

void VirtualTimeScheduler::deliver(caf::scheduled_actor& target, HostClock& host,
                                   caf::mailbox_element_ptr element) {
  delivering_ = &target;
  target.enqueue(std::move(element), &worker_);
  delivering_ = nullptr;
  if (delivered_) resume(std::move(delivered_), &host);
}

void VirtualTimeScheduler::fail(std::exception_ptr failure) {
  if (!failure_) failure_ = std::move(failure);
}

void VirtualTimeScheduler::fail(const std::string& what) {
  fail(std::make_exception_ptr(InternalError(what)));
}

void VirtualTimeScheduler::close() {
  closed_at_ = now();
  std::unordered_set<HostClock*> hosts;
  for (const auto& [job, host] : hosts_) hosts.insert(host);
  hosts_.clear();
  for (HostClock* host : hosts) host->handle_all();
  while (run_job()) {
  }
  { const EventQueue dropped = std::exchange(queue_, EventQueue{}); }
  while (run_job()) {
  }
}

void VirtualTimeScheduler::start() {
  caf::actor_config config{&worker_};
  utility_actors_[printer_id] = caf::make_actor<Printer, caf::actor>(
      system().next_actor_id(), system().node(), &system(), config);
}

void VirtualTimeScheduler::enqueue(caf::resumable* job) {
  Job owned(job, false);  // whoever schedules a job has counted a reference for it
  if (job == delivering_) {
    delivered_ = std::move(owned);
    return;
  }
  if (running_ != nullptr) {
    const HostClock* host = host_of(job);
    if (host != nullptr && host != running_) {
      fail(
          "an actor sent a message to an actor on another host, past the network: it must use a "
          "wire");
    }
  }
  jobs_.push_back(std::move(owned));
}

HostClock* VirtualTimeScheduler::host_of(const caf::resumable* job) const {
  const auto found = hosts_.find(job);
  return found != hosts_.end() ? found->second : nullptr;
}

bool VirtualTimeScheduler::run_job() {
  if (jobs_.empty()) return false;
  Job job = std::move(jobs_.front());
  jobs_.pop_front();
  HostClock* host = host_of(job.get());
  if (host == nullptr) {
    resume(std::move(job), nullptr);
  } else {
    host->handle([this, host, job = std::move(job)]() mutable { resume(std::move(job), host); });
  }
  return true;
}

/// An actor that has more to handle goes on before what arrived later.
void VirtualTimeScheduler::resume(Job job, HostClock* host) {
  running_ = host;
  const auto result = job->resume(&worker_, 1);
  running_ = nullptr;
  if (result == caf::resumable::done) {
    retire(*job);
  } else if (result == caf::resumable::resume_later && host != nullptr) {
    host->handle_first(
        [this, host, job = std::move(job)]() mutable { resume(std::move(job), host); });
  } else if (result == caf::resumable::resume_later) {
    jobs_.push_front(std::move(job));
  }
}

void VirtualTimeScheduler::retire(caf::resumable& job) {
  hosts_.erase(&job);
  if (auto* actor = dynamic_cast<caf::abstract_actor*>(&job)) clock_.cancel_timeouts(actor);
}

void VirtualTimeScheduler::throw_failure() {
  if (failure_) std::rethrow_exception(std::exchange(failure_, nullptr));
}

}  // namespace fathom
