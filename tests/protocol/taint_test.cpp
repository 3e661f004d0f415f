#include <fmt/format.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <concepts>
#include <cstring>
#include <new>
#include <ostream>
#include <set>

#include "protocol/envelope.hpp"
#include "protocol/kernels/block_pool.hpp"
#include "protocol/secret.hpp"
#include "protocol/stored_shares.hpp"
#include "protocol/value.hpp"

using namespace fathom;

namespace {

template <class T>
concept Streamed = requires(std::ostream& out, const T& value) {
  out << value;
};
template <class T>
concept Ordered = requires(const T& a, const T& b) {
  a < b;
};

// A secret value cannot be written to a stream or formatted, and no branch can hang on it: what
// holds shares knows neither equality nor order.
template <class T>
constexpr bool kIsTainted =
    !Streamed<T> && !fmt::is_formattable<T>::value && !std::equality_comparable<T> && !Ordered<T>;

static_assert(kIsTainted<Tensor>);
static_assert(kIsTainted<Secret>);
static_assert(kIsTainted<Value>);
static_assert(kIsTainted<Payload>);
static_assert(kIsTainted<Envelope>);
static_assert(kIsTainted<MaskSlot>);
static_assert(kIsTainted<Generator>);
static_assert(kIsTainted<StoredShare>);
static_assert(!Streamed<Key> && !fmt::is_formattable<Key>::value);
static_assert(!std::convertible_to<Tensor, bool> && !std::convertible_to<Secret, bool>);

// Of a public thing all of it holds, so that the checks above say something.
static_assert(Streamed<int> && fmt::is_formattable<int>::value && Ordered<Tag>);

}  // namespace

TEST_CASE("a key's bytes are wiped when it ends") {
  alignas(Key) std::array<std::byte, sizeof(Key)> memory;
  auto* const key = new (memory.data()) Key{derive_key(1, 2)};
  std::array<std::byte, sizeof(Key)> bytes{};
  std::memcpy(bytes.data(), memory.data(), bytes.size());
  CHECK(bytes != std::array<std::byte, sizeof(Key)>{});
  key->~Key();
  std::memcpy(bytes.data(), memory.data(), bytes.size());
  CHECK(bytes == std::array<std::byte, sizeof(Key)>{});
}

TEST_CASE("a tensor's memory is wiped as it comes back, where a process asks for it") {
  constexpr std::size_t kBytes = std::size_t{1} << 20;
  wipe_returned_blocks(true);
  std::byte* const first = take_block(kBytes);
  std::fill_n(first, kBytes, std::byte{0xab});
  give_back_block(first, kBytes);
  std::byte* const again = take_block(kBytes);
  // Under a sanitizer memory is not taken again, and there is nothing to look at.
  if (again == first) {
    CHECK(std::all_of(again, again + kBytes, [](std::byte byte) { return byte == std::byte{0}; }));
  }
  give_back_block(again, kBytes);
  wipe_returned_blocks(false);
}

TEST_CASE("keys of the system's generator are different every time") {
  std::set<Key> keys;
  for (int i = 0; i < 100; ++i) keys.insert(random_key());
  CHECK(keys.size() == 100);
}

TEST_CASE("a mask serves one value, once: a second use is a bug that stops the run") {
  const Tensor any = Tensor::zeros(z64(), Shape{2});
  Strand strand;
  MaskSlot slot(Tag{1});
  slot.claim();
  CHECK_THROWS_AS(slot.claim(), InternalError);
  slot.fill(strand, any, any);
  CHECK_THROWS_AS(slot.fill(strand, any, any), InternalError);
  CHECK_THROWS_AS(slot.claim(), InternalError);
}
