#include "nn/data/model_share.hpp"

#include <openssl/sha.h>

#include <catch2/catch.hpp>
#include <cstring>

#include "protocol/generator.hpp"
#include "protocol/tensor_math.hpp"
#include "tests/nn/data/files.hpp"

using namespace fathom;
using Catch::Contains;
using testing::FileBytes;
using testing::refusal;
using testing::ScratchDirectory;

namespace {

constexpr PairId kPair{1, 2, 3};
const std::vector<double> kWeights{0.5, -1.25, 0, 3, -2, 0.125};
const std::vector<double> kBias{-0.5, 7};

std::array<ModelShare, 2> shares_of(const Ring& ring, const PairId& pair = kPair) {
  const ModelDescription model{
      "small, in powers of u",
      &ring,
      {"dense1", "sigmoid"},
      {{"layer0_weights", Shape{3, 2}, 12}, {"layer0_bias", Shape{2}, 12}}};
  std::array<ModelShare, 2> shares{ModelShare{0, pair, model, {}}, ModelShare{1, pair, model, {}}};
  const Generator generator(derive_key(5, 0));
  for (const std::size_t i : {0U, 1U}) {
    const std::vector<double>& values = i == 0 ? kWeights : kBias;
    const Shape& shape = model.parameters[i].shape;
    const Tensor x = Tensor::encode(ring, shape, values.data(), 12, 256.0);
    const Tensor r = generator.uniform(ring, shape, Tag{i}, 0);
    shares[0].shares.push_back(subtract(x, r));
    shares[1].shares.push_back(r);
  }
  return shares;
}

const auto kRead = [](const FileBytes& bytes) { return parse_model_share(bytes, "'a'"); };

// The file again with a checksum that goes with what was changed.
FileBytes sealed(FileBytes bytes) {
  SHA256(bytes.data(), bytes.size() - SHA256_DIGEST_LENGTH, &bytes[bytes.size() - 32]);
  return bytes;
}

// Where a text begins in a file.
std::size_t find(const FileBytes& bytes, const std::string& text) {
  const auto found = std::ranges::search(bytes, text);
  REQUIRE_FALSE(found.empty());
  return static_cast<std::size_t>(found.begin() - bytes.begin());
}

}  // namespace

TEST_CASE("both shares of a model open to its weights, after files, in every ring") {
  const ScratchDirectory scratch;
  for (const Ring* ring : {&z64(), &z128(), &q121(), &m61(), &m127(), &p270(), &m521()}) {
    INFO(ring->name);
    const auto written = shares_of(*ring);
    std::array<ModelShare, 2> read;
    for (const std::size_t i : {0U, 1U}) {
      const auto path = scratch / ("server" + std::to_string(i));
      write_model_share(path, written[i]);
      CHECK(std::filesystem::status(path).permissions() ==
            (std::filesystem::perms::owner_read | std::filesystem::perms::owner_write));
      read[i] = read_model_share(path);
      CHECK(read[i].server == static_cast<int>(i));
      CHECK(read[i].pair == kPair);
      require_model(read[i], written[i].model, "'a'");
      CHECK(encode_model_share(read[i]) == encode_model_share(written[i]));
    }
    require_pair(read[0], "'a'", read[1], "'b'");
    const NamedArrays model = open_model(read[0], read[1]);
    CHECK(model.size() == 2);
    CHECK(model.at("layer0_weights") == HostArray<double>{Shape{3, 2}, kWeights});
    CHECK(model.at("layer0_bias") == HostArray<double>{Shape{2}, kBias});
  }
}

TEST_CASE("pair ids are fresh") { CHECK(new_pair_id() != new_pair_id()); }

