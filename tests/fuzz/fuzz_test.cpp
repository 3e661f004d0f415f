#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <map>
#include <string>

#include "tests/fuzz/reader.hpp"
#include "tests/mutator.hpp"

using namespace fathom;
using namespace fathom::fuzz;

namespace {

constexpr int kRounds = 1'000;  ///< damaged inputs of every reader

std::vector<std::string> corpus_of(const Reader& reader) {
  const std::filesystem::path directory =
      std::filesystem::path(FATHOM_SOURCE_DIR) / "tests/fuzz/corpus" / reader.name;
  std::map<std::string, std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(directory)) {
    files[entry.path().filename().string()] = text_in(read_file(entry.path()));
  }
  std::vector<std::string> texts;
  for (const auto& [name, text] : files) texts.push_back(text);
  return texts;
}

}  // namespace

TEST_CASE("what stands in the corpus is read, or refused by a sentence") {
  for (const Reader& reader : all_readers()) {
    INFO(reader.name);
    const auto corpus = corpus_of(reader);
    REQUIRE_FALSE(corpus.empty());
    CHECK(
        std::ranges::any_of(corpus, [&](const auto& text) { return reader.read(bytes_in(text)); }));
  }
}

TEST_CASE("whatever the bytes, every reader takes them or refuses them by a sentence") {
  std::uint64_t seed = 1;
  for (const Reader& reader : all_readers()) {
    const auto corpus = corpus_of(reader);
    auto pieces = reader.pieces;
    pieces.emplace_back("\0\xff\x7f\x80", 4);
    testing::Mutator mutator(seed++, pieces);
    int taken = 0;
    for (int round = 0; round < kRounds; ++round) {
      const std::string damaged = mutator.mutated(mutator.one_of(corpus));
      INFO(reader.name << ", round " << round);
      REQUIRE_NOTHROW(taken += reader.read(bytes_in(damaged)) ? 1 : 0);
    }
    INFO(reader.name);
    CHECK(taken < kRounds);
  }
}
