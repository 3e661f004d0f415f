#include "experiments/sweep/interrupts.hpp"

#include <sys/signalfd.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace fathom {
namespace {

bool is_ignored(int signal) {
  struct sigaction action {};
  sigaction(signal, nullptr, &action);
  return action.sa_handler == SIG_IGN;
}

}  // namespace

Interrupts::Interrupts() {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    if (!is_ignored(signal)) sigaddset(&signals, signal);
  }
  descriptor_ = signalfd(-1, &signals, SFD_NONBLOCK | SFD_CLOEXEC);
  if (descriptor_ < 0) throw std::system_error(errno, std::generic_category(), "signalfd");
  sigprocmask(SIG_BLOCK, &signals, &before_);
}

Interrupts::~Interrupts() {
  close(descriptor_);
  sigprocmask(SIG_SETMASK, &before_, nullptr);
}

void Interrupts::check() const {
  signalfd_siginfo info{};
  if (read(descriptor_, &info, sizeof info) == sizeof info) {
    throw Interrupted(static_cast<int>(info.ssi_signo));
  }
}

}  // namespace fathom
