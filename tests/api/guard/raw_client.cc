#include "tests/api/guard/raw_client.h"

#include <array>
#include <cerrno>
#include <cstdlib>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "catalog/base/text.h"

namespace trama::test {
namespace {

constexpr int kPatienceSeconds = 60;  // only a broken server ever uses it up

}  // namespace

std::string RawAnswer::header(std::string_view name) const {
  for (const std::string_view line : split(head, '\n')) {
    const std::size_t colon = line.find(':');
    if (colon != std::string_view::npos && equal_ignoring_case(line.substr(0, colon), name))
      return std::string(trim(line.substr(colon + 1)));
  }
  return {};
}

RawClient::RawClient(int port, int receive_buffer) {
  fd_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const timeval patience{kPatienceSeconds, 0};
  setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
  setsockopt(fd_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
  if (receive_buffer > 0) setsockopt(fd_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof(receive_buffer));
  const int on = 1;
  setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(fd_, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0) return;
  ::close(fd_);
  fd_ = -1;
}

RawClient::~RawClient() {
  if (fd_ >= 0) ::close(fd_);
}

bool RawClient::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

bool RawClient::fill() {
  std::array<char, 65536> piece;  // NOLINT(cppcoreguidelines-pro-type-member-init)
  ssize_t got = 0;
  do {
    got = ::recv(fd_, piece.data(), piece.size(), 0);
  } while (got < 0 && errno == EINTR);
  if (got <= 0) return false;
  buffer_.append(piece.data(), static_cast<std::size_t>(got));
  return true;
}

std::string RawClient::read_until(std::string_view end) {
  std::size_t at = std::string::npos;
  while ((at = buffer_.find(end)) == std::string::npos)
    if (!fill()) break;
  const std::size_t length = at == std::string::npos ? buffer_.size() : at + end.size();
  std::string text = buffer_.substr(0, length);
  buffer_.erase(0, length);
  return text;
}

RawAnswer RawClient::read_answer(bool head_request) {
  RawAnswer answer;
  answer.head = read_until("\r\n\r\n");
  if (answer.head.size() < 12 || !answer.head.starts_with("HTTP/1.1 ")) return answer;
  answer.status = std::atoi(answer.head.c_str() + 9);
  if (head_request || answer.status < 200 || answer.status == 204 || answer.status == 304) return answer;
  if (answer.header("Transfer-Encoding") == "chunked") {
    while (true) {
      const std::string line = read_until("\r\n");
      const std::size_t size = std::strtoul(line.c_str(), nullptr, 16);
      if (line.empty()) break;
      while (buffer_.size() < size + 2)
        if (!fill()) return answer;
      answer.body += buffer_.substr(0, size);
      buffer_.erase(0, size + 2);
      if (size == 0) break;
    }
  } else if (const std::string length = answer.header("Content-Length"); !length.empty()) {
    const std::size_t size = std::strtoul(length.c_str(), nullptr, 10);
    while (buffer_.size() < size)
      if (!fill()) break;
    answer.body = buffer_.substr(0, size);
    buffer_.erase(0, size);
  } else {
    answer.body = read_all();
  }
  return answer;
}

std::string RawClient::read_all() {
  while (fill()) {
  }
  std::string text;
  text.swap(buffer_);
  return text;
}

bool RawClient::closed_by_server() {
  return buffer_.empty() && !fill();
}

void RawClient::finish_sending() {
  ::shutdown(fd_, SHUT_WR);
}

RawAnswer ask(int port, std::string_view bytes) {
  RawClient client(port);
  client.send(bytes);
  return client.read_answer();
}

}  // namespace trama::test
