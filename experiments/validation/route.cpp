#include "experiments/validation/route.hpp"

#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <string>
#include <vector>

#include "experiments/validation/descriptor.hpp"
#include "experiments/validation/network_namespace.hpp"

namespace fathom {
namespace {

constexpr unsigned char kPrefixBits = 24;
constexpr in_addr_t kPrefix = 0xFFFFFF00;

using Request = std::vector<char>;

void append(Request& message, const void* part, std::size_t size) {
  const auto* bytes = static_cast<const char*>(part);
  message.insert(message.end(), bytes, bytes + size);
  message.resize(NLMSG_ALIGN(message.size()));
}

void append_attribute(Request& message, unsigned short type, const void* value, std::size_t size) {
  const rtattr header{static_cast<unsigned short>(RTA_LENGTH(size)), type};
  append(message, &header, sizeof header);
  append(message, value, size);
}

Request request(int device, in_addr_t address, std::string_view congestion_control) {
  rtmsg route{};
  route.rtm_family = AF_INET;
  route.rtm_dst_len = kPrefixBits;
  route.rtm_table = RT_TABLE_MAIN;
  route.rtm_protocol = RTPROT_KERNEL;
  route.rtm_scope = RT_SCOPE_LINK;
  route.rtm_type = RTN_UNICAST;
  const in_addr_t network = address & htonl(kPrefix);
  const std::string name(congestion_control);
  Request metrics;
  append_attribute(metrics, RTAX_CC_ALGO, name.c_str(), name.size() + 1);

  nlmsghdr header{};
  header.nlmsg_type = RTM_NEWROUTE;
  header.nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK | NLM_F_CREATE | NLM_F_REPLACE;
  Request message;
  append(message, &header, sizeof header);
  append(message, &route, sizeof route);
  append_attribute(message, RTA_DST, &network, sizeof network);
  append_attribute(message, RTA_PREFSRC, &address, sizeof address);
  append_attribute(message, RTA_OIF, &device, sizeof device);
  append_attribute(message, RTA_METRICS, metrics.data(), metrics.size());
  header.nlmsg_len = static_cast<unsigned>(message.size());
  std::memcpy(message.data(), &header, sizeof header);
  return message;
}

/// The kernel's answer: 0, or what it cannot do.
int error_of_answer(int socket) {
  struct {
    nlmsghdr header;
    nlmsgerr error;
    std::array<char, 1024> rest;
  } answer{};
  const auto size = ::recv(socket, &answer, sizeof answer, 0);
  if (size < 0) return errno;
  const bool is_answer = static_cast<std::size_t>(size) >= sizeof answer.header + sizeof(int) &&
                         answer.header.nlmsg_type == NLMSG_ERROR;
  return is_answer ? -answer.error.error : EPROTO;
}

}  // namespace

void set_route(int device, in_addr address, std::string_view congestion_control) {
  const Descriptor socket(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE));
  const Request message = request(device, address.s_addr, congestion_control);
  const bool sent = socket && ::send(socket.number(), message.data(), message.size(), 0) >= 0;
  const int error = sent ? error_of_answer(socket.number()) : errno;
  if (error == 0) return;
  throw EmulationUnavailable("TCP's congestion control " + std::string(congestion_control) +
                             " is not to be had: " + std::strerror(error));
}

}  // namespace fathom
