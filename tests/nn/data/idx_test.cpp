#include "nn/data/idx.hpp"

#include <limits>

#include "tests/nn/data/files.hpp"

using namespace fathom;
using namespace fathom::testing;
using Catch::Contains;

namespace {

// Two images of 2 x 3, written by hand from the format's description.
const FileBytes kImages{0, 0, 8, 3, 0, 0, 0, 2, 0, 0,  0,  2,  0,  0,
                        0, 3, 1, 2, 3, 4, 5, 6, 7, 80, 90, 10, 11, 255};

HostArray<std::uint8_t> parse(const FileBytes& bytes) {
  HostArray<std::uint8_t> array = parse_idx<std::uint8_t>(bytes, "'images'");
  REQUIRE(array.values.size() == array.shape.size());
  return array;
}

std::string refusal_of(FileBytes bytes) {
  return refusal([&] { return parse(bytes); });
}

}  // namespace

TEST_CASE("an IDX file is read as the shape and the bytes that it holds") {
  const ScratchDirectory scratch;
  put(scratch / "images", kImages);
  const HostArray<std::uint8_t> images = read_idx_ubyte(scratch / "images");
  CHECK(images.shape == Shape{2, 2, 3});
  CHECK(images.values == FileBytes{1, 2, 3, 4, 5, 6, 7, 80, 90, 10, 11, 255});
  write_idx(scratch / "copy", images);
  CHECK(read_file(scratch / "copy") == kImages);
}

TEST_CASE("IDX numbers are big-endian") {
  CHECK(encode_idx(HostArray<double>{{1}, {-2.0}}) ==
        FileBytes{0, 0, 0x0E, 1, 0, 0, 0, 1, 0xC0, 0, 0, 0, 0, 0, 0, 0});
  CHECK(encode_idx(HostArray<float>{{1}, {1.5F}}) ==
        FileBytes{0, 0, 0x0D, 1, 0, 0, 0, 1, 0x3F, 0xC0, 0, 0});
  CHECK(encode_idx(HostArray<std::int32_t>{{1}, {-2}}) ==
        FileBytes{0, 0, 0x0C, 1, 0, 0, 0, 1, 0xFF, 0xFF, 0xFF, 0xFE});
  CHECK(encode_idx(HostArray<std::int16_t>{{1}, {258}}) ==
        FileBytes{0, 0, 0x0B, 1, 0, 0, 0, 1, 1, 2});
  CHECK(encode_idx(HostArray<std::int8_t>{{1}, {-1}}) ==
        FileBytes{0, 0, 0x09, 1, 0, 0, 0, 1, 0xFF});
}

TEMPLATE_TEST_CASE("an IDX file of any type and shape comes back as it was written", "",
                   std::uint8_t, std::int8_t, std::int16_t, std::int32_t, float, double) {
  const TestType low = std::numeric_limits<TestType>::lowest();
  const TestType high = std::numeric_limits<TestType>::max();
  const std::vector<HostArray<TestType>> arrays{{{}, {high}},
                                                {{0}, {}},
                                                {{0, 28, 28}, {}},
                                                {{1}, {low}},
                                                {{2, 3}, {low, 1, 2, 3, 4, high}},
                                                {{1, 2, 1, 2}, {1, low, high, 4}}};
  for (const HostArray<TestType>& array : arrays) {
    CHECK(parse_idx<TestType>(encode_idx(array), "memory") == array);
  }
}

TEST_CASE("an IDX file of another kind is refused with what would be right") {
  CHECK(refusal_of({0, 0, 13, 1, 0, 0, 0, 0}) ==
        "'images' holds elements of float; an IDX file of uint8 is needed here");
  CHECK_THAT(refusal_of({0, 0, 77, 1, 0, 0, 0, 0}), Contains("holds elements of type 77"));
  CHECK_THAT(refusal_of({'P', 'K', 3, 4}), Contains("its first two bytes must be zero"));
  CHECK_THAT(refusal_of({0, 1, 8, 1, 0, 0, 0, 0}), Contains("its first two bytes must be zero"));
  CHECK_THAT(refusal_of({0x1F, 0x8B, 8, 0}), Contains("unpack it with gunzip first"));
  CHECK_THAT(refusal_of({}), Contains("is too short for an IDX file"));
  CHECK_THAT(refusal_of({0, 0, 8, 2, 0, 0, 0, 1}), Contains("ends within the 2 extents"));
  FileBytes five_dimensions(4 + 5 * 4);
  five_dimensions[2] = 8;
  five_dimensions[3] = 5;
  CHECK_THAT(refusal_of(five_dimensions), Contains("has 5 dimensions; at most four are known"));
}

TEST_CASE("an IDX file must hold exactly the bytes that its extents ask for") {
  FileBytes longer = kImages;
  longer.push_back(0);
  CHECK(refusal_of(longer) ==
        "'images' has trailing bytes: its header announces the shape (2, 2, 3), 12 bytes of data, "
        "but 13 follow");
  FileBytes shorter = kImages;
  shorter.pop_back();
  CHECK_THAT(refusal_of(shorter), Contains("is truncated") && Contains("but 11 follow"));
}

TEST_CASE("absurd IDX extents are refused before anything is allocated") {
  FileBytes huge{0, 0, 8, 4};
  huge.resize(4 + 4 * 4, 0xFF);
  CHECK_THAT(refusal_of(huge), Contains("announces the impossible shape (4294967295, "));
  huge[4] = huge[5] = huge[6] = huge[7] = 0;  // no rows, yet a row is beyond any memory
  CHECK_THAT(refusal_of(huge), Contains("announces the impossible shape (0, 4294967295"));
  CHECK_THAT(refusal_of({0, 0, 8, 2, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F, 0xFF, 0xFF, 0xFF}),
             Contains("is truncated"));
}

TEST_CASE("a damaged IDX file is refused or read, and never more") {
  check_every_prefix_is_refused(parse, kImages);
  check_damage_is_refused_or_read(parse, kImages, 2'000);
}
