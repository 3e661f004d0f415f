#include "nn/clear_operation.hpp"

#include <algorithm>
#include <utility>

#include "metrics/errors.hpp"

namespace fathom {

LocalOperationPtr clear_operation(const Shape& result, std::string refusal,
                                  LocalOperation::Body body) {
  return std::make_shared<LocalOperation>(
      Operation::none, result, std::array<Work, 2>{},
      [refusal = std::move(refusal), body = std::move(body)](const Local& local,
                                                             const std::vector<Tensor>& in) {
        const bool clear = std::ranges::all_of(in, [](const Tensor& tensor) {
          return !tensor.empty_handle() && tensor.ring().id == RingId::reals;
        });
        if (!clear) throw UserError(refusal);
        return body(local, in);
      });
}

const double* doubles(const Tensor& tensor) { return static_cast<const double*>(tensor.data()); }

double* doubles(Tensor& tensor) { return static_cast<double*>(tensor.data()); }

}  // namespace fathom
