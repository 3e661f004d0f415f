#include <algorithm>
#include <array>
#include <cstring>
#include <vector>

#include "metrics/errors.hpp"
#include "protocol/kernels/parallel.hpp"
#include "protocol/kernels/tensor_ranges.hpp"
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

/// Rows of out in one piece of a product: two pieces of a batch of 32, so that two cores share it,
/// and more where one piece would be less than some hundred thousand multiply-adds.
std::size_t product_grain(std::size_t k, std::size_t n) {
  constexpr std::size_t kFewestRows = 16, kFewestProducts = 1U << 18U;
  const std::size_t rows = kFewestProducts / std::max<std::size_t>(1, k * n);
  return std::max(kFewestRows, rows / kFewestRows * kFewestRows);
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
  parallel_for(columns, row_grain(rows), turn_columns);
}

}  // namespace

void matmul_into(void* out, const Tensor& a, Transpose transpose_a, const Tensor& b) {
  ensure(&a.ring() == &b.ring(), "operands must be of one ring");
  const auto [a_rows, a_columns] = matrix(a);
  const auto [k, n] = matrix(b);
  const bool turned = transpose_a == Transpose::yes;
  const std::size_t m = turned ? a_columns : a_rows;
  ensure(k == (turned ? a_rows : a_columns), "a product (m, k) by (k, n) must agree in k");
  const MatmulCall call{.a = a.data(),
                        .a_row_stride = turned ? 1 : a_columns,
                        .a_column_stride = turned ? a_columns : 1,
                        .b = b.data(),
                        .out = out,
                        .m = m,
                        .k = k,
                        .n = n};
  parallel_for(HostPart::products, m, product_grain(k, n),
               [&](std::size_t first, std::size_t last) {
                 MatmulCall piece = call;
                 piece.first_row = first;
                 piece.last_row = last;
                 a.ring().kernels.matmul(piece);
               });
}

Tensor matmul(const Tensor& a, Transpose transpose_a, const Tensor& b, Transpose transpose_b) {
  if (transpose_b == Transpose::yes) return matmul(a, transpose_a, transpose(b), Transpose::no);
  const Extents left = matrix(a);
  Tensor out(a.ring(),
             {transpose_a == Transpose::yes ? left.columns : left.rows, matrix(b).columns});
  matmul_into(out.data(), a, transpose_a, b);
  return out;
}

Tensor transpose(const Tensor& a) {
  const Extents extents = matrix(a);
  Tensor out(a.ring(), {extents.columns, extents.rows});
  const auto turn = [&]<class Word>(Word) {
    const auto* in = static_cast<const Word*>(a.data());
    auto* to = static_cast<Word*>(out.data());
    parallel_for(extents.columns, row_grain(extents.rows),
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
  return out;
}

Tensor add_row(const Tensor& a, const Tensor& row) {
  const auto [rows, columns] = matrix(a);
  ensure(&a.ring() == &row.ring(), "operands must be of one ring");
  ensure(row.size() == columns, "the row must be as long as the matrix's rows");
  Tensor out(a.ring(), a.shape());
  parallel_for(rows, row_grain(columns), [&, n = columns](std::size_t first, std::size_t last) {
    for (std::size_t i = first; i < last; ++i) {
      a.ring().kernels.add(at(a, i * n), row.data(), at(out, i * n), n);
    }
  });
  return out;
}

/// Blocks of rows are summed one by one, and their sums in order, so that the order of additions is
/// the same on any number of threads.
Tensor sum_rows(const Tensor& a) {
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
  return sums.slice(0, {n});
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
  Tensor out(a.ring(), a.shape().with_rows(rows.size()));
  const std::size_t n = a.shape().row_size();
  parallel_for(rows.size(), row_grain(n), [&](std::size_t first, std::size_t last) {
    for (std::size_t i = first; i < last; ++i) {
      std::memcpy(at(out, i * n), at(a, rows[i] * n), n * a.ring().element_bytes);
    }
  });
  return out;
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
  Tensor out(head.ring(), head.shape().with_rows(rows));
  std::size_t next = 0;
  for (const Tensor& part : parts) {
    std::memcpy(at(out, next), part.data(), part.bytes());
    next += part.size();
  }
  return out;
}

}  // namespace fathom
