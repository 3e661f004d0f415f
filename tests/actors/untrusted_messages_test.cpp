#include <cstring>
#include <random>

#include "tests/actors/message_fixture.hpp"

namespace fathom {

TEST_CASE_METHOD(MessageFixture, "a truncated message is refused at every length") {
  const Buffer whole = bytes_of(Opening{envelope_of(MessageKind::opening, {numbered(z64(), 3)})});
  const Buffer key = bytes_of(KeyMessage{envelope_of(MessageKind::key, {})});
  for (std::size_t size = 0; size < whole.size(); ++size) {
    Opening back;
    CHECK(read(Buffer(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size)), back));
    CHECK(back.envelope.payload == nullptr);
  }
  for (std::size_t size = 0; size < key.size(); ++size) {
    KeyMessage back;
    CHECK(read(Buffer(key.begin(), key.begin() + static_cast<std::ptrdiff_t>(size)), back));
  }
}

TEST_CASE_METHOD(MessageFixture, "a header whose fields name nothing is refused") {
  const Buffer good = bytes_of(Opening{envelope_of(MessageKind::opening, {numbered(z64(), 3)})});
  Opening back;
  const auto refused = [&](std::size_t at, int value) {
    Buffer bad = good;
    bad[at] = static_cast<char>(value);
    return static_cast<bool>(read(bad, back));
  };
  CHECK(!read(good, back));
  CHECK(refused(11, 0xff));  // phase and pass
  CHECK(refused(9, 0x7f));   // operation
  CHECK(refused(8, 0x7f));   // material type
  CHECK(refused(24, static_cast<int>(MessageKind::reveal)));
  CHECK(refused(24, 8));
  CHECK(refused(25, static_cast<int>(RingId::reals)));
  CHECK(refused(25, static_cast<int>(RingId::m521) + 1));
  CHECK(refused(25, 0x80));  // packed reals
  CHECK(refused(28, 4));     // one element more than there is
  CHECK(refused(30, 0xff));  // more than 64 MiB
  CHECK(!refused(0, 0x55));  // any tag is one
  CHECK(!refused(31, 3));    // and any start of the job
}

TEST_CASE_METHOD(MessageFixture, "the greatest part is 64 MiB, and one element more is refused") {
  Header header = envelope_of(MessageKind::opening, {}).header;
  header.elements = (64U << 20U) / 8;
  CHECK(header_from(to_bytes(header)).has_value());
  header.elements += 1;
  CHECK(!header_from(to_bytes(header)).has_value());
  header.ring = RingId::z128;
  header.elements = (64U << 20U) / 16;
  CHECK(header_from(to_bytes(header)).has_value());
}

TEST_CASE_METHOD(MessageFixture, "packed, the greatest part is 64 MiB too") {
  Header header = envelope_of(MessageKind::opening, {}, RingId::q121, true).header;
  header.elements = 4'436'949;  // 2^29 bits by 121
  CHECK(header_from(to_bytes(header)).has_value());
  header.elements += 1;
  CHECK(!header_from(to_bytes(header)).has_value());
}

TEST_CASE_METHOD(MessageFixture, "a packed message that is truncated is refused at every length") {
  const Buffer whole = bytes_of(
      Opening{envelope_of(MessageKind::opening, {numbered(q121(), 3)}, RingId::q121, true)});
  REQUIRE(whole.size() == 32 + 46);  // 363 bits
  for (std::size_t size = 0; size < whole.size(); ++size) {
    Opening back;
    CHECK(read(Buffer(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size)), back));
    CHECK(back.envelope.payload == nullptr);
  }
}

TEST_CASE_METHOD(MessageFixture, "a packed element outside the field, or a tail, is refused") {
  const Buffer good = bytes_of(
      Opening{envelope_of(MessageKind::opening, {numbered(q121(), 3)}, RingId::q121, true)});
  Opening back;
  REQUIRE(!read(good, back));
  back = Opening{};
  Buffer tail = good;
  tail.back() = static_cast<char>(tail.back() | 0x08);  // bit 363: three bits are used
  CHECK(read(tail, back));
  Buffer outside = good;
  for (std::size_t i = 32; i < 32 + 16; ++i) outside[i] = static_cast<char>(0xff);
  CHECK(read(outside, back));  // 2^121 - 1 is not below Q
  CHECK(back.envelope.payload == nullptr);
}

TEST_CASE_METHOD(MessageFixture, "a key with elements is refused") {
  Buffer bad = bytes_of(KeyMessage{envelope_of(MessageKind::key, {})});
  bad[28] = 1;
  KeyMessage back;
  CHECK(read(bad, back));
}

TEST_CASE_METHOD(MessageFixture, "an element outside the field is refused") {
  Tensor tensor = numbered(q121(), 2);
  std::memset(static_cast<std::byte*>(tensor.data()) + 16, 0xff, 16);
  Opening back;
  CHECK(read(bytes_of(Opening{envelope_of(MessageKind::opening, {tensor}, RingId::q121)}), back));
  CHECK(back.envelope.payload == nullptr);
}

TEST_CASE_METHOD(MessageFixture, "garbage is refused, or read as far as it makes sense") {
  std::mt19937_64 random(20240501);
  const auto opening_of_four = [&](bool packed) {
    return bytes_of(
        Opening{envelope_of(MessageKind::opening, {numbered(q121(), 4)}, RingId::q121, packed)});
  };
  const Buffer padded = opening_of_four(false), packed = opening_of_four(true);
  for (int round = 0; round < 20'000; ++round) {
    Buffer bad = round % 4 < 2 ? padded : packed;
    if (round % 2 == 0) {
      bad.resize(random() % 200);
      for (char& byte : bad) byte = static_cast<char>(random());
    } else {
      for (int flips = 0; flips < 3; ++flips) {
        bad[random() % bad.size()] = static_cast<char>(random());
      }
    }
    Opening back;
    if (read(bad, back)) {
      CHECK(back.envelope.payload == nullptr);
    } else {
      CHECK(payload_bytes(back.envelope.header).count() <=
            static_cast<std::int64_t>(bad.size()) - 32);
    }
  }
}

}  // namespace fathom
