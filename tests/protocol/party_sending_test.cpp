#include <catch2/catch.hpp>
#include <cstring>
#include <vector>

#include "metrics/errors.hpp"
#include "protocol/tensor_math.hpp"
#include "tests/protocol/tensor_samples.hpp"
#include "tests/protocol/tiny_host.hpp"

using namespace fathom;
using test::message;
using test::take;
using test::TinyParty;
using testing::integers;
using testing::sample;

namespace {

const Tag kName{7};
constexpr std::size_t kPart = 64 * 1024 * 1024 / 16;  ///< elements of 16 bytes in 64 MiB

Envelope with_depths(Envelope envelope, std::uint32_t rounds, std::uint32_t chain) {
  envelope.header.rounds = rounds;
  envelope.header.chain = chain;
  return envelope;
}

}  // namespace

TEST_CASE("a message carries its name, the strand's label and its kind, ring and elements") {
  TinyParty tiny;
  tiny.strand.label = Label{.pass = Pass::forward, .layer = 3, .step = 8};
  const std::vector<Tensor> tensors{sample(q121(), {2, 3}, 1), sample(q121(), {4}, 2)};
  tiny.party.send(tiny.strand, kServer1, MessageKind::opening, kName, tensors);
  REQUIRE(tiny.host.sent.size() == 1);
  const auto& [to, envelope] = tiny.host.sent[0];
  CHECK(to == kServer1);
  CHECK(envelope.header.tag == kName);
  CHECK(envelope.header.label == tiny.strand.label);
  CHECK(envelope.header.kind == MessageKind::opening);
  CHECK(envelope.header.ring == RingId::q121);
  CHECK(envelope.header.elements == 10);
  CHECK(envelope.header.part == 0);
  REQUIRE(envelope.payload->tensors.size() == 2);
  CHECK(envelope.payload->tensors[0].data() == tensors[0].data());
  CHECK(envelope.payload->key == nullptr);
}

TEST_CASE("tensors without elements are not sent, and no elements make no message") {
  TinyParty tiny;
  const std::vector<Tensor> empty{Tensor(z64(), {0}), Tensor(z64(), {3, 0})};
  tiny.party.send(tiny.strand, kServer1, MessageKind::opening, kName, empty);
  tiny.party.send(tiny.strand, kServer1, MessageKind::opening, kName, {});
  CHECK(tiny.host.sent.empty());
  const std::vector<Tensor> mixed{Tensor(z64(), {0}), integers(z64(), {2}, {1, 2})};
  tiny.party.send(tiny.strand, kServer1, MessageKind::opening, kName, mixed);
  REQUIRE(tiny.host.sent.size() == 1);
  CHECK(tiny.host.sent[0].envelope.payload->tensors.size() == 1);
}

TEST_CASE("keys and credits have no elements and are sent all the same") {
  TinyParty tiny;
  const Key key = derive_key(1, 2);
  tiny.party.send_key(tiny.strand, kServer1, kName, key);
  tiny.party.send_credit(tiny.strand, kProducer, kName);
  REQUIRE(tiny.host.sent.size() == 2);
  CHECK(tiny.host.sent[0].envelope.header.kind == MessageKind::key);
  CHECK(*tiny.host.sent[0].envelope.payload->key == key);
  CHECK(payload_bytes(tiny.host.sent[0].envelope.header) == Bytes{16});
  CHECK(tiny.host.sent[1].to == kProducer);
  CHECK(tiny.host.sent[1].envelope.header.kind == MessageKind::credit);
  CHECK(payload_bytes(tiny.host.sent[1].envelope.header) == Bytes{0});
}

TEST_CASE("an online message is one deeper than its strand, an offline one only in the chain") {
  TinyParty tiny;
  const HopId hop = tiny.recorder.hops().add({Label{}, 1, kServer1, 0});
  tiny.strand.depth[0] = Depth{4, 9, 2, hop};
  tiny.strand.depth[1] = Depth{70, 80, 90, 0};  // not this party's
  const std::vector<Tensor> one{integers(z64(), {1}, {1})};
  tiny.party.send(tiny.strand, kServer1, MessageKind::opening, Tag{1}, one);
  const Envelope online = tiny.host.sent[0].envelope;
  CHECK(online.header.rounds == 5);
  CHECK(online.header.chain == 10);
  CHECK(online.note.alone == 3);
  const Hop& sent = tiny.recorder.hops()[online.note.hop];
  CHECK(sent.previous == hop);
  CHECK(sent.sender == kServer0);
  CHECK(sent.strand == 42);
  for (const Phase phase : {Phase::setup, Phase::offline, Phase::input, Phase::output}) {
    tiny.strand.label.phase = phase;
    tiny.party.send(tiny.strand, kServer1, MessageKind::material, Tag{2}, one);
    const Envelope& offline = tiny.host.sent.back().envelope;
    CHECK(offline.header.rounds == 0);
    CHECK(offline.header.chain == 10);
    CHECK(offline.note.alone == 0);
    CHECK(offline.note.hop == 0);
  }
  CHECK(tiny.strand.depth[0].rounds == 4);  // sending makes nobody deeper
  CHECK(tiny.strand.depth[0].chain == 9);
}

