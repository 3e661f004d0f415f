#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace fathom {

/// Whole files in and out, and the sentences that refuse them. Every failure is a UserError that
/// names the file. A file is written under another name beside its target and then renamed, so that
/// a reader sees the old file or the new one, and a failure leaves the old one and nothing else.
using ByteView = std::span<const std::uint8_t>;

/// The bytes of a text, which must outlive the view.
[[nodiscard]] ByteView bytes_in(std::string_view text);

/// `text` in single quotes, control characters as '?': fit for a message whatever a file holds.
[[nodiscard]] std::string in_quotes(std::string_view text);

/// Throws UserError "<subject> <complaint>"; `subject` is for example in_quotes(path.native()).
[[noreturn]] void refuse(const std::string& subject, const std::string& complaint);

/// All bytes of a regular file.
[[nodiscard]] std::vector<std::uint8_t> read_file(const std::filesystem::path& path);

/// Who may read a new file: whoever the user's umask lets, or the user alone.
enum class Readers : std::uint8_t { umask, owner };

/// Puts `bytes` at `path`, in place of any regular file there.
void write_file(const std::filesystem::path& path, ByteView bytes,
                Readers readers = Readers::umask);

/// The same for what is too large to hold: `write` hands over piece after piece.
using PutBytes = std::function<void(ByteView bytes)>;
void write_file(const std::filesystem::path& path,
                const std::function<void(const PutBytes& put)>& write,
                Readers readers = Readers::umask);

}  // namespace fathom
