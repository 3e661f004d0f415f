#include "metrics/label.hpp"

#include <array>
#include <utility>

#include "metrics/errors.hpp"

namespace fathom {
namespace {

constexpr std::array<std::string_view, 5> kPhases{"setup", "offline", "input", "online", "output"};
constexpr std::array<std::string_view, 5> kPasses{"-", "forward", "backward", "update", "predict"};
constexpr std::array<std::string_view, 30> kOperations{
    "-",           "key",      "credit",       "share",   "gather",   "add",
    "subtract",    "scale",    "add_constant", "add_row", "sum_rows", "weighted_sum",
    "truncate",    "multiply", "square",       "matmul",  "convolve", "pool",
    "dropout",     "reveal",   "softmax",      "output",  "mask",     "polynomial",
    "change_ring", "permute",  "expand",       "sum",     "request",  "refresh"};
constexpr std::array<std::string_view, 10> kMaterials{
    "-",      "multiplication",  "dot",      "square",     "convolution", "mask",
    "powers", "truncation_pair", "msb_pair", "permutation"};
constexpr std::uint32_t kMaxLayers = 1U << 10U;

template <class Names, class Enum>
std::string_view name_in(const Names& names, Enum value) {
  const auto index = static_cast<std::size_t>(value);
  ensure(index < names.size(), "a label has a value without a name");
  return names[index];
}

}  // namespace

LayerId LayerNames::add(std::string name) {
  ensure(names_.size() < kMaxLayers, "a model has at most 1,023 named layers");
  names_.push_back(std::move(name));
  return static_cast<LayerId>(names_.size() - 1);
}

const std::string& LayerNames::operator[](LayerId layer) const {
  ensure(layer < names_.size(), "a label names a layer that the model does not have");
  return names_[layer];
}

std::uint32_t pack(const Label& label) {
  return static_cast<std::uint32_t>(label.phase) << 29U |
         static_cast<std::uint32_t>(label.pass) << 26U |
         static_cast<std::uint32_t>(label.layer) << 16U |
         static_cast<std::uint32_t>(label.operation) << 8U |
         static_cast<std::uint32_t>(label.material);
}

Label unpack_label(std::uint32_t packed, std::uint32_t step) {
  return Label{static_cast<Phase>(packed >> 29U),
               static_cast<Pass>((packed >> 26U) & 7U),
               static_cast<LayerId>((packed >> 16U) & 0x3ffU),
               static_cast<Operation>((packed >> 8U) & 0xffU),
               static_cast<MaterialType>(packed & 0xffU),
               step};
}

bool is_valid_label(std::uint32_t packed) {
  return (packed >> 29U) < kPhases.size() && ((packed >> 26U) & 7U) < kPasses.size() &&
         ((packed >> 8U) & 0xffU) < kOperations.size() && (packed & 0xffU) < kMaterials.size();
}

std::string_view to_string(Phase phase) { return name_in(kPhases, phase); }
std::string_view to_string(Pass pass) { return name_in(kPasses, pass); }
std::string_view to_string(Operation operation) { return name_in(kOperations, operation); }
std::string_view to_string(MaterialType material) { return name_in(kMaterials, material); }

}  // namespace fathom
