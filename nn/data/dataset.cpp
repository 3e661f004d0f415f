#include "nn/data/dataset.hpp"

#include <algorithm>
#include <string>

#include "metrics/errors.hpp"
#include "nn/data/file.hpp"
#include "nn/data/idx.hpp"

namespace fathom {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kSide = 28;
constexpr int kClasses = 10;

HostArray<std::uint8_t> read_part(const fs::path& path) {
  std::error_code error;
  const fs::path compressed = path.string() + ".gz";
  if (!fs::exists(path, error) && fs::exists(compressed, error)) {
    refuse(in_quotes(path.native()), "does not exist, only its compressed form " +
                                         in_quotes(compressed.filename().native()) +
                                         ": unpack that with gunzip first");
  }
  return read_idx_ubyte(path);
}

LabelledImages load_part(const fs::path& directory, const std::string& part) {
  const fs::path images_path = directory / (part + "-images-idx3-ubyte");
  const fs::path labels_path = directory / (part + "-labels-idx1-ubyte");
  LabelledImages loaded{read_part(images_path), read_part(labels_path)};
  const Shape& images = loaded.images.shape;
  const Shape& labels = loaded.labels.shape;
  if (images.rank() != 3 || images[1] != kSide || images[2] != kSide) {
    refuse(in_quotes(images_path.native()),
           "has the shape " + images.to_string() + "; images of (count, 28, 28) are needed");
  }
  if (labels.rank() != 1) {
    refuse(in_quotes(labels_path.native()),
           "has the shape " + labels.to_string() + "; labels of (count) are needed");
  }
  if (images.rows() != labels.rows()) {
    refuse(in_quotes(labels_path.native()), "has " + std::to_string(labels.rows()) +
                                                " labels, but " + in_quotes(images_path.native()) +
                                                " has " + std::to_string(images.rows()) +
                                                " images: each image needs one label");
  }
  const auto wrong = std::ranges::find_if(loaded.labels.values,
                                          [](std::uint8_t label) { return label >= kClasses; });
  if (wrong != loaded.labels.values.end()) {
    refuse(in_quotes(labels_path.native()),
           "has the label " + std::to_string(*wrong) + " at position " +
               std::to_string(wrong - loaded.labels.values.begin()) + "; labels are 0 to 9");
  }
  return loaded;
}

}  // namespace

Mnist load_mnist(const fs::path& directory) {
  std::error_code error;
  if (!fs::is_directory(directory, error)) {
    refuse(in_quotes(directory.native()),
           "is not a directory: the one that holds the four MNIST files, "
           "train-images-idx3-ubyte and so on, is needed here");
  }
  return {load_part(directory, "train"), load_part(directory, "t10k")};
}

LabelledImages select_digits(const LabelledImages& all, int first, int last) {
  if (first < 0 || first > last || last >= kClasses) {
    throw UserError("digits " + std::to_string(first) + " to " + std::to_string(last) +
                    " cannot be selected: they must lie in 0 to 9, the smaller one first");
  }
  ensure(all.images.shape.rank() == 3 && all.images.shape.rows() == all.count(),
         "images and labels do not belong together");
  const auto image_size = static_cast<std::ptrdiff_t>(all.images.shape.row_size());
  LabelledImages selected;
  auto image = all.images.values.begin();
  for (const std::uint8_t label : all.labels.values) {
    if (label >= first && label <= last) {
      selected.labels.values.push_back(static_cast<std::uint8_t>(label - first));
      selected.images.values.insert(selected.images.values.end(), image, image + image_size);
    }
    image += image_size;
  }
  selected.labels.shape = all.labels.shape.with_rows(selected.labels.values.size());
  selected.images.shape = all.images.shape.with_rows(selected.labels.values.size());
  return selected;
}

}  // namespace fathom
