#include "experiments/calibration/cost_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <nlohmann/json.hpp>

#include "metrics/errors.hpp"
#include "nn/data/file.hpp"

namespace fathom {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

constexpr std::int64_t kMostPs = 1'000'000'000;  // a millisecond

/// Reads one file; what is wrong with it becomes one sentence.
class Reader {
 public:
  explicit Reader(const fs::path& file) : file_(file) {}

  std::shared_ptr<const CostTable> read() {
    std::ifstream in(file_, std::ios::binary);
    if (!in) refuse("it cannot be read; calibrate writes such a file");
    try {
      return table_of(Json::parse(in));
    } catch (const Json::exception&) {
      refuse("it is no file of costs as calibrate writes it");
    }
  }

 private:
  [[noreturn]] void refuse(const std::string& why) const {
    throw UserError(fmt::format("--costs {}: {}", file_.native(), why));
  }

  std::int64_t number(const Json& json, std::int64_t most) const {
    if (json.is_number_integer() && json >= 1 && json <= most) return json.get<std::int64_t>();
    refuse(fmt::format("{} is no whole number from 1 to {}", json.dump().substr(0, 40), most));
  }

  std::vector<CostTable::Step> steps_of(const Json& json) const {
    std::vector<CostTable::Step> steps;
    for (const Json& step : json) {
      steps.push_back({number(step.at(0), INT64_MAX), number(step.at(1), kMostPs)});
      const bool rises = steps.size() == 1 || steps[steps.size() - 2].up_to < steps.back().up_to;
      if (!rises) refuse("the sizes of products do not rise");
    }
    if (steps.empty()) refuse("a ring has no costs of products");
    return steps;
  }

  std::shared_ptr<const CostTable> table_of(const Json& json) const {
    if (json.at("fathom_costs") != 1) refuse("its version is not 1");
    auto table = std::make_shared<CostTable>(json.at("name").get<std::string>());
    for (const auto& [bits, ring] : json.at("rings").items()) {
      const bool known = std::ranges::count(kRings, bits) == 1;
      if (!known) refuse(fmt::format("no ring has {} bits", bits.substr(0, 40)));
      table->set(std::stoi(bits), {steps_of(ring.at("matmul")), steps_of(ring.at("convolve")),
                                   number(ring.at("element_ps"), kMostPs),
                                   number(ring.at("generator_byte_ps"), kMostPs),
                                   number(ring.at("memory_byte_ps"), kMostPs)});
    }
    return table;
  }

  static constexpr std::array<std::string_view, 7> kRings{"61",  "64",  "121", "127",
                                                          "128", "270", "521"};
  const fs::path& file_;
};

Json steps_json(const std::vector<CostTable::Step>& steps) {
  Json json = Json::array();
  for (const CostTable::Step& step : steps) json.push_back({step.up_to, step.ps});
  return json;
}

}  // namespace

void write_costs(const CostTable& costs, const fs::path& file) {
  Json rings = Json::object();
  for (const auto& [bits, ring] : costs.rings()) {
    rings[std::to_string(bits)] = {{"matmul", steps_json(ring.matmul)},
                                   {"convolve", steps_json(ring.convolve)},
                                   {"element_ps", ring.element_ps},
                                   {"generator_byte_ps", ring.generator_byte_ps},
                                   {"memory_byte_ps", ring.memory_byte_ps}};
  }
  const Json json{{"fathom_costs", 1}, {"name", costs.name()}, {"rings", rings}};
  write_file(file, bytes_in(json.dump(1) + '\n'));
}

std::shared_ptr<const CostTable> read_costs(const fs::path& file) { return Reader(file).read(); }

}  // namespace fathom
