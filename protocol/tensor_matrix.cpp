#include <algorithm>
#include <array>
#include <cstring>
#include <vector>

#include "metrics/errors.hpp"
#include "protocol/kernels/parallel.hpp"
#include "protocol/kernels/tensor_ranges.hpp"
#include "protocol/made.hpp"
#include "protocol/tensor_math.hpp"

namespace fathom {

namespace {

struct Extents {
  std::size_t rows, columns;
};

Extents matrix(const Tensor& a) {
  ensure(a.shape().rank() >= 2, "a matrix has at least two extents");
  return {a.shape().rows(), a.shape().row_size()};
}

/// How many of `count` rows, or columns, of a product go into a piece, when each takes so many
/// multiply-adds: multiples of `least`, and not less than a million multiply-adds (of reals, which
/// do not split limbs, a quarter of that).
std::size_t product_grain(const Ring& ring, std::size_t each, std::size_t least) {
  const std::size_t fewest = ring.id == RingId::reals ? 1U << 18U : 1U << 19U;
  return std::max(least, fewest / std::max<std::size_t>(1, each) / least * least);
}

/// Transposes the columns [first, last) of a, which are the rows of out, in square tiles so that
/// both sides use whole cache lines.
template <class Word>
void transpose_columns(const Word* a, Word* out, Extents extents, std::size_t first,
                       std::size_t last) {
  constexpr std::size_t kTile = 16;
  const auto [rows, columns] = extents;
  for (std::size_t column = first; column < last; column += kTile) {
    const std::size_t end = std::min(column + kTile, last);
    for (std::size_t row = 0; row < rows; row += kTile) {
      const std::size_t row_end = std::min(row + kTile, rows);
      for (std::size_t j = column; j < end; ++j) {
        for (std::size_t i = row; i < row_end; ++i) out[j * rows + i] = a[i * columns + j];
      }
    }
  }
}

/// Transposes elements of any width, which need no tiles: one fills most of a cache line.
void turn_wide(const Tensor& a, Tensor& out, Extents extents) {
  const auto [rows, columns] = extents;
  const auto turn_columns = [&, m = rows, n = columns](std::size_t first, std::size_t last) {
    for (std::size_t j = first; j < last; ++j) {
      for (std::size_t i = 0; i < m; ++i) {
        std::memcpy(at(out, j * m + i), at(a, i * n + j), a.ring().element_bytes);
      }
    }
  };
  parallel_for(HostPart::memory, columns, row_grain(rows), turn_columns);
}

}  // namespace

namespace {

void ensure_product(const Extents& a, bool turned, const Extents& b) {
  ensure(b.rows == (turned ? a.rows : a.columns), "a product (m, k) by (k, n) must agree in k");
}

}  // namespace

namespace {

MatmulCall call_of(void* out, const Tensor& a, Transpose transpose_a, const Tensor& b,
                   const void* addend) {
  ensure(&a.ring() == &b.ring(), "operands must be of one ring");
  const Extents left = matrix(a);
  const auto [k, n] = matrix(b);
  const bool turned = transpose_a == Transpose::yes;
  ensure_product(left, turned, {k, n});
  return {.a = a.data(),
          .a_row_stride = turned ? 1 : left.columns,
          .a_column_stride = turned ? left.columns : 1,
          .b = b.data(),
          .addend = addend,
          .out = out,
          .m = turned ? left.columns : left.rows,
          .k = k,
          .n = n};
}

/// One after the other, a few rows or columns at a time: columns where there are few rows, since
/// each piece splits the right side of its columns into limbs.
void run_calls(const Ring& ring, std::span<const MatmulCall> calls) {
  constexpr std::size_t kFewRows = 64, kLeastRows = 16, kLeastColumns = 64;
  const MatmulCall& any = calls.front();
  const bool by_columns = ring.id != RingId::reals && any.m <= kFewRows;
  const auto run = [&](std::size_t first, std::size_t last) {
    for (MatmulCall piece : calls) {
      piece.first_row = by_columns ? 0 : first;
      piece.last_row = by_columns ? any.m : last;
      piece.first_column = by_columns ? first : 0;
      piece.last_column = by_columns ? last : any.n;
      ring.kernels.matmul(piece);
    }
  };
  if (by_columns) {
    parallel_for(HostPart::products, any.n, product_grain(ring, any.m * any.k, kLeastColumns), run);
  } else {
    parallel_for(HostPart::products, any.m, product_grain(ring, any.k * any.n, kLeastRows), run);
  }
}

}  // namespace

void matmul_into(void* out, const Tensor& a, Transpose transpose_a, const Tensor& b,
                 const void* addend) {
  run_calls(a.ring(), std::array{call_of(out, a, transpose_a, b, addend)});
}

Tensor add_products(const Tensor& sum, const Factors& first, const Factors& second,
                    Transpose transpose_a, Transpose transpose_b) {
  if (transpose_b == Transpose::yes) {
    return add_products(sum, {first.a, transpose(first.b)}, {second.a, transpose(second.b)},
                        transpose_a, Transpose::no);
  }
  ensure(first.a.shape() == second.a.shape() && first.b.shape() == second.b.shape(),
         "the products of a sum have one shape");
  ensure(&sum.ring() == &first.a.ring() && &sum.ring() == &second.a.ring(),
         "operands must be of one ring");
  const Extents left = matrix(first.a);
  const bool turned = transpose_a == Transpose::yes;
  ensure_product(left, turned, matrix(first.b));
  const Extents result{turned ? left.columns : left.rows, matrix(first.b).columns};
  ensure(matrix(sum).rows == result.rows && matrix(sum).columns == result.columns,
         "products are added to a sum of their shape");
  return made(sum.ring(), sum.shape(), std::array{sum, first.a, first.b, second.a, second.b},
              [transpose_a](const auto& in, Tensor& out) {
                const std::array calls{call_of(out.data(), in[1], transpose_a, in[2], in[0].data()),
                                       call_of(out.data(), in[3], transpose_a, in[4], out.data())};
                run_calls(out.ring(), calls);
              });
}

Tensor matmul(const Tensor& a, Transpose transpose_a, const Tensor& b, Transpose transpose_b) {
  if (transpose_b == Transpose::yes) return matmul(a, transpose_a, transpose(b), Transpose::no);
  ensure(&a.ring() == &b.ring(), "operands must be of one ring");
  const Extents left = matrix(a);
  const bool turned = transpose_a == Transpose::yes;
  ensure_product(left, turned, matrix(b));
  return made(a.ring(), {turned ? left.columns : left.rows, matrix(b).columns}, std::array{a, b},
              [transpose_a](const auto& in, Tensor& out) {
                matmul_into(out.data(), in[0], transpose_a, in[1]);
              });
}

namespace {

void transpose_into(Tensor& out, const Tensor& a) {
  const Extents extents = matrix(a);
  const auto turn = [&]<class Word>(Word) {
    const auto* in = static_cast<const Word*>(a.data());
    auto* to = static_cast<Word*>(out.data());
    parallel_for(HostPart::memory, extents.columns, row_grain(extents.rows),
                 [&](std::size_t first, std::size_t last) {
                   transpose_columns(in, to, extents, first, last);
                 });
  };
  switch (a.ring().element_bytes) {
    case 8:
      turn(std::uint64_t{});
      break;
    case 16:
      turn(static_cast<unsigned __int128>(0));
      break;
    default:
      turn_wide(a, out, extents);
  }
}

}  // namespace

Tensor transpose(const Tensor& a) {
  const Extents extents = matrix(a);
  return made(a.ring(), {extents.columns, extents.rows}, std::array{a},
              [](const auto& in, Tensor& out) { transpose_into(out, in[0]); });
}

Tensor add_row(const Tensor& a, const Tensor& row) {
  const std::size_t n = matrix(a).columns;
  ensure(&a.ring() == &row.ring(), "operands must be of one ring");
  ensure(row.size() == n, "the row must be as long as the matrix's rows");
  return made(a.ring(), a.shape(), std::array{a, row}, [n](const auto& in, Tensor& out) {
    parallel_for(out.shape().rows(), row_grain(n), [&](std::size_t first, std::size_t last) {
      for (std::size_t i = first; i < last; ++i) {
        out.ring().kernels.add(at(in[0], i * n), in[1].data(), at(out, i * n), n);
      }
    });
  });
}

namespace {

/// Blocks of rows are summed one by one, and their sums in order, so that the order of additions is
/// the same on any number of threads.
void sum_rows_into(Tensor& out, const Tensor& a) {
  const Extents extents = matrix(a);
  const std::size_t n = extents.columns;
  const std::size_t grain = row_grain(n);
  const std::size_t blocks = std::max<std::size_t>(1, (extents.rows + grain - 1) / grain);
  const auto add_to = [&](std::byte* sum, const std::byte* row) {
    a.ring().kernels.add(sum, row, sum, n);
  };
  Tensor sums = Tensor::zeros(a.ring(), {blocks, n});
  parallel_for(extents.rows, grain, [&](std::size_t first, std::size_t last) {
    std::byte* sum = at(sums, first / grain * n);
    for (std::size_t i = first; i < last; ++i) add_to(sum, at(a, i * n));
  });
  for (std::size_t block = 1; block < blocks; ++block) add_to(at(sums, 0), at(sums, block * n));
  std::memcpy(out.data(), at(sums, 0), out.bytes());
}

}  // namespace

Tensor sum_rows(const Tensor& a) {
  return made(a.ring(), {matrix(a).columns}, std::array{a},
              [](const auto& in, Tensor& out) { sum_rows_into(out, in[0]); });
}

void add_rows_to(Tensor& sum, const Tensor& rows) {
  const Extents extents = matrix(rows);
  ensure(sum.size() == extents.columns, "rows are added to a sum of their own size");
  std::byte* to = at(sum, 0);
  for (std::size_t i = 0; i < extents.rows; ++i) {
    rows.ring().kernels.add(to, at(rows, i * extents.columns), to, extents.columns);
  }
}

Tensor gather_rows(const Tensor& a, std::span<const std::uint32_t> rows) {
  ensure(a.shape().rank() >= 1, "a scalar has no rows to gather");
  for (const std::uint32_t row : rows) ensure(row < a.shape().rows(), "a gathered row must exist");
  return made(a.ring(), a.shape().with_rows(rows.size()), std::array{a},
              [rows = std::vector(rows.begin(), rows.end())](const auto& in, Tensor& out) {
                const std::size_t n = out.shape().row_size();
                const std::size_t bytes = n * out.ring().element_bytes;
                parallel_for(HostPart::memory, rows.size(), row_grain(n),
                             [&](std::size_t first, std::size_t last) {
                               for (std::size_t i = first; i < last; ++i) {
                                 std::memcpy(at(out, i * n), at(in[0], rows[i] * n), bytes);
                               }
                             });
              });
}

Tensor concatenate_rows(std::span<const Tensor> parts) {
  ensure(!parts.empty(), "there must be something to concatenate");
  const Tensor& head = parts.front();
  std::size_t rows = 0;
  for (const Tensor& part : parts) {
    ensure(&part.ring() == &head.ring(), "operands must be of one ring");
    ensure(part.shape().with_rows(0) == head.shape().with_rows(0), "rows must have one shape");
    rows += part.shape().rows();
  }
  return made(head.ring(), head.shape().with_rows(rows), std::vector(parts.begin(), parts.end()),
              [](const std::vector<Tensor>& in, Tensor& out) {
                std::size_t next = 0;
                for (const Tensor& part : in) {
                  std::memcpy(at(out, next), part.data(), part.bytes());
                  next += part.size();
                }
              });
}

}  // namespace fathom
