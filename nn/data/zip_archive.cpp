#include "nn/data/zip_archive.hpp"

#include <zip.h>

#include <algorithm>
#include <memory>

#include "metrics/errors.hpp"

namespace fathom {

namespace {

constexpr std::uint64_t kMaxDeflateRatio = 1032;  // 258 bytes from a match of two bits
constexpr zip_uint64_t kNeeded = ZIP_STAT_NAME | ZIP_STAT_SIZE | ZIP_STAT_COMP_METHOD;
constexpr zip_uint16_t kFirstDosDate = (0 << 9) | (1 << 5) | 1;  // 1980-01-01

struct Release {
  void operator()(zip_t* archive) const { zip_discard(archive); }
  void operator()(zip_file_t* file) const { zip_fclose(file); }
  void operator()(zip_source_t* source) const { zip_source_free(source); }
};
using Archive = std::unique_ptr<zip_t, Release>;
using File = std::unique_ptr<zip_file_t, Release>;
using Source = std::unique_ptr<zip_source_t, Release>;

[[noreturn]] void refuse_damaged(const std::string& subject, const std::string& why) {
  refuse(subject, "is not a sound zip archive: " + why);
}

Source memory_source(ByteView bytes) {
  Source source(zip_source_buffer_create(bytes.data(), bytes.size(), 0, nullptr));
  ensure(source != nullptr, "libzip has no memory for a source");
  return source;
}

/// An archive over `source`, which stays open as long as the archive at least.
Archive open_archive(const Source& source, int flags, const std::string& subject) {
  zip_error_t error;
  zip_error_init(&error);
  zip_source_keep(source.get());
  Archive archive(zip_open_from_source(source.get(), flags, &error));
  const std::string why = zip_error_code_zip(&error) == ZIP_ER_EXISTS ? "two entries have one name"
                                                                      : zip_error_strerror(&error);
  zip_error_fini(&error);
  if (archive == nullptr) {
    zip_source_free(source.get());
    refuse_damaged(subject, why);
  }
  return archive;
}

std::vector<std::uint8_t> unpack_entry(zip_t* archive, const zip_stat_t& entry,
                                       const std::string& subject) {
  const File file(zip_fopen_index(archive, entry.index, 0));
  if (file == nullptr) {
    refuse(subject, "cannot be unpacked: " + std::string(zip_strerror(archive)));
  }
  std::vector<std::uint8_t> bytes(entry.size);
  std::size_t done = 0;
  // libzip verifies the checksum when a read meets the end, so the last read has to find nothing.
  for (;;) {
    std::uint8_t beyond = 0;
    const bool full = done == bytes.size();
    const zip_int64_t count =
        zip_fread(file.get(), full ? &beyond : &bytes[done], full ? 1 : bytes.size() - done);
    if (count < 0) {
      refuse(subject, "is damaged: " + std::string(zip_file_strerror(file.get())));
    }
    if (count == 0) break;
    if (full) refuse(subject, "is damaged: it is longer than the archive says");
    done += static_cast<std::size_t>(count);
  }
  if (done < bytes.size()) refuse(subject, "is damaged: it is shorter than the archive says");
  return bytes;
}

void add_entry(zip_t* archive, const ZipEntry& entry, const std::string& subject) {
  Source data(zip_source_buffer(archive, entry.bytes.data(), entry.bytes.size(), 0));
  ensure(data != nullptr, "libzip has no memory for an entry");
  const zip_int64_t index = zip_file_add(archive, entry.name.c_str(), data.get(), ZIP_FL_ENC_UTF_8);
  if (index < 0) {
    refuse(subject,
           "cannot hold an entry named " + in_quotes(entry.name) + ": " + zip_strerror(archive));
  }
  static_cast<void>(data.release());  // now the archive's
  const auto added = static_cast<zip_uint64_t>(index);
  ensure(zip_set_file_compression(archive, added, ZIP_CM_STORE, 0) == 0 &&
             zip_file_set_dostime(archive, added, 0, kFirstDosDate, 0) == 0,
         "libzip does not take the properties of an entry");
}

std::vector<std::uint8_t> contents(zip_source_t* source) {
  zip_stat_t status;
  ensure(zip_source_stat(source, &status) == 0 && zip_source_open(source) == 0,
         "libzip does not give back the archive that it made");
  std::vector<std::uint8_t> bytes(status.size);
  const zip_int64_t count = zip_source_read(source, bytes.data(), bytes.size());
  zip_source_close(source);
  ensure(count == static_cast<zip_int64_t>(bytes.size()), "libzip gave back part of an archive");
  return bytes;
}

}  // namespace

std::vector<ZipEntry> unpack_zip(ByteView bytes, const std::string& subject) {
  if (bytes.empty()) refuse_damaged(subject, "it is empty");
  const Source source = memory_source(bytes);
  const Archive archive = open_archive(source, ZIP_RDONLY | ZIP_CHECKCONS, subject);
  std::vector<ZipEntry> entries;
  const zip_int64_t count = zip_get_num_entries(archive.get(), 0);
  for (zip_int64_t index = 0; index < count; ++index) {
    zip_stat_t status;
    if (zip_stat_index(archive.get(), static_cast<zip_uint64_t>(index), 0, &status) != 0 ||
        (status.valid & kNeeded) != kNeeded) {
      refuse_damaged(subject, "an entry has no name, no size or no method");
    }
    const std::string name = status.name;
    const std::string entry_subject = "entry " + in_quotes(name) + " of " + subject;
    if (status.comp_method != ZIP_CM_STORE && status.comp_method != ZIP_CM_DEFLATE) {
      refuse(entry_subject, "is packed by zip method " + std::to_string(status.comp_method) +
                                "; stored and deflated entries can be read here");
    }
    if (status.size / kMaxDeflateRatio > bytes.size()) {
      refuse(entry_subject, "is damaged: the archive is too small for the " +
                                std::to_string(status.size) + " bytes that it announces");
    }
    entries.push_back({name, unpack_entry(archive.get(), status, entry_subject)});
  }
  return entries;
}

std::vector<std::uint8_t> pack_zip(const std::vector<ZipEntry>& entries,
                                   const std::string& subject) {
  if (entries.empty()) {  // libzip makes no file at all then: the end record alone is the archive
    std::vector<std::uint8_t> end_record(22);
    std::copy_n("PK\x05\x06", 4, end_record.begin());
    return end_record;
  }
  const Source source = memory_source({});
  Archive archive = open_archive(source, ZIP_CREATE | ZIP_TRUNCATE, subject);
  for (const ZipEntry& entry : entries) add_entry(archive.get(), entry, subject);
  if (zip_close(archive.get()) != 0) {
    refuse(subject, "cannot be packed: " + std::string(zip_strerror(archive.get())));
  }
  static_cast<void>(archive.release());  // closed
  return contents(source.get());
}

}  // namespace fathom
