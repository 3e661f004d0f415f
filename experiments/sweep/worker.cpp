#include "experiments/sweep/worker.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <iostream>
#include <new>
#include <system_error>

#include "metrics/errors.hpp"

namespace fathom {
namespace {

/// What stands before the text of an answer.
struct Header {
  std::uint64_t size = 0;
  std::int64_t code = 0;
};

[[noreturn]] void fail(const char* what) {
  throw std::system_error(errno, std::generic_category(), what);
}

bool send_all(int channel, const void* data, std::size_t size) {
  const char* next = static_cast<const char*>(data);
  while (size > 0) {
    const ssize_t sent = send(channel, next, size, MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0) return false;
    next += sent;
    size -= static_cast<std::size_t>(sent);
  }
  return true;
}

Reply reply_of(const RunPoint& point, std::size_t which) {
  constexpr int kFailure = 1;
  constexpr int kUserError = 2;
  try {
    return {0, point(which), {}};
  } catch (const UserError& error) {
    return {kUserError, error.what(), {}};
  } catch (const std::bad_alloc&) {
    return {kFailure, "out of memory: take fewer --jobs, or less in each point", {}};
  } catch (const std::exception& error) {
    return {kFailure, error.what(), {}};
  }
}

[[noreturn]] void serve(int channel, const RunPoint& point) {
  std::uint64_t which = 0;
  while (recv(channel, &which, sizeof which, MSG_WAITALL) == sizeof which) {
    const Reply reply = reply_of(point, which);
    const Header header{reply.text.size(), reply.code};
    const bool sent = send_all(channel, &header, sizeof header) &&
                      send_all(channel, reply.text.data(), reply.text.size());
    if (!sent) break;
  }
  // Not exit: what the parent had to write at its end is the parent's.
  _exit(0);
}

}  // namespace

Worker::Worker(const RunPoint& point) {
  log_ = memfd_create("standard error of a point", MFD_CLOEXEC);
  if (log_ < 0) fail("memfd_create");
  fcntl(log_, F_SETFL, O_APPEND);
  std::array<int, 2> ends{-1, -1};
  const bool linked = socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) == 0;
  channel_ = ends[0];
  std::cout.flush();
  std::cerr.flush();
  const pid_t parent = getpid();
  process_ = linked ? fork() : -1;
  if (process_ == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) _exit(1);  // it ended before it could take us along
    close(channel_);
    dup2(log_, STDOUT_FILENO);
    dup2(log_, STDERR_FILENO);
    serve(ends[1], point);
  }
  const int error = errno;
  close(ends[1]);
  if (process_ > 0) return;
  close(channel_);
  close(log_);
  throw std::system_error(error, std::generic_category(), "another process");
}

Worker::~Worker() {
  if (process_ > 0) {
    kill(process_, SIGKILL);
    waitpid(process_, nullptr, 0);
  }
  close(channel_);
  close(log_);
}

void Worker::start(std::size_t point) {
  point_ = point;
  received_.clear();
  if (ftruncate(log_, 0) != 0) fail("ftruncate");
  const std::uint64_t which = point;
  // Where it cannot be told, it has ended, which its channel will say.
  static_cast<void>(send_all(channel_, &which, sizeof which));
}

std::optional<Reply> Worker::receive() {
  constexpr std::size_t kPiece = 65536;
  std::array<char, kPiece> piece{};
  while (true) {
    const ssize_t count = recv(channel_, piece.data(), piece.size(), MSG_DONTWAIT);
    if (count > 0) {
      received_.append(piece.data(), static_cast<std::size_t>(count));
      continue;
    }
    if (count < 0 && errno == EINTR) continue;
    if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) break;
    return ended();
  }
  Header header;
  if (received_.size() < sizeof header) return std::nullopt;
  std::memcpy(&header, received_.data(), sizeof header);
  if (received_.size() < sizeof header + header.size) return std::nullopt;
  const int code = static_cast<int>(header.code);
  return Reply{code, received_.substr(sizeof header), code == 0 ? "" : standard_error()};
}

Reply Worker::ended() {
  int status = 0;
  waitpid(process_, &status, 0);
  process_ = -1;
  if (WIFSIGNALED(status)) {
    const int signal = WTERMSIG(status);
    const char* hint = signal == SIGKILL ? "; was there enough memory? take fewer --jobs" : "";
    return {
        1,
        fmt::format("its process was ended by signal {} ({}){}", signal, strsignal(signal), hint),
        standard_error()};
  }
  return {
      1, fmt::format("its process ended before its result, with exit code {}", WEXITSTATUS(status)),
      standard_error()};
}

std::string Worker::standard_error() const {
  constexpr off_t kMost = 65536;
  const off_t size = lseek(log_, 0, SEEK_END);
  const off_t first = size > kMost ? size - kMost : 0;
  std::string text(static_cast<std::size_t>(size - first), '\0');
  const ssize_t count = pread(log_, text.data(), text.size(), first);
  text.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
  return text;
}

}  // namespace fathom
