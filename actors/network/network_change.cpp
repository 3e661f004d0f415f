#include "actors/network/network_change.hpp"

#include <string>

#include "actors/network/comma_items.hpp"
#include "actors/network/refusal.hpp"
#include "metrics/errors.hpp"

namespace fathom {
namespace {

/// Each is compared with every other.
constexpr std::size_t kMostSettings = 10'000;

void check_order(std::span<const NetworkSetting> before, const NetworkSetting& setting,
                 std::string_view item) {
  for (const NetworkSetting& earlier : before) {
    if (earlier.property != setting.property) continue;
    if (earlier.same_target(setting)) {
      throw UserError("network: " + quoted_text(item) + " sets again what " +
                      quoted_text(earlier.text()) + " has set beside it; leave one of them out");
    }
    if (setting.is_general()) {
      throw UserError("network: " + quoted_text(item) + " is for all hosts and would undo " +
                      quoted_text(earlier.text()) + " before it; write it first");
    }
  }
}

}  // namespace

NetworkChange NetworkChange::parse(std::string_view assignments) {
  NetworkChange change;
  for (const std::string_view item : comma_items(assignments)) {
    if (item.empty()) {
      refuse_in(assignments,
                "there is an empty item; write assignments such as latency=20ms, separated by "
                "single commas");
    }
    change.add(item);
  }
  return change;
}

void NetworkChange::add(std::string_view assignment) {
  const std::vector<NetworkSetting> parsed = parse_network_setting(assignment);
  for (const NetworkSetting& setting : parsed) check_order(settings_, setting, assignment);
  if (settings_.size() + parsed.size() > kMostSettings) {
    refuse_in(assignment,
              "there are more than 10000 settings by then; set what hosts have in common by role");
  }
  settings_.insert(settings_.end(), parsed.begin(), parsed.end());
}

}  // namespace fathom
