// The readers under libFuzzer: `fuzz_readers --reader=NAME corpus...`, see README.md beside this.

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

#include "tests/fuzz/reader.hpp"

namespace {

const fathom::fuzz::Reader* chosen = nullptr;

}  // namespace

extern "C" int LLVMFuzzerInitialize(int* argc, char*** argv) {
  static const auto readers = fathom::fuzz::all_readers();
  const std::string option = "--reader=";
  for (int i = 1; i < *argc; ++i) {
    for (const auto& reader : readers) {
      if (option + reader.name == (*argv)[i]) chosen = &reader;
    }
  }
  if (chosen != nullptr) return 0;
  std::fprintf(stderr, "name a reader:");
  for (const auto& reader : readers)
    std::fprintf(stderr, " %s%s", option.c_str(), reader.name.c_str());
  std::fprintf(stderr, "\n");
  std::exit(2);
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static_cast<void>(chosen->read({data, size}));
  return 0;
}
