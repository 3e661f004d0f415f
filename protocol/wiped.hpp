#pragma once

#include <openssl/crypto.h>

#include <utility>
#include <vector>

namespace fathom {

/// Bytes that are wiped at their end, for what may hold shares or keys on its way in or out. Who
/// fills it reserves first: what it outgrows is not wiped.
template <class Byte>
struct Wiped : std::vector<Byte> {
  using std::vector<Byte>::vector;
  Wiped() = default;
  explicit(false) Wiped(std::vector<Byte> bytes) : std::vector<Byte>(std::move(bytes)) {}
  Wiped(const Wiped&) = default;
  Wiped(Wiped&&) noexcept = default;
  /// What it held is in `other` from then on, and wiped with it.
  Wiped& operator=(Wiped other) noexcept {
    this->swap(other);
    return *this;
  }
  ~Wiped() { OPENSSL_cleanse(this->data(), this->size()); }
};

}  // namespace fathom
