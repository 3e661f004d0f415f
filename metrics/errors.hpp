#pragma once

#include <stdexcept>
#include <string>

namespace fathom {

/// A mistake in what the user asked for or supplied: one sentence saying what is wrong, where, and
/// what would be right. Experiments print it and exit with code 2.
class UserError : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// A peer that did not keep to the protocol, is gone, or was too late. Carries who, and at what.
class ProtocolError : public std::runtime_error {
 public:
  enum class Kind { violation, peer_lost, timed_out, cancelled };
  ProtocolError(Kind kind, const std::string& what) : std::runtime_error(what), kind_(kind) {}
  [[nodiscard]] Kind kind() const { return kind_; }

 private:
  Kind kind_;
};

/// A bug in fathom itself: a broken invariant, found by one of its own checks.
class InternalError : public std::logic_error {
  using std::logic_error::logic_error;
};

/// Throws InternalError with `what` unless `holds`. Always on: a wrong figure is worse than a stop.
inline void ensure(bool holds, const char* what) {
  if (!holds) throw InternalError(what);
}

}  // namespace fathom
