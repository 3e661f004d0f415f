#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <fstream>
#include <iterator>
#include <sstream>

#include "actors/messages/message.hpp"
#include "metrics/timeline_export/trace_file.hpp"
#include "tests/actors/message_fixture.hpp"
#include "tests/actors/recordings.hpp"
#include "tests/actors/secrets.hpp"
#include "tests/nn/data/files.hpp"

using namespace fathom;
using test::job_spec;
using test::Secrets;
using test::small_training;

namespace {

struct Watched {
  Secrets secrets;
  std::vector<std::string> texts;  ///< all that a run can be made to say
};

/// A whole training, with everything that a run can write: tables, a timeline, a recording.
void watch_run(Watched& run, Delivery delivery) {
  const TrainingSpec training = small_training(2);
  Settings settings;
  settings.material = settings.inputs = delivery;
  JobSpec spec = job_spec(training, settings, "lan", Compute::modelled);
  const test::Recording recording = test::simulate(training, spec);
  run.texts.push_back(test::text(recording.figures.tables));
  const testing::ScratchDirectory scratch;
  write_recorded_run(recording.run, scratch / "run.trace");
  std::ifstream file(scratch / "run.trace");
  run.texts.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());

  EventLog log(spec.network.transport());
  spec.log = &log;
  Job job(spec, test::program_of(training));
  job.simulation().add_observer(run.secrets);
  job.run();
  std::ostringstream timeline;
  write_trace(log, recording.run.report.info, spec.layers,
              [&timeline](std::string_view text) { timeline << text; });
  run.texts.push_back(timeline.str());
}

}  // namespace

// Full delivery sends the masks themselves, seeded delivery keys.
TEST_CASE("no share, mask or key is in a table, a recording or a timeline") {
  const Delivery delivery = GENERATE(Delivery::full, Delivery::seeded);
  Watched run;
  watch_run(run, delivery);
  CHECK(run.secrets.count() > 2'000);
  for (const std::string& text : run.texts) {
    CHECK(text.size() > 1'000);
    CHECK(run.secrets.first_in(text).empty());
  }
  // And if one were, it would be found.
  for (const auto* form : {"x,{}\n", "x=-{};", "[0x{:x}]", "{:016x}"}) {
    const std::string leak = fmt::format(fmt::runtime(form), run.secrets.any());
    CHECK_FALSE(run.secrets.first_in(leak).empty());
  }
}

TEST_CASE("no share is in the error of a run, whoever loses whatever message", "[slow]") {
  struct LoseOne final : Interceptor {
    LoseOne(int number, Secrets& words) : lost(number), secrets(words) {}
    Verdict on_delivery(PartyId, PartyId, const Envelope& envelope) override {
      secrets.add(envelope);  // of the lost one too
      return seen++ == lost ? Verdict::drop : Verdict::deliver;
    }
    int seen = 0, lost;
    Secrets& secrets;
  };
  const TrainingSpec training = small_training(1);
  int errors = 0;
  for (int number = 0; number < 120; number += 5) {
    Secrets secrets;
    LoseOne lose(number, secrets);
    Job job(job_spec(training, Settings{}, "lan", Compute::free), test::program_of(training));
    job.simulation().set_interceptor(&lose);
    std::string text;
    try {
      job.run();
    } catch (const ProtocolError& error) {
      text = error.what();
    }
    INFO(text);
    CHECK(secrets.first_in(text).empty());
    if (text.empty()) continue;  // a credit that nobody waited for
    CHECK(text.find("waits for") != std::string::npos);
    ++errors;
  }
  CHECK(errors > 10);
}

TEST_CASE("a message shows its kind and tag, and no element, to whoever logs it") {
  const Opening opening{envelope_of(MessageKind::opening, {numbered(z64(), 3)})};
  const std::string shown = caf::deep_to_string(opening);
  CHECK_THAT(shown, Catch::Contains("opening 0123456789abcdef"));
  CHECK(shown.size() < 60);
}
