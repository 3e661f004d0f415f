#include "actors/deployment/credit_gate.hpp"

#include <algorithm>

#include "metrics/errors.hpp"

namespace fathom {
namespace {

bool may_go(std::optional<Bytes> limit, Bytes out, Bytes bytes) {
  return !limit || out == Bytes{0} || out + bytes <= *limit;
}

}  // namespace

void CreditGate::pass(Tag message, std::uint16_t part, Bytes bytes) {
  std::unique_lock lock(mutex_);
  const bool goes_on = part > 0 && last_ == message;
  changed_.wait(lock, [&] { return closed_ || goes_on || may_go(limit_, outstanding_, bytes); });
  if (closed_) throw ProtocolError(ProtocolError::Kind::cancelled, "the job has ended");
  last_ = message;
  outstanding_ += bytes;
  greatest_ = std::max(greatest_, outstanding_);
}

bool CreditGate::give_back(Bytes bytes) {
  const std::lock_guard lock(mutex_);
  if (bytes > outstanding_) return false;
  outstanding_ -= bytes;
  changed_.notify_all();
  return true;
}

void CreditGate::close() {
  const std::lock_guard lock(mutex_);
  closed_ = true;
  changed_.notify_all();
}

Bytes CreditGate::outstanding() const {
  const std::lock_guard lock(mutex_);
  return outstanding_;
}

Bytes CreditGate::greatest() const {
  const std::lock_guard lock(mutex_);
  return greatest_;
}

bool CreditWatch::arrived(Tag message, std::uint16_t part, Bytes bytes) {
  const bool goes_on = part > 0 && last_ == message;
  if (!goes_on && !may_go(limit_, unused_, bytes)) return false;
  last_ = message;
  unused_ += bytes;
  greatest_ = std::max(greatest_, unused_);
  return true;
}

}  // namespace fathom
