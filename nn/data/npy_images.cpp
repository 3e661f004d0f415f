#include "nn/data/npy_images.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "nn/data/npy.hpp"
#include "nn/data/npy_header.hpp"

namespace fathom {
namespace {

constexpr std::size_t kSide = 28;
constexpr float kWhite = 255;

/// Every value times `factor` and rounded, once `fits` holds for it.
template <class Fits>
std::vector<std::uint8_t> levels(const HostArray<float>& array, float factor, Fits fits,
                                 const std::string& subject, const char* what) {
  std::vector<std::uint8_t> result;
  result.reserve(array.values.size());
  for (const float value : array.values) {
    if (!fits(value)) {
      refuse(subject,
             fmt::format("has the value {} at position {}; {}", value, result.size(), what));
    }
    result.push_back(static_cast<std::uint8_t>(std::lround(value * factor)));
  }
  return result;
}

bool is_level(float value) { return value >= 0 && value <= kWhite && value == std::floor(value); }
bool is_share(float value) { return value >= 0 && value <= 1; }

Shape image_shape(const Shape& shape, const std::string& subject) {
  const std::size_t rank = shape.rank();
  const bool flat = rank == 2 && shape[1] == kSide * kSide;
  const bool square =
      (rank == 3 || (rank == 4 && shape[3] == 1)) && shape[1] == kSide && shape[2] == kSide;
  if (!flat && !square) {
    refuse(subject, "has the shape " + shape.to_string() +
                        "; images of (count, 28, 28), (count, 28, 28, 1) or (count, 784) are "
                        "needed");
  }
  return Shape{shape.rows(), kSide, kSide};
}

}  // namespace

HostArray<std::uint8_t> parse_npy_images(ByteView bytes, const std::string& subject) {
  const bool floats = parse_npy_header(bytes, subject).element_type.starts_with("<f");
  const HostArray<float> array = parse_npy<float>(bytes, subject);
  const Shape shape = image_shape(array.shape, subject);
  const bool shares =
      floats && std::ranges::none_of(array.values, [](float value) { return value > 1; });
  if (shares) {
    return {shape, levels(array, kWhite, is_share, subject,
                          "grey values of floats lie in 0 to 1, or are whole from 0 to 255")};
  }
  return {shape,
          levels(array, 1, is_level, subject,
                 floats ? "where floats exceed 1 they are grey levels, whole numbers from 0 to 255"
                        : "grey levels are 0 to 255")};
}

HostArray<std::uint8_t> parse_npy_labels(ByteView bytes, const std::string& subject) {
  const HostArray<float> array = parse_npy<float>(bytes, subject);
  const Shape& shape = array.shape;
  if (shape.rank() != 1 && !(shape.rank() == 2 && shape[1] == 1)) {
    refuse(subject, "has the shape " + shape.to_string() +
                        "; labels of (count) are needed, which numpy.argmax(labels, 1) makes of "
                        "one-hot rows");
  }
  return {Shape{shape.rows()}, levels(array, 1, is_level, subject, "labels are whole numbers")};
}

}  // namespace fathom
