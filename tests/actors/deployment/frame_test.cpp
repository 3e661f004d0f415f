#include "actors/deployment/frame.hpp"

#include <catch2/catch.hpp>
#include <random>

using namespace fathom;

namespace {

Buffer frame(FrameKind kind, const Buffer& content, std::uint64_t number = 0) {
  Buffer bytes;
  write_header({kind, static_cast<std::uint32_t>(content.size()), kServer0, kProducer, number},
               bytes);
  bytes.insert(bytes.end(), content.begin(), content.end());
  return bytes;
}

std::vector<FrameReader::Frame> read(const Buffer& bytes, std::size_t piece,
                                     std::size_t limit = 1024) {
  FrameReader reader;
  reader.set_limit(limit);
  std::vector<FrameReader::Frame> frames;
  for (std::size_t at = 0; at < bytes.size(); at += piece) {
    const std::span all(bytes);
    reader.feed(all.subspan(at, std::min(piece, bytes.size() - at)),
                [&](FrameReader::Frame one) { frames.push_back(std::move(one)); });
  }
  return frames;
}

FrameFault::Kind fault_of(const Buffer& bytes, std::size_t limit = 1024) {
  try {
    static_cast<void>(read(bytes, bytes.size(), limit));
  } catch (const FrameFault& fault) {
    return fault.kind();
  }
  FAIL("nothing was refused");
  return FrameFault::Kind::garbage;
}

}  // namespace

TEST_CASE("frames come out as they went in, in whatever pieces they arrive") {
  Buffer bytes = frame(FrameKind::hello, {'a', 'b'}, 0);
  const Buffer second = frame(FrameKind::heartbeat, {}, 1);
  const Buffer third = frame(FrameKind::ending, Buffer(500, 'x'), 2);
  bytes.insert(bytes.end(), second.begin(), second.end());
  bytes.insert(bytes.end(), third.begin(), third.end());
  for (const std::size_t piece : {1U, 2U, 33U, 34U, 1000U}) {
    const auto frames = read(bytes, piece);
    REQUIRE(frames.size() == 3);
    CHECK(frames[0].header.kind == FrameKind::hello);
    CHECK(frames[0].header.from == kServer0);
    CHECK(frames[0].header.to == kProducer);
    CHECK(std::ranges::equal(frames[0].content, Buffer{'a', 'b'}));
    CHECK(frames[1].content.empty());
    CHECK(frames[2].header.number == 2);
    CHECK(std::ranges::equal(frames[2].content, Buffer(500, 'x')));
  }
}

TEST_CASE("a frame's header is as long as the one of CAF's own protocol") {
  CHECK(frame(FrameKind::heartbeat, {}).size() == 33);
}

TEST_CASE("what is no frame is refused at its first bytes") {
  CHECK(fault_of({'G', 'E', 'T', ' ', '/'}) == FrameFault::Kind::garbage);
  CHECK(fault_of({'f', 't', 'h', 'x'}) == FrameFault::Kind::garbage);
  CHECK(fault_of({'x'}) == FrameFault::Kind::garbage);
}

TEST_CASE("an announced length beyond the limit is refused before anything is kept") {
  CHECK(fault_of(frame(FrameKind::message, Buffer(10)), 9) == FrameFault::Kind::length);
  Buffer huge = frame(FrameKind::message, {});
  huge[6] = huge[7] = huge[8] = huge[9] = '\xff';
  CHECK(fault_of(huge) == FrameFault::Kind::length);
}

TEST_CASE("a header with a field that means nothing is refused") {
  const Buffer good = frame(FrameKind::heartbeat, {});
  const auto with = [&good](std::size_t at, char value) {
    Buffer bytes = good;
    bytes[at] = value;
    return fault_of(bytes);
  };
  CHECK(with(4, 9) == FrameFault::Kind::version);
  CHECK(with(5, 77) == FrameFault::Kind::content);
  CHECK(with(32, 1) == FrameFault::Kind::content);
  Buffer nobody = good;
  nobody[10] = '\xfe';
  nobody[11] = nobody[12] = nobody[13] = '\xff';
  CHECK(fault_of(nobody) == FrameFault::Kind::content);
}

TEST_CASE("a frame that is repeated or missing is refused") {
  CHECK(fault_of(frame(FrameKind::heartbeat, {}, 1)) == FrameFault::Kind::order);
  Buffer twice = frame(FrameKind::heartbeat, {}, 0);
  twice.insert(twice.end(), twice.begin(), twice.begin() + 33);
  CHECK(fault_of(twice) == FrameFault::Kind::order);
}

TEST_CASE("whatever bytes come, a reader gives frames or refuses") {
  std::mt19937_64 random(5);
  const Buffer good = frame(FrameKind::ending, Buffer(40, 'y'));
  for (int i = 0; i < 20'000; ++i) {
    Buffer bytes = good;
    for (int k = 0; k < 3; ++k) bytes[random() % bytes.size()] = static_cast<char>(random());
    try {
      for (const auto& one : read(bytes, 1 + random() % 50)) CHECK(one.content.size() <= 1024);
    } catch (const FrameFault&) {
      continue;
    }
  }
}
