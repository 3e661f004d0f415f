#pragma once

#include <functional>
#include <string>
#include <vector>

#include "nn/data/file.hpp"

namespace fathom::fuzz {

/// Something that reads what anybody may have written. `read` takes the bytes in, or refuses them:
/// then with one sentence for people; whatever else happens is a fault, and comes out of it as an
/// exception. `pieces` are words of its format, for those who damage texts.
struct Reader {
  std::string name;  ///< of its directory in the corpus
  std::function<bool(ByteView bytes)> read;
  std::vector<std::string> pieces{};
};

/// Every reader of the project: files of data, models and results, descriptions of networks,
/// variants and faults, recorded runs, the command line, and messages from the wire.
[[nodiscard]] std::vector<Reader> all_readers();

[[nodiscard]] std::vector<Reader> data_readers();
[[nodiscard]] std::vector<Reader> text_readers();
[[nodiscard]] std::vector<Reader> message_readers();

/// Reads by `action`, which throws UserError for what it refuses. False when it did; throws
/// std::logic_error for a refusal that is no sentence.
[[nodiscard]] bool is_taken(const std::function<void()>& action);

/// The bytes as a text.
[[nodiscard]] std::string text_in(ByteView bytes);

}  // namespace fathom::fuzz
