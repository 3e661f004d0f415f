#pragma once

#include <sys/wait.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "tests/nn/data/files.hpp"

namespace fathom::test {

/// What a program printed and how it ended.
struct Ended {
  int code = 0;
  std::string out;  ///< standard output
  std::string err;  ///< standard error
};

inline std::string text_of(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

/// Runs an experiment of this build with a command line, from the root of the tree.
inline Ended run_command(const std::filesystem::path& scratch, const std::string& experiment,
                         const std::string& arguments) {
  const std::filesystem::path out = scratch / "standard_output";
  const std::filesystem::path err = scratch / "standard_error";
  const std::string command = std::string("cd ") + FATHOM_SOURCE_DIR + " && " +
                              FATHOM_EXPERIMENTS_DIR + "/" + experiment + " " + arguments + " >" +
                              out.string() + " 2>" + err.string();
  const int status = std::system(command.c_str());
  return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, text_of(out), text_of(err)};
}

/// One sentence that holds what is expected, nothing on standard output, and exit code 2.
inline void check_refused(const Ended& ended, const std::string& expected) {
  INFO(ended.err);
  CHECK(ended.code == 2);
  CHECK(ended.out.empty());
  CHECK(std::ranges::count(ended.err, '\n') == 1);
  CHECK_THAT(ended.err, Catch::Contains(expected));
}

}  // namespace fathom::test
