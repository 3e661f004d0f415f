#include <catch2/catch.hpp>

#include "tests/protocol/trial_checks.hpp"

using namespace fathom;
using test::Numbers;
using test::Trial;

namespace {

/// Saves x (3, 4) and y (5), and gives x out.
Trial saving() {
  return {{Shape{3, 4}, Shape{5}}, [](Engine& e, std::vector<Secret> in) -> Task<Secret> {
            const Secret x = in[0];
            std::vector<std::string> names{"x", "y"};
            co_await e.save(std::move(names), std::move(in));
            co_return x;
          }};
}

}  // namespace

TEST_CASE("saving costs what paper predicts and changes no value, in every ring") {
  test::check_trial(
      saving(), [](const std::vector<Numbers>& v) { return v[0]; }, 0, 1);
}

TEST_CASE("saving takes one round and 16 bytes from server 0, however many values there are") {
  const test::OnPaper paper = on_paper(saving(), Settings{});
  CHECK(paper.rounds == Rounds{1});
  int messages = 0;
  for (const auto& [key, traffic] : paper.ledger.links()) {
    if (key.first.operation != Operation::refresh) continue;
    ++messages;
    CHECK(key.second == Link{kServer0, kServer1});
    CHECK(traffic.messages.count() == 1);
    CHECK(traffic.payload == Bytes{16});
  }
  CHECK(messages == 1);
}

TEST_CASE("saving nothing sends nothing") {
  const Trial nothing{{Shape{2, 2}}, [](Engine& e, std::vector<Secret> in) -> Task<Secret> {
                        std::vector<std::string> names;
                        std::vector<Secret> values;
                        co_await e.save(std::move(names), std::move(values));
                        co_return in[0];
                      }};
  CHECK(on_paper(nothing, Settings{}).rounds == Rounds{0});
}
