// Prints each figure that the seed states about the cost of its protocol beside its own words, the
// formula, the paper reading and a measurement. [seed, "Adapting the Protocol"]

#include <fmt/format.h>

#include <cmath>
#include <iostream>

#include "experiments/compare/subjects.hpp"
#include "experiments/experiment.hpp"
#include "experiments/options.hpp"
#include "experiments/print_table.hpp"
#include "nn/layers/sigmoid.hpp"
#include "protocol/operations/convolution_map.hpp"

namespace fathom {
namespace {

using Secrets = std::vector<Secret>;

constexpr std::size_t kBatch = 32;

const std::vector<Column> kColumns{
    {"figure", "what the seed counts"},
    {"seed_words", "the seed's own words"},
    {"seed_figure", "the number in them"},
    {"formula", "the formula behind it"},
    {"formula_figure", "what the formula gives"},
    {"predicted", "the paper reading"},
    {"measured", "the run on shares; empty where it is too large to be run by default"},
    {"unit", "what is counted in the last two"},
    {"note", "what to mind"},
};

/// One figure: the seed's side, and the trial and number that answer it.
struct Figure {
  std::string figure, words, seed_figure, formula;
  double formula_figure = 0;
  Trial trial;
  std::function<double(const TrialFigures&)> number;
  std::string unit, note;
};

double sent_by_server0(const TrialFigures& figures) {
  return static_cast<double>(figures.online[0]);
}
double bytes_of_server0(const TrialFigures& figures) {
  return static_cast<double>(figures.online_bytes) / 2;
}
double rounds(const TrialFigures& figures) { return static_cast<double>(figures.rounds); }
/// Masked values as the seed counts them: one a scalar product, where each server sends two.
double scalar_products(const TrialFigures& figures) { return sent_by_server0(figures) / 2; }

Trial product(std::string what, Shape x, Shape y, BilinearMapPtr map, std::string_view variant) {
  Trial trial;
  trial.what = std::move(what);
  trial.variant = std::string(variant);
  trial.operands = {x, y};
  trial.settings = changed(Settings{}, variant).value();
  trial.operations = [map = std::move(map)](Engine& engine, Secrets in) {
    return engine.bilinear(map, in[0], in[1], engine.fractional_bits());
  };
  return trial;
}

Trial dense(std::size_t in, std::size_t out, std::string_view variant) {
  return product("dense", Shape{kBatch, in}, Shape{in, out}, matmul_map(), variant);
}

Trial convolution(std::string_view variant) {
  const Windows windows = Windows::same({kBatch, 28, 28, 1}, 3, 3, 1);
  return product("conv 1", windows.images, Shape{3, 3, 1, 32}, convolution_map(windows), variant);
}

Trial sigmoid(const Ring& ring, int bits, std::string_view variant) {
  Trial trial;
  trial.variant = std::string(variant);
  trial.operands = {Shape{kBatch, 128}};
  trial.magnitude = 8;
  Settings settings;
  use_ring(settings, ring, bits);
  trial.settings = changed(settings, variant).value();
  trial.operations = [](Engine& engine, Secrets in) -> Task<Secret> {
    return [](Engine& e, Secret x) -> Task<Secret> {
      Sigmoid layer(reference_sigmoid());
      co_return co_await layer.forward(e, std::move(x), Pass::predict);
    }(engine, in[0]);
  };
  return trial;
}

std::vector<Figure> dense_figures() {
  const std::string dense2 = "sending 32 * 5 * 128 == 22400 masked values per batch";
  const std::string factor = "slightly more than a factor 25";
  return {
      {"dense 2, scalar products", dense2, "22400", "32*5*128", 32.0 * 5 * 128,
       dense(128, 5, "dot=scalar"), scalar_products, "scalar products",
       "a slip of the seed: the product is 20480; each server sends two values a product"},
      {"dense 2, dot triple", "we instead only have to send 32 * 128 + 5 * 128 == 4736 values",
       "4736", "32*128 + 128*5", 32.0 * 128 + 128 * 5, dense(128, 5, "dot=triple"), sent_by_server0,
       "elements a server", "a factor 4.3 of the products"},
      {"dense 1, scalar products", factor, "", "32*6272*128", 32.0 * 6272 * 128,
       dense(6272, 128, "dot=scalar"), scalar_products, "scalar products", ""},
      {"dense 1, dot triple", factor, "", "32*6272 + 6272*128", 32.0 * 6272 + 6272.0 * 128,
       dense(6272, 128, "dot=triple"), sent_by_server0, "elements a server",
       "a factor 25.6 of the products"},
  };
}

std::vector<Figure> convolution_figures() {
  constexpr double kScalar = 32.0 * 28 * 28 * 32 * 9;
  constexpr double kExpanded = 32.0 * 28 * 28 * 9 + 9.0 * 32;
  constexpr double kTriple = 32.0 * 28 * 28 + 32 * 9;
  const std::string expanded = "dot=triple,convolution=expanded";
  const std::string bytes = "200KB per batch instead of respectively 1.7MB and 55MB";
  const std::string order =
      "the seed lists the other two in the other order; its MB and KB are of 1,024";
  return {
      {"conv 1, scalar products", "7,225,344 communicated elements", "7225344", "32*28*28*32*9",
       kScalar, convolution("dot=scalar,convolution=scalar"), scalar_products, "scalar products",
       "each server sends two values a product"},
      {"conv 1, matrix product", "226,080 if using a matrix multiplication", "226080",
       "32*28*28*9 + 9*32", kExpanded, convolution(expanded), sent_by_server0, "elements a server",
       ""},
      {"conv 1, convolution triple", "(32*28*28) + (32*3*3) == 25,376 private values", "25376",
       "32*28*28 + 32*9", kTriple, convolution("convolution=triple"), sent_by_server0,
       "elements a server", "roughly a factor 9 between the last two"},
      {"conv 1, matrix product, 64 bits", bytes, "1.7 MB", "8*226080", 8 * kExpanded,
       convolution(expanded), bytes_of_server0, "payload bytes a server", order},
      {"conv 1, convolution triple, 64 bits", bytes, "200 KB", "8*25376", 8 * kTriple,
       convolution("convolution=triple"), bytes_of_server0, "payload bytes a server", order},
      {"conv 1, scalar products, 64 bits", bytes, "55 MB", "8*7225344", 8 * kScalar,
       convolution("dot=scalar,convolution=scalar"),
       [](const TrialFigures& figures) { return bytes_of_server0(figures) / 2; },
       "bytes of one value a product", order},
  };
}

std::vector<Figure> sigmoid_figures() {
  return {
      {"sigmoid, repeated multiplication", "this means several rounds", "", "x2, x3, x5, x7, x9", 5,
       sigmoid(z64(), 16, "sigmoid=sequential"), rounds, "rounds",
       "as the reference implementation evaluates it"},
      {"sigmoid, powers triple", "compute all required powers in a single round", "1", "1", 1,
       sigmoid(m127(), 8, "sigmoid=powers"), rounds, "rounds",
       "where the ring has room for all powers: here 2^127-1 with 8 fractional bits"},
      {"sigmoid, powers in a larger field",
       "switch while computing the powers, at the expense of two extra rounds", "3", "1 + 2", 3,
       sigmoid(q121(), 16, "sigmoid=powers+switch-one-way"), rounds, "rounds",
       "both switches sent by server 0; when each server sends one it takes 2"},
  };
}

void add_row(CsvTable& table, const Figure& figure, const TrialConditions& conditions) {
  const TrialOutcome outcome = run_trial(figure.trial, conditions);
  CsvTable::Row& row = table.add_row();
  row.set("figure", figure.figure).set("seed_words", figure.words);
  row.set("seed_figure", figure.seed_figure).set("formula", figure.formula);
  row.set("formula_figure", figure.formula_figure);
  row.set("predicted", figure.number(outcome.predicted));
  if (outcome.measured) row.set("measured", figure.number(*outcome.measured));
  row.set("unit", figure.unit).set("note", figure.note);
}

void print_figures(const TrialConditions& conditions, bool csv) {
  CsvTable table("seed_figures", kColumns);
  for (const auto& group : {dense_figures(), convolution_figures(), sigmoid_figures()}) {
    for (const Figure& figure : group) add_row(table, figure, conditions);
  }
  csv ? table.write(std::cout) : print_table(std::cerr, table);
}

}  // namespace
}  // namespace fathom

int main(int argc, char** argv) {
  using namespace fathom;
  NetworkOptions network;
  std::int64_t most_elements = 100'000'000;
  bool csv = false;
  const auto add_options = [&](CLI::App& app) {
    app.add_option("--most-elements", most_elements,
                   "A figure of a run that sends more ring elements is predicted and not measured")
        ->capture_default_str();
    app.add_flag("--csv", csv, "Print the table as CSV on standard output");
    network.add_to(app);
  };
  return run_experiment(argc, argv, "seed_figures",
                        "Prints each figure that the seed states about the cost of its protocol "
                        "beside its own words, the formula, the paper reading and a measurement.",
                        "seed_figures --most-elements 300000000 --csv", add_options, [&] {
                          TrialConditions conditions;
                          conditions.network = network.resolve();
                          conditions.compute = network.resolve_compute();
                          conditions.most_elements = most_elements;
                          print_figures(conditions, csv);
                        });
}
