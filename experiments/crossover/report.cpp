#include <fmt/format.h>

#include <ostream>

#include "experiments/crossover/contest.hpp"
#include "metrics/progress.hpp"

namespace fathom {
namespace {

const std::string& faster(const Contest& contest, const Duel& duel) {
  return duel.second_is_faster() ? contest.b : contest.a;
}

CsvTable::Row& add_row(CsvTable& table, const Contest& contest, const Duel& lower,
                       const Duel& upper) {
  return table.add_row()
      .set("what", contest.what)
      .set("a", contest.a)
      .set("b", contest.b)
      .set("ring", contest.ring)
      .set("fractional_bits", contest.fractional_bits)
      .set("network", contest.network)
      .set("phases", contest.phases)
      .set("parameter", contest.parameter)
      .set("first", contest.range.first)
      .set("last", contest.range.last)
      .set("a_lower_ns", lower.a.count())
      .set("b_lower_ns", lower.b.count())
      .set("a_upper_ns", upper.a.count())
      .set("b_upper_ns", upper.b.count())
      .set("faster_below", faster(contest, lower))
      .set("faster_above", faster(contest, upper));
}

std::string duel_text(const Duel& duel) {
  return fmt::format("{} against {}", readable(duel.a), readable(duel.b));
}

}  // namespace

TableSpec crossovers_spec() {
  return {"crossovers",
          "one row a crossing, or one without a bracket where the same is faster everywhere",
          {{"what", "what is computed, or recorded"},
           {"a", "the first contestant: its variant, or its file"},
           {"b", "the second one"},
           {"ring", "ring of the shares"},
           {"fractional_bits", "fractional bits of a value"},
           {"network", "short name of the network"},
           {"phases",
            "online: all material is at hand; all: it comes meanwhile; of recorded runs nothing"},
           {"parameter", "what changes, with its unit"},
           {"first", "the range that was searched"},
           {"last", "its other end"},
           {"lower", "the bracket: here one contestant is faster"},
           {"upper", "and here the other"},
           {"a_lower_ns",
            "the first one's time at the lower end of the bracket or, without one, "
            "of the range"},
           {"b_lower_ns", "the second one's there"},
           {"a_upper_ns", "the first one's time at the upper end"},
           {"b_upper_ns", "the second one's there"},
           {"faster_below", "who is faster at the lower end"},
           {"faster_above", "who is faster at the upper end"}}};
}

CsvTable crossovers_table(const Contest& contest, const CrossingSearch& found) {
  CsvTable table("crossovers", crossovers_spec().columns);
  for (const Crossing& crossing : found.crossings) {
    add_row(table, contest, crossing.at_lower, crossing.at_upper)
        .set("lower", crossing.lower)
        .set("upper", crossing.upper);
  }
  if (found.crossings.empty()) add_row(table, contest, found.at_first, found.at_last);
  return table;
}

void print_crossovers(std::ostream& out, const Contest& contest, const CrossingSearch& found) {
  out << fmt::format("A: {}\nB: {}\n", contest.a, contest.b);
  const auto text = contest.text;
  for (const Crossing& crossing : found.crossings) {
    const bool b_above = crossing.at_upper.second_is_faster();
    out << fmt::format("{} is faster up to {} ({}), {} from {} on ({})\n", b_above ? "A" : "B",
                       text(crossing.lower), duel_text(crossing.at_lower), b_above ? "B" : "A",
                       text(crossing.upper), duel_text(crossing.at_upper));
  }
  if (!found.crossings.empty()) return;
  out << fmt::format("{} is faster from {} ({}) to {} ({})\n",
                     found.at_first.second_is_faster() ? "B" : "A", text(contest.range.first),
                     duel_text(found.at_first), text(contest.range.last), duel_text(found.at_last));
}

}  // namespace fathom
