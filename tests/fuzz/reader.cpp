#include "tests/fuzz/reader.hpp"

#include <iterator>
#include <stdexcept>

#include "metrics/errors.hpp"
#include "tests/actors/network/sentence.hpp"

namespace fathom::fuzz {

std::vector<Reader> all_readers() {
  std::vector<Reader> all;
  for (auto readers : {data_readers(), text_readers(), message_readers()}) {
    std::move(readers.begin(), readers.end(), std::back_inserter(all));
  }
  return all;
}

bool is_taken(const std::function<void()>& action) {
  try {
    action();
    return true;
  } catch (const UserError& error) {
    const std::string text = error.what();
    if (!testing::is_sentence(text)) throw std::logic_error("a refusal is no sentence: " + text);
    return false;
  }
}

std::string text_in(ByteView bytes) { return {bytes.begin(), bytes.end()}; }

}  // namespace fathom::fuzz
