#include "protocol/operations/convolution_map.hpp"

#include "metrics/errors.hpp"
#include "protocol/convolution.hpp"
#include "protocol/operations/local_operation.hpp"

namespace fathom {
namespace {

// What the three maps share: rows of windows, and the shapes of y and w as matrices.
class ConvolutionMap : public BilinearMap {
 public:
  explicit ConvolutionMap(const Windows& windows) : windows_(windows) {}
  [[nodiscard]] Operation operation() const override { return Operation::convolve; }
  [[nodiscard]] MaterialType material() const override { return MaterialType::convolution; }

 protected:
  [[nodiscard]] Shape outputs(std::size_t channels) const {
    return {windows_.images[0], windows_.out_height, windows_.out_width, channels};
  }
  [[nodiscard]] Shape weights(std::size_t channels) const {
    return {windows_.kernel_height, windows_.kernel_width, windows_.images[3], channels};
  }
  [[nodiscard]] Work products(std::size_t channels) const {
    return work_of::products(expanded() * channels);
  }
  [[nodiscard]] std::size_t expanded() const { return windows_.count() * windows_.window_size(); }
  [[nodiscard]] Work expansion(const Ring& ring) const {
    return work_of::memory(expanded() * ring.element_bytes);
  }
  [[nodiscard]] Shape rows_shape(std::size_t channels) const {
    return {windows_.count(), channels};
  }
  [[nodiscard]] Shape matrix_shape(std::size_t channels) const {
    return {windows_.window_size(), channels};
  }
  /// The images as one row a window, and its transposed map.
  [[nodiscard]] LocalOperationPtr expansion_operation(const Ring& ring) const;
  [[nodiscard]] LocalOperationPtr folding_operation() const;

