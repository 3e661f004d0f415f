#include "actors/network/network_presets.hpp"

namespace fathom {

namespace {

/// Rates in bytes are turned into bits. A round trip is halved; a delay that `tc netem` adds to all
/// that a host sends (or, on the loopback device, to each packet) is one way.
constexpr NetworkPreset kPresets[] = {
    {"ideal", "latency=0s,bandwidth=unlimited",
     "no latency, no limit: what remains is computation and waiting for each other"},
    {"lan", "latency=150us,bandwidth=3Gbit/s",
     "a local network of recent papers on two-party inference, as cheetah-lan"},
    {"wan", "latency=36ms,bandwidth=72Mbit/s", "two coasts, as secureml-wan"},
    {"mobile",
     "latency=150us,bandwidth=3Gbit/s,provider.up=10Mbit/s,provider.down=50Mbit/s,"
     "provider>*.latency=30ms,*>provider.latency=30ms",
     "lan, with input providers on phones: typical 4G figures, a rule of thumb and no measurement"},
    {"secureml-lan", "latency=85us,bandwidth=8Gbit/s",
     "SecureML (Mohassel, Zhang, 2017): 1 GB/s, a delay of 0.17 ms: unclear, read as round trip"},
    {"secureml-wan", "latency=36ms,bandwidth=72Mbit/s",
     "SecureML (Mohassel, Zhang, 2017): 9 MB/s, a delay of 72 ms: unclear, read as round trip"},
    {"cryptflow2-lan", "latency=400us,bandwidth=3016Mbit/s",
     "CrypTFlow2 (Rathee et al., 2020) and SIRNN (2021, section VI): 377 MB/s, round trip 0.8 ms"},
    {"cryptflow2-wan", "latency=40ms,bandwidth=320Mbit/s",
     "CrypTFlow2 (Rathee et al., 2020): 40 MB/s, round trip 80 ms"},
    {"falcon-lan", "latency=100us,bandwidth=5Gbit/s",
     "Falcon (Wagh et al., 2021): 625 MB/s, ping 0.2 ms, a round trip"},
    {"falcon-wan", "latency=35ms,bandwidth=320Mbit/s",
     "Falcon (Wagh et al., 2021): 40 MB/s, ping 70 ms, a round trip"},
    {"cheetah-lan", "latency=150us,bandwidth=3Gbit/s",
     "Cheetah (Huang et al., 2022), script throttle.sh: delay 0.15 ms one way (ping 0.3 ms)"},
    {"cheetah-wan", "latency=20ms,bandwidth=400Mbit/s",
     "Cheetah (Huang et al., 2022), script throttle.sh: delay 20 ms one way (ping 40 ms)"},
    {"emp-lan", "latency=0s,bandwidth=2320Mbit/s",
     "EMP-toolkit (Wang, Malozemoff, Katz, 2016), script throttle.sh: no delay is added"},
    {"emp-wan", "latency=10ms,bandwidth=200Mbit/s",
     "EMP-toolkit (Wang, Malozemoff, Katz, 2016), script throttle.sh: delay 10 ms one way"},
    {"spu-lan", "latency=50us,bandwidth=10100Mbit/s",
     "SecretFlow-SPU (Ma et al., 2023), artifact: 10.1 Gbit/s, round trip 0.1 ms"},
    {"spu-wan", "latency=20ms,bandwidth=300Mbit/s",
     "SecretFlow-SPU (Ma et al., 2023), artifact: each host delays by 20 ms, read as one way"},
    {"secretflow-wan", "latency=50ms,bandwidth=100Mbit/s",
     "SecretFlow's published benchmark (2024): a fixed delay of 50 ms, read as one way"},
    {"overdrive-lan", "latency=10ms,bandwidth=1Gbit/s",
     "Convolutions in Overdrive, on MP-SPDZ (Rivinius et al., 2023), artifact: 10 ms one way"},
    {"overdrive-wan", "latency=35ms,bandwidth=320Mbit/s",
     "Convolutions in Overdrive, on MP-SPDZ (Rivinius et al., 2023), artifact: 35 ms one way"},
};

}  // namespace

std::span<const NetworkPreset> network_presets() { return kPresets; }

}  // namespace fathom
