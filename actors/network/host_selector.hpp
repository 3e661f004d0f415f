#pragma once

#include <compare>
#include <string>
#include <string_view>

namespace fathom {

/// Which hosts a setting of the network is for: all of them (`*`), those of a role (`provider`), or
/// one
/// (`provider3`). A host is named by its role, and by its number where a role has several hosts.
class HostSelector {
 public:
  /// All hosts.
  HostSelector() = default;

  /// Throws UserError, which lists the choices and quotes `where`, if `text` is no selector.
  static HostSelector parse(std::string_view text, std::string_view where);

  [[nodiscard]] bool matches(std::string_view host) const;

  /// How narrow it is: the narrowest setting that matches a host wins.
  enum class Width { all, role, host };
  [[nodiscard]] Width width() const { return width_; }

  [[nodiscard]] const std::string& text() const { return text_; }

  auto operator<=>(const HostSelector&) const = default;

 private:
  Width width_ = Width::all;
  std::string text_ = "*";
};

}  // namespace fathom
