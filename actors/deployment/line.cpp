#include "actors/deployment/line.hpp"

#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <limits>

#include "actors/deployment/message_frame.hpp"
#include "actors/deployment/real_time.hpp"

namespace fathom {
namespace {

/// What the connection has beyond what the kernel has taken: so much that it never waits.
constexpr std::size_t kAhead = 256 * 1024;
/// Taken at a time: whole records of TLS.
constexpr std::size_t kPiece = 64 * 1024;

}  // namespace

Line::Line(caf::io::broker& broker, caf::io::connection_handle handle, const TlsIdentity* identity,
           std::optional<PartyId> target)
    : broker_(broker), handle_(handle), target_(target), opened_(real_now()) {
  constexpr std::size_t kRead = 64 * 1024;
  heard_ = sent_ = opened_;
  const int on = 1;
  ::setsockopt(static_cast<int>(handle.id()), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  broker_.ack_writes(handle_, true);
  broker_.configure_read(handle_, caf::io::receive_policy::at_most(kRead));
  reader_.set_limit(kGreatestControl);
  if (identity == nullptr) return;
  tls_ = std::make_unique<TlsChannel>(*identity,
                                      target ? TlsChannel::Side::dials : TlsChannel::Side::answers);
  write();
}

void Line::set_peer(PartyId peer) {
  peer_ = peer;
  reader_.set_limit(greatest_content());
}

std::string Line::address() const {
  return fmt::format("{}:{}", broker_.remote_addr(handle_), broker_.remote_port(handle_));
}

void Line::receive(std::span<const char> bytes,
                   const std::function<void(FrameReader::Frame)>& take) {
  heard_ = real_now();
  const auto counting = [&](FrameReader::Frame frame) {
    count(in_, frame.header.kind, frame.content.size());
    take(std::move(frame));
  };
  if (!tls_) return reader_.feed(bytes, counting);
  WipedBuffer plain;
  try {
    plain = tls_->receive(bytes);
  } catch (const TlsFault&) {
    write();  // the alert that tells the other side why
    throw;
  }
  write();
  reader_.feed(plain, counting);
}

void Line::send(PartyId from, PartyId to, FrameKind kind, const Buffer& content) {
  OutgoingFrame frame;
  write_header({kind, static_cast<std::uint32_t>(content.size()), from, to, next_++}, frame.head);
  frame.head.insert(frame.head.end(), content.begin(), content.end());
  count(out_, kind, content.size());
  push(std::move(frame));
}

void Line::send_message(OutgoingFrame frame) {
  number_frame(frame, next_++);
  count(out_, FrameKind::message, frame.size() - FrameHeader::kSize);
  push(std::move(frame));
}

void Line::count(LineCount& sum, FrameKind kind, std::size_t content) const {
  const Bytes bytes{static_cast<std::int64_t>(FrameHeader::kSize + content)};
  sum.frames += Messages{1};
  (kind == FrameKind::message ? sum.messages : sum.control) += bytes;
}

void Line::push(OutgoingFrame frame) {
  outbox_.push(std::move(frame));
  sent_ = real_now();
  pass_on(kAhead);
}

void Line::written(std::size_t left) {
  unwritten_ = left;
  pass_on(kAhead);
}

void Line::hand_over() { pass_on(std::numeric_limits<std::size_t>::max()); }

void Line::lost() {
  outbox_ = {};
  unwritten_ = 0;
}

void Line::pass_on(std::size_t ahead) {
  while (!outbox_.empty() && unwritten_ < ahead && !is_closing) {
    if (tls_) {
      WipedBuffer plain;
      plain.reserve(kPiece);
      outbox_.take(kPiece, plain);
      tls_->send(plain);
    }
    write();
  }
}

/// What TLS has to say, or what comes next without it.
void Line::write() {
  Buffer& out = broker_.wr_buf(handle_);
  const std::size_t before = out.size();
  tls_ ? tls_->flush_to(out) : outbox_.take(kPiece, out);
  if (out.size() == before) return;
  sent_ = real_now();
  unwritten_ += out.size() - before;
  broker_.flush(handle_);
}

}  // namespace fathom
