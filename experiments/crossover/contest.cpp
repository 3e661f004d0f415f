#include "experiments/crossover/contest.hpp"

#include <fmt/format.h>

#include <charconv>
#include <map>
#include <memory>
#include <utility>

#include "actors/network/refusal.hpp"
#include "actors/network/unit_text.hpp"
#include "metrics/errors.hpp"
#include "protocol/variants.hpp"

namespace fathom {
namespace {

enum class Over : std::uint8_t { latency, bandwidth, batch, degree };

/// What `--over` says, taken apart.
struct OverText {
  Over over = Over::latency;
  std::string first, last;
};

OverText split_over(const std::string& text) {
  constexpr std::pair<std::string_view, Over> kNames[] = {{"latency", Over::latency},
                                                          {"bandwidth", Over::bandwidth},
                                                          {"batch", Over::batch},
                                                          {"degree", Over::degree}};
  const std::size_t equals = text.find('=');
  const std::size_t colon = text.find(':', equals);
  for (const auto& [name, over] : kNames) {
    if (equals == std::string::npos || colon == std::string::npos) break;
    if (text.substr(0, equals) != name) continue;
    return {over, text.substr(equals + 1, colon - equals - 1), text.substr(colon + 1)};
  }
  throw UserError(fmt::format(
      "--over {} is not PARAMETER=FIRST:LAST, with latency, bandwidth, batch or degree, "
      "such as latency=0.1ms:200ms",
      quoted_text(text)));
}

std::int64_t count_of(const std::string& text, std::int64_t least, std::int64_t most) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc() && end == text.data() + text.size() && value >= least && value <= most) {
    return value;
  }
  throw UserError(fmt::format("--over: {} is not a whole number from {} to {}", quoted_text(text),
                              least, most));
}

std::int64_t value_of(Over over, const std::string& text) {
  if (over == Over::latency) return parse_duration(text, "--over").count();
  if (over == Over::bandwidth) {
    const Bandwidth rate = parse_bandwidth(text, "--over");
    if (!rate.is_unlimited()) return rate.bits_per_s();
    throw UserError("--over: a range of bandwidths ends in a number, not in unlimited");
  }
  if (over == Over::batch) return count_of(text, 1, 65536);
  const std::int64_t degree = count_of(text, 3, 31);
  if (degree % 2 == 0) throw UserError(fmt::format("--over: the degree {} is not odd", degree));
  return degree;
}

std::string value_text(Over over, std::int64_t value) {
  if (over == Over::latency) return to_text(SimDuration{value});
  if (over == Over::bandwidth) return to_text(Bandwidth::bits_per_s(value));
  return std::to_string(value);
}

SearchRange range_of(const OverText& over, const ContestOptions& options) {
  SearchRange range;
  range.first = value_of(over.over, over.first);
  range.last = value_of(over.over, over.last);
  if (range.first >= range.last) {
    throw UserError(fmt::format("--over: {} does not lie below {}", over.first, over.last));
  }
  range.points = options.points;
  range.tolerance = options.tolerance;
  if (over.over == Over::latency && range.first == 0) range.spacing = Spacing::linear;
  const std::int64_t width = range.last - range.first;
  if (over.over == Over::batch && width < range.points) {
    range.spacing = Spacing::linear;
    range.points = width + 1;
  }
  if (over.over != Over::degree) return range;
  range.step = 2;
  range.spacing = Spacing::linear;
  range.points = width / 2 + 1;
  return range;
}

/// Where the runs are played when the parameter has a value.
ReplayOptions at(Over over, std::int64_t value, ReplayOptions where) {
  if (over == Over::latency) where.network.latency = value_text(over, value);
  if (over == Over::bandwidth) where.network.bandwidth = value_text(over, value);
  return where;
}

/// One variant of a subject, recorded once for each size.
class StepContestant {
 public:
  StepContestant(const ContestOptions& options, ReplayOptions where, const std::string& line)
      : subject_(options.what.front()),
        where_(std::move(where)),
        size_(options.size),
        phases_(options.phases == "online" ? Phases::online : Phases::all) {
    settings_ = options.protocol.resolve();
    apply_variant(settings_, line);
    if (phases_ == Phases::online) settings_.supply = Supply::ahead;
    check_variant(settings_);
  }

  SimDuration operator()(Over over, std::int64_t value) {
    SubjectSize size = size_;
    if (over == Over::batch) size.batch = static_cast<std::size_t>(value);
    if (over == Over::degree) size.degree = static_cast<int>(value);
    if (!runs_.contains(size)) {
      runs_.emplace(size, record_steps(subject_, settings_, size, where_.seed.value_or(1)));
    }
    const ReplayOptions here = at(over, value, where_);
    return time_of_step(runs_.at(size), here, here.network.resolve(), phases_);
  }
  [[nodiscard]] const Settings& settings() const { return settings_; }

 private:
  std::string subject_;
  Settings settings_;
  ReplayOptions where_;
  SubjectSize size_;
  Phases phases_;
  std::map<SubjectSize, RecordedRun> runs_;
};

