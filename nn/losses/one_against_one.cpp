#include "nn/losses/one_against_one.hpp"

#include "metrics/errors.hpp"

namespace fathom {
namespace {

// x times a public matrix of zeros and ones (row-major), at the scale of x.
LocalOperationPtr expansion(const Shape& x, std::size_t columns, std::vector<double> matrix) {
  const Shape to{x.row_size(), columns};
  const Work work = work_of::products(x.size() * columns);
  return std::make_shared<LocalOperation>(
      Operation::expand, Shape{x.rows(), columns}, std::array<Work, 2>{work, work},
      [to, matrix = std::move(matrix)](const Local& local, const std::vector<Tensor>& in) {
        const Tensor ones = Tensor::encode(in[0].ring(), to, matrix.data(), 0, 2.0);
        return local.matmul(in[0], Transpose::no, ones, Transpose::no);
      },
      LocalOperation::Kind::affine);
}

enum class Of : bool { first, both };

// y_i, or y_i + y_j, for each pair.
LocalOperationPtr labels_of_pairs(const Shape& labels, std::size_t classes, Of which) {
  const auto pairs = pairs_of(classes);
  std::vector<double> matrix(classes * pairs.size());
  for (std::size_t p = 0; p < pairs.size(); ++p) {
    matrix[pairs[p].first * pairs.size() + p] = 1;
    if (which == Of::both) matrix[pairs[p].second * pairs.size() + p] = 1;
  }
  return expansion(labels, pairs.size(), std::move(matrix));
}

}  // namespace

std::vector<std::pair<std::size_t, std::size_t>> pairs_of(std::size_t classes) {
  std::vector<std::pair<std::size_t, std::size_t>> pairs;
  for (std::size_t i = 0; i < classes; ++i) {
    for (std::size_t j = i + 1; j < classes; ++j) pairs.emplace_back(i, j);
  }
  return pairs;
}

Task<Secret> OneAgainstOne::gradient(Engine& engine, Secret outputs, Secret labels) const {
  const LabelScope scope(co_await this_strand(), id_, Pass::backward);
  const int f = labels.fractional_bits();
  std::vector<Secret> for_sums{labels}, for_firsts{labels};
  auto sum_map = labels_of_pairs(labels.shape(), classes_, Of::both);
  auto first_map = labels_of_pairs(labels.shape(), classes_, Of::first);
  Secret sums = co_await engine.local(std::move(sum_map), std::move(for_sums), f, 0);
  Secret firsts = co_await engine.local(std::move(first_map), std::move(for_firsts), f, 0);
  const int drop = outputs.fractional_bits();
  Secret chosen = co_await engine.multiply(std::move(sums), std::move(outputs), drop);
  co_return co_await engine.subtract(std::move(chosen), std::move(firsts));
}

Output class_scores(const Output& outputs, std::size_t classes) {
  const auto pairs = pairs_of(classes);
  ensure(outputs.shape.row_size() == pairs.size(), "there is one output for each two classes");
  const std::size_t rows = outputs.shape.rows();
  Output scores{Shape{rows, classes}, std::vector<double>(rows * classes)};
  for (std::size_t r = 0; r < rows; ++r) {
    for (std::size_t p = 0; p < pairs.size(); ++p) {
      const double s = outputs.values[r * pairs.size() + p];
      scores.values[r * classes + pairs[p].first] += s;
      scores.values[r * classes + pairs[p].second] += 1 - s;
    }
  }
  return scores;
}

}  // namespace fathom
