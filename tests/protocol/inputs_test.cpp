#include "protocol/inputs.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <random>
#include <string>
#include <vector>

#include "metrics/errors.hpp"
#include "protocol/input_sharing.hpp"
#include "protocol/local.hpp"
#include "protocol/tensor_math.hpp"
#include "tests/protocol/held_rows.hpp"
#include "tests/protocol/memory_network.hpp"
#include "tests/protocol/tensor_samples.hpp"

using namespace fathom;
using test::HeldRows;
using test::MemoryNetwork;
using testing::decoded;
using testing::integers;

namespace {

constexpr std::size_t kMebibyte = 1024 * 1024;

InputSource source_of(std::string name, Shape shape, std::uint32_t providers) {
  return {std::move(name), 1, shape, even_shards(shape.rows(), providers)};
}

std::shared_ptr<HeldRows> random_rows(const Shape& shape, unsigned seed) {
  std::mt19937_64 random(seed);
  std::uniform_real_distribution<double> uniform(-100.0, 100.0);
  std::vector<double> values(shape.size());
  for (double& value : values) value = uniform(random);
  return std::make_shared<HeldRows>(shape, std::move(values));
}

struct Shared {
  MemoryNetwork network;
  std::array<InputStore, 2> stores;
};

/// Shares the inputs of `plan` over a network and takes them at both servers.
std::unique_ptr<Shared> share(const InputPlan& plan, const InputData& data,
                              const Settings& settings, std::uint32_t providers) {
  auto shared = std::make_unique<Shared>();
  MemoryNetwork& network = shared->network;
  std::vector<Task<Done>> tasks;
  std::vector<PartyId> parties{kServer0, kServer1};
  for (const std::size_t which : {0U, 1U}) {
    tasks.push_back(
        take_inputs(network.party(parties[which]), plan, settings, shared->stores[which]));
  }
  for (std::uint32_t p = 0; p < providers; ++p) {
    parties.push_back(PartyId::provider(p));
    tasks.push_back(
        share_inputs(network.party(parties.back()), plan, settings, data, derive_key(9, p)));
  }
  for (std::size_t i = 0; i < tasks.size(); ++i) tasks[i].start(network.strand(parties[i]));
  network.run();
  for (auto& task : tasks) task.result();
  for (const PartyId party : parties) CHECK(network.party(party).untaken() == 0);
  return shared;
}

/// A server's share of rows of the first source of that name.
Tensor share_of(Shared& shared, std::size_t which, const InputPlan& plan, const std::string& name,
                const std::vector<std::uint32_t>& rows, const Settings& settings) {
  const PartyId server = PartyId::server(static_cast<int>(which));
  const Local local(shared.network.strand(server), shared.network.party(server));
  return read_rows(local, shared.network.party(server), plan.source(name), rows, settings,
                   shared.stores.at(which))
      .share;
}

Elements sent(const MemoryNetwork& network, PartyId from, PartyId to, Operation operation) {
  Elements sum;
  for (const auto& [key, traffic] :
       const_cast<MemoryNetwork&>(network).recorder().ledger().links()) {
    if (key.second == Link{from, to} && key.first.operation == operation) sum += traffic.elements;
  }
  return sum;
}

}  // namespace

TEST_CASE("the shares of the two servers add up to the encoded input, in any rows") {
  for (const Ring* ring : testing::kIntegerRings) {
    for (const Delivery delivery : {Delivery::full, Delivery::seeded, Delivery::masked}) {
      Settings settings;
      settings.ring = ring;
      settings.inputs = delivery;
      const Shape shape{10, 3};
      const InputPlan plan{{source_of("x", shape, 3), source_of("y", {4, 2, 2}, 2)}};
      const InputData data{{"x", random_rows(shape, 1)}, {"y", random_rows({4, 2, 2}, 2)}};
      const auto shared = share(plan, data, settings, 3);
      const std::vector<std::uint32_t> rows{9, 0, 3, 3, 5, 4};
      const auto opened = [&](const std::string& name, const std::vector<std::uint32_t>& which) {
        return add(share_of(*shared, 0, plan, name, which, settings),
                   share_of(*shared, 1, plan, name, which, settings));
      };
      const Tensor all = encode_rows(*data.at("x"), "x", 0, 10, settings);
      CHECK(equal(opened("x", rows), gather_rows(all, rows)));
      const std::vector<std::uint32_t> in_order{0, 1, 2, 3};
      CHECK(equal(opened("y", in_order), encode_rows(*data.at("y"), "y", 0, 4, settings)));
    }
  }
}

TEST_CASE("a share alone is not the input, and another key gives another share") {
  const Shape shape{50, 2};
  const InputPlan plan{{source_of("x", shape, 2)}};
  const InputData data{{"x", random_rows(shape, 1)}};
  const auto shared = share(plan, data, Settings{}, 2);
  const Tensor all = encode_rows(*data.at("x"), "x", 0, 50, Settings{});
  for (const std::uint32_t row : {0U, 49U}) {
    const std::vector<std::uint32_t> one{row};
    for (const InputStore& store : shared->stores) {
      CHECK_FALSE(equal(store.gather("x", one), gather_rows(all, one)));
      const double size = std::abs(decoded(store.gather("x", one), 16)[0]);
      CHECK(size > 1e6);  // uniform over 2^48
    }
  }
}

