#include "metrics/peak_memory.hpp"

#include <fstream>
#include <string>

namespace fathom {

std::int64_t peak_memory_bytes() {
  std::ifstream status("/proc/self/status");
  const std::string name = "VmHWM:";
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with(name)) return 1024 * std::stoll(line.substr(name.size()));
  }
  return 0;
}

}  // namespace fathom
