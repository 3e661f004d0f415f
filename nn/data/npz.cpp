#include "nn/data/npz.hpp"

#include <string_view>

#include "nn/data/npy.hpp"
#include "nn/data/zip_archive.hpp"

namespace fathom {

namespace {

constexpr std::string_view kSuffix = ".npy";

std::string list_of_names(const NamedArrays& arrays) {
  if (arrays.empty()) return "nothing";
  std::string names;
  for (const auto& [name, array] : arrays) {
    if (!names.empty()) names += ", ";
    names += in_quotes(name);
  }
  return names;
}

}  // namespace

NamedArrays parse_npz(ByteView bytes, const std::string& subject) {
  NamedArrays arrays;
  for (const ZipEntry& entry : unpack_zip(bytes, subject)) {
    const std::string entry_subject = "entry " + in_quotes(entry.name) + " of " + subject;
    if (!entry.name.ends_with(kSuffix)) {
      refuse(entry_subject, "is not an array: the names of arrays end in .npy");
    }
    const std::string name = entry.name.substr(0, entry.name.size() - kSuffix.size());
    arrays.emplace(name, parse_npy<double>(entry.bytes, entry_subject));
  }
  return arrays;
}

NamedArrays read_npz(const std::filesystem::path& path) {
  return parse_npz(read_file(path), in_quotes(path.native()));
}

void write_npz(const std::filesystem::path& path, const NamedArrays& arrays) {
  std::vector<ZipEntry> entries;
  for (const auto& [name, array] : arrays) {
    entries.push_back({name + std::string(kSuffix), encode_npy(array)});
  }
  write_file(path, pack_zip(entries, in_quotes(path.native())));
}

const HostArray<double>& require(const NamedArrays& arrays, const std::string& name,
                                 const Shape& shape, const std::filesystem::path& path) {
  const auto found = arrays.find(name);
  if (found == arrays.end()) {
    refuse(in_quotes(path.native()),
           "has no array " + in_quotes(name) + "; it holds " + list_of_names(arrays));
  }
  const HostArray<double>& array = found->second;
  if (array.shape != shape) {
    refuse(
        "array " + in_quotes(name) + " of " + in_quotes(path.native()),
        "has the shape " + array.shape.to_string() + "; " + shape.to_string() + " is needed here");
  }
  return array;
}

}  // namespace fathom
