#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>

#include "actors/deployment/frame.hpp"

struct ssl_ctx_st;
struct ssl_st;

namespace fathom {

/// What a party needs to prove who it is and to check who the others are: PEM files.
struct TlsFiles {
  std::filesystem::path key, certificate;
  std::filesystem::path authority;  ///< which signs the certificates of all parties
};

/// A connection that is not protected as it ought to be: no certificate of the authority, or bytes
/// that are no TLS.
class TlsFault : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// A party's key and certificate, and the authority that it trusts. TLS 1.3 alone, and both sides
/// show a certificate.
class TlsIdentity {
 public:
  /// Throws UserError, naming the file, for what is missing or does not go together.
  explicit TlsIdentity(const TlsFiles& files);

  [[nodiscard]] ssl_ctx_st* context() const { return context_.get(); }
  /// The common name of its own certificate.
  [[nodiscard]] const std::string& name() const { return name_; }

 private:
  std::shared_ptr<ssl_ctx_st> context_;
  std::string name_;
};

/// TLS over bytes, whatever carries them: what arrives goes in, what is to be sent comes out.
class TlsChannel {
 public:
  enum class Side : bool { dials, answers };
  TlsChannel(const TlsIdentity& identity, Side side);
  ~TlsChannel();
  TlsChannel(const TlsChannel&) = delete;
  TlsChannel& operator=(const TlsChannel&) = delete;

  /// Bytes from the connection; returns what they say. Throws TlsFault.
  [[nodiscard]] WipedBuffer receive(std::span<const char> bytes);
  /// What is said before the handshake is done waits for it; after a failure nothing is said.
  void send(std::span<const char> plain);
  /// Bytes for the connection, at the end of `out`.
  void flush_to(Buffer& out);

  [[nodiscard]] bool has_failed() const { return failed_; }
  /// The common name of the other side's certificate, once the handshake is done.
  [[nodiscard]] std::optional<std::string> peer() const;

 private:
  void advance();
  void write(std::span<const char> plain);
  [[noreturn]] void fail(const char* doing);

  ssl_st* ssl_;
  bool ready_ = false, failed_ = false;
  Buffer waiting_;
};

}  // namespace fathom
