// Makes an authority, and a key and a certificate for every party of a deployment.

#include <fmt/format.h>

#include <iostream>

#include "actors/deployment/certificates.hpp"
#include "experiments/experiment.hpp"
#include "metrics/errors.hpp"
#include "metrics/party_id.hpp"
#include "metrics/printable.hpp"

namespace {

using namespace fathom;

struct Options {
  std::string directory;
  std::vector<std::string> parties{"server0",  "server1",   "producer",
                                   "receiver", "provider0", "provider1"};
  int days = 365;
};

void make(const Options& options) {
  if (options.directory.empty()) throw UserError("--out is missing; name a directory");
  for (const std::string& name : options.parties) {
    if (party_named(name)) continue;
    throw UserError(
        fmt::format("--parties: '{}' is no party; there are server0, server1, "
                    "producer, receiver, likelihood, provider0, provider1, ...",
                    printable(name, 60)));
  }
  make_certificates(options.directory, options.parties, options.days);
  std::cerr << fmt::format("keys and certificates of {} parties written to {}\n",
                           options.parties.size(), options.directory);
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  return run_experiment(
      argc, argv, "make_certificates",
      "Makes an authority, and signs a certificate for each party: NAME.key and NAME.pem, and "
      "authority.key, which no party needs. Give each party its own key and certificate and "
      "authority.pem, and nothing else.",
      "make_certificates --out keys --parties server0,server1,producer,receiver,provider0",
      [&options](CLI::App& app) {
        app.add_option("--out", options.directory, "Directory for the files")->type_name("DIR");
        app.add_option("--parties", options.parties, "Names of the parties")
            ->delimiter(',')
            ->capture_default_str()
            ->type_name("NAMES");
        app.add_option("--days", options.days, "How long the certificates hold")
            ->check(CLI::Range(1, 36'500))
            ->capture_default_str();
      },
      [&options] { make(options); }, {});
}
