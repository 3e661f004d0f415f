#include "protocol/kernels/parallel.hpp"

#include "metrics/errors.hpp"
#include "protocol/kernels/workers.hpp"

namespace fathom {

void parallel_for(std::size_t n, std::size_t grain, const PieceBody& body) {
  parallel_for(HostPart::elements, n, grain, body);
}

void parallel_for(HostPart part, std::size_t n, std::size_t grain, const PieceBody& body) {
  ensure(grain > 0, "parallel_for needs a grain of at least 1");
  Workers::instance().run_pieces(part, n, grain, body);
}

void set_threads(std::size_t count) {
  ensure(count > 0, "parallel_for needs at least one thread");
  Workers::instance().set_threads(count);
}

std::size_t threads() { return Workers::instance().threads(); }

}  // namespace fathom
