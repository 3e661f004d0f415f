#pragma once

#include "protocol/kernels/element_kernels.hpp"
#include "protocol/kernels/field_arithmetic.hpp"

namespace fathom {

/// The ring object of a prime field, given its matrix product.
template <class Field>
Ring field_ring(RingId id, std::string_view name, void (*matmul)(const MatmulCall&)) {
  using Arithmetic = FieldArithmetic<Field>;
  return {.id = id,
          .name = name,
          .bits = Field::kBits,
          .element_bytes = sizeof(typename Field::Word),
          .modulus = Arithmetic::modulus(),
          .rejects = true,
          .power_of_two = false,
          .kernels = ElementKernels<Arithmetic>::table(matmul)};
}

}  // namespace fathom
