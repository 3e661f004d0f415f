#include "actors/network/network_presets.hpp"

namespace fathom {

namespace {

constexpr NetworkPreset kPresets[] = {
    {"ideal", "latency=0s,bandwidth=unlimited",
     "no latency, no limit: what remains is computation and waiting for each other"},
    {"lan", "latency=150us,bandwidth=3Gbit/s",
     "a local network of recent papers on two-party inference: 3 Gbit/s, round trip 0.3 ms"},
    {"wan", "latency=36ms,bandwidth=72Mbit/s",
     "SecureML (Mohassel and Zhang, 2017): 9 MB/s between two coasts; its 72 ms taken as round "
     "trip"},
    {"mobile",
     "latency=150us,bandwidth=3Gbit/s,provider.up=10Mbit/s,provider.down=50Mbit/s,"
     "provider>*.latency=30ms,*>provider.latency=30ms",
     "lan, with input providers on phones: typical 4G figures, a rule of thumb and no measurement"},
};

}  // namespace

std::span<const NetworkPreset> network_presets() { return kPresets; }

}  // namespace fathom
