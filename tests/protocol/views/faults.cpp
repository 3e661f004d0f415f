#include "tests/protocol/views/faults.hpp"

#include <cstring>
#include <utility>

#include "protocol/tensor_math.hpp"

namespace fathom::test {
namespace {

using Change = std::function<Tensor(const Tensor&)>;

/// Changes both servers' shares of the first mask of material `tag`.
Fault in_streams(Tag tag, Change change) {
  Fault fault;
  fault.of_streams = [tag, change = std::move(change)](Draws&, const Draw& draw,
                                                       const Tensor& drawn) {
    return draw.tag == tag && draw.part == 0 ? change(drawn) : drawn;
  };
  return fault;
}

Tensor first_element_everywhere(const Tensor& drawn) {
  Tensor out(drawn.ring(), drawn.shape());
  const std::size_t width = drawn.ring().element_bytes;
  auto* bytes = static_cast<std::byte*>(out.data());
  for (std::size_t i = 0; i < out.size(); ++i) std::memcpy(bytes + i * width, drawn.data(), width);
  return out;
}

Fault one_mask_for_two_values(Tag first, Tag second) {
  Fault fault;
  fault.of_streams = [first, second](Draws& draws, const Draw& draw, const Tensor& drawn) {
    const bool here = draw.tag == second && draw.part == 0;
    return here ? draws.unseen(draw, drawn, first) : drawn;
  };
  return fault;
}

Fault without_share_of_server0(Tag tag) {
  Fault fault;
  fault.of_protocol = [tag](Draws& draws, const Draw& draw, const Tensor& drawn) {
    const bool here = draws.is_to(0, draw) && draw.tag == tag && draw.part == 0;
    return here ? Tensor::zeros(drawn.ring(), drawn.shape()) : drawn;
  };
  return fault;
}

// Of a square pair, part 0 is a and part 1 is a^2, whose share server 0 draws.
Fault mask_and_correction_from_one_position(Tag pair) {
  Fault fault;
  fault.of_protocol = [pair](Draws& draws, const Draw& draw, const Tensor& drawn) {
    const bool here = draws.is_to(0, draw) && draw.tag == pair && draw.part == 1;
    return here ? draw.generator.uniform(drawn.ring(), drawn.shape(), pair, 0) : drawn;
  };
  return fault;
}

Fault one_key() {
  Fault fault;
  fault.one_key = true;
  return fault;
}

}  // namespace

std::vector<PlantedFault> faults_of_streams(Tag first, Tag second) {
  const auto even = [](const Tensor& t) { return subtract(t, low_bits(t, 1)); };
  const auto narrow = [](const Tensor& t) { return low_bits(t, t.ring().bits - 3); };
  const auto constant = [](const Tensor& t) { return shift_of(t.ring(), t.shape()); };
  return {
      {"a bit of the mask is fixed", in_streams(first, even), {true, true, false}},
      {"the mask has two bits too few", in_streams(first, narrow), {true, true, false}},
      {"the mask is a constant", in_streams(first, constant), {true, true, false}},
      {"all elements have one mask",
       in_streams(first, first_element_everywhere),
       {true, true, false}},
      {"two values have one mask", one_mask_for_two_values(first, second), {false, true, false}},
  };
}

std::vector<PlantedFault> faults_of_protocol(Tag first, Tag second) {
  return {
      {"server 0 leaves out its share of the mask",
       without_share_of_server0(first),
       {false, false, true}},
      {"both servers have one key", one_key(), {false, false, true}},
      {"a mask and a correction come from one position",
       mask_and_correction_from_one_position(second),
       {false, false, true}},
  };
}

}  // namespace fathom::test
