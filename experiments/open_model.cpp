// Opens a model from both servers' files of shares into an .npz of its weights.

#include <iostream>
#include <string>

#include "experiments/experiment.hpp"
#include "experiments/model_files.hpp"
#include "experiments/private_run.hpp"

namespace {

using namespace fathom;

struct Options {
  std::string share0, share1, weights_out;

  void add_to(CLI::App& app) {
    app.add_option("--share0", share0, "Server 0's share of the model")->required();
    app.add_option("--share1", share1, "Server 1's share of the same saving")->required();
    app.add_option("--weights-out", weights_out, "File for the weights (.npz)")->required();
  }
};

void open(const Options& options) {
  check_file_destination("--weights-out", options.weights_out);
  const auto [share0, share1] = read_model_shares({options.share0, options.share1});
  write_npz(options.weights_out, open_model(share0, share1));
  std::cerr << "the " << share0.model.parameters.size() << " parameters of the model '"
            << share0.model.name << "' written to " << options.weights_out << '\n';
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  return run_experiment(
      argc, argv, "open_model",
      "Opens a model from the files in which the two servers keep their shares of it. One file "
      "alone tells nothing.",
      "open_model --share0 shares/server0.share --share1 shares/server1.share --weights-out W.npz",
      [&options](CLI::App& app) { options.add_to(app); }, [&options] { open(options); });
}
