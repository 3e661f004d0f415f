#include <catch2/catch.hpp>

#include "metrics/errors.hpp"
#include "protocol/gathering.hpp"
#include "tests/protocol/tensor_samples.hpp"
#include "tests/protocol/tiny_host.hpp"

using namespace fathom;
using test::message;
using test::take;
using test::TinyParty;
using testing::integers;
using Numbers = std::vector<double>;

namespace {

const Expected kThree{MessageKind::opening, RingId::z64, 3};

Envelope three(Tag tag, std::uint16_t part = 0) {
  return message(tag, MessageKind::opening, integers(z64(), {3}, {1, 2, 3}), part);
}

/// The error that a program ends with.
template <class T>
ProtocolError error_of(Task<T>& task) {
  REQUIRE(task.done());
  try {
    static_cast<void>(task.result());
  } catch (const ProtocolError& error) {
    return error;
  }
  FAIL("there was no error");
  return {ProtocolError::Kind::cancelled, ""};
}

/// What delivering a message throws.
ProtocolError refusal(Party& party, const Envelope& envelope) {
  try {
    party.deliver(kServer1, envelope);
  } catch (const ProtocolError& error) {
    return error;
  }
  FAIL("the message was taken in");
  return {ProtocolError::Kind::cancelled, ""};
}

Task<Done> gather_one(Party& party, PartyId from) {
  Strand& strand = co_await this_strand();
  std::vector<GatheredMessage> items{{from, Tag{5}, kThree}};
  Gathering gathering(party, strand, std::move(items));
  static_cast<void>(co_await gathering.next());
  co_return Done{};
}

}  // namespace

TEST_CASE("when a peer is gone, who waits for it ends with its name, layer and message") {
  TinyParty tiny;
  LayerNames layers;
  tiny.strand.label.layer = layers.add("dense1");
  tiny.strand.label.pass = Pass::forward;
  tiny.party.set_layers(layers);
  Task<Numbers> task = take(tiny.party, kServer1, Tag{7}, kThree);
  task.start(tiny.strand);
  tiny.party.lose(kProducer, "is gone");
  CHECK_FALSE(task.done());  // it does not wait for the producer
  tiny.party.lose(kServer1, "is gone");
  const ProtocolError error = error_of(task);
  CHECK(error.kind() == ProtocolError::Kind::peer_lost);
  CHECK(std::string(error.what()) ==
        "server1 is gone: server0 waits for a message of kind opening from server1 in layer "
        "dense1, pass forward, operation -, step 0");
}

TEST_CASE("what a lost peer has sent can still be taken; to wait for more is an error") {
  TinyParty tiny;
  tiny.party.deliver(kServer1, three(Tag{1}));
  tiny.party.lose(kServer1, "is gone");
  Task<Numbers> first = take(tiny.party, kServer1, Tag{1}, kThree);
  first.start(tiny.strand);
  CHECK(first.result() == Numbers{1, 2, 3});
  Task<Numbers> second = take(tiny.party, kServer1, Tag{2}, kThree);
  second.start(tiny.strand);
  CHECK(error_of(second).kind() == ProtocolError::Kind::peer_lost);
}

TEST_CASE("a gathering misses a provider that is gone, before and while it waits") {
  for (const bool early : {true, false}) {
    TinyParty tiny;
    if (early) tiny.party.lose(PartyId::provider(3), "is gone");
    Task<Done> task = gather_one(tiny.party, PartyId::provider(3));
    task.start(tiny.strand);
    if (!early) tiny.party.lose(PartyId::provider(3), "is gone");
    CHECK_THAT(error_of(task).what(), Catch::Contains("provider3 is gone: server0 waits for 1"));
  }
}

TEST_CASE("only waits that are old enough are given up") {
  TinyParty tiny;
  Task<Numbers> old = take(tiny.party, kServer1, Tag{1}, kThree);
  const std::uint64_t before = tiny.party.waits_begun();
  old.start(tiny.strand);
  CHECK_FALSE(tiny.party.give_up(before, SimDuration{5'000'000}));
  CHECK(tiny.party.give_up(tiny.party.waits_begun(), SimDuration{5'000'000}));
  const ProtocolError error = error_of(old);
  CHECK(error.kind() == ProtocolError::Kind::timed_out);
  CHECK_THAT(error.what(), Catch::Contains("no message for 5 ms: server0 waits for"));
}

TEST_CASE("messages of an earlier start are refused in silence, those of a later one are not") {
  TinyParty tiny;
  tiny.party.set_epoch(2);
  Envelope envelope = three(Tag{1});
  for (const std::uint8_t epoch : {std::uint8_t{0}, std::uint8_t{1}}) {
    envelope.header.epoch = epoch;
    tiny.party.deliver(kServer1, envelope);
  }
  CHECK(tiny.party.refused() == 2);
  CHECK(tiny.party.untaken() == 0);
  envelope.header.epoch = 2;
  tiny.party.deliver(kServer1, envelope);
  CHECK(tiny.party.untaken() == 1);
  envelope.header.epoch = 3;
  CHECK_THAT(refusal(tiny.party, envelope).what(),
             Catch::Contains("server0 is in start 2 of the job and received one of start 3"));
  const std::vector<Tensor> any{integers(z64(), {1}, {1})};
  tiny.party.send(tiny.strand, kServer1, MessageKind::opening, Tag{9}, any);
  CHECK(tiny.host.sent.at(0).envelope.header.epoch == 2);
}

TEST_CASE("a message twice, and a part out of order, are told apart") {
  TinyParty tiny;
  tiny.party.deliver(kServer1, three(Tag{1}));
  CHECK_THAT(refusal(tiny.party, three(Tag{1})).what(),
             Catch::Contains("server0 received a message twice: a message of kind opening from "
                             "server1, in layer -"));
  CHECK_THAT(refusal(tiny.party, three(Tag{2}, 1)).what(),
             Catch::Contains("received part 1 of a message before part 0"));
}

TEST_CASE("a peer cannot fill the memory with what nobody asks for") {
  TinyParty tiny;
  tiny.party.set_inbox_limit(Bytes{1200});
  for (std::uint64_t tag = 0; tag < 4; ++tag) tiny.party.deliver(kServer1, three(Tag{tag}));
  CHECK_THAT(refusal(tiny.party, three(Tag{4})).what(),
             Catch::Contains("server0 holds 1400 bytes from server1 that nobody has asked for, "
                             "more than 1200"));
  // 24 bytes each, and 256 around them, which messages without a payload take too.
  // Another peer has room of its own, and what is taken makes room.
  CHECK_NOTHROW(tiny.party.deliver(kProducer, three(Tag{0})));
  TinyParty other;
  other.party.set_inbox_limit(Bytes{500});
  for (std::uint64_t tag = 0; tag < 10; ++tag) {
    other.party.deliver(kServer1, three(Tag{tag}));
    Task<Numbers> task = take(other.party, kServer1, Tag{tag}, kThree);
    task.start(other.strand);
    CHECK(task.result() == Numbers{1, 2, 3});
  }
}

TEST_CASE("a label that names no layer does not keep a violation from being told") {
  TinyParty tiny;
  Envelope envelope = three(Tag{2}, 1);
  envelope.header.label.layer = 1000;
  CHECK_THAT(refusal(tiny.party, envelope).what(), Catch::Contains("in layer 1000"));
}
