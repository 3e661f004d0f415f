#include "protocol/operations/convolution_map.hpp"

#include "metrics/errors.hpp"

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
  [[nodiscard]] Tensor expanded(const Local& local, const Tensor& x) const {
    Tensor rows = expand(x, windows_);
    local.memory_bytes(x.ring(), rows.bytes());
    return rows;
  }
  [[nodiscard]] Tensor as_rows(const Tensor& y) const {
    return y.reshaped(Shape{windows_.count(), y.shape()[3]});
  }
  [[nodiscard]] Tensor as_matrix(const Tensor& w) const {
    return w.reshaped(Shape{windows_.window_size(), w.shape()[3]});
  }

  Windows windows_;
};

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
    return local.matmul(expanded(local, x), Transpose::no, as_matrix(w), Transpose::no)
        .reshaped(outputs(w.shape()[3]));
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
    return local.matmul(expanded(local, x), Transpose::yes, as_rows(dy), Transpose::no)
        .reshaped(weights(dy.shape()[3]));
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
    const Tensor rows = local.matmul(as_rows(dy), Transpose::no, as_matrix(w), Transpose::yes);
    local.element_operations(rows.ring(), rows.size());
    return fold(rows, windows_);
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
