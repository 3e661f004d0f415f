#include <fmt/format.h>

#include <set>

#include "actors/testing/protocol_fixture.hpp"
#include "protocol/trace/hook.hpp"

using namespace fathom;
using namespace fathom::testing;

namespace {

using Strands = std::map<std::pair<PartyId, std::uint64_t>, std::vector<std::string>>;

/// Writes down what each strand does, in its own order.
class RecordingHook final : public TraceHook {
 public:
  void on_wait(const TracePlace& at, PartyId from, Tag tag, const Expected&) override {
    note(at, fmt::format("wait {}", to_string(from)), tag.value);
    waits.insert({at.party, from, tag.value});
  }
  void on_send(const TracePlace& at, PartyId to, const Header& header, const Payload&) override {
    const Bytes payload = payload_bytes(header);
    note(
        at,
        fmt::format("send {} {} {}", to_string(to), to_string(at.label.operation), payload.count()),
        header.tag.value);
    sends.insert({to, at.party, header.tag.value});
    sent += payload;
  }
  void on_charge(const TracePlace& at, const Ring&, const Work& done, SimDuration) override {
    note(at, fmt::format("charge {} {} {} {} {}", to_string(at.label.operation), done.multiply_adds,
                         done.element_operations, done.generator_bytes, done.memory_bytes));
    work += done;
  }
  void on_fork(const TracePlace& at, std::uint64_t child) override { note(at, "fork", child); }
  void on_join(const TracePlace& at, std::uint64_t child) override { note(at, "join", child); }

  /// Every event with the names of messages and strands, and without.
  Strands named, plain;
  /// Receiver, sender, tag.
  using Names = std::multiset<std::tuple<PartyId, PartyId, std::uint64_t>>;
  Names waits, sends;
  Bytes sent;
  Work work;

 private:
  void note(const TracePlace& at, const std::string& what, std::uint64_t name = 0) {
    plain[{at.party, at.strand}].push_back(what);
    named[{at.party, at.strand}].push_back(fmt::format("{} {:x}", what, name));
  }
};

/// x^2 and x y side by side, and their sum to the receiver.
Task<Done> program(Engine& engine) {
  const int f = engine.fractional_bits();
  std::vector<std::uint32_t> rows{0, 1};
  Secret x = co_await engine.input("x", rows);
  Secret y = co_await engine.input("y", rows);
  auto both = co_await engine.all(engine.square(x, f), engine.multiply(x, y, f));
  Secret sum = co_await engine.add(std::move(both.first), std::move(both.second));
  co_await engine.output(std::move(sum), "sum");
  co_return Done{};
}

struct TracedRun : ProtocolFixture {
  explicit TracedRun(std::string_view network = "lan", std::int64_t window = 1,
                     std::uint64_t seed = 1)
      : ProtocolFixture(network) {
    spec().seed = seed;
    spec().trace = &hook;
    spec().compute = Compute::modelled;
    spec().settings.window = window;
    add_input("x", Shape{2, 1}, {1, 2});
    add_input("y", Shape{2, 1}, {3, 4});
    set_program(program);
    run();
    require_done();
  }
  RecordingHook hook;
};

std::vector<std::uint64_t> strands_of(const Strands& strands, PartyId party) {
  std::vector<std::uint64_t> ids;
  for (const auto& [key, events] : strands) {
    if (key.first == party) ids.push_back(key.second);
  }
  return ids;
}

/// What the servers did.
Strands servers(const Strands& strands) {
  Strands chosen;
  for (const auto& [key, events] : strands) {
    if (key.first.is_server()) chosen[key] = events;
  }
  return chosen;
}

bool is_fork(const std::string& event) { return event.starts_with("fork "); }

const std::uint64_t kMain = named_tag("program").value;

}  // namespace

TEST_CASE_METHOD(TracedRun, "a trace hears every send and every byte") {
  RecordingHook::Names passed;
  for (const Flight& flight : messages()) passed.insert({flight.to, flight.from, flight.tag.value});
  CHECK(hook.sends == passed);
  CHECK(hook.sent == traffic().payload);
}

TEST_CASE_METHOD(TracedRun, "a trace hears every wait") {
  RecordingHook::Names taken;
  for (const Flight& flight : messages(!of_kind(MessageKind::credit))) {
    taken.insert({flight.to, flight.from, flight.tag.value});
  }
  RecordingHook::Names heard = hook.waits;
  std::erase_if(heard, [](const auto& wait) { return std::get<0>(wait) == kProducer; });
  CHECK(heard == taken);
  CHECK(hook.waits.size() - heard.size() == 2);  // of four credits two gave leave for the second
}

TEST_CASE_METHOD(TracedRun, "a trace hears every charge") {
  CHECK(hook.work == job().observation().recorder().ledger().total().work);
  CHECK(hook.work != Work{});
}

TEST_CASE_METHOD(TracedRun, "a trace hears every fork and join, with the same names at all") {
  const std::vector<std::uint64_t> ids = strands_of(hook.plain, kServer0);
  CHECK(ids.size() == 3);
  CHECK(strands_of(hook.plain, kServer1) == ids);
  CHECK(strands_of(hook.plain, kProducer) == ids);
  for (const PartyId party : {kServer0, kServer1, kProducer, kReceiver}) {
    const auto& events = hook.named.at({party, kMain});
    for (const std::uint64_t id : ids) {
      if (id == kMain) continue;
      const auto fork = std::ranges::find(events, fmt::format("fork {:x}", id));
      CHECK(std::count(fork, events.end(), fmt::format("join {:x}", id)) == 1);
    }
    CHECK(std::ranges::count_if(events, is_fork) == 2);
  }
}

TEST_CASE_METHOD(TracedRun,
                 "a product waits for its material, opens, and waits for the other half") {
  std::vector<std::string> product;
  for (const auto& [key, events] : hook.plain) {
    const bool multiplies = std::ranges::count(events, "send server1 multiply 32") == 1;
    if (key.first == kServer0 && multiplies) product = events;
  }
  CHECK(product == std::vector<std::string>{"wait producer", "send producer credit 0",
                                            "charge multiply 0 2 0 0", "charge multiply 0 2 0 0",
                                            "send server1 multiply 32", "wait server1",
                                            "charge multiply 0 2 0 0", "charge multiply 0 2 0 0",
                                            "charge multiply 0 2 0 0", "charge multiply 0 2 0 0",
                                            "charge multiply 0 2 0 0", "charge multiply 0 2 0 0",
                                            "charge multiply 0 2 0 0", "charge multiply 0 2 0 0"});
}

TEST_CASE("what a strand does depends on no network and no seed") {
  const Strands first = TracedRun("ideal").hook.named;
  for (const std::string_view network :
       {"wan", "latency=3ms,server0>server1.latency=40ms", "lan,producer.up=1Mbit/s"}) {
    for (const std::uint64_t seed : {1, 2}) {
      CHECK(TracedRun(network, 1, seed).hook.named == first);
    }
  }
}

TEST_CASE("what a server's strands do does not depend on the producer's window") {
  const Strands first = servers(TracedRun("ideal", 1).hook.named);
  for (const std::int64_t window : {2, 5}) {
    CHECK(servers(TracedRun("wan", window).hook.named) == first);
  }
  CHECK(TracedRun("ideal", 5).hook.named != TracedRun("ideal", 1).hook.named);
}