TEST_CASE("a strand is as deep as what it has taken, not as what has arrived") {
  TinyParty tiny;
  tiny.strand.depth[0] = Depth{2, 3, 0, 0};
  const Envelope deep =
      with_depths(message(Tag{1}, MessageKind::opening, integers(z64(), {1}, {5})), 6, 8);
  const Envelope shallow =
      with_depths(message(Tag{2}, MessageKind::opening, integers(z64(), {1}, {5})), 1, 9);
  tiny.party.deliver(kServer1, deep);
  tiny.party.deliver(kServer1, shallow);
  CHECK(tiny.strand.depth[0].rounds == 2);
  const Expected one{MessageKind::opening, RingId::z64, 1};
  auto first = take(tiny.party, kServer1, Tag{2}, one);
  first.start(tiny.strand);
  CHECK(tiny.strand.depth[0].rounds == 2);
  CHECK(tiny.strand.depth[0].chain == 9);
  auto second = take(tiny.party, kServer1, Tag{1}, one);
  second.start(tiny.strand);
  CHECK(tiny.strand.depth[0].rounds == 6);
  CHECK(tiny.strand.depth[0].chain == 9);
  CHECK(tiny.strand.depth[1].rounds == 0);
}

TEST_CASE("each party deepens an entry of its own, other than servers the third or fourth") {
  Recorder recorder;
  test::TinyHost host;
  CHECK(Party(kServer0, host, recorder).depth_index() == 0);
  CHECK(Party(kServer1, host, recorder).depth_index() == 1);
  CHECK(Party(kProducer, host, recorder).depth_index() == 2);
  CHECK(Party(kReceiver, host, recorder).depth_index() == 2);
  CHECK(Party(PartyId::provider(3), host, recorder).depth_index() == 2);
  CHECK(Party(kLikelihood, host, recorder).depth_index() == 3);
}

TEST_CASE("a tensor over 64 MiB travels in numbered parts and arrives whole") {
  TinyParty tiny;
  Tensor large(z128(), {kPart + 3});
  const std::vector<double> border{11, 12, 13, 14};
  const Tensor ends = integers(z128(), {4}, border);
  auto* bytes = static_cast<std::byte*>(large.data());
  std::memcpy(bytes + (kPart - 1) * 16, ends.data(), 4 * 16);
  const std::vector<Tensor> tensors{large};
  tiny.party.send(tiny.strand, kServer1, MessageKind::opening, kName, tensors);
  REQUIRE(tiny.host.sent.size() == 2);
  const Header& first = tiny.host.sent[0].envelope.header;
  const Header& second = tiny.host.sent[1].envelope.header;
  CHECK(first.elements == kPart);
  CHECK(first.part == 0);
  CHECK(second.elements == 3);
  CHECK(second.part == 1);
  CHECK(second.tag == first.tag);

  const Expected expected{MessageKind::opening, RingId::z128, kPart + 3};
  const auto assembled = [](Party& party, Expected wanted) -> Task<Tensor> {
    const auto parts = co_await party.receive(kServer1, kName, wanted);
    const std::vector<Shape> shapes{Shape{kPart - 1}, Shape{4}};
    const auto both = unpack(z128(), parts, shapes);
    co_return both[1];
  };
  Task<Tensor> task = assembled(tiny.party, expected);
  task.start(tiny.strand);
  tiny.party.deliver(kServer1, tiny.host.sent[0].envelope);
  CHECK_FALSE(task.done());
  tiny.party.deliver(kServer1, tiny.host.sent[1].envelope);
  CHECK(testing::decoded(task.result()) == border);
}

TEST_CASE("a part out of order, or one too many, is a violation") {
  TinyParty tiny;
  const Tensor some = integers(z64(), {2}, {1, 2});
  CHECK_THROWS_AS(tiny.party.deliver(kServer1, message(kName, MessageKind::opening, some, 1)),
                  ProtocolError);
  tiny.party.deliver(kServer1, message(Tag{8}, MessageKind::opening, some, 0));
  tiny.party.deliver(kServer1, message(Tag{8}, MessageKind::opening, some, 1));
  auto task = take(tiny.party, kServer1, Tag{8}, {MessageKind::opening, RingId::z64, 2});
  task.start(tiny.strand);
  CHECK_THROWS_AS(task.result(), ProtocolError);
}

TEST_CASE("work is charged to the strand's label, in the ledger and at the host") {
  TinyParty tiny;
  tiny.strand.label.layer = 6;
  tiny.party.charge(tiny.strand, q121(), Work{1, 2, 3, 4}, SimDuration{55});
  tiny.party.charge(tiny.strand, q121(), Work{}, SimDuration{66});
  CHECK(tiny.recorder.ledger().rows().at(tiny.strand.label).work == Work{1, 2, 3, 4});
  REQUIRE(tiny.host.charges.size() == 1);
  CHECK(tiny.host.charges[0].label == tiny.strand.label);
  CHECK(tiny.host.charges[0].ring == RingId::q121);
  CHECK(tiny.host.charges[0].work == Work{1, 2, 3, 4});
  CHECK(tiny.host.charges[0].measured == SimDuration{55});
}

TEST_CASE("a generator is shared with one other party, and drawing without a key is a violation") {
  TinyParty tiny;
  CHECK_THROWS_AS(tiny.party.generator(kProducer), ProtocolError);
  tiny.party.set_key(kProducer, derive_key(1, 2));
  const Tensor drawn = tiny.party.generator(kProducer).uniform(z64(), {5}, kName, 0);
  CHECK(equal(drawn, Generator(derive_key(1, 2)).uniform(z64(), {5}, kName, 0)));
  CHECK_THROWS_WITH(tiny.party.generator(kServer1),
                    Catch::Contains("server0") && Catch::Contains("server1"));
}
