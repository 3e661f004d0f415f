#include "protocol/kernels/workers.hpp"

#include <algorithm>
#include <utility>

#include "metrics/errors.hpp"

namespace fathom {

namespace {

constexpr std::size_t kMostBytes = std::size_t{1} << 28;  ///< that wait to be written
constexpr std::size_t kMostWaiting = 4096;
/// Looks for something to do before a thread sleeps: less than waking it costs.
constexpr int kLooks = 20000;

/// Set while this thread runs a piece, so that a parallel_for inside it runs inline; and while it
/// runs work that was put off. Kernels inside either run at once: a piece can be of another's work,
/// and would wait for what it put off while the other waits for it.
thread_local bool inside_a_piece = false;
thread_local bool inside_deferred = false;
thread_local bool puts_off = false;

class Setting {
 public:
  explicit Setting(bool& flag) : flag_(flag), before_(std::exchange(flag, true)) {}
  Setting(const Setting&) = delete;
  Setting& operator=(const Setting&) = delete;
  ~Setting() { flag_ = before_; }

 private:
  bool& flag_;
  bool before_;
};

void run_inline(std::size_t n, std::size_t grain, const PieceBody& body) {
  for (std::size_t first = 0; first < n; first += grain) body(first, std::min(first + grain, n));
}

void look_away() {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#endif
}

}  // namespace

Workers& Workers::instance() {
  static Workers workers;
  return workers;
}

Workers::Workers() : threads_(std::max<std::size_t>(1, std::thread::hardware_concurrency())) {}

void Workers::set_threads(std::size_t count) {
  ensure(!inside_a_piece, "the number of threads cannot change inside parallel_for");
  stop();
  threads_ = count;
}

void Workers::start_missing_workers() {
  while (workers_.size() + 1 < threads_) workers_.emplace_back([this] { work(); });
}

void Workers::stop() {
  std::vector<std::thread> stopped;
  {
    const Lock lock(mutex_);
    ensure(waiting_ == 0, "threads stop when nothing is put off");
    stopping_ = true;
    stopped.swap(workers_);
    wake();
  }
  for (std::thread& worker : stopped) worker.join();
  const Lock lock(mutex_);
  stopping_ = false;
}

void Workers::wake() {
  ++changes_;
  if (asleep_ > 0) changed_.notify_all();
}

/// Until something has changed.
void Workers::idle(Lock& lock) {
  const TimedPart waiting(HostPart::waiting);
  const std::uint64_t seen = changes_;
  lock.unlock();
  for (int look = 0; look < kLooks && changes_ == seen; ++look) look_away();
  lock.lock();
  ++asleep_;
  changed_.wait(lock, [&] { return changes_ != seen; });
  --asleep_;
}

void Workers::work() {
  Lock lock(mutex_);
  while (!stopping_) {
    if (!do_something(lock)) idle(lock);
  }
}

bool Workers::do_something(Lock& lock) {
  if (Pieces* const pieces = open_pieces(); pieces != nullptr) {
    take_pieces(lock, *pieces);
    return true;
  }
  if (ready_.empty()) return false;
  run_one(lock);
  return true;
}

void Workers::run_pieces(HostPart part, std::size_t n, std::size_t grain, const PieceBody& body) {
  if (n <= grain || inside_a_piece || threads_ == 1) {
    const TimedPart timed(part);
    return run_inline(n, grain, body);
  }
  Pieces pieces{.body = &body, .part = part, .n = n, .grain = grain, .count = (n - 1) / grain + 1};
  Lock lock(mutex_);
  start_missing_workers();
  published_.push_back(&pieces);
  wake();
  take_pieces(lock, pieces);
  while (pieces.running > 0) idle(lock);
  std::erase(published_, &pieces);
  lock.unlock();
  if (pieces.error) std::rethrow_exception(pieces.error);
}

Workers::Pieces* Workers::open_pieces() {
  const auto open =
      std::ranges::find_if(published_, [](const Pieces* pieces) { return !pieces->all_taken(); });
  return open == published_.end() ? nullptr : *open;
}

/// Pieces are taken in order and every taken piece ends, so the lowest one that throws always runs,
/// and its exception is the one kept: the same on any number of threads.
void Workers::take_pieces(Lock& lock, Pieces& pieces) {
  while (!pieces.all_taken()) {
    const std::size_t piece = pieces.next++;
    ++pieces.running;
    lock.unlock();
    std::exception_ptr error;
    try {
      const Setting inside(inside_a_piece);
      const TimedPart timed(pieces.part);
      const std::size_t first = piece * pieces.grain;
      (*pieces.body)(first, std::min(first + pieces.grain, pieces.n));
    } catch (...) {
      error = std::current_exception();
    }
    lock.lock();
    if (error) pieces.keep(error, piece);
    if (--pieces.running == 0 && pieces.all_taken()) wake();
  }
}

void Workers::Pieces::keep(const std::exception_ptr& thrown, std::size_t piece) {
  if (!error || piece < error_piece) {
    error = thrown;
    error_piece = piece;
  }
  next = count;
}

void Workers::add(const DeferredPtr& deferred, std::span<const DeferredPtr> after) {
  const Lock lock(mutex_);
  start_missing_workers();
  deferred->number = next_number_++;
  for (const DeferredPtr& input : after) {
    if (input == nullptr) continue;
    if (input->done) {
      if (!deferred->error) deferred->error = input->error;
      continue;
    }
    input->followers.push_back(deferred);
    ++deferred->missing;
  }
  ++waiting_;
  waiting_bytes_ += deferred->bytes;
  if (deferred->missing > 0) return;
  ready_.emplace(deferred->number, deferred);
  wake();
}

void Workers::run_one(Lock& lock) {
  const DeferredPtr deferred = std::move(ready_.begin()->second);
  ready_.erase(ready_.begin());
  lock.unlock();
  if (!deferred->error) {
    const Setting inside(inside_deferred);
    const TimedPart timed(HostPart::memory);  // arithmetic in it says itself what it is
    try {
      deferred->work();
    } catch (...) {
      deferred->error = std::current_exception();
    }
  }
  deferred->work = nullptr;  // and with it the tensors that it held
  lock.lock();
  finish(deferred);
}

void Workers::finish(const DeferredPtr& deferred) {
  if (deferred->error && (!error_ || deferred->number < error_number_)) {
    error_ = deferred->error;
    error_number_ = deferred->number;
  }
  for (const DeferredPtr& follower : deferred->followers) {
    if (deferred->error && !follower->error) follower->error = deferred->error;
    if (--follower->missing == 0) ready_.emplace(follower->number, follower);
  }
  deferred->followers.clear();
  --waiting_;
  waiting_bytes_ -= deferred->bytes;
  deferred->done.store(true, std::memory_order_release);
  wake();
}

template <class Reached>
void Workers::help_until(const Reached& reached) {
  Lock lock(mutex_);
  while (!reached()) {
    if (!do_something(lock)) idle(lock);
  }
}

void Workers::await_done(const Deferred& deferred) {
  ensure(!inside_deferred, "deferred work read a tensor that it had not named");
  help_until([&] { return deferred.done.load(); });
}

void Workers::await_room() {
  help_until([&] { return waiting_bytes_ <= kMostBytes && waiting_ <= kMostWaiting; });
}

void Workers::settle() {
  help_until([&] { return waiting_ == 0; });
}

std::exception_ptr Workers::take_error() {
  const Lock lock(mutex_);
  return std::exchange(error_, nullptr);
}

Deferral::Deferral() : before_(std::exchange(puts_off, true)) {}

Deferral::~Deferral() {
  puts_off = before_;
  Workers::instance().settle();
  static_cast<void>(Workers::instance().take_error());
}

void Deferral::settle() {
  Workers::instance().settle();
  const std::exception_ptr error = Workers::instance().take_error();
  if (error) std::rethrow_exception(error);
}

bool deferring() {
  return puts_off && !inside_deferred && !inside_a_piece && Workers::instance().threads() > 1;
}

DeferredPtr defer(std::span<const DeferredPtr> after, std::size_t bytes,
                  std::function<void()> work) {
  ensure(deferring(), "work is put off only while deferring");
  auto deferred = std::make_shared<Deferred>();
  deferred->work = std::move(work);
  deferred->bytes = bytes;
  Workers::instance().add(deferred, after);
  Workers::instance().await_room();
  return deferred;
}

bool is_done(const Deferred& deferred) { return deferred.done.load(std::memory_order_acquire); }

void await_done(const Deferred& deferred) {
  if (!is_done(deferred)) Workers::instance().await_done(deferred);
  if (deferred.error) std::rethrow_exception(deferred.error);
}

}  // namespace fathom
