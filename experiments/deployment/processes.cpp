#include "experiments/deployment/processes.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <thread>
#include <utility>

#include "experiments/validation/descriptor.hpp"
#include "metrics/errors.hpp"

namespace fathom {
namespace {

/// In the child: becomes the program, or ends.
[[noreturn]] void become(const std::filesystem::path& program, std::vector<std::string> line,
                         const std::filesystem::path& said, const std::function<void()>& inside) {
  constexpr int kNoProgram = 127;
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  const int err = ::open(said.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  if (err < 0 || ::dup2(err, STDERR_FILENO) < 0) ::_exit(kNoProgram);
  try {
    if (inside) inside();
  } catch (...) {
    ::_exit(kNoProgram);
  }
  std::vector<char*> arguments{const_cast<char*>(program.c_str())};
  for (std::string& word : line) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  ::execv(program.c_str(), arguments.data());
  ::dprintf(STDERR_FILENO, "%s cannot be run: %s\n", program.c_str(), std::strerror(errno));
  ::_exit(kNoProgram);
}

}  // namespace

PartyProcesses::PartyProcesses(std::filesystem::path program, std::filesystem::path scratch)
    : program_(std::move(program)), scratch_(std::move(scratch)) {}

PartyProcesses::~PartyProcesses() {
  for (const auto& [role, id] : running_) ::kill(id, SIGKILL);
  for (const auto& [role, id] : running_) ::waitpid(id, nullptr, 0);
}

std::filesystem::path PartyProcesses::report(PartyId role) const {
  return scratch_ / (to_string(role) + ".json");
}

void PartyProcesses::start(PartyId role, const std::filesystem::path& deployment,
                           const std::vector<std::string>& options,
                           const std::function<void()>& inside) {
  std::vector<std::string> line{"--deployment",  deployment.string(), "--role",
                                to_string(role), "--report",          report(role).string()};
  line.insert(line.end(), options.begin(), options.end());
  const std::filesystem::path said = scratch_ / (to_string(role) + ".err");
  const pid_t id = ::fork();
  if (id < 0) throw std::runtime_error("a process cannot be made");
  if (id == 0) become(program_, std::move(line), said, inside);
  running_[role] = id;
  ended_.erase(role);
}

void PartyProcesses::reap() {
  for (auto each = running_.begin(); each != running_.end();) {
    int status = 0;
    if (::waitpid(each->second, &status, WNOHANG) != each->second) {
      ++each;
      continue;
    }
    ended_[each->first] = {WIFEXITED(status) ? WEXITSTATUS(status) : -1,
                           WIFSIGNALED(status) ? WTERMSIG(status) : 0, said(each->first)};
    each = running_.erase(each);
  }
}

std::map<PartyId, PartyProcesses::Ended> PartyProcesses::wait(SimDuration most) {
  const auto until = std::chrono::steady_clock::now() + std::chrono::nanoseconds(most.count());
  for (reap(); !running_.empty() && std::chrono::steady_clock::now() < until; reap()) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return ended_;
}

bool PartyProcesses::runs(PartyId role) {
  reap();
  return running_.contains(role);
}

void PartyProcesses::kill(PartyId role, int signal) {
  reap();
  if (const auto found = running_.find(role); found != running_.end()) {
    ::kill(found->second, signal);
  }
}

std::string PartyProcesses::said(PartyId role) const {
  std::ifstream in(scratch_ / (to_string(role) + ".err"), std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::vector<std::uint16_t> free_ports(std::size_t count) {
  std::vector<Descriptor> sockets;
  std::vector<std::uint16_t> ports;
  for (std::size_t i = 0; i < count; ++i) {
    sockets.emplace_back(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* at = reinterpret_cast<sockaddr*>(&address);
    if (::bind(sockets.back().number(), at, size) != 0 ||
        ::getsockname(sockets.back().number(), at, &size) != 0) {
      throw std::runtime_error("loopback has no free port");
    }
    ports.push_back(ntohs(address.sin_port));
  }
  return ports;
}

}  // namespace fathom
