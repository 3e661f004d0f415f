#pragma once

#include <memory>

#include "protocol/engines/shares.hpp"

namespace fathom {

/// A server's engine with a bug, to see that checks find it: server 1's local truncation gives one
/// unit too much.
[[nodiscard]] std::unique_ptr<Shares> shares_that_truncate_too_high(const Settings& settings,
                                                                    Party& me, Audit* audit);

}  // namespace fathom
