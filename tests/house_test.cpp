#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace {

using Sentences = std::vector<std::string>;

constexpr std::size_t kMaxColumns = 100;
constexpr std::size_t kMaxLines = 350;

/// Which rooms each room may include: imports run one way, downwards.
const std::map<std::string, std::vector<std::string>> kMayInclude{
    {"metrics", {"metrics"}},
    {"protocol", {"metrics", "protocol"}},
    {"nn", {"metrics", "protocol", "nn"}},
    {"actors/network", {"metrics", "actors/network"}},
    {"actors", {"metrics", "protocol", "nn", "actors/network", "actors"}},
    {"experiments", {"metrics", "protocol", "nn", "actors/network", "actors", "experiments"}},
    {"tests", {"metrics", "protocol", "nn", "actors/network", "actors", "experiments", "tests"}},
};

/// The room that `path` lies in, or "" for a path outside all rooms.
std::string room_of(const std::string& path) {
  if (path.starts_with("actors/network/")) return "actors/network";
  const std::string top = path.substr(0, path.find('/'));
  return path.find('/') != std::string::npos && kMayInclude.contains(top) ? top : "";
}

bool may_include_caf(const std::string& path) {
  return room_of(path) == "actors" ||
         (path.starts_with("tests/actors/") && !path.starts_with("tests/actors/network/"));
}

/// What is wrong with the #include in `line` of the file at `path`, or "".
std::string fault_of_include(const std::string& path, const std::string& line) {
  static const std::regex include(R"(^\s*#\s*include\s*(["<])([^">]+)[">])");
  std::smatch match;
  if (!std::regex_search(line, match, include)) return "";
  const std::string target = match[2];
  if (target.starts_with("caf/")) return may_include_caf(path) ? "" : "includes CAF";
  const std::string room = room_of(target);
  if (room.empty()) return match[1] == "\"" ? "includes outside the rooms: " + target : "";
  const auto& allowed = kMayInclude.at(room_of(path));
  return std::ranges::find(allowed, room) != allowed.end() ? "" : "includes upwards: " + target;
}

/// Characters, not bytes, of a line in UTF-8.
std::size_t columns(std::string_view line) {
  return static_cast<std::size_t>(std::ranges::count_if(
      line, [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U; }));
}

/// Everything in `text`, the file at `path`, that breaks a house rule, as path:line: sentence.
Sentences faults(const std::string& path, const std::string& text) {
  static const std::regex unfinished(R"(\b(TOD[O]|FIXM[E]|XX[X]|HAC[K])\b)");
  Sentences found;
  std::istringstream lines(text);
  std::size_t number = 0;
  const auto report = [&](const std::string& what) {
    found.push_back(path + ":" + std::to_string(number) + ": " + what);
  };
  for (std::string line; std::getline(lines, line);) {
    ++number;
    if (const std::string fault = fault_of_include(path, line); !fault.empty()) report(fault);
    if (columns(line) > kMaxColumns) report("has more than 100 columns");
    if (std::regex_search(line, unfinished)) report("leaves something for later");
  }
  if (number >= kMaxLines) report("the file has 350 lines or more");
  return found;
}

std::string content(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// Paths of all sources in the rooms, relative to the root and sorted.
std::vector<std::string> sources(const std::filesystem::path& root) {
  std::vector<std::string> paths;
  for (const char* room : {"metrics", "protocol", "nn", "actors", "experiments", "tests"}) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root / room)) {
      static const std::set<std::string> kinds{".hpp", ".cpp", ".js", ".css", ".html"};
      if (!kinds.contains(entry.path().extension().string())) continue;
      paths.push_back(entry.path().lexically_relative(root).generic_string());
    }
  }
  std::ranges::sort(paths);
  return paths;
}

}  // namespace

