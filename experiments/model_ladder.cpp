// Trains the seed's model in the clear, adaptation by adaptation, and shows its test accuracy after
// each epoch beside the reference implementation's. [seed, "Adapting the Model"]

#include <fmt/format.h>

#include <iostream>
#include <sstream>

#include "experiments/digits.hpp"
#include "experiments/experiment.hpp"
#include "experiments/ladder/climb.hpp"
#include "experiments/print_table.hpp"
#include "metrics/csv.hpp"

namespace {

using namespace fathom;

struct Options {
  std::string data = kDefaultData;
  std::string rungs, out;
  std::uint32_t samples = 0, test_samples = 0;
  ClimbOptions climb;

  void add_to(CLI::App& app) {
    std::string rungs_help = "Rungs, separated by commas; all without it:";
    for (const Rung& rung : all_rungs()) {
      rungs_help += fmt::format(" {} ({});", rung.name, rung.meaning);
    }
    app.add_option("--data", data, kDataHelp)->capture_default_str();
    app.add_option("--rungs", rungs, rungs_help)->type_name("NAMES");
    app.add_option("--samples", samples, "Training images of each rung; 0 is all");
    app.add_option("--test-samples", test_samples, "Test images of each rung; 0 is all");
    app.add_option("--epochs", climb.epochs, "Epochs of each rung, instead of its own")
        ->check(CLI::Range(1, 1000));
    app.add_option("--batch-size", climb.batch, "Images in a batch")
        ->check(CLI::Range(1, 65536))
        ->capture_default_str();
    app.add_option("--seed", climb.seed, "Seed of batches, weights and dropout")
        ->capture_default_str();
    app.add_option("--out", out, "File for the CSV table, renewed after each epoch")
        ->type_name("FILE");
  }
};

CsvTable epochs_table() {
  return {"epochs",
          {{"rung", "name of the adaptation"},
           {"epoch", "from 1"},
           {"optimizer", "adam or sgd"},
           {"learning_rate", ""},
           {"momentum", ""},
           {"loss", "what is made small"},
           {"samples", "training images"},
           {"test_samples", "test images"},
           {"test_loss", "mean over the test images"},
           {"test_accuracy", "from 0 to 1"},
           {"reference_accuracy", "of the reference implementation, after its last epoch"},
           {"host_seconds", "of the epoch and its evaluation; differs from run to run"}}};
}

/// What has been climbed so far: a row an epoch, printed at once.
class Report {
 public:
  /// With the reference's figures beside them where the images are the reference's.
  Report(std::string file, bool comparable) : file_(std::move(file)), comparable_(comparable) {
    keep();  // first: a file that cannot be written is refused before anything is said
    std::cout << text_of(table_) << std::flush;
  }

  void add(const Rung& rung, const Mnist& digits, const EpochResult& result) {
    CsvTable::Row& row = table_.add_row();
    set(row, rung, digits, result);
    const auto reference = rung.reference_after(result.epoch);
    if (comparable_ && reference) row.set("reference_accuracy", *reference);
    const std::string text = text_of(table_);
    std::cout << text.substr(text.rfind('\n', text.size() - 2) + 1) << std::flush;
    keep();
  }

  [[nodiscard]] const CsvTable& table() const { return table_; }

 private:
  static std::string text_of(const CsvTable& table) {
    std::ostringstream text;
    table.write(text);
    return text.str();
  }

  static void set(CsvTable::Row& row, const Rung& rung, const Mnist& digits,
                  const EpochResult& result) {
    row.set("rung", rung.name)
        .set("epoch", std::int64_t{result.epoch})
        .set("optimizer", rung.optimizer.name)
        .set("learning_rate", rung.optimizer.rate)
        .set("momentum", rung.optimizer.momentum)
        .set("loss", std::string(to_string(rung.loss)))
        .set("samples", static_cast<std::int64_t>(digits.train.count()))
        .set("test_samples", static_cast<std::int64_t>(digits.test.count()))
        .set("test_loss", result.test.loss)
        .set("test_accuracy", result.test.accuracy)
        .set("host_seconds", result.seconds);
  }

  void keep() const {
    if (file_.empty()) return;
    const std::string text = text_of(table_);
    write_file(file_, ByteView(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()));
  }

  std::string file_;
  bool comparable_;
  CsvTable table_ = epochs_table();
};

void climb_all(const Options& options) {
  const std::vector<Rung> rungs = rungs_named(options.rungs);
  const auto digits_of = [&options](const Rung& rung) {
    return load_digits(options.data, rung.first_digit, rung.last_digit, options.samples,
                       options.test_samples);
  };
  for (const Rung& rung : rungs) static_cast<void>(digits_of(rung));
  const bool all = options.samples == 0 && options.test_samples == 0;
  Report report(options.out, all && options.data == kDefaultData);
  NamedArrays weights;
  for (const Rung& rung : rungs) {
    const Mnist digits = digits_of(rung);
    weights = climb(rung, digits, options.climb, weights,
                    [&](const EpochResult& result) { report.add(rung, digits, result); });
  }
  print_table(std::cerr, report.table());
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  return run_experiment(
      argc, argv, "model_ladder",
      "Trains the seed's model in the clear, adaptation by adaptation, from ReLU, max pooling and "
      "Adam to sigmoids, average pooling and SGD on frozen features, and prints the test accuracy "
      "after each epoch beside the reference's, as CSV on standard output.",
      "model_ladder --rungs base,sgd,transfer --out ladder.csv",
      [&options](CLI::App& app) { options.add_to(app); }, [&options] { climb_all(options); });
}
