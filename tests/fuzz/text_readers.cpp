#include <CLI/CLI.hpp>
#include <cstdlib>
#include <filesystem>
#include <sstream>

#include "actors/deployment/deployment.hpp"
#include "actors/deployment/party_report.hpp"
#include "actors/faults/fault.hpp"
#include "actors/network/network_file.hpp"
#include "actors/replay/recorded_run.hpp"
#include "experiments/calibration/cost_file.hpp"
#include "experiments/options.hpp"
#include "experiments/sweep/request.hpp"
#include "metrics/csv_reader.hpp"
#include "metrics/errors.hpp"
#include "protocol/variants.hpp"
#include "tests/fuzz/reader.hpp"

namespace fathom::fuzz {
namespace {

using Pieces = std::vector<std::string>;

const Pieces kNetworkPieces{
    "latency",   "=", ",",   "20ms", "0.1",     "Mbit/s", "server0>server1.", "rtt", "provider.",
    "unlimited", "%", "wan", "\"",   "[hosts.", "]"};
const Pieces kJsonPieces{"[",  "]",    "{",    "}",     ",",  ":",
                         "\"", "null", "true", "1e400", "-1", "\\u0000"};

/// A directory of its own, gone afterwards.
struct Scratch {
  Scratch() {
    std::string name = (std::filesystem::temp_directory_path() / "fathom-fuzz-XXXXXX").string();
    ensure(::mkdtemp(name.data()) != nullptr, "there is no directory for temporary files");
    path = name;
  }
  ~Scratch() {
    std::error_code ignored;
    std::filesystem::remove_all(path, ignored);
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  std::filesystem::path path;
};

/// Of what reads a file: the bytes go into one.
template <class Read>
std::function<bool(ByteView)> from_file(const std::string& name, Read read) {
  return [name, read](ByteView bytes) {
    static const Scratch scratch;
    const std::filesystem::path file = scratch.path / name;
    write_file(file, bytes);
    return is_taken([&] { static_cast<void>(read(file)); });
  };
}

template <class Read>
std::function<bool(ByteView)> from_text(Read read) {
  return [read](ByteView bytes) {
    return is_taken([&, text = text_in(bytes)] { static_cast<void>(read(text)); });
  };
}

/// An experiment's options, resolved as before a run. One argument a line.
void read_command_line(const std::string& text) {
  std::vector<std::string> arguments{"experiment"};
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    arguments.push_back(line.substr(0, line.find('\0')));
  }
  std::vector<const char*> argv;
  for (const std::string& argument : arguments) argv.push_back(argument.c_str());
  CLI::App app("An experiment", "experiment");
  NetworkOptions network;
  ProtocolOptions protocol;
  OutputOptions output;
  network.add_to(app);
  protocol.add_to(app);
  output.add_to(app);
  try {
    const auto count = static_cast<int>(argv.size());
    if (read_sweep_request(count, argv.data()).is_asked()) return;
    app.parse(count, argv.data());
  } catch (const CLI::ParseError&) {
    return;  // CLI11's own sentence
  }
  static_cast<void>(network.resolve());
  static_cast<void>(protocol.resolve());
}

void read_variant(const std::string& line) {
  Settings settings;
  apply_variant(settings, line);
  check_variant(settings);
}

}  // namespace

std::vector<Reader> text_readers() {
  return {
      {"network_file",
       from_text([](const std::string& t) { return parse_network_file(t, "network.toml"); }),
       kNetworkPieces},
      {"network_line", from_text([](const std::string& t) { return NetworkSpec::parse(t); }),
       kNetworkPieces},
      {"variant", from_text(read_variant), {"reuse", "=", ",", "training", "seed", "msb"}},
      {"fault_plan",
       from_text([](const std::string& t) { return parse_fault_plan(t); }),
       {"@", "+", "=", ",", "-", "seed=", "server0", "crash-sending", "99999999999999999999"}},
      {"deployment",
       from_text([](const std::string& t) { return parse_deployment(t, "deployment.toml"); }),
       {"[roles]", "server0", "=", "\"", "127.0.0.1:7100", "[tls]", "{role}", "1min", "none",
        "-1"}},
      {"party_report", from_file("report.json", read_report), kJsonPieces},
      {"csv", from_file("table.csv", read_csv), {",", "\"", "\n", "\"\"", "\r"}},
      {"costs", from_file("costs.json", read_costs), kJsonPieces},
      {"recorded_run", from_file("run.trace", read_recorded_run), kJsonPieces},
      {"command_line",
       from_text(read_command_line),
       {"--", "\n", "=", "--network", "--ring", "z64", "--sweep", "latency=1ms:9ms:lin3", "-1"}},
  };
}

}  // namespace fathom::fuzz
