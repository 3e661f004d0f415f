#include "actors/network/host_selector.hpp"

#include <algorithm>
#include <cstdint>

#include "actors/network/refusal.hpp"

namespace fathom {

namespace {

/// Each role, and how many numbered hosts it can have: the protocols have two servers, one producer
/// and at most one likelihood server.
struct Role {
  std::string_view name;
  std::uint64_t hosts;
};
constexpr std::uint64_t kAnyNumber = UINT64_MAX;
constexpr Role kRoles[] = {{"server", 2},
                           {"producer", 0},
                           {"receiver", kAnyNumber},
                           {"provider", kAnyNumber},
                           {"likelihood", 0}};

bool is_number(std::string_view text) {
  constexpr std::size_t kMostDigits = 9;
  const bool digits_only =
      std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  const bool leading_zero = text.size() > 1 && text.front() == '0';
  return !text.empty() && text.size() <= kMostDigits && digits_only && !leading_zero;
}

}  // namespace

HostSelector HostSelector::parse(std::string_view text, std::string_view where) {
  HostSelector selector;
  if (text == "*") return selector;
  selector.text_ = text;
  for (const Role& role : kRoles) {
    if (!text.starts_with(role.name)) continue;
    const std::string_view number = text.substr(role.name.size());
    selector.width_ = number.empty() ? Width::role : Width::host;
    if (number.empty()) return selector;
    if (is_number(number) && std::stoull(std::string(number)) < role.hosts) return selector;
  }
  refuse_in(where, quoted_text(text) +
                       " is no host; write a role (server, producer, receiver, provider, "
                       "likelihood), one host of it (server0, server1, provider0, provider1, ...) "
                       "or, in a pair, * for any");
}

bool HostSelector::matches(std::string_view host) const {
  switch (width_) {
    case Width::all:
      return true;
    case Width::host:
      return host == text_;
    case Width::role:
      return host.starts_with(text_) &&
             (host.size() == text_.size() || is_number(host.substr(text_.size())));
  }
  return false;
}

}  // namespace fathom
