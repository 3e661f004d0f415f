#include "metrics/digest.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstddef>
#include <random>
#include <set>
#include <string>
#include <vector>

using namespace fathom;

namespace {

struct Delivery {
  std::int64_t time;
  PartyId from, to;
  std::uint8_t kind;
  std::int64_t bytes;
};

std::string traffic_of(const std::vector<Delivery>& deliveries) {
  Digests digests;
  for (const Delivery& d : deliveries) {
    digests.delivered(SimTime{d.time}, d.from, d.to, d.kind, Bytes{d.bytes});
  }
  return digests.traffic();
}

struct Content {
  PartyId from, to;
  std::uint64_t tag, hash;
};

std::string content_of(const std::vector<Content>& contents) {
  Digests digests;
  for (const Content& c : contents) digests.payload(c.from, c.to, c.tag, c.hash);
  return digests.content();
}

}  // namespace

TEST_CASE("the same run has the same two fingerprints of 16 hexadecimal digits") {
  const Delivery delivery{7, kServer0, kServer1, 4, 800};
  const Content content{kServer0, kServer1, 12, 34};
  CHECK(traffic_of({delivery}) == traffic_of({delivery}));
  CHECK(content_of({content}) == content_of({content}));
  for (const std::string& digest :
       {traffic_of({}), content_of({}), traffic_of({delivery}), content_of({content})}) {
    CHECK(digest.size() == 16);
    CHECK(digest.find_first_not_of("0123456789abcdef") == std::string::npos);
  }
}

TEST_CASE("the content does not depend on the order of messages, the traffic does") {
  std::vector<Content> contents;
  std::vector<Delivery> deliveries;
  for (std::uint64_t i = 0; i < 8; ++i) {
    contents.push_back({kServer0, kServer1, i, 100 * i});
    deliveries.push_back({static_cast<std::int64_t>(i), kServer0, kServer1, 4, 800});
  }
  const std::string content = content_of(contents), traffic = traffic_of(deliveries);
  std::mt19937 random(5);
  for (int repeat = 0; repeat < 10; ++repeat) {
    std::shuffle(contents.begin(), contents.end(), random);
    CHECK(content_of(contents) == content);
  }
  std::swap(deliveries[2], deliveries[5]);
  CHECK(traffic_of(deliveries) != traffic);
}

TEST_CASE("every field of a delivered message shows in the traffic") {
  const Delivery base{7, kServer0, kServer1, 4, 800};
  std::vector<Delivery> others(5, base);
  others[0].time = 8;
  others[1].from = kProducer;
  others[2].to = kReceiver;
  others[3].kind = 5;
  others[4].bytes = 801;
  for (const Delivery& other : others) CHECK(traffic_of({other}) != traffic_of({base}));
  CHECK(traffic_of({base, base}) != traffic_of({base}));
}

TEST_CASE("every field of a payload shows in the content, and nothing cancels") {
  const Content base{kServer0, kServer1, 12, 34};
  for (const Content& other :
       {Content{kServer1, kServer1, 12, 34}, Content{kServer0, kServer0, 12, 34},
        Content{kServer1, kServer0, 12, 34}, Content{kServer0, kServer1, 13, 34},
        Content{kServer0, kServer1, 12, 35}}) {
    CHECK(content_of({other}) != content_of({base}));
  }
  CHECK(content_of({base, base}) != content_of({}));
  CHECK(content_of({base, base}) != content_of({base}));
}

TEST_CASE("what was delivered does not show in the content, nor payloads in the traffic") {
  Digests digests;
  digests.delivered(SimTime{7}, kServer0, kServer1, 4, Bytes{800});
  CHECK(digests.content() == content_of({}));
  digests.payload(kServer0, kServer1, 12, 34);
  CHECK(digests.traffic() == traffic_of({{7, kServer0, kServer1, 4, 800}}));
}

TEST_CASE("every byte, the length and the start show in a hash of bytes") {
  std::vector<std::byte> bytes(100);
  for (std::size_t size = 0; size <= bytes.size(); ++size) {
    std::set<std::uint64_t> hashes{hash_bytes(bytes.data(), size),
                                   hash_bytes(bytes.data(), size, 77)};
    for (std::size_t i = 0; i < size; ++i) {
      bytes[i] = std::byte{1};
      hashes.insert(hash_bytes(bytes.data(), size));
      bytes[i] = std::byte{0};
    }
    REQUIRE(hashes.size() == size + 2);
  }
  std::set<std::uint64_t> lengths;
  for (std::size_t size = 0; size <= 100; ++size) lengths.insert(hash_bytes(bytes.data(), size));
  CHECK(lengths.size() == 101);
}

TEST_CASE("a hash reads the bytes and not their place in memory") {
  std::vector<std::byte> bytes(80);
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::byte>(i * i);
  const std::vector<std::byte> tail(bytes.begin() + 3, bytes.end());
  CHECK(hash_bytes(bytes.data() + 3, 77) == hash_bytes(tail.data(), 77));
}

TEST_CASE("words in another order, and single bits, give other hashes") {
  CHECK(hash_words({1, 2, 3, 4, 5}) != hash_words({1, 2, 3, 5, 4}));
  CHECK(hash_words({1, 2, 3, 4, 5}) != hash_words({5, 2, 3, 4, 1}));
  std::set<std::uint64_t> hashes{hash_words({0, 0, 0, 0, 0})};
  for (int bit = 0; bit < 64; ++bit) {
    const std::uint64_t word = std::uint64_t{1} << static_cast<unsigned>(bit);
    hashes.insert({hash_words({word, 0, 0, 0, 0}), hash_words({0, 0, 0, 0, word})});
  }
  CHECK(hashes.size() == 129);
}
