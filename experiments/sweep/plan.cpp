#include "experiments/sweep/plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <string_view>
#include <utility>

#include "experiments/private_run.hpp"
#include "metrics/errors.hpp"

namespace fathom {
namespace {

std::uint64_t first_seed(const SweepRequest& request, const CLI::App& app) {
  const CLI::Option* option = app.get_option_no_throw("--seed");
  if (option == nullptr) {
    throw UserError("--repeat changes the seed, and this experiment has none");
  }
  const std::string text = request.seed.empty() ? option->get_default_str() : request.seed;
  std::uint64_t seed = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, seed);
  if (error == std::errc() && stop == end) return seed;
  throw UserError(fmt::format("--seed is a whole number from 0 on, not '{}'", text));
}

Grid grid_of(const SweepRequest& request, const CLI::App& app) {
  std::vector<std::string> given = request.rest;
  if (!request.seed.empty() || request.repeat) given.emplace_back("--seed");
  if (!request.threads.empty()) given.emplace_back("--threads");
  std::optional<Repeats> repeats;
  if (request.repeat) repeats = Repeats{*request.repeat, first_seed(request, app)};
  return {read_sweep_keys(request.sweeps, app, given), repeats};
}

bool has(const CLI::App& app, const char* option) {
  return app.get_option_no_throw(option) != nullptr;
}

bool is_given(const CLI::App& app, const char* option) {
  return has(app, option) && app.get_option_no_throw(option)->count() > 0;
}

}  // namespace

SweepPlan::SweepPlan(SweepRequest request, const CLI::App& app)
    : request_(std::move(request)), grid_(grid_of(request_, app)) {}

std::vector<std::string> SweepPlan::line(std::size_t run) const {
  std::vector<std::string> line = request_.rest;
  const std::vector<std::string> values = grid_.arguments(run);
  const auto has_own = [&values](std::string_view option) {
    return std::ranges::any_of(values, [&](const auto& own) { return own.starts_with(option); });
  };
  if (!request_.seed.empty() && !has_own("--seed=")) line.push_back("--seed=" + request_.seed);
  if (!has_own("--threads=")) {
    line.push_back("--threads=" + (request_.threads.empty() ? "1" : request_.threads));
  }
  line.insert(line.end(), values.begin(), values.end());
  return line;
}

std::string SweepPlan::failure(std::size_t run, const std::string& what) const {
  return has_many() ? grid_.name(run) + ": " + what : what;
}

void SweepPlan::check_lines(const ParseLine& parse) const {
  for (std::size_t run = 0; run < grid_.runs(); ++run) {
    try {
      parse(line(run));
    } catch (const UserError& error) {
      throw UserError(failure(run, error.what()));
    }
  }
}

void SweepPlan::check_files(const CLI::App& app) const {
  if (!has_many()) return;
  for (const CLI::Option* option : all_options(app)) {
    if (!writes_other_file(*option)) continue;
    // The lines of the runs are without --out.
    const bool is_out = option->check_lname("out");
    const bool is_written = option->count() > 0 || !option->get_default_str().empty();
    if (is_out ? request_.out.empty() : !is_written) continue;
    throw UserError(
        fmt::format("{} does not go with --sweep or --repeat: each point would write it over the "
                    "others'",
                    option->get_name()));
  }
}

void SweepPlan::check_destination(const CLI::App& app) const {
  check_directory_destination("--out", request_.out);
  if (!request_.out.empty() || is_given(app, "--table") || is_given(app, "--csv")) return;
  const bool prints_without_asking = !has(app, "--table") && !has(app, "--csv");
  if (prints_without_asking) return;
  throw UserError(fmt::format("a sweep needs a place for its rows: add {}",
                              has(app, "--table") ? "--table NAME or --out DIR" : "--csv"));
}

}  // namespace fathom
