#include "protocol/row_masks.hpp"

#include <catch2/catch.hpp>

#include "tests/protocol/trial_checks.hpp"

using namespace fathom;
using test::Numbers;
using test::Trial;

namespace {

using Rows = std::vector<std::uint32_t>;

constexpr std::size_t kFeatures = 3;
constexpr std::size_t kOutputs = 2;

/// For each batch the rows of x0 times the whole of x1; the products' column sums, added up.
Task<Secret> batch_products(Engine& engine, std::vector<Rows> batches) {
  const int f = engine.fractional_bits();
  std::vector<Secret> sums;
  for (Rows& rows : batches) {
    Secret x = co_await engine.input("x0", std::move(rows));
    Rows all{0, 1, 2};
    Secret w = co_await engine.input("x1", std::move(all));
    Secret product = co_await engine.matmul(std::move(x), std::move(w), f);
    Secret of_batch = co_await engine.sum_rows(std::move(product));
    if (!sums.empty()) of_batch = co_await engine.add(sums.back(), std::move(of_batch));
    sums.push_back(std::move(of_batch));
  }
  co_return sums.back();
}

Trial trial_of(std::vector<Rows> batches) {
  return {{Shape{6, kFeatures}, Shape{kFeatures, kOutputs}},
          [batches = std::move(batches)](Engine& engine, std::vector<Secret> /*whole*/) {
            return batch_products(engine, batches);
          }};
}

Numbers truth(const std::vector<Rows>& batches, const std::vector<Numbers>& v) {
  Numbers sum(kOutputs);
  for (const Rows& rows : batches) {
    for (const std::uint32_t row : rows) {
      for (std::size_t j = 0; j < kOutputs; ++j) {
        for (std::size_t k = 0; k < kFeatures; ++k) {
          sum[j] += v[0][row * kFeatures + k] * v[1][k * kOutputs + j];
        }
      }
    }
  }
  return sum;
}

std::vector<Settings> variants() {
  std::vector<Settings> all;
  for (Settings settings : test::all_settings()) {
    settings.reuse = Reuse::data;
    for (const Form form : {Form::scalar, Form::triple}) {
      settings.dot = form;
      all.push_back(settings);
    }
    settings.multiply = settings.dot = settings.convolution = Form::function;
    settings.truncation = Truncation::fused;
    all.push_back(settings);
  }
  return all;
}

/// Elements that server 0 opens.
std::int64_t opened(const std::vector<Rows>& batches, const Settings& settings) {
  Trial trial = trial_of(batches);
  std::mt19937_64 random(1);
  fill(trial, random, 1.0);
  std::int64_t sum = 0;
  const test::OnShares run = on_shares(trial, settings);
  for (const auto& [key, traffic] : run.ledger().links()) {
    if (key.first.phase == Phase::online && key.second == Link{kServer0, kServer1}) {
      sum += traffic.elements.count();
    }
  }
  return sum;
}

MaskSlotPtr slot_of(const MaskSlot::Rows& rows) {
  return std::make_shared<MaskSlot>(named_tag("slot", rows.rows.front()));
}

}  // namespace

TEST_CASE("rows in any order, again, in part new or twice in a batch: products stay right") {
  for (const std::vector<Rows>& batches : std::vector<std::vector<Rows>>{
           {{0, 1, 2}, {3, 4, 5}, {5, 3, 1}, {2, 0, 4}},  // two epochs
           {{0, 1, 2}, {2, 3, 0}, {5, 2, 4}},             // new rows among known ones
           {{1, 1, 4}, {4, 1, 0, 0}},                     // the same row twice
           {{5}, {5}, {5, 0}}}) {
    const auto of_batches = [&](const std::vector<Numbers>& v) { return truth(batches, v); };
    check_trial(trial_of(batches), of_batches, 16, 16 * 13, 1.0, 1, variants());
  }
}

