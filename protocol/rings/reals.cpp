#include <cblas.h>

#include <Eigen/Core>
#include <algorithm>
#include <cmath>

#include "protocol/rings/ring.hpp"

namespace fathom {

namespace {

using Map = Eigen::Map<const Eigen::ArrayXd>;

Map from(const void* a, std::size_t n) {
  return {static_cast<const double*>(a), static_cast<Eigen::Index>(n)};
}

Eigen::Map<Eigen::ArrayXd> to(void* out, std::size_t n) {
  return {static_cast<double*>(out), static_cast<Eigen::Index>(n)};
}

void add(const void* a, const void* b, void* out, std::size_t n) {
  to(out, n) = from(a, n) + from(b, n);
}

void subtract(const void* a, const void* b, void* out, std::size_t n) {
  to(out, n) = from(a, n) - from(b, n);
}

void negate(const void* a, void* out, std::size_t n) { to(out, n) = -from(a, n); }

void multiply(const void* a, const void* b, void* out, std::size_t n) {
  to(out, n) = from(a, n) * from(b, n);
}

void scale(const void* a, PublicNumber factor, void* out, std::size_t n) {
  to(out, n) = from(a, n) * factor.value;
}

void add_scaled(const void* a, PublicNumber factor, void* out, std::size_t n) {
  to(out, n) += from(a, n) * factor.value;
}

void add_constant(const void* a, PublicNumber constant, void* out, std::size_t n) {
  to(out, n) = from(a, n) + constant.value;
}

/// One thread for OpenBLAS: parallel_for splits the rows, the same way on any number of threads,
/// and a row's sums are then always added in the same order.
void matmul(const MatmulCall& call) {
  [[maybe_unused]] static const bool single = (openblas_set_num_threads(1), true);
  using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  using Strided = Eigen::Map<const RowMajor, Eigen::Unaligned, Eigen::OuterStride<>>;
  const auto index = [](std::size_t i) { return static_cast<Eigen::Index>(i); };
  const auto rows = index(call.last_row - call.first_row);
  const auto k = index(call.k), n = index(call.n);
  const auto* a = static_cast<const double*>(call.a) + call.first_row * call.a_row_stride;
  auto* first = static_cast<double*>(call.out) + call.first_row * call.n;
  const Eigen::Map<const RowMajor> b(static_cast<const double*>(call.b), k, n);
  Eigen::Map<RowMajor> out(first, rows, n);
  if (call.addend == nullptr) {
    out.setZero();
  } else if (call.addend != call.out) {
    const auto* addend = static_cast<const double*>(call.addend) + call.first_row * call.n;
    out = Eigen::Map<const RowMajor>(addend, rows, n);
  }
  if (call.a_column_stride == 1) {
    out.noalias() += Strided(a, rows, k, Eigen::OuterStride<>(index(call.a_row_stride))) * b;
  } else {
    const Strided turned(a, k, rows, Eigen::OuterStride<>(index(call.a_column_stride)));
    out.noalias() += turned.transpose() * b;
  }
}

/// Fractional bits are only written beside a real, so shifting leaves it as it is.
void round_shift(const void* a, int, void* out, std::size_t n) { to(out, n) = from(a, n); }

void truncate_share(const void* a, int bits, int, void* out, std::size_t n) {
  round_shift(a, bits, out, n);
}

TruncationCheck check_truncation(const void*, const void*, const void*, const void*, int,
                                 std::size_t) {
  return {};
}

std::size_t encode(const double* x, int, double limit, void* out, std::size_t n) {
  const double* bad = std::find_if_not(x, x + n, [&](double v) { return std::abs(v) < limit; });
  const auto good = static_cast<std::size_t>(bad - x);
  std::copy_n(x, good, static_cast<double*>(out));
  return good;
}

void decode(const void* a, int, double* out, std::size_t n) { to(out, n) = from(a, n); }

std::size_t from_uniform_bytes(const std::byte*, std::size_t, void*, std::size_t) { return 0; }

bool is_canonical(const void* a, std::size_t n) { return from(a, n).isFinite().all(); }

}  // namespace

const Ring& reals() {
  static const Ring ring{.id = RingId::reals,
                         .name = "reals",
                         .bits = 64,
                         .element_bytes = sizeof(double),
                         .modulus = HUGE_VAL,
                         .rejects = false,
                         .power_of_two = false,
                         .kernels = {.add = add,
                                     .subtract = subtract,
                                     .negate = negate,
                                     .multiply = multiply,
                                     .scale = scale,
                                     .add_scaled = add_scaled,
                                     .add_constant = add_constant,
                                     .matmul = matmul,
                                     .truncate_share = truncate_share,
                                     .round_shift = round_shift,
                                     .check_truncation = check_truncation,
                                     .floor_shift = round_shift,
                                     .logical_shift = nullptr,
                                     .low_bits = nullptr,
                                     .bit = nullptr,
                                     .to_words = nullptr,
                                     .from_words = nullptr,
                                     .encode = encode,
                                     .decode = decode,
                                     .from_uniform_bytes = from_uniform_bytes,
                                     .is_canonical = is_canonical}};
  return ring;
}

}  // namespace fathom
