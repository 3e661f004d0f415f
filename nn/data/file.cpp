#include "nn/data/file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <fstream>
#include <string>
#include <system_error>

#include "metrics/errors.hpp"

namespace fathom {

namespace fs = std::filesystem;

namespace {

std::string reason(int error_number) { return std::generic_category().message(error_number); }

[[noreturn]] void refuse_to_write(const fs::path& target) {
  refuse(in_quotes(target.native()), "cannot be written: " + reason(errno));
}

/// A new file beside `target` that is gone again unless it took the target's place.
class TemporaryFile {
 public:
  TemporaryFile(const fs::path& target, Readers readers) : target_(target) {
    const mode_t mode = readers == Readers::owner ? 0600 : 0666;
    static std::atomic<unsigned> count{0};
    do {
      name_ =
          target.string() + ".tmp-" + std::to_string(::getpid()) + "-" + std::to_string(count++);
      descriptor_ = ::open(name_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
    } while (descriptor_ < 0 && errno == EEXIST);
    if (descriptor_ < 0) refuse_to_write(target_);
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  ~TemporaryFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
    if (!name_.empty()) ::unlink(name_.c_str());
  }

  void write(ByteView bytes) {
    while (!bytes.empty()) {
      const ssize_t written = ::write(descriptor_, bytes.data(), bytes.size());
      if (written < 0 && errno != EINTR) refuse_to_write(target_);
      if (written > 0) bytes = bytes.subspan(static_cast<std::size_t>(written));
    }
  }

  /// The bytes reach the disk before the name does: else a power cut could leave an empty target.
  void take_place_of_target() {
    if (::fsync(descriptor_) != 0) refuse_to_write(target_);
    const int closed = ::close(descriptor_);
    descriptor_ = -1;
    if (closed != 0 || std::rename(name_.c_str(), target_.c_str()) != 0) refuse_to_write(target_);
    name_.clear();
  }

 private:
  fs::path target_;
  std::string name_;
  int descriptor_ = -1;
};

}  // namespace

std::string in_quotes(std::string_view text) {
  std::string result = "'";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    result += byte < 0x20 || byte == 0x7F ? '?' : c;
  }
  return result + "'";
}

ByteView bytes_in(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

void refuse(const std::string& subject, const std::string& complaint) {
  throw UserError(subject + " " + complaint);
}

std::vector<std::uint8_t> read_file(const fs::path& path) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (status.type() == fs::file_type::not_found) refuse(in_quotes(path.native()), "does not exist");
  if (status.type() == fs::file_type::none) {
    refuse(in_quotes(path.native()), "cannot be read: " + error.message());
  }
  if (status.type() != fs::file_type::regular) {
    refuse(in_quotes(path.native()), "is not a regular file: a path to a data file is needed here");
  }
  std::ifstream in(path, std::ios::binary | std::ios::ate);
  if (!in) refuse(in_quotes(path.native()), "cannot be opened for reading: " + reason(errno));
  const std::streamoff length = in.tellg();
  std::vector<std::uint8_t> bytes(length > 0 ? static_cast<std::size_t>(length) : 0);
  in.seekg(0);
  in.read(reinterpret_cast<char*>(bytes.data()), length);
  if (!in) refuse(in_quotes(path.native()), "could not be read to its end");
  return bytes;
}

void write_file(const fs::path& path, ByteView bytes, Readers readers) {
  write_file(
      path, [bytes](const PutBytes& put) { put(bytes); }, readers);
}

void write_file(const fs::path& path, const std::function<void(const PutBytes& put)>& write,
                Readers readers) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  // A rename would replace a device such as /dev/null by an ordinary file.
  if (fs::exists(status) && !fs::is_regular_file(status)) {
    refuse(in_quotes(path.native()), "cannot be written: it exists and is not a regular file");
  }
  TemporaryFile file(path, readers);
  write([&file](ByteView bytes) { file.write(bytes); });
  file.take_place_of_target();
}

}  // namespace fathom