// N k for the samples and k n for w, once each, whatever the order and number of epochs.
TEST_CASE("a sample is opened once over all epochs, and weights that do not change too") {
  Settings settings;
  settings.reuse = Reuse::data;
  const std::vector<Rows> one{{0, 1, 2}, {3, 4, 5}};
  const std::vector<Rows> two{{0, 1, 2}, {3, 4, 5}, {5, 3, 1}, {2, 0, 4}};
  CHECK(opened(one, settings) == 6 * 3 + 3 * 2);
  CHECK(opened(two, settings) == 6 * 3 + 3 * 2);
  CHECK(opened({{0, 1, 2}, {2, 3, 0}}, settings) == 4 * 3 + 3 * 2);
  settings.reuse = Reuse::training;
  CHECK(opened(two, settings) == 2 * 6 * 3 + 4 * 3 * 2);
}

TEST_CASE("rows without a mask are found once each, in the order of the batch") {
  RowMasks masks;
  const MaskSlot::Rows first{"x", {4, 2}, Shape{2, 3}, {}};
  const MaskSlot::Rows second{"x", {7, 2, 9, 7, 4}, Shape{5, 3}, {}};
  CHECK(masks.unmasked(first) == Rows{0, 1});
  masks.add(first, slot_of(first));
  CHECK(masks.unmasked(first).empty());
  CHECK(masks.unmasked(second) == Rows{0, 2});
  CHECK(masks.unmasked({"y", {4}, Shape{1, 3}, {}}) == Rows{0});
}

TEST_CASE("a batch is gathered from the values that its rows were opened with") {
  RowMasks masks;
  const MaskSlot::Rows first{"x", {4, 2}, Shape{2, 1}, {}};
  const MaskSlot::Rows second{"x", {7, 2}, Shape{2, 1}, {}};
  const MaskSlotPtr slots[] = {slot_of(first), slot_of(second)};
  masks.add(first, slots[0]);
  masks.add(second, slots[1]);  // row 2 stays where it was
  const auto gathered = masks.gathered({"x", {7, 2, 4, 7}, Shape{4, 1}, {}}, z64());
  REQUIRE(gathered.sources.size() == 2);
  CHECK(gathered.sources[0].slot == slots[1]);
  CHECK(gathered.sources[1].slot == slots[0]);
  const std::vector<double> of_second{70, 20}, of_first{40, 2};
  const std::vector<Tensor> values{Tensor::encode(z64(), {2, 1}, of_second.data(), 0, 1e9),
                                   Tensor::encode(z64(), {2, 1}, of_first.data(), 0, 1e9)};
  std::vector<double> rows(4);
  gathered.map->apply(Local(), values).decode(0, rows.data());
  CHECK(rows == std::vector<double>{70, 2, 40, 70});
}

TEST_CASE("the mask of a row is named by its source and index, never by its place in a batch") {
  const auto tags = row_mask_tags({"x", {4, 2}, Shape{2, 3}, {}});
  CHECK(tags == std::vector<Tag>{row_mask_tags({"x", {4}, Shape{1, 3}, {}})[0],
                                 row_mask_tags({"x", {2}, Shape{1, 3}, {}})[0]});
  CHECK(tags[0] != tags[1]);
  CHECK(tags[0] != row_mask_tags({"y", {4}, Shape{1, 3}, {}})[0]);
}

TEST_CASE("rows are drawn each at its own name") {
  const Generator generator(derive_key(1, 1));
  for (const Ring* ring : {&z64(), &q121()}) {
    const std::vector<RowStream> forth{{&generator, Tag{1}}, {&generator, Tag{2}}};
    const std::vector<RowStream> back{{&generator, Tag{2}}, {&generator, Tag{1}}};
    const Tensor a = uniform_rows(*ring, {2, 5}, forth);
    const Tensor b = uniform_rows(*ring, {2, 5}, back);
    CHECK(equal(a.slice(0, {5}), b.slice(5, {5})));
    CHECK(equal(a.slice(5, {5}), b.slice(0, {5})));
    CHECK(equal(a.slice(0, {5}), generator.uniform(*ring, {5}, Tag{1}, 0)));
  }
}
