#include "actors/deployment/dialer.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <system_error>
#include <utility>

#include "actors/deployment/addresses.hpp"
#include "metrics/errors.hpp"

namespace fathom {
namespace {

constexpr std::chrono::milliseconds kPause{50};

std::string message_of(int error) { return std::generic_category().message(error); }

/// Waits for a connection that is being opened; its error, or 0.
int finish_opening(int socket, const std::stop_token& stop) {
  constexpr int kSlices = 50;
  constexpr int kSliceMs = 50;
  pollfd waited{socket, POLLOUT, 0};
  for (int i = 0; i < kSlices && !stop.stop_requested(); ++i) {
    if (::poll(&waited, 1, kSliceMs) == 0) continue;
    int error = 0;
    socklen_t size = sizeof error;
    ::getsockopt(socket, SOL_SOCKET, SO_ERROR, &error, &size);
    return error;
  }
  return ETIMEDOUT;
}

/// A socket, or nothing and the reason.
int open_one(const addrinfo& address, const std::stop_token& stop, std::string& failure) {
  const int socket = ::socket(address.ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (socket < 0) {
    failure = message_of(errno);
    return -1;
  }
  int error = 0;
  if (::connect(socket, address.ai_addr, address.ai_addrlen) != 0) {
    error = errno == EINPROGRESS ? finish_opening(socket, stop) : errno;
  }
  if (error == 0) return socket;
  failure = message_of(error);
  ::close(socket);
  return -1;
}

int open_connection(const Endpoint& to, const std::stop_token& stop, std::string& failure) {
  const Addresses found = addresses_of(to, 0, failure);
  for (const addrinfo* each = found.get(); each != nullptr; each = each->ai_next) {
    const int socket = open_one(*each, stop, failure);
    if (socket < 0) continue;
    failure.clear();
    return socket;
  }
  return -1;
}

}  // namespace

Dialer::Dialer(const std::map<PartyId, Endpoint>& targets, Connected connected)
    : connected_(std::move(connected)) {
  for (const auto& [party, at] : targets) {
    targets_[party] = {.party = party, .at = at, .failure = {}};
  }
  for (auto& [party, target] : targets_) {
    threads_.emplace_back(
        [this, wanted = &target](const std::stop_token& stop) { run(stop, *wanted); });
  }
}

void Dialer::again(PartyId target) {
  const std::lock_guard lock(mutex_);
  targets_.at(target).wanted = true;
  changed_.notify_all();
}

std::string Dialer::last_failure(PartyId target) const {
  const std::lock_guard lock(mutex_);
  const auto found = targets_.find(target);
  return found == targets_.end() ? std::string() : found->second.failure;
}

bool Dialer::wait_for_wish(const std::stop_token& stop, Target& target) {
  std::unique_lock lock(mutex_);
  return changed_.wait(lock, stop, [&target] { return target.wanted; });
}

void Dialer::run(const std::stop_token& stop, Target& target) {
  while (wait_for_wish(stop, target)) {
    std::string failure;
    const int socket = open_connection(target.at, stop, failure);
    std::unique_lock lock(mutex_);
    target.wanted = socket < 0;
    target.failure = std::move(failure);
    lock.unlock();
    if (socket >= 0) connected_(target.party, socket);
    lock.lock();
    changed_.wait_for(lock, stop, kPause, [] { return false; });
    if (stop.stop_requested()) return;
  }
}

}  // namespace fathom
