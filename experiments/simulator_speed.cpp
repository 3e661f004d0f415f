// How fast the simulator itself is: messages a second between actors, and uploads at one instant.

#include <iostream>

#include "experiments/experiment.hpp"
#include "experiments/speed/measure.hpp"

namespace {

using namespace fathom;

const TableSpec kSpeeds{
    "speeds",
    "one row a measurement; host times differ from run to run",
    {{"what",
      "event_loop: two actors over wires, work charged for each message; ping_pong: the "
      "same by parties of the protocol, with all that a run measures; uploads: all at once "
      "to one server, without actors"},
     {"messages", "that were delivered"},
     {"host_ns", "host time of the run"},
     {"per_s", "messages in a second of host time"},
     {"elapsed_ns", "virtual time of the run"}}};

}  // namespace

int main(int argc, char** argv) {
  SpeedOptions options;
  bool csv = false;
  return run_experiment(
      argc, argv, "simulator_speed",
      "Measures how many messages a second of host time the simulator handles.",
      "simulator_speed --network lan --messages 1000000 --csv",
      [&](CLI::App& app) {
        app.add_option("--messages", options.messages, "Between the servers, in turn")
            ->check(CLI::Range(2, 100'000'000))
            ->capture_default_str();
        app.add_option("--uploads", options.uploads, "At one instant, a provider each")
            ->check(CLI::Range(1, 1'000'000))
            ->capture_default_str();
        app.add_option("--upload-bytes", options.upload_bytes, "Of each upload's message")
            ->check(CLI::Range(1, 1'000'000'000))
            ->capture_default_str();
        options.network.add_to(app);
        app.add_flag("--csv", csv, "Print the figures as CSV");
      },
      [&] {
        CsvTable table = CsvTable("speeds", kSpeeds.columns);
        measure_event_loop(options, table);
        measure_ping_pong(options, table);
        measure_uploads(options, table);
        if (csv) table.write(std::cout);
      },
      {kSpeeds});
}