void contest_subject(Contest& contest, const ContestOptions& options, Over over) {
  if (options.a.empty() || options.b.empty()) {
    throw UserError(
        "name the two variants, for example: --a sigmoid=sequential --b sigmoid=powers+switch");
  }
  ReplayOptions where = options.where;
  if (where.network.network == NetworkOptions::kAsRecorded) where.network.network = "lan";
  if (where.network.compute == NetworkOptions::kAsRecorded) where.network.compute = "modelled";
  const auto a = std::make_shared<StepContestant>(options, where, options.a);
  const auto b = std::make_shared<StepContestant>(options, where, options.b);
  contest.what = options.what.front();
  contest.a = options.a;
  contest.b = options.b;
  contest.ring = a->settings().ring->name;
  contest.fractional_bits = a->settings().fractional_bits;
  contest.network = where.network.resolve().name();
  contest.phases = options.phases;
  contest.duel = [a, b, over](std::int64_t value) -> Duel {
    return {(*a)(over, value), (*b)(over, value)};
  };
}

void contest_runs(Contest& contest, const ContestOptions& options, Over over) {
  if (over == Over::batch || over == Over::degree) {
    throw UserError("recorded runs are looked at over latency or bandwidth alone");
  }
  for (const CLI::Option* option : options.of_subjects) {
    if (option->count() == 0) continue;
    throw UserError(
        fmt::format("{} is for a subject; recorded runs are what they were", option->get_name()));
  }
  const auto a = std::make_shared<RecordedRun>(read_recorded_run(options.what.front()));
  const auto b = std::make_shared<RecordedRun>(read_recorded_run(options.what.back()));
  contest.what = "recorded runs";
  contest.a = options.what.front();
  contest.b = options.what.back();
  contest.ring = a->report.info.ring;
  contest.fractional_bits = a->report.info.fractional_bits;
  contest.network = options.where.network_of(*a).name();
  const auto time = [over, where = options.where](const RecordedRun& run, std::int64_t value) {
    const ReplayOptions here = at(over, value, where);
    return here.play(run, here.network_of(run))->end() - SimTime{};
  };
  contest.duel = [a, b, time](std::int64_t value) -> Duel {
    return {time(*a, value), time(*b, value)};
  };
}

}  // namespace

void ContestOptions::add_to(CLI::App& app) {
  app.add_option("WHAT", what,
                 "Two recorded runs, of which the whole durations are compared, or a subject, of "
                 "which the time of one step is: " +
                     step_subjects_help())
      ->expected(1, 2)
      ->type_name("");
  app.add_option("--over", over,
                 "Where to look: latency, bandwidth, batch or degree, as PARAMETER=FIRST:LAST")
      ->type_name("RANGE");
  app.add_option("--points", points, "Points of the range that are tried before it is narrowed")
      ->check(CLI::Range(2, 1000))
      ->capture_default_str();
  app.add_option("--tolerance", tolerance, "Width of a bracket, as a part of its lower end")
      ->check(CLI::Range(1e-6, 1.0))
      ->capture_default_str();
  add_subject_to(*app.add_option_group("Subject"));
  protocol.add_to(app);
  where.add_to(app);
  for (const char* group : {"Subject", "Protocol"}) {
    for (const CLI::Option* option : app.get_option_group(group)->get_options()) {
      of_subjects.push_back(option);
    }
  }
}

void ContestOptions::add_subject_to(CLI::App& group) {
  group.add_option("--a", a, "The first variant, on top of the protocol's options")
      ->type_name("LINE");
  group.add_option("--b", b, "The second variant")->type_name("LINE");
  group.add_option("--batch-size", size.batch, "Samples in a step")
      ->check(CLI::Range(1, 65536))
      ->capture_default_str();
  group.add_option("--degree", size.degree, "Of its polynomials: odd, from 3 to 31")
      ->check(CLI::Range(3, 31))
      ->capture_default_str();
  group
      .add_option("--phases", phases,
                  "online: all material is there before the first step, so that the online time "
                  "alone is compared; all: it comes while the steps run, as the supply has it")
      ->check(CLI::IsMember({"online", "all"}))
      ->capture_default_str();
}

Contest contest_of(const ContestOptions& options) {
  const OverText over = split_over(options.over);
  Contest contest;
  constexpr std::string_view kColumns[] = {"latency_ns", "bandwidth_bits_per_s", "batch_size",
                                           "degree"};
  contest.parameter = kColumns[static_cast<std::size_t>(over.over)];
  contest.range = range_of(over, options);
  contest.text = [over](std::int64_t value) { return value_text(over.over, value); };
  if (options.what.size() == 2) {
    contest_runs(contest, options, over.over);
  } else if (is_step_subject(options.what.front())) {
    contest_subject(contest, options, over.over);
  } else {
    throw UserError(
        fmt::format("there is no subject {}; choose one of {}, or name two recorded "
                    "runs",
                    quoted_text(options.what.front()), step_subjects_help()));
  }
  return contest;
}

}  // namespace fathom
