#pragma once

#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "actors/deployment/deployment.hpp"

namespace fathom {

/// Opens TCP connections to parties that may not be there yet: it tries again and again until one
/// opens. Each target has a thread of its own, so that nothing else waits for a slow network.
class Dialer {
 public:
  /// `connected` gets each socket that opens, and owns it; it is called in the dialer's threads.
  using Connected = std::function<void(PartyId target, int socket)>;
  Dialer(const std::map<PartyId, Endpoint>& targets, Connected connected);
  Dialer(const Dialer&) = delete;
  Dialer& operator=(const Dialer&) = delete;

  /// The connection to the target was of no use: another is wanted.
  void again(PartyId target);
  /// Why the last attempt did not succeed; empty while none has failed.
  [[nodiscard]] std::string last_failure(PartyId target) const;

 private:
  struct Target {
    PartyId party;
    Endpoint at;
    bool wanted = true;
    std::string failure;
  };
  void run(const std::stop_token& stop, Target& target);
  /// Waits until a connection to the target is wanted; false when all is over.
  [[nodiscard]] bool wait_for_wish(const std::stop_token& stop, Target& target);

  Connected connected_;
  mutable std::mutex mutex_;
  std::condition_variable_any changed_;
  std::map<PartyId, Target> targets_;
  std::vector<std::jthread> threads_;  ///< the first to go
};

}  // namespace fathom
