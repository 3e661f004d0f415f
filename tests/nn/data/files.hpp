#pragma once

#include <catch2/catch.hpp>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>
#include <vector>

#include "metrics/errors.hpp"

namespace fathom::testing {

using FileBytes = std::vector<std::uint8_t>;

/// A directory of its own for a test, gone afterwards.
class ScratchDirectory {
 public:
  ScratchDirectory() {
    std::string name = (std::filesystem::temp_directory_path() / "fathom-XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  ScratchDirectory(const ScratchDirectory&) = delete;
  ScratchDirectory& operator=(const ScratchDirectory&) = delete;
  ~ScratchDirectory() { std::filesystem::remove_all(path_); }

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  [[nodiscard]] std::filesystem::path operator/(const std::string& name) const {
    return path_ / name;
  }
  [[nodiscard]] std::ptrdiff_t file_count() const {
    return std::distance(std::filesystem::directory_iterator(path_), {});
  }

 private:
  std::filesystem::path path_;
};

inline void put(const std::filesystem::path& path, const FileBytes& bytes) {
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  out.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::ptrdiff_t>(bytes.size()));
  REQUIRE(out.good());
}

/// The characters of `text`, which may hold zeros: pass literals with the suffix `s`.
inline FileBytes bytes_of(const std::string& text) { return {text.begin(), text.end()}; }

/// The sentence of the UserError that `action` must throw.
template <class Action>
std::string refusal(Action action) {
  try {
    static_cast<void>(action());
  } catch (const UserError& error) {
    return error.what();
  }
  FAIL("nothing was refused");
  return {};
}

/// Whether `read(bytes)` gives a whole array; a UserError is the only other way out.
template <class Read>
bool is_read(const Read& read, const FileBytes& bytes) {
  try {
    static_cast<void>(read(bytes));
    return true;
  } catch (const UserError&) {
    return false;
  }
}

template <class Read>
void check_every_prefix_is_refused(const Read& read, const FileBytes& file) {
  REQUIRE(is_read(read, file));
  for (std::size_t length = 0; length < file.size(); ++length) {
    INFO("the first " << length << " of " << file.size() << " bytes");
    CHECK_FALSE(is_read(read, FileBytes(file.begin(), file.begin() + static_cast<long>(length))));
  }
}

/// Every bit flipped alone, then `rounds` files with up to eight random bytes changed.
template <class Read>
void check_damage_is_refused_or_read(const Read& read, const FileBytes& file, int rounds) {
  for (std::size_t bit = 0; bit < 8 * file.size(); ++bit) {
    FileBytes damaged = file;
    damaged[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
    INFO("bit " << bit);
    REQUIRE_NOTHROW(is_read(read, damaged));
  }
  std::mt19937 random(20240229);
  for (int round = 0; round < rounds; ++round) {
    FileBytes damaged = file;
    for (auto changes = random() % 8 + 1; changes > 0; --changes) {
      damaged[random() % damaged.size()] = static_cast<std::uint8_t>(random());
    }
    INFO("round " << round);
    REQUIRE_NOTHROW(is_read(read, damaged));
  }
}

}  // namespace fathom::testing