TEST_CASE("every part of a model share alone and every flipped bit is refused") {
  const FileBytes file = encode_model_share(shares_of(z64())[0]);
  testing::check_every_prefix_is_refused(kRead, file);
  for (std::size_t bit = 0; bit < 8 * file.size(); ++bit) {
    FileBytes damaged = file;
    damaged[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
    INFO("bit " << bit);
    CHECK_FALSE(testing::is_read(kRead, damaged));
  }
}

TEST_CASE("a share that is not one says what it is") {
  const FileBytes file = encode_model_share(shares_of(m61())[0]);
  const auto said = [&](const FileBytes& bytes) { return refusal([&] { return kRead(bytes); }); };
  CHECK_THAT(said(testing::bytes_of("PK and more")), Contains("'a' is not a model share"));
  CHECK_THAT(said({}), Contains("is not a model share"));
  FileBytes other = file;
  other[8] = 7;
  CHECK_THAT(said(other), Contains("of version 7; version 1 can be read here"));
  CHECK_THAT(said(FileBytes(file.begin(), file.end() - 40)), Contains("bytes and announces"));
  other = file;
  other.push_back(0);
  CHECK_THAT(said(other), Contains("bytes and announces"));
  other = file;
  other[file.size() - 50] ^= 1U;
  CHECK_THAT(said(other), Contains("its checksum is not that of its contents"));
}

// Whoever can compute the checksum can write anything: lengths and numbers are checked all the
// same.
TEST_CASE("a sealed share that lies is refused without taking it at its word") {
  const FileBytes file = encode_model_share(shares_of(m61())[0]);
  const auto said = [](const FileBytes& bytes) {
    return refusal([&] { return kRead(sealed(bytes)); });
  };
  FileBytes lying = file;
  lying[20] = 2;
  CHECK_THAT(said(lying), Contains("it is of server 2"));
  lying = file;
  lying[find(file, "m61") + 1] = '7';
  CHECK_THAT(said(lying), Contains("no ring 'm71' that has shares"));
  lying = file;
  const std::size_t rank = find(file, "layer0_weights") + 14 + 2;
  lying[rank] = 5;
  CHECK_THAT(said(lying), Contains("no possible shape"));
  lying = file;
  std::memset(&lying[rank + 1], 0xff, 8);
  CHECK_THAT(said(lying), Contains("is larger than the file"));
  lying = file;
  lying[rank + 1] = 2;  // (2, 2) instead of (3, 2)
  CHECK_THAT(said(lying), Contains("its elements are not those it announces"));
  lying = file;
  std::memset(&lying[file.size() - 32 - 8], 0xff, 8);
  CHECK_THAT(said(lying), Contains("holds numbers beyond the ring m61"));
  lying = file;
  std::memcpy(&lying[find(file, "layer0_weights") - 4], "\xff\xff", 2);  // parameters, or layers
  CHECK_FALSE(testing::is_read(kRead, sealed(lying)));
}

TEST_CASE("two shares that do not belong together are refused") {
  const auto [a, b] = shares_of(z64());
  const auto said = [](const ModelShare& first, const ModelShare& second) {
    return refusal([&] {
      require_pair(first, "'x'", second, "'y'");
      return 0;
    });
  };
  CHECK_THAT(said(a, a), Contains("'x' and 'y' are both shares of server 0"));
  CHECK_THAT(said(b, b), Contains("both shares of server 1"));
  CHECK_THAT(said(b, a), Contains("'x' is the share of server 1"));
  CHECK_THAT(said(a, shares_of(z64(), PairId{9})[1]), Contains("two different savings"));
}

TEST_CASE("a share of another model is refused, and says of which") {
  const ModelShare share = shares_of(z64())[0];
  const auto said = [&](auto change) {
    ModelDescription needed = share.model;
    change(needed);
    return refusal([&] {
      require_model(share, needed, "'x'");
      return 0;
    });
  };
  CHECK_THAT(said([](ModelDescription& m) { m.ring = &z128(); }),
             Contains("'x' holds shares in the ring z64; needed here: z128"));
  CHECK_THAT(said([](ModelDescription& m) { m.name = "large"; }),
             Contains("the model 'small, in powers of u'; needed here: 'large'"));
  CHECK_THAT(said([](ModelDescription& m) { m.layers.pop_back(); }), Contains("the layers"));
  CHECK_THAT(said([](ModelDescription& m) { m.parameters[1].shape = Shape{3}; }),
             Contains("layer0_bias (3) with 12 fractional bits"));
  CHECK_THAT(said([](ModelDescription& m) { m.parameters[1].fractional_bits = 16; }),
             Contains("layer0_bias (2) with 16 fractional bits"));
}
