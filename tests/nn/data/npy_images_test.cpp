#include "nn/data/npy_images.hpp"

#include <cmath>

#include "nn/data/npy.hpp"
#include "tests/nn/data/files.hpp"

using namespace fathom;
using namespace fathom::testing;
using Catch::Contains;

namespace {

constexpr std::size_t kPixels = 28 * 28;

/// One image of zeros but for its first values.
template <class T>
HostArray<T> image(std::vector<T> first, const Shape& shape = {1, 28, 28}) {
  first.resize(shape.size());
  return {shape, std::move(first)};
}

template <class T>
HostArray<std::uint8_t> images(const HostArray<T>& array) {
  return parse_npy_images(encode_npy(array), "X");
}

template <class T>
FileBytes levels(std::vector<T> first) {
  const std::size_t size = first.size();
  const auto parsed = images(image(std::move(first)));
  return {parsed.values.begin(), parsed.values.begin() + static_cast<std::ptrdiff_t>(size)};
}

template <class T>
std::string refused(std::vector<T> first) {
  return refusal([&] { return images(image(std::move(first))); });
}

template <class T>
FileBytes labels(const HostArray<T>& array) {
  return parse_npy_labels(encode_npy(array), "Y").values;
}

}  // namespace

TEST_CASE("integers are grey levels as they are, also where none is above 1") {
  CHECK(levels<std::uint8_t>({0, 1, 255}) == FileBytes{0, 1, 255});
  CHECK(levels<std::uint8_t>({0, 1}) == FileBytes{0, 1});
  CHECK(levels<std::int64_t>({7, 200}) == FileBytes{7, 200});
  CHECK(levels<std::int32_t>({255, 0}) == FileBytes{255, 0});
}

TEST_CASE("floats from 0 to 1 are shares of white, and every level over 255 is kept") {
  std::vector<float> shares;
  std::vector<double> doubles;
  FileBytes expected;
  for (int level = 0; level < 256; ++level) {
    shares.push_back(static_cast<float>(level) / 255.0F);
    doubles.push_back(level / 255.0);
    expected.push_back(static_cast<std::uint8_t>(level));
  }
  CHECK(levels(shares) == expected);
  CHECK(levels(doubles) == expected);
  CHECK(levels<float>({0.0F, 0.1F, 1.0F}) == FileBytes{0, 26, 255});
}

TEST_CASE("floats above 1 are grey levels") {
  CHECK(levels<float>({0, 1, 2, 255}) == FileBytes{0, 1, 2, 255});
  CHECK(levels<double>({254, 3}) == FileBytes{254, 3});
}

TEST_CASE("values that are no grey values are refused with their position") {
  CHECK(refused<float>({0.5F, 0, -0.25F}) ==
        "X has the value -0.25 at position 2; grey values of floats lie in 0 to 1, or are whole "
        "from 0 to 255");
  CHECK(refused<float>({2.0F, 1.5F}) ==
        "X has the value 1.5 at position 1; where floats exceed 1 they are grey levels, whole "
        "numbers from 0 to 255");
  CHECK_THAT(refused<double>({3.0, 256.0}), Contains("value 256 at position 1"));
  CHECK(refused<std::int64_t>({0, 300}) ==
        "X has the value 300 at position 1; grey levels are 0 to 255");
  CHECK_THAT(refused<std::int32_t>({-1}), Contains("value -1 at position 0"));
  CHECK_THAT(refused<float>({0, std::nanf("")}), Contains("value nan at position 1"));
  CHECK_THAT(refused<float>({INFINITY}), Contains("value inf at position 0"));
}

TEST_CASE("images may be flat or have one channel, and nothing else") {
  for (const Shape& shape :
       {Shape{2, 28, 28}, Shape{2, 28, 28, 1}, Shape{2, kPixels}, Shape{0, 28, 28}}) {
    const auto parsed = images(image<std::uint8_t>({9}, shape));
    CHECK(parsed.shape == Shape{shape.rows(), 28, 28});
    CHECK(parsed.values.size() == shape.rows() * kPixels);
  }
  for (const Shape& shape : {Shape{kPixels}, Shape{28, 28}, Shape{2, 28, 28, 3},
                             Shape{2, 1, 28, 28}, Shape{2, 27, 28}, Shape{2, 28, 27}}) {
    CHECK_THAT(refusal([&] { return images(image<std::uint8_t>({}, shape)); }),
               Contains("X has the shape " + shape.to_string() + "; images of (count, 28, 28)"));
  }
}

TEST_CASE("labels are whole numbers of any type, in a row or a column") {
  CHECK(labels(HostArray<std::int64_t>{{3}, {0, 9, 5}}) == FileBytes{0, 9, 5});
  CHECK(labels(HostArray<std::uint8_t>{{2, 1}, {3, 4}}) == FileBytes{3, 4});
  CHECK(labels(HostArray<float>{{1}, {2}}) == FileBytes{2});
  CHECK(refusal([] {
          return labels(HostArray<float>{{2}, {1, 0.5F}});
        }) == "Y has the value 0.5 at position 1; labels are whole numbers");
  CHECK_THAT(refusal([] {
               return labels(HostArray<std::int64_t>{{1}, {-1}});
             }),
             Contains("value -1 at position 0"));
  CHECK_THAT(refusal([] {
               return labels(HostArray<std::uint8_t>{{1, 2}, {0, 1}});
             }),
             Contains("numpy.argmax(labels, 1)"));
}

TEST_CASE("damaged arrays of images and labels are refused") {
  const FileBytes file = encode_npy(HostArray<std::uint8_t>{{3}, {1, 2, 3}});
  const auto read = [](const FileBytes& bytes) { return parse_npy_labels(bytes, "Y"); };
  check_every_prefix_is_refused(read, file);
  check_damage_is_refused_or_read(read, file, 500);
  FileBytes cut = encode_npy(image<std::uint8_t>({1}));
  cut.pop_back();
  CHECK_THAT(refusal([&] { return parse_npy_images(cut, "X"); }), Contains("X is truncated"));
}
