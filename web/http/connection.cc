#include "web/http/connection.h"

#include <cerrno>
#include <chrono>

#include <poll.h>
#include <sys/socket.h>

namespace trama::http {
namespace {

constexpr std::size_t kGatherBytes = 64U << 10;
constexpr int kPollMs = 250;

}  // namespace

std::int64_t steady_ms() {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
}

std::ptrdiff_t send_some(int fd, std::string_view bytes) {
  while (true) {
    const ssize_t sent = ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent >= 0) return sent;
    if (errno == EINTR) continue;
    return errno == EAGAIN || errno == EWOULDBLOCK ? 0 : -1;
  }
}

bool BufferedTransport::send_or_keep(std::string_view bytes) {
  while (connection_->out.empty() && !bytes.empty()) {
    const std::ptrdiff_t sent = send_some(connection_->fd, bytes);
    if (sent < 0) return false;
    if (sent == 0) break;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  connection_->out.append(bytes);
  return true;
}

bool BufferedTransport::write(std::string_view bytes) {
  if (gathered_.size() + bytes.size() <= kGatherBytes) {
    gathered_.append(bytes);
    return true;
  }
  return flush() && send_or_keep(bytes);
}

bool BufferedTransport::flush() {
  const bool kept = send_or_keep(gathered_);
  gathered_.clear();
  return kept;
}

bool BlockingTransport::write(std::string_view bytes) {
  std::int64_t last_progress = steady_ms();
  while (!bytes.empty()) {
    const std::ptrdiff_t sent = send_some(fd_, bytes);
    if (sent < 0) return false;
    if (sent > 0) {
      bytes.remove_prefix(static_cast<std::size_t>(sent));
      last_progress = steady_ms();
      continue;
    }
    if (steady_ms() - last_progress > stall_ms_) return false;
    pollfd waiting{fd_, POLLOUT, 0};
    ::poll(&waiting, 1, kPollMs);
  }
  return true;
}

}  // namespace trama::http
