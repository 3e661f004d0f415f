#pragma once

#include <string>

#include "actors/deployment/deployment.hpp"

namespace fathom {

/// Why this process cannot listen there; empty if it can.
[[nodiscard]] std::string why_no_listening(const Endpoint& at);

}  // namespace fathom
