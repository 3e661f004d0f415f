#include "nn/data/npz.hpp"

#include <algorithm>

#include "nn/data/file.hpp"
#include "nn/data/npy.hpp"
#include "nn/data/zip_archive.hpp"
#include "tests/nn/data/files.hpp"

using namespace fathom;
using namespace fathom::testing;
using Catch::Contains;

namespace {

// What numpy 1.24 makes of numpy.savez_compressed(path, b=[0.25, -1e9], w=arange(6.).reshape(2,
// 3)).
// clang-format off
const FileBytes kDeflated{
    0x50, 0x4b, 0x03, 0x04, 0x2d, 0x00, 0x00, 0x00, 0x08, 0x00, 0x00, 0x00, 0x21, 0x00, 0x23, 0x40,
    0x93, 0x81, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x05, 0x00, 0x14, 0x00, 0x62, 0x2e,
    0x6e, 0x70, 0x79, 0x01, 0x00, 0x10, 0x00, 0x90, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x4f,
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x9b, 0xec, 0x17, 0xea, 0x1b, 0x10, 0xc9, 0xc8, 0x50,
    0xc6, 0x50, 0xad, 0x9e, 0x92, 0x5a, 0x9c, 0x5c, 0xa4, 0x6e, 0xa5, 0xa0, 0x6e, 0x93, 0x66, 0xa1,
    0xae, 0xa3, 0xa0, 0x9e, 0x96, 0x5f, 0x54, 0x52, 0x94, 0x98, 0x17, 0x9f, 0x5f, 0x94, 0x92, 0x0a,
    0x12, 0x77, 0x4b, 0xcc, 0x29, 0x4e, 0x05, 0x8a, 0x17, 0x67, 0x24, 0x16, 0xa4, 0x02, 0xf9, 0x1a,
    0x46, 0x3a, 0x9a, 0x3a, 0x0a, 0xb5, 0x0a, 0x14, 0x00, 0x2e, 0x06, 0x30, 0xb8, 0x60, 0x0f, 0x22,
    0x53, 0xcf, 0x9e, 0x3d, 0x08, 0x00, 0x50, 0x4b, 0x03, 0x04, 0x2d, 0x00, 0x00, 0x00, 0x08, 0x00,
    0x00, 0x00, 0x21, 0x00, 0xf0, 0xcd, 0x3b, 0x46, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
    0x05, 0x00, 0x14, 0x00, 0x77, 0x2e, 0x6e, 0x70, 0x79, 0x01, 0x00, 0x10, 0x00, 0xb0, 0x00, 0x00,
    0x00, 0x00, 0x00, 0x00, 0x00, 0x57, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x9b, 0xec, 0x17,
    0xea, 0x1b, 0x10, 0xc9, 0xc8, 0x50, 0xc6, 0x50, 0xad, 0x9e, 0x92, 0x5a, 0x9c, 0x5c, 0xa4, 0x6e,
    0xa5, 0xa0, 0x6e, 0x93, 0x66, 0xa1, 0xae, 0xa3, 0xa0, 0x9e, 0x96, 0x5f, 0x54, 0x52, 0x94, 0x98,
    0x17, 0x9f, 0x5f, 0x94, 0x92, 0x0a, 0x12, 0x77, 0x4b, 0xcc, 0x29, 0x4e, 0x05, 0x8a, 0x17, 0x67,
    0x24, 0x16, 0xa4, 0x02, 0xf9, 0x1a, 0x46, 0x3a, 0x0a, 0xc6, 0x9a, 0x3a, 0x0a, 0xb5, 0x0a, 0x64,
    0x03, 0x2e, 0x06, 0x14, 0xf0, 0xc1, 0x1e, 0xca, 0x70, 0x80, 0x50, 0x1c, 0x50, 0x5a, 0x00, 0x4a,
    0x8b, 0x38, 0x00, 0x00, 0x50, 0x4b, 0x01, 0x02, 0x2d, 0x03, 0x2d, 0x00, 0x00, 0x00, 0x08, 0x00,
    0x00, 0x00, 0x21, 0x00, 0x23, 0x40, 0x93, 0x81, 0x4f, 0x00, 0x00, 0x00, 0x90, 0x00, 0x00, 0x00,
    0x05, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x80, 0x01, 0x00, 0x00,
    0x00, 0x00, 0x62, 0x2e, 0x6e, 0x70, 0x79, 0x50, 0x4b, 0x01, 0x02, 0x2d, 0x03, 0x2d, 0x00, 0x00,
    0x00, 0x08, 0x00, 0x00, 0x00, 0x21, 0x00, 0xf0, 0xcd, 0x3b, 0x46, 0x57, 0x00, 0x00, 0x00, 0xb0,
    0x00, 0x00, 0x00, 0x05, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x80,
    0x01, 0x86, 0x00, 0x00, 0x00, 0x77, 0x2e, 0x6e, 0x70, 0x79, 0x50, 0x4b, 0x05, 0x06, 0x00, 0x00,
    0x00, 0x00, 0x02, 0x00, 0x02, 0x00, 0x66, 0x00, 0x00, 0x00, 0x14, 0x01, 0x00, 0x00, 0x00, 0x00,
};
// clang-format on
const NamedArrays kArrays{{"b", {{2}, {0.25, -1e9}}}, {"w", {{2, 3}, {0, 1, 2, 3, 4, 5}}}};

NamedArrays parse(const FileBytes& bytes) {
  NamedArrays arrays = parse_npz(bytes, "'w.npz'");
  for (const auto& [name, array] : arrays) REQUIRE(array.values.size() == array.shape.size());
  return arrays;
}

std::string refusal_of(const FileBytes& bytes) {
  return refusal([&] { return parse(bytes); });
}

FileBytes written(const NamedArrays& arrays) {
  const ScratchDirectory scratch;
  write_npz(scratch / "weights.npz", arrays);
  CHECK(scratch.file_count() == 1);
  return read_file(scratch / "weights.npz");
}

std::size_t position_of(const FileBytes& part, const FileBytes& file) {
  const auto found = std::search(file.begin(), file.end(), part.begin(), part.end());
  return static_cast<std::size_t>(found - file.begin());
}

}  // namespace