TEST_CASE("every source file keeps the rules of the house") {
  const std::filesystem::path root = FATHOM_SOURCE_DIR;
  const std::vector<std::string> paths = sources(root);
  CHECK(std::ranges::count(paths, "tests/house_test.cpp") == 1);
  CHECK(std::ranges::count(paths, "experiments/report/page/main.js") == 1);
  std::string found;
  for (const std::string& path : paths) {
    for (const std::string& fault : faults(path, content(root / path))) found += fault + "\n";
  }
  INFO(found);
  CHECK(found.empty());
}

TEST_CASE("an include that runs upwards is a fault") {
  CHECK(faults("metrics/a.hpp", "#include \"protocol/tensor.hpp\"\n") ==
        Sentences{"metrics/a.hpp:1: includes upwards: protocol/tensor.hpp"});
  CHECK(faults("protocol/a.hpp", "\n# include <nn/layers/dense.hpp>\n") ==
        Sentences{"protocol/a.hpp:2: includes upwards: nn/layers/dense.hpp"});
  CHECK(faults("nn/a.hpp", "#include \"actors/network/link.hpp\"").size() == 1);
  CHECK(faults("nn/a.hpp", "#include \"actors/server.hpp\"").size() == 1);
  CHECK(faults("actors/network/a.hpp", "#include \"protocol/tag.hpp\"").size() == 1);
  CHECK(faults("actors/network/a.hpp", "#include \"actors/server.hpp\"").size() == 1);
  CHECK(faults("actors/a.hpp", "#include \"experiments/flags.hpp\"").size() == 1);
  CHECK(faults("experiments/a.cpp", "#include \"tests/fixture.hpp\"").size() == 1);
}

TEST_CASE("an include that runs downwards is none") {
  CHECK(faults("protocol/a.cpp", "#include <vector>\n#include \"metrics/units.hpp\"\n").empty());
  CHECK(faults("nn/a.cpp", "#include \"protocol/shape.hpp\"").empty());
  CHECK(faults("actors/network/a.cpp", "#include \"metrics/units.hpp\"").empty());
  CHECK(faults("actors/a.cpp", "#include \"actors/network/link.hpp\"").empty());
  CHECK(faults("experiments/a.cpp", "#include \"actors/server.hpp\"").empty());
}

TEST_CASE("a quoted include that does not start at the root is a fault") {
  CHECK(faults("metrics/a.cpp", "#include \"units.hpp\"").size() == 1);
  CHECK(faults("metrics/a.cpp", "#include \"../protocol/tag.hpp\"").size() == 1);
}

TEST_CASE("CAF is included in actors and their tests alone") {
  const std::string include = "#include <caf/all.hpp>";
  CHECK(faults("actors/server.hpp", include).empty());
  CHECK(faults("tests/actors/server_test.cpp", include).empty());
  for (const char* path : {"metrics/a.hpp", "protocol/a.hpp", "nn/a.hpp", "actors/network/a.hpp",
                           "experiments/a.cpp", "tests/nn/a.cpp", "tests/actors/network/a.cpp"}) {
    CHECK(faults(path, include) == Sentences{std::string(path) + ":1: includes CAF"});
  }
}

TEST_CASE("a line may have 100 columns and no more") {
  const std::string hundred(100, 'x');
  CHECK(faults("nn/a.cpp", hundred).empty());
  CHECK(faults("nn/a.cpp", hundred + "x").size() == 1);
  CHECK(faults("nn/a.cpp", hundred.substr(1) + "ü").empty());
}

TEST_CASE("a file has fewer than 350 lines") {
  std::string text;
  for (int line = 0; line < 349; ++line) text += "\n";
  CHECK(faults("nn/a.cpp", text).empty());
  CHECK(faults("nn/a.cpp", text + "\n").size() == 1);
}

TEST_CASE("a note of work left for later is a fault") {
  for (const auto& [start, end] :
       std::map<std::string, std::string>{{"TO", "DO"}, {"FIX", "ME"}, {"X", "XX"}, {"HA", "CK"}}) {
    CHECK(faults("nn/a.cpp", "// " + start + end + ": later").size() == 1);
    CHECK(faults("nn/a.cpp", "// " + start + end + "S").empty());
  }
}
