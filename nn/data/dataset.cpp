#include "nn/data/dataset.hpp"

#include <algorithm>
#include <string>

#include "metrics/errors.hpp"
#include "nn/data/file.hpp"
#include "nn/data/gzip.hpp"
#include "nn/data/idx.hpp"
#include "nn/data/npy_images.hpp"

namespace fathom {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kSide = 28;
constexpr int kClasses = 10;

/// The files of the training part or of the test part.
struct PartFiles {
  fs::path images, labels;
};

/// `name` as it is, or compressed where only that is there.
fs::path plain_or_compressed(const fs::path& name) {
  std::error_code error;
  const fs::path compressed = name.string() + ".gz";
  return !fs::exists(name, error) && fs::exists(compressed, error) ? compressed : name;
}

PartFiles idx_files(const fs::path& directory, const std::string& part) {
  return {plain_or_compressed(directory / (part + "-images-idx3-ubyte")),
          plain_or_compressed(directory / (part + "-labels-idx1-ubyte"))};
}

PartFiles npy_files(const fs::path& directory, const std::string& part) {
  return {directory / (part + "_images.npy"), directory / (part + "_labels.npy")};
}

LabelledImages read_idx_part(const PartFiles& files) {
  const auto read = [](const fs::path& path) {
    return parse_idx<std::uint8_t>(read_unpacked(path), in_quotes(path.native()));
  };
  return {read(files.images), read(files.labels)};
}

LabelledImages read_npy_part(const PartFiles& files) {
  return {parse_npy_images(read_file(files.images), in_quotes(files.images.native())),
          parse_npy_labels(read_file(files.labels), in_quotes(files.labels.native()))};
}

LabelledImages checked(LabelledImages loaded, const PartFiles& files) {
  const auto& [images_path, labels_path] = files;
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

Mnist load_dataset(const fs::path& directory) {
  std::error_code error;
  if (!fs::is_directory(directory, error)) {
    refuse(in_quotes(directory.native()),
           "is not a directory: the one that holds the data set's four files, "
           "train-images-idx3-ubyte and so on or train_images.npy and so on, is needed here");
  }
  const PartFiles train = idx_files(directory, "train"), test = idx_files(directory, "t10k");
  const PartFiles npy_train = npy_files(directory, "train"),
                  npy_test = npy_files(directory, "test");
  if (fs::exists(train.images, error)) {
    return {checked(read_idx_part(train), train), checked(read_idx_part(test), test)};
  }
  if (!fs::exists(npy_train.images, error)) {
    refuse(in_quotes(directory.native()),
           "holds neither train-images-idx3-ubyte, as it is or .gz, nor train_images.npy");
  }
  return {checked(read_npy_part(npy_train), npy_train), checked(read_npy_part(npy_test), npy_test)};
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
