#include "experiments/sweep/pool.hpp"

#include <poll.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <thread>

#include "experiments/sweep/interrupts.hpp"

namespace fathom {
namespace {

class Pool {
 public:
  Pool(std::size_t count, const PoolOptions& options, const RunPoint& point)
      : options_(options), point_(point), texts_(count) {
    workers_.resize(std::clamp<std::size_t>(options.jobs, 1, std::max<std::size_t>(count, 1)));
  }

  std::vector<std::string> run() {
    for (auto& worker : workers_) give_next(worker);
    while (done_ < texts_.size()) {
      wait();
      interrupts_.check();
      take_answers();
    }
    return std::move(texts_);
  }

 private:
  void give_next(std::unique_ptr<Worker>& worker) {
    if (options_.process == PointProcess::fresh || next_ == texts_.size()) worker.reset();
    if (next_ == texts_.size()) return;
    if (!worker) worker = std::make_unique<Worker>(point_);
    worker->start(next_++);
  }

  void wait() const {
    std::vector<pollfd> waited{{interrupts_.descriptor(), POLLIN, 0}};
    for (const auto& worker : workers_) {
      if (worker) waited.push_back({worker->channel(), POLLIN, 0});
    }
    poll(waited.data(), waited.size(), -1);
  }

  void take_answers() {
    std::optional<PointFailure> failure;
    for (auto& worker : workers_) {
      if (!worker) continue;
      std::optional<Reply> reply = worker->receive();
      if (!reply) continue;
      if (reply->code != 0) {
        if (!failure || worker->point() < failure->point()) {
          failure.emplace(worker->point(), *reply);
        }
        worker.reset();
        continue;
      }
      texts_[worker->point()] = std::move(reply->text);
      ++done_;
      options_.on_done();
      if (!failure) give_next(worker);
    }
    if (failure) throw PointFailure(*failure);
  }

  const PoolOptions& options_;
  const RunPoint& point_;
  Interrupts interrupts_;
  std::vector<std::string> texts_;
  std::vector<std::unique_ptr<Worker>> workers_;
  std::size_t next_ = 0, done_ = 0;
};

}  // namespace

std::vector<std::string> run_points(std::size_t count, const PoolOptions& options,
                                    const RunPoint& point) {
  return Pool(count, options, point).run();
}

std::size_t default_jobs() { return std::max(1U, std::thread::hardware_concurrency()); }

}  // namespace fathom
