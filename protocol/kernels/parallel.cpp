#include "protocol/kernels/parallel.hpp"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

#include "metrics/errors.hpp"

namespace fathom {

namespace {

using Body = std::function<void(std::size_t, std::size_t)>;

/// Set while this thread runs a piece, so that a parallel_for inside it runs inline.
thread_local bool inside_a_piece = false;

void run_piece(std::size_t piece, std::size_t n, std::size_t grain, const Body& body) {
  const std::size_t first = piece * grain;
  body(first, first + std::min(grain, n - first));
}

void run_inline(std::size_t n, std::size_t grain, const Body& body) {
  for (std::size_t first = 0; first < n; first += grain) body(first, std::min(first + grain, n));
}

/// Workers that sleep until a job is set, and take its pieces one by one in order. The caller takes
/// pieces too, so a job of two pieces on two threads wakes one worker. One job at a time: whoever
/// finds the pool busy runs its job alone.
class Pool {
 public:
  static Pool& instance() {
    static Pool pool;
    return pool;
  }

  ~Pool() { stop(); }
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  [[nodiscard]] std::size_t threads() const { return threads_; }

  void set_threads(std::size_t count) {
    const std::lock_guard running(run_mutex_);
    stop();
    threads_ = count;
  }

  void run(std::size_t n, std::size_t grain, const Body& body) {
    if (threads() == 1) return run_inline(n, grain, body);
    const std::unique_lock running(run_mutex_, std::try_to_lock);
    if (!running.owns_lock()) return run_inline(n, grain, body);
    start_missing_workers();
    std::unique_lock lock(state_mutex_);
    job_ = Job{.body = &body, .n = n, .grain = grain, .pieces = (n + grain - 1) / grain};
    const std::size_t helpers = std::min(job_.pieces - 1, workers_.size());
    lock.unlock();
    for (std::size_t i = 0; i < helpers; ++i) work_.notify_one();
    lock.lock();
    take_pieces(lock);
    done_.wait(lock, [this] { return job_.running == 0; });
    const std::exception_ptr error = job_.error;
    job_ = Job{};
    lock.unlock();
    if (error) std::rethrow_exception(error);
  }

 private:
  struct Job {
    const Body* body = nullptr;
    std::size_t n = 0, grain = 1, pieces = 0;
    std::size_t next = 0;     ///< first piece that nobody has taken
    std::size_t running = 0;  ///< pieces taken and not finished
    std::size_t error_piece = 0;
    std::exception_ptr error = nullptr;
  };

  Pool() : threads_(std::max<std::size_t>(1, std::thread::hardware_concurrency())) {}

  void start_missing_workers() {
    while (workers_.size() + 1 < threads_) workers_.emplace_back([this] { work(); });
  }

  void stop() {
    {
      const std::lock_guard lock(state_mutex_);
      stopping_ = true;
    }
    work_.notify_all();
    for (std::thread& worker : workers_) worker.join();
    workers_.clear();
    stopping_ = false;
  }

  void work() {
    std::unique_lock lock(state_mutex_);
    while (true) {
      work_.wait(lock, [this] { return stopping_ || job_.next < job_.pieces; });
      if (stopping_) return;
      take_pieces(lock);
    }
  }

  /// Pieces are taken in order and every taken piece ends, so the lowest one that throws always
  /// runs, and its exception is the one kept: the same on any number of threads.
  void take_pieces(std::unique_lock<std::mutex>& lock) {
    while (job_.next < job_.pieces) {
      const std::size_t piece = job_.next++;
      ++job_.running;
      lock.unlock();
      std::exception_ptr error;
      inside_a_piece = true;
      try {
        run_piece(piece, job_.n, job_.grain, *job_.body);
      } catch (...) {
        error = std::current_exception();
      }
      inside_a_piece = false;
      lock.lock();
      if (error) keep(error, piece);
      if (--job_.running == 0 && job_.next == job_.pieces) done_.notify_one();
    }
  }

  void keep(const std::exception_ptr& error, std::size_t piece) {
    if (!job_.error || piece < job_.error_piece) {
      job_.error = error;
      job_.error_piece = piece;
    }
    job_.next = job_.pieces;
  }

  std::atomic<std::size_t> threads_;
  std::mutex run_mutex_;  ///< held by the caller whose job it is; guards workers_
  std::vector<std::thread> workers_;
  std::mutex state_mutex_;  ///< guards job_ and stopping_
  std::condition_variable work_, done_;
  Job job_;
  bool stopping_ = false;
};

std::array<std::atomic<std::int64_t>, 3> spent{};

/// Adds the time of a scope to a part.
class TimedPart {
 public:
  explicit TimedPart(HostPart part) : part_(part) {}
  TimedPart(const TimedPart&) = delete;
  TimedPart& operator=(const TimedPart&) = delete;
  ~TimedPart() {
    const auto time = std::chrono::steady_clock::now() - start_;
    spent[static_cast<std::size_t>(part_)].fetch_add(std::chrono::nanoseconds(time).count(),
                                                     std::memory_order_relaxed);
  }

 private:
  HostPart part_;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace

void parallel_for(std::size_t n, std::size_t grain, const Body& body) {
  parallel_for(HostPart::elements, n, grain, body);
}

void parallel_for(HostPart part, std::size_t n, std::size_t grain, const Body& body) {
  ensure(grain > 0, "parallel_for needs a grain of at least 1");
  if (inside_a_piece) return run_inline(n, grain, body);
  const TimedPart timed(part);
  if (n <= grain) return run_inline(n, grain, body);
  Pool::instance().run(n, grain, body);
}

HostParts host_parts() {
  HostParts parts;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    parts[i] = std::chrono::nanoseconds(spent[i].load(std::memory_order_relaxed));
  }
  return parts;
}

void set_threads(std::size_t count) {
  ensure(count > 0, "parallel_for needs at least one thread");
  ensure(!inside_a_piece, "the number of threads cannot change inside parallel_for");
  Pool::instance().set_threads(count);
}

std::size_t threads() { return Pool::instance().threads(); }

}  // namespace fathom
