#include "nn/data/file.hpp"

#include <sys/resource.h>

#include <csignal>

#include "tests/nn/data/files.hpp"

using namespace fathom;
using namespace fathom::testing;
using Catch::Contains;

TEST_CASE("a file gives back the bytes that were written") {
  const ScratchDirectory scratch;
  for (const FileBytes& bytes : {FileBytes{1, 0, 255}, FileBytes{}, FileBytes(100'000, 7)}) {
    write_file(scratch / "file", bytes);
    CHECK(read_file(scratch / "file") == bytes);
    CHECK(scratch.file_count() == 1);
  }
}

TEST_CASE("what cannot be read is refused by name") {
  const ScratchDirectory scratch;
  CHECK(refusal([&] { return read_file(scratch / "none"); }) ==
        in_quotes((scratch / "none").native()) + " does not exist");
  CHECK_THAT(refusal([&] { return read_file(scratch.path()); }), Contains("is not a regular file"));
  CHECK_THAT(refusal([&] { return read_file("/dev/zero"); }), Contains("is not a regular file"));
}

TEST_CASE("a write that fails leaves the old file and nothing else") {
  const ScratchDirectory scratch;
  const FileBytes old{1, 2, 3};
  write_file(scratch / "file", old);

  rlimit before{};
  REQUIRE(::getrlimit(RLIMIT_FSIZE, &before) == 0);
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  const rlimit small{10'000, before.rlim_max};
  REQUIRE(::setrlimit(RLIMIT_FSIZE, &small) == 0);
  std::string sentence;
  try {
    write_file(scratch / "file", FileBytes(20'000, 9));
  } catch (const UserError& error) {
    sentence = error.what();
  }
  ::setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, handler);

  CHECK_THAT(sentence, Contains("file' cannot be written: File too large"));
  CHECK(read_file(scratch / "file") == old);
  CHECK(scratch.file_count() == 1);
}

TEST_CASE("a file is not written where no file can be") {
  const ScratchDirectory scratch;
  CHECK_THAT(refusal([&] { return write_file(scratch / "none/file", FileBytes{1}); }),
             Contains("none/file' cannot be written: No such file or directory"));
  CHECK_THAT(refusal([&] { return write_file(scratch.path(), FileBytes{1}); }),
             Contains("it exists and is not a regular file"));
  CHECK_THAT(refusal([&] { return write_file("/dev/null", FileBytes{1}); }),
             Contains("it exists and is not a regular file"));
  CHECK(scratch.file_count() == 0);
}

TEST_CASE("a quoted name has no control characters") {
  CHECK(in_quotes("w\x1b[2J\n\x7f é") == "'w?[2J?? é'");
}
