#include <caf/all.hpp>
#include <caf/detail/serialized_size.hpp>
#include <caf/io/basp/header.hpp>
#include <caf/io/basp/instance.hpp>
#include <cstring>
#include <span>

#include "actors/messages/meter.hpp"
#include "metrics/errors.hpp"
#include "tests/actors/message_fixture.hpp"

namespace fathom {
namespace {

struct Case {
  const Ring* ring;
  std::size_t elements;
  bool packed;
};

std::vector<Case> cases(const std::vector<const Ring*>& rings, std::span<const std::size_t> sizes) {
  std::vector<Case> all;
  for (const Ring* ring : rings) {
    for (const std::size_t size : sizes) {
      for (const bool packed : {false, true}) all.push_back({ring, size, packed});
    }
  }
  return all;
}

}  // namespace

TEMPLATE_TEST_CASE("the framing is what CAF's serializer counts, plus 33", "", KeyMessage, Credit,
                   InputShare, Material, Opening, Reveal, OutputShare, MaterialRequest) {
  constexpr MessageKind kKind = TestType::kKind;
  MessageFixture fixture;
  Meter meter(fixture.system);
  const std::size_t sizes[] = {0, 1, 7, 8, 1000};
  for (const auto& [ring, elements, packed] : cases({&z64(), &z128(), &q121()}, sizes)) {
    std::vector<Tensor> tensors;
    if (kKind != MessageKind::key) tensors.push_back(numbered(*ring, elements));
    TestType message{envelope_of(kKind, tensors, ring->id, packed)};
    const Bytes payload = payload_bytes(message.envelope.header);
    const auto element = caf::make_mailbox_element(nullptr, caf::make_message_id(), {}, message);
    caf::detail::serialized_size_inspector counter(fixture.system);
    REQUIRE(!caf::message::save(counter, element->content()));
    const auto counted = static_cast<std::int64_t>(counter.result());
    CHECK(standard_framing().message(kKind, payload).count() == counted + 33);
    const MeteredMessage metered = meter(*element);
    CHECK(metered.message.count() == counted + 33);
    CHECK(metered.envelope->payload == message.envelope.payload);
    CHECK(fixture.bytes_of(caf::make_message(message)).size() == counter.result());
  }
}

TEST_CASE_METHOD(MessageFixture, "CAF's own protocol adds 33 bytes to a message") {
  const caf::message content = caf::make_message(Opening{envelope_of(MessageKind::opening, {})});
  const std::vector<caf::strong_actor_ptr> forwarding_stack;
  // As caf::io::basp::instance::dispatch writes a direct message.
  auto writer =
      caf::make_callback([&](caf::serializer& sink) { return sink(forwarding_stack, content); });
  caf::io::basp::header header{caf::io::basp::message_type::direct_message, 0, 0, 0, 1, 2};
  Buffer buffer;
  caf::scoped_execution_unit context(&system);
  caf::io::basp::instance::write(&context, buffer, header, &writer);
  CHECK(caf::io::basp::header_size == 32);
  CHECK(buffer.size() == bytes_of(content).size() + 33);
  CHECK(Framing::kTransport == Bytes{33});
}

TEMPLATE_TEST_CASE("a message reads back as it was written, as one flat tensor", "", Credit,
                   InputShare, Material, Opening, Reveal, OutputShare, MaterialRequest) {
  MessageFixture fixture;
  const std::size_t sizes[] = {60};
  for (const auto& [ring, elements, packed] :
       cases({&z64(), &z128(), &m61(), &q121(), &m127(), &p270(), &m521()}, sizes)) {
    const Tensor whole = numbered(*ring, elements);
    const Tensor first = whole.slice(0, Shape{3, 7});
    const Tensor second = whole.slice(21, Shape{39});
    TestType message{envelope_of(TestType::kKind, {first, second}, ring->id, packed)};
    TestType back;
    REQUIRE(!fixture.read(fixture.bytes_of(message), back));
    CHECK(same(back.envelope.header, message.envelope.header));
    CHECK(back.envelope.header.label == kSomeLabel);
    CHECK(back.envelope.note.hop == 0);
    CHECK(back.envelope.note.alone == 0);
    CHECK(back.envelope.payload->key == nullptr);
    REQUIRE(back.envelope.payload->tensors.size() == 1);
    const Tensor& tensor = back.envelope.payload->tensors.front();
    CHECK(&tensor.ring() == ring);
    CHECK(tensor.shape() == Shape{60});
    CHECK(std::memcmp(tensor.data(), whole.data(), whole.bytes()) == 0);
  }
}

TEST_CASE_METHOD(MessageFixture, "a key and a credit read back") {
  const KeyMessage key{envelope_of(MessageKind::key, {})};
  KeyMessage key_back;
  REQUIRE(!read(bytes_of(key), key_back));
  CHECK(*key_back.envelope.payload->key == *key.envelope.payload->key);
  CHECK(key_back.envelope.payload->tensors.empty());
  Credit credit_back;
  REQUIRE(!read(bytes_of(Credit{envelope_of(MessageKind::credit, {})}), credit_back));
  CHECK(credit_back.envelope.payload->tensors.empty());
}

TEST_CASE_METHOD(MessageFixture, "a message inside CAF's own message reads back by its name") {
  const Opening message{envelope_of(MessageKind::opening, {numbered(z64(), 3)})};
  caf::message back;
  REQUIRE(!read(bytes_of(caf::make_message(message)), back));
  REQUIRE(back.match_elements<Opening>());
  CHECK(same(back.get_as<Opening>(0).envelope.header, message.envelope.header));
}

TEST_CASE_METHOD(MessageFixture, "the header takes 32 bytes and the payload has no length") {
  const Opening message{envelope_of(MessageKind::opening, {numbered(z64(), 2)})};
  const Buffer buffer = bytes_of(message);
  REQUIRE(buffer.size() == 32 + 16);
  CHECK(buffer[0] == static_cast<char>(0xef));  // the tag's lowest byte
  CHECK(buffer[24] == static_cast<char>(MessageKind::opening));
  CHECK(buffer[25] == static_cast<char>(RingId::z64));
  CHECK(buffer[26] == 5);
  CHECK(buffer[28] == 2);
  CHECK(buffer[32] == 1);
  CHECK(buffer[40] == 2);
}

TEST_CASE_METHOD(MessageFixture, "packed elements follow each other bit by bit") {
  const std::vector<Tensor> tensors{numbered(m61(), 1), numbered(m61(), 2)};
  const Buffer buffer =
      bytes_of(Opening{envelope_of(MessageKind::opening, tensors, RingId::m61, true)});
  REQUIRE(buffer.size() == 32 + 23);  // 183 bits
  CHECK(buffer[25] == static_cast<char>(0x80U | static_cast<unsigned>(RingId::m61)));
  CHECK(buffer[32] == 1);                                 // from bit 0
  CHECK(buffer[32 + 7] == static_cast<char>(1U << 5U));   // from bit 61
  CHECK(buffer[32 + 15] == static_cast<char>(2U << 2U));  // from bit 122
}

TEST_CASE_METHOD(MessageFixture,
                 "a header that does not agree with its payload is a bug of the sender") {
  Buffer buffer;
  caf::binary_serializer sink(system, buffer);
  Opening message{envelope_of(MessageKind::opening, {numbered(z64(), 3)})};
  message.envelope.header.elements = 4;
  CHECK_THROWS_AS(sink(message), InternalError);
  message.envelope.header.elements = 3;
  message.envelope.header.ring = RingId::z128;
  CHECK_THROWS_AS(sink(message), InternalError);
  Reveal other{envelope_of(MessageKind::opening, {})};
  CHECK_THROWS_AS(sink(other), InternalError);
}

TEST_CASE_METHOD(MessageFixture, "only the protocol's messages can be metered") {
  Meter meter(system);
  const auto start = caf::make_mailbox_element(nullptr, caf::make_message_id(), {}, Start{});
  const auto number = caf::make_mailbox_element(nullptr, caf::make_message_id(), {}, 7);
  CHECK(envelope_in(*start) == nullptr);
  CHECK(envelope_in(*number) == nullptr);
  CHECK_THROWS_AS(meter(*start), InternalError);
}

TEST_CASE_METHOD(MessageFixture, "a message prints its kind and tag, and no share") {
  const Opening message{envelope_of(MessageKind::opening, {numbered(z64(), 3)})};
  CHECK(caf::deep_to_string(message) == R"("opening 0123456789abcdef")");
}

}  // namespace fathom