TEST_CASE("in full every share is sent; seeded, a key of 16 bytes and one share") {
  const Shape shape{10, 3};
  const InputPlan plan{{source_of("x", shape, 2)}};
  const InputData data{{"x", random_rows(shape, 1)}};
  Settings settings;
  const PartyId provider = PartyId::provider(0);
  const auto full = share(plan, data, settings, 2);
  CHECK(sent(full->network, provider, kServer0, Operation::share) == Elements{15});
  CHECK(sent(full->network, provider, kServer1, Operation::share) == Elements{15});
  settings.inputs = Delivery::seeded;
  const auto seeded = share(plan, data, settings, 2);
  CHECK(sent(seeded->network, provider, kServer0, Operation::share) == Elements{0});
  CHECK(sent(seeded->network, provider, kServer1, Operation::share) == Elements{15});
  Label key{.phase = Phase::input, .operation = Operation::key};
  const auto& links = seeded->network.recorder().ledger().links();
  CHECK(links.at({key, {provider, kServer0}}).payload == Bytes{16});
  CHECK_FALSE(links.contains({key, {provider, kServer1}}));
}

TEST_CASE("rows are split over providers as evenly as possible, in order") {
  for (std::size_t rows = 0; rows < 40; ++rows) {
    for (std::uint32_t providers = 1; providers < 9; ++providers) {
      const auto shards = even_shards(rows, providers);
      std::size_t next = 0, least = rows, most = 0;
      std::uint32_t last = 0;
      for (const Shard& shard : shards) {
        REQUIRE(shard.first_row == next);
        REQUIRE(shard.rows > 0);
        REQUIRE(shard.provider.value() >= last);
        last = shard.provider.value() + 1;
        next += shard.rows;
        least = std::min(least, shard.rows);
        most = std::max(most, shard.rows);
      }
      REQUIRE(next == rows);
      REQUIRE(shards.size() == std::min<std::size_t>(rows, providers));
      REQUIRE(most - least <= 1);
    }
  }
}

TEST_CASE("a block holds as many whole rows as 64 MiB do, and tells its first row by its name") {
  const std::size_t row = kMebibyte;  // elements: 8 MiB in z64, 16 in the others
  const InputSource source{
      "x", 1, {20, row}, {{PartyId::provider(0), 0, 17}, {PartyId::provider(1), 17, 3}}};
  const auto blocks = blocks_of(source, z64());
  REQUIRE(blocks.size() == 4);
  std::vector<std::size_t> firsts, rows;
  for (const InputBlock& block : blocks) {
    firsts.push_back(block.first_row);
    rows.push_back(block.rows);
    CHECK(block.tag == named_tag("x", block.first_row));
    CHECK(block.provider == PartyId::provider(block.first_row < 17 ? 0 : 1));
  }
  CHECK(firsts == std::vector<std::size_t>{0, 8, 16, 17});
  CHECK(rows == std::vector<std::size_t>{8, 8, 1, 3});
  CHECK(blocks_of(source, q121()).size() == 6);
}

TEST_CASE("a row over 64 MiB is a block of its own, and rows without elements are none") {
  const InputSource wide{"x", 1, {3, 10 * kMebibyte}, {{PartyId::provider(0), 0, 3}}};
  CHECK(blocks_of(wide, z64()).size() == 3);
  const InputSource empty{"x", 1, {3, 0}, {{PartyId::provider(0), 0, 3}}};
  CHECK(blocks_of(empty, z64()).empty());
  CHECK(blocks_of(source_of("x", {0, 5}, 2), z64()).empty());
}

TEST_CASE("sources without rows or elements are shared without a message") {
  const InputPlan plan{{source_of("none", {0, 5}, 2), source_of("thin", {4, 0}, 2)}};
  const InputData data{{"none", random_rows({0, 5}, 1)}, {"thin", random_rows({4, 0}, 1)}};
  Settings settings;
  settings.inputs = Delivery::seeded;
  const auto shared = share(plan, data, settings, 2);
  CHECK(shared->network.recorder().ledger().links().empty());
}

TEST_CASE("rows are gathered from the blocks that hold them") {
  InputStore store;
  store.put("x", 4, integers(z64(), {2, 2}, {40, 41, 50, 51}));
  store.put("x", 0, integers(z64(), {4, 2}, {0, 1, 10, 11, 20, 21, 30, 31}));
  store.put("other", 0, integers(z64(), {1, 2}, {7, 7}));
  CHECK(decoded(store.gather("x", {5, 0, 3, 4, 0})) ==
        std::vector<double>{50, 51, 0, 1, 30, 31, 40, 41, 0, 1});
  CHECK(store.gather("x", {}).shape() == Shape{0, 2});
}

TEST_CASE("a value out of range is told with the input, its rows and the range") {
  std::vector<double> values(30, 1.0);
  values[17] = -300.25;
  const HeldRows rows({10, 3}, values);
  CHECK_NOTHROW(encode_rows(rows, "images", 0, 5, Settings{}));
  CHECK_THROWS_AS(encode_rows(rows, "images", 4, 6, Settings{}), UserError);
  CHECK_THROWS_WITH(encode_rows(rows, "images", 4, 6, Settings{}),
                    Catch::Contains("input images") && Catch::Contains("rows 4 to 9") &&
                        Catch::Contains("-300.25") && Catch::Contains("256"));
  values[17] = 256;
  CHECK_THROWS_AS(encode_rows(HeldRows({10, 3}, values), "images", 0, 10, Settings{}), UserError);
  values[17] = 255.999;
  CHECK_NOTHROW(encode_rows(HeldRows({10, 3}, values), "images", 0, 10, Settings{}));
}

TEST_CASE("an input that is not in the plan is a bug of the program") {
  const InputPlan plan{{source_of("x", {10, 3}, 1)}};
  CHECK(plan.source("x").shape == Shape{10, 3});
  CHECK_THROWS_AS(plan.source("y"), InternalError);
}
