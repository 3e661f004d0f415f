#pragma once

#include <cstdint>
#include <random>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace fathom::testing {

/// Damages texts for tests of those who read them: the same damage on every run and machine, by a
/// seed. Pieces are what a change may insert, such as keys, values and brackets of the format.
class Mutator {
 public:
  Mutator(std::uint64_t seed, std::vector<std::string> pieces)
      : random_(seed), pieces_(std::move(pieces)) {}

  /// From 0 up, under `end`, which is above 0.
  std::size_t below(std::size_t end) { return static_cast<std::size_t>(random_() % end); }
  bool once_in(std::size_t times) { return below(times) == 0; }

  template <class Value>
  const Value& one_of(const std::vector<Value>& values) {
    return values[below(values.size())];
  }

  /// One to four changes: bits flipped, runs deleted or repeated, pieces put in, numbers replaced
  /// by others, the end cut off.
  std::string mutated(std::string text);

  /// The same of lines, of which some go missing, come twice or change places.
  std::vector<std::string> mutated(std::vector<std::string> lines);

 private:
  void change(std::string& text);
  void change_number(std::string& text);

  std::mt19937_64 random_;
  std::vector<std::string> pieces_;
};

}  // namespace fathom::testing
