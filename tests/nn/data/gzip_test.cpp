#include "nn/data/gzip.hpp"

#include "tests/nn/data/packed.hpp"

using namespace fathom;
using namespace fathom::testing;
using Catch::Contains;

namespace {

/// "fathom fathom fathom", as gzip -n9 packs it.
const FileBytes kFathom{0x1F, 0x8B, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03,
                        0x4B, 0x4B, 0x2C, 0xC9, 0xC8, 0xCF, 0x55, 0x48, 0x43, 0xA6,
                        0x00, 0x83, 0xE5, 0xF5, 0x14, 0x14, 0x00, 0x00, 0x00};

FileBytes unpack(const FileBytes& bytes) { return unpack_gzip(bytes, "the file"); }

std::string refused(const FileBytes& bytes) {
  return refusal([&] { return unpack(bytes); });
}

FileBytes joined(FileBytes a, const FileBytes& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

}  // namespace

TEST_CASE("a file that gzip packed is unpacked") {
  CHECK(unpack(kFathom) == bytes_of("fathom fathom fathom"));
  CHECK(unpack(packed({})).empty());
}

// Several pieces of output, from a few bytes and from bytes that do not shrink.
TEST_CASE("long files are unpacked whole") {
  const FileBytes zeros(5'000'000);
  CHECK(unpack(packed(zeros)) == zeros);
  FileBytes noise(3'000'000);
  std::mt19937 random(4);
  for (std::uint8_t& byte : noise) byte = static_cast<std::uint8_t>(random());
  CHECK(unpack(packed(noise)) == noise);
  const FileBytes piece(std::size_t{1} << 20U, 7);
  CHECK(unpack(packed(piece)) == piece);
}

TEST_CASE("the members of a gzip file are unpacked one after the other") {
  CHECK(unpack(joined(kFathom, packed({1, 2, 3}))) ==
        joined(bytes_of("fathom fathom fathom"), {1, 2, 3}));
}

TEST_CASE("a gzip file that is damaged is refused", "[slow]") {
  check_every_prefix_is_refused(unpack, kFathom);
  check_damage_is_refused_or_read(unpack, kFathom, 2'000);
  FileBytes wrong_sum = kFathom;
  wrong_sum[wrong_sum.size() - 8] ^= 1;
  CHECK(refused(wrong_sum) == "the file is not a sound gzip file: incorrect data check");
  FileBytes cut = kFathom;
  cut.pop_back();
  CHECK(refused(cut) == "the file is not a sound gzip file: it is cut off");
  CHECK_THAT(refused(joined(kFathom, {0, 0})), Contains("not a sound gzip file"));
  CHECK_THAT(refused({}), Contains("it does not begin as one"));
  CHECK_THAT(refused({'P', 'K'}), Contains("it does not begin as one"));
}

TEST_CASE("a file is read as it is unless it begins as a gzip file") {
  const ScratchDirectory scratch;
  put(scratch / "plain", {1, 2, 3});
  put(scratch / "packed", kFathom);
  CHECK(read_unpacked(scratch / "plain") == FileBytes{1, 2, 3});
  CHECK(read_unpacked(scratch / "packed") == bytes_of("fathom fathom fathom"));
}