TEST_CASE("an .npz file gives back the arrays that were written") {
  const ScratchDirectory scratch;
  write_npz(scratch / "weights.npz", kArrays);
  const NamedArrays arrays = read_npz(scratch / "weights.npz");
  CHECK(arrays == kArrays);
  CHECK(require(arrays, "w", {2, 3}, scratch / "weights.npz").values[5] == 5.0);
}

TEST_CASE("an .npz file that numpy compressed is read") { CHECK(parse(kDeflated) == kArrays); }

TEST_CASE("the same arrays make the same bytes, with entries stored whole and a fixed date") {
  const FileBytes file = written(kArrays);
  CHECK(file == written(kArrays));
  // A local header: signature, version, flags, method, time, date. [PKWARE APPNOTE 4.3.7]
  CHECK(FileBytes(file.begin(), file.begin() + 4) == FileBytes{'P', 'K', 3, 4});
  CHECK(FileBytes(file.begin() + 8, file.begin() + 14) == FileBytes{0, 0, 0, 0, 0x21, 0});
  for (const auto& [name, array] : kArrays) {
    CHECK(position_of(encode_npy(array), file) < file.size());
  }
}

TEST_CASE("arrays of every shape pass through an .npz file") {
  const NamedArrays arrays{{"dense 1/weight", {{1, 1, 2, 2}, {1, 2, 3, 4}}},
                           {"empty", {{0, 5}, {}}},
                           {"one", {{1}, {-0.5}}},
                           {"scalar", {{}, {3}}},
                           {"é", {{100, 100}, std::vector<double>(10'000, 1.0 / 3)}}};
  CHECK(parse(written(arrays)) == arrays);
  CHECK(parse(written({})).empty());
}

TEST_CASE("a write that cannot succeed leaves nothing behind") {
  const ScratchDirectory scratch;
  CHECK_THAT(refusal([&] { return write_npz(scratch / "none/weights.npz", kArrays); }),
             Contains("none/weights.npz' cannot be written: No such file"));
  CHECK_THAT(refusal([&] {
               write_npz(scratch / "weights.npz", {{"\xFF", {{1}, {1}}}});
             }),
             Contains("weights.npz' cannot hold an entry named '\xFF.npy'"));
  CHECK(scratch.file_count() == 0);
}

TEST_CASE("an array that is missing or has another shape is named, with what is there") {
  CHECK(refusal([] { return require(kArrays, "v", {2}, "dir/weights.npz"); }) ==
        "'dir/weights.npz' has no array 'v'; it holds 'b', 'w'");
  CHECK(refusal([] {
          return require(kArrays, "w", {3, 2}, "weights.npz");
        }) == "array 'w' of 'weights.npz' has the shape (2, 3); (3, 2) is needed here");
  const NamedArrays none;
  CHECK(refusal([&] { return require(none, "w", {}, "weights.npz"); }) ==
        "'weights.npz' has no array 'w'; it holds nothing");
}

TEST_CASE("an archive of anything but arrays is refused") {
  const FileBytes scalar = encode_npy(HostArray<double>{{}, {1}});
  CHECK_THAT(
      refusal_of(pack_zip({{"notes.txt", {'h', 'i'}}}, "")),
      Contains("entry 'notes.txt' of 'w.npz' ") && Contains("the names of arrays end in .npy"));
  CHECK_THAT(refusal_of(pack_zip({{"a.npy", {'h', 'i'}}}, "")),
             Contains("entry 'a.npy' of 'w.npz' ") && Contains("is not a .npy file"));
  FileBytes twice = pack_zip({{"a.npy", scalar}, {"b.npy", scalar}}, "");
  std::ranges::replace(twice, 'b', 'a');
  CHECK_THAT(refusal_of(twice), Contains("two entries have one name"));
}

TEST_CASE("a damaged archive is refused") {
  CHECK_THAT(refusal_of({}), Contains("is not a sound zip archive: it is empty"));
  CHECK_THAT(refusal_of(bytes_of("not a zip archive, though as long as the shortest of them")),
             Contains("is not a sound zip archive"));
  FileBytes file = written(kArrays);
  const std::size_t element = position_of({0, 0, 0, 0, 0, 0, 0xD0, 0x3F}, file);  // 0.25
  REQUIRE(element < file.size());
  file[element] = 1;
  CHECK_THAT(refusal_of(file), Contains("entry 'b.npy' of 'w.npz' ") && Contains("CRC error"));
}

TEST_CASE("a length that no compression reaches is refused before it is allocated") {
  FileBytes file = written({{"w", {{1}, {2}}}});
  const std::size_t central_header = position_of({'P', 'K', 1, 2}, file);
  REQUIRE(central_header < file.size());
  for (const std::size_t length : {std::size_t{22}, central_header + 24}) {
    file[length] = file[length + 1] = file[length + 2] = 0xFF;  // [PKWARE APPNOTE 4.3.7, 4.3.12]
    file[length + 3] = 0x7F;
  }
  CHECK_THAT(refusal_of(file),
             Contains("entry 'w.npy' of 'w.npz' is damaged") && Contains("the 2147483647 bytes"));
}

TEST_CASE("an entry that is packed in another way is refused") {
  FileBytes file = written({{"w", {{1}, {2}}}});
  file[8] = 12;  // bzip2 [PKWARE APPNOTE 4.4.5]
  file[position_of({'P', 'K', 1, 2}, file) + 10] = 12;
  CHECK_THAT(refusal_of(file), Contains("is packed by zip method 12; stored and deflated"));
}

TEST_CASE("a damaged .npz file is refused or read, and never more") {
  for (const FileBytes& file : {written({{"w", {{1}, {2}}}}), kDeflated}) {
    check_every_prefix_is_refused(parse, file);
    check_damage_is_refused_or_read(parse, file, 2'000);
  }
}
