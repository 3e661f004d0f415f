#include "actors/deployment/message_frame.hpp"

#include <caf/all.hpp>
#include <caf/binary_serializer.hpp>
#include <optional>
#include <random>

#include "metrics/framing.hpp"
#include "tests/actors/deployment/framed.hpp"

using namespace fathom;
using test::content_of;
using test::framed;

namespace {

template <MessageKind kind>
void check_round_trip(caf::actor_system& system, const Envelope& sent) {
  const Buffer frame = framed<kind>(system, sent);
  CHECK(Bytes{static_cast<std::int64_t>(frame.size())} ==
        standard_framing().message(kind, payload_bytes(sent.header)));
  const FrameHeader header = read_header(std::span(frame).template first<FrameHeader::kSize>());
  CHECK(header.kind == FrameKind::message);
  CHECK(header.from == kServer0);
  CHECK(header.to == kServer1);
  CHECK(header.length == frame.size() - FrameHeader::kSize);
  const Envelope received = envelope_of(system, content_of(frame));
  CHECK(received.header.kind == kind);
  CHECK(received.header.tag == sent.header.tag);
  CHECK(received.header.elements == sent.header.elements);
  CHECK(content_hash(*received.payload) == content_hash(*sent.payload));
}

}  // namespace

TEST_CASE_METHOD(MessageFixture,
                 "a message's frame has the size that paper predicts, and reads "
                 "back the same") {
  const std::vector<Tensor> some{numbered(z64(), 7)};
  check_round_trip<MessageKind::key>(system, envelope_of(MessageKind::key, {}));
  check_round_trip<MessageKind::credit>(system, envelope_of(MessageKind::credit, {}));
  check_round_trip<MessageKind::input>(system, envelope_of(MessageKind::input, some));
  check_round_trip<MessageKind::material>(system, envelope_of(MessageKind::material, some));
  check_round_trip<MessageKind::opening>(system, envelope_of(MessageKind::opening, some));
  check_round_trip<MessageKind::reveal>(system, envelope_of(MessageKind::reveal, some));
  check_round_trip<MessageKind::output>(system, envelope_of(MessageKind::output, some));
  check_round_trip<MessageKind::request>(system, envelope_of(MessageKind::request, {}));
}

TEST_CASE_METHOD(MessageFixture, "a frame's content is what CAF's serializer writes") {
  const std::vector<Tensor> some{numbered(q121(), 3), numbered(q121(), 0), numbered(q121(), 5)};
  for (const bool packed : {false, true}) {
    const Envelope sent = envelope_of(MessageKind::opening, some, RingId::q121, packed);
    const auto message = caf::make_message(Opening{sent});
    Buffer written;
    caf::binary_serializer sink(system, written);
    REQUIRE(!caf::message::save(sink, message.content()));
    CHECK(content_of(framed<MessageKind::opening>(system, sent)) == written);
  }
}

TEST_CASE_METHOD(MessageFixture, "a content that is no message of the protocol is refused") {
  const Buffer good = content_of(framed<MessageKind::opening>(
      system, envelope_of(MessageKind::opening, {numbered(z64(), 3)})));
  CHECK_THROWS_AS(envelope_of(system, Buffer{}), FrameFault);
  CHECK_THROWS_AS(envelope_of(system, Buffer(1'000, 'x')), FrameFault);
  Buffer shorter = good;
  shorter.pop_back();
  CHECK_THROWS_AS(envelope_of(system, shorter), FrameFault);
  Buffer longer = good;
  longer.push_back(0);
  CHECK_THROWS_AS(envelope_of(system, longer), FrameFault);
}

TEST_CASE_METHOD(MessageFixture, "whatever a content holds, it is read or refused") {
  const Buffer good = content_of(framed<MessageKind::opening>(
      system, envelope_of(MessageKind::opening, {numbered(z64(), 3)})));
  std::mt19937_64 random(11);
  for (int i = 0; i < 20'000; ++i) {
    Buffer bytes = good;
    for (int k = 0; k < 2; ++k) bytes[random() % bytes.size()] = static_cast<char>(random());
    std::optional<Envelope> read;
    try {
      read = envelope_of(system, bytes);
    } catch (const FrameFault&) {
      continue;
    }
    CHECK(read->header.elements <= 3);
  }
}
