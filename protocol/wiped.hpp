#pragma once

#include <openssl/crypto.h>

#include <memory>
#include <utility>
#include <vector>

namespace fathom {

/// Bytes that are wiped at their end, for what may hold shares or keys on its way in or out. Who
/// fills it reserves first: what it outgrows is not wiped.
template <class Byte, class Allocator = std::allocator<Byte>>
struct Wiped : std::vector<Byte, Allocator> {
  using std::vector<Byte, Allocator>::vector;
  Wiped() = default;
  explicit(false) Wiped(std::vector<Byte, Allocator> bytes)
      : std::vector<Byte, Allocator>(std::move(bytes)) {}
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
