#include "experiments/validation/tun_device.hpp"

#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <string>

#include "experiments/validation/network_namespace.hpp"
#include "experiments/validation/route.hpp"

namespace fathom {
namespace {

constexpr const char* kName = "tun0";
constexpr int kMtu = 1500;
/// Packets between the host and the relay: more than any window, so that none is dropped there.
constexpr int kQueue = 16'384;
constexpr in_addr_t kNetmask = 0xFFFFFF00;

void request(int descriptor, unsigned long what, void* argument, const std::string& sentence) {
  if (::ioctl(descriptor, what, argument) == 0) return;
  throw EmulationUnavailable(sentence + ": " + std::strerror(errno));
}

ifreq named() {
  ifreq result{};
  std::strncpy(result.ifr_name, kName, IFNAMSIZ - 1);
  return result;
}

void set_address(int control, unsigned long what, in_addr address) {
  ifreq change = named();
  sockaddr_in value{};
  value.sin_family = AF_INET;
  value.sin_addr = address;
  std::memcpy(&change.ifr_addr, &value, sizeof value);
  request(control, what, &change, "a TUN device cannot be given its address");
}

void bring_up(in_addr address) {
  const Descriptor control(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  set_address(control.number(), SIOCSIFADDR, address);
  set_address(control.number(), SIOCSIFNETMASK, in_addr{htonl(kNetmask)});
  ifreq change = named();
  change.ifr_mtu = kMtu;
  request(control.number(), SIOCSIFMTU, &change, "a TUN device cannot be given its MTU");
  change = named();
  change.ifr_qlen = kQueue;
  request(control.number(), SIOCSIFTXQLEN, &change, "a TUN device cannot be given its queue");
  change = named();
  change.ifr_flags = IFF_UP | IFF_RUNNING;
  request(control.number(), SIOCSIFFLAGS, &change, "a TUN device cannot be brought up");
  change = named();
  request(control.number(), SIOCGIFINDEX, &change, "a TUN device cannot be found");
  set_route(change.ifr_ifindex, address, "cubic");
}

/// A setting that this kernel does not have keeps its default.
void set(const std::string& name, const std::string& value) {
  std::ofstream("/proc/sys/net/" + name) << value;
}

}  // namespace

void set_tcp_options() {
  // Each connection starts with what the network shows it, not with what a former one learned.
  set("ipv4/tcp_no_metrics_save", "1");
  set("ipv4/tcp_slow_start_after_idle", "1");  // the window decays while a connection is idle
  set("ipv4/tcp_timestamps", "1");             // 12 bytes of the 52 that a segment's headers take
  set("ipv4/tcp_window_scaling", "1");
  set("ipv4/tcp_sack", "1");
  set("ipv4/tcp_moderate_rcvbuf", "1");  // the receive window grows with the sender's
  set("ipv4/tcp_rmem", "4096 131072 6291456");
  set("ipv4/tcp_wmem", "4096 16384 4194304");
  set("ipv6/conf/all/disable_ipv6", "1");  // no neighbour discovery beside the probes
  set("ipv6/conf/default/disable_ipv6", "1");
}

// Without offloads (no IFF_VNET_HDR) every packet is one segment of at most one MTU.
Descriptor open_tun(in_addr address) {
  Descriptor device(::open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC));
  if (!device) {
    throw EmulationUnavailable("/dev/net/tun cannot be opened: " +
                               std::string(std::strerror(errno)));
  }
  ifreq wanted = named();
  wanted.ifr_flags = IFF_TUN | IFF_NO_PI;
  request(device.number(), TUNSETIFF, &wanted, "a TUN device cannot be made");
  bring_up(address);
  return device;
}

}  // namespace fathom
