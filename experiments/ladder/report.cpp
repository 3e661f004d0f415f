#include "experiments/ladder/report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <sstream>
#include <utility>

#include "experiments/print_table.hpp"
#include "nn/data/file.hpp"

namespace fathom {
namespace {

CsvTable summary_table() {
  return {"summary", {{"rung", ""}, {"epochs", ""}, {"last", ""}, {"best", ""}, {"reference", ""}}};
}

std::string text_of(const CsvTable& table) {
  std::ostringstream text;
  table.write(text);
  return text.str();
}

void set(CsvTable::Row& row, const Rung& rung, const Mnist& digits, const EpochResult& result) {
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

}  // namespace

TableSpec epochs_spec() {
  return {"epochs",
          "one row an epoch of a rung",
          {{"rung", "name of the adaptation"},
           {"epoch", "from 1"},
           {"optimizer", "adam or sgd"},
           {"learning_rate", "of the optimizer"},
           {"momentum", "of sgd"},
           {"loss", "what is made small"},
           {"samples", "training images"},
           {"test_samples", "test images"},
           {"test_loss", "mean over the test images"},
           {"test_accuracy", "from 0 to 1"},
           {"reference_accuracy", "of the reference implementation, after its last epoch"},
           {"host_seconds", "of the epoch and its evaluation; differs from run to run"}}};
}

LadderReport::LadderReport(std::string file, bool comparable)
    : file_(std::move(file)),
      comparable_(comparable),
      table_(std::string(epochs_spec().name), epochs_spec().columns) {
  keep();
  std::cout << text_of(table_) << std::flush;
}

void LadderReport::add(const Rung& rung, const Mnist& digits, const EpochResult& result) {
  CsvTable::Row& row = table_.add_row();
  set(row, rung, digits, result);
  const auto reference = rung.reference_after(result.epoch);
  if (comparable_ && reference) row.set("reference_accuracy", *reference);
  const std::string text = text_of(table_);
  std::cout << text.substr(text.rfind('\n', text.size() - 2) + 1) << std::flush;
  keep();
}

void LadderReport::print_summary() const {
  CsvTable summary = summary_table();
  double best = 0;
  for (std::size_t row = 0; row < table_.rows(); ++row) {
    const std::string& rung = table_.cell(row, "rung");
    const std::string& reference = table_.cell(row, "reference_accuracy");
    const double accuracy = std::stod(table_.cell(row, "test_accuracy"));
    best = table_.cell(row, "epoch") == "1" ? accuracy : std::max(best, accuracy);
    if (row + 1 < table_.rows() && table_.cell(row + 1, "rung") == rung) continue;
    CsvTable::Row& line = summary.add_row();
    line.set("rung", rung)
        .set("epochs", table_.cell(row, "epoch"))
        .set("last", fmt::format("{:.2f} %", 100 * accuracy))
        .set("best", fmt::format("{:.2f} %", 100 * best));
    if (!reference.empty()) {
      line.set("reference", fmt::format("{:.2f} %", 100 * std::stod(reference)));
    }
  }
  print_table(std::cerr, summary);
}

void LadderReport::keep() const {
  if (file_.empty()) return;
  const std::string text = text_of(table_);
  write_file(file_, ByteView(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()));
}

}  // namespace fathom
