#pragma once

#include <string>

#include "protocol/operations/local_operation.hpp"

namespace fathom {

/// An operation that no ring can compute, such as a comparison or a division: for the reading in
/// the clear over reals() alone, so it costs nothing on paper and has no name in the tables. On
/// shares and on encoded integers it throws UserError with the sentence `refusal`.
[[nodiscard]] LocalOperationPtr clear_operation(const Shape& result, std::string refusal,
                                                LocalOperation::Body body);

/// The doubles of a tensor over reals().
[[nodiscard]] const double* doubles(const Tensor& tensor);
[[nodiscard]] double* doubles(Tensor& tensor);

}  // namespace fathom