  Windows windows_;
};

/// Two evaluations and two additions in one.
template <class Kernel>
Tensor charged_sum(const Local& local, const Tensor& sum, const Work& once, const Kernel& kernel) {
  local.count(sum.ring(), once);
  local.count(sum.ring(), once);
  local.element_operations(sum.ring(), sum.size());
  return local.run(sum.ring(), work_of::elements(sum.size()), kernel);
}

LocalOperationPtr reshaping(const Shape& shape) {
  return std::make_shared<LocalOperation>(
      Operation::expand, shape, std::array<Work, 2>{},
      [shape](const Local& /*local*/, const std::vector<Tensor>& in) {
        return in[0].reshaped(shape);
      },
      LocalOperation::Kind::affine);
}

LocalOperationPtr ConvolutionMap::expansion_operation(const Ring& ring) const {
  const Work work = expansion(ring);
  return std::make_shared<LocalOperation>(
      Operation::expand, Shape{windows_.count(), windows_.window_size()},
      std::array<Work, 2>{work, work},
      [windows = windows_](const Local& local, const std::vector<Tensor>& in) {
        Tensor rows = expand(in[0], windows);
        local.memory_bytes(rows.ring(), rows.bytes());
        return rows;
      },
      LocalOperation::Kind::affine);
}

LocalOperationPtr ConvolutionMap::folding_operation() const {
  const Work work = work_of::elements(expanded());
  return std::make_shared<LocalOperation>(
      Operation::expand, windows_.images, std::array<Work, 2>{work, work},
      [windows = windows_](const Local& local, const std::vector<Tensor>& in) {
        local.element_operations(in[0].ring(), in[0].size());
        return fold(in[0], windows);
      },
      LocalOperation::Kind::affine);
}

class Forward final : public ConvolutionMap {
 public:
  using ConvolutionMap::ConvolutionMap;
  [[nodiscard]] Shape result(const Shape& x, const Shape& w) const override {
    ensure(x == windows_.images && w == weights(w[3]), "a convolution takes images and kernels");
    return outputs(w[3]);
  }
  [[nodiscard]] Work work(const Ring& ring, const Shape& /*x*/, const Shape& w) const override {
    return products(w[3]) + expansion(ring);
  }
  [[nodiscard]] Tensor apply(const Local& local, const Tensor& x, const Tensor& w) const override {
    return local.run(x.ring(), work(x.ring(), x.shape(), w.shape()),
                     [&] { return convolve(x, w, windows_); });
  }
  [[nodiscard]] Tensor add_two(const Local& local, const Tensor& sum, const Factors& first,
                               const Factors& second) const override {
    return charged_sum(local, sum, work(sum.ring(), first.a.shape(), first.b.shape()),
                       [&] { return add_convolutions(sum, first, second, windows_); });
  }
  [[nodiscard]] std::optional<Reduction> reduced(const Ring& ring, const Shape& /*x*/,
                                                 const Shape& w) const override {
    return Reduction{expansion_operation(ring), reshaping(matrix_shape(w[3])),
                     matmul_map(Transpose::no, Transpose::no), reshaping(outputs(w[3]))};
  }
};

class WeightsGradient final : public ConvolutionMap {
 public:
  using ConvolutionMap::ConvolutionMap;
  [[nodiscard]] Shape result(const Shape& x, const Shape& dy) const override {
    ensure(x == windows_.images && dy == outputs(dy[3]), "dw takes images and output gradients");
    return weights(dy[3]);
  }
  [[nodiscard]] Work work(const Ring& ring, const Shape& /*x*/, const Shape& dy) const override {
    return products(dy[3]) + expansion(ring);
  }
  [[nodiscard]] Tensor apply(const Local& local, const Tensor& x, const Tensor& dy) const override {
    return local.run(x.ring(), work(x.ring(), x.shape(), dy.shape()),
                     [&] { return convolution_weights_gradient(x, dy, windows_); });
  }
  [[nodiscard]] std::optional<Reduction> reduced(const Ring& ring, const Shape& /*x*/,
                                                 const Shape& dy) const override {
    return Reduction{expansion_operation(ring), reshaping(rows_shape(dy[3])),
                     matmul_map(Transpose::yes, Transpose::no), reshaping(weights(dy[3]))};
  }
};

class InputGradient final : public ConvolutionMap {
 public:
  using ConvolutionMap::ConvolutionMap;
  [[nodiscard]] Shape result(const Shape& dy, const Shape& w) const override {
    ensure(dy == outputs(dy[3]) && w == weights(dy[3]), "dx takes output gradients and kernels");
    return windows_.images;
  }
  [[nodiscard]] Work work(const Ring& /*ring*/, const Shape& dy,
                          const Shape& /*w*/) const override {
    return products(dy[3]) + work_of::elements(expanded());
  }
  [[nodiscard]] Tensor apply(const Local& local, const Tensor& dy, const Tensor& w) const override {
    return local.run(dy.ring(), work(dy.ring(), dy.shape(), w.shape()),
                     [&] { return convolution_input_gradient(dy, w, windows_); });
  }
  [[nodiscard]] Tensor add_two(const Local& local, const Tensor& sum, const Factors& first,
                               const Factors& second) const override {
    return charged_sum(local, sum, work(sum.ring(), first.a.shape(), first.b.shape()),
                       [&] { return add_input_gradients(sum, first, second, windows_); });
  }
  [[nodiscard]] std::optional<Reduction> reduced(const Ring& /*ring*/, const Shape& dy,
                                                 const Shape& /*w*/) const override {
    return Reduction{reshaping(rows_shape(dy[3])), reshaping(matrix_shape(dy[3])),
                     matmul_map(Transpose::no, Transpose::yes), folding_operation()};
  }
};

}  // namespace

BilinearMapPtr convolution_map(const Windows& windows) {
  return std::make_shared<Forward>(windows);
}

BilinearMapPtr convolution_weights_gradient_map(const Windows& windows) {
  return std::make_shared<WeightsGradient>(windows);
}

BilinearMapPtr convolution_input_gradient_map(const Windows& windows) {
  return std::make_shared<InputGradient>(windows);
}

}  // namespace fathom
