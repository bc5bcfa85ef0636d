#include "web/http/listener.h"

#include <cerrno>
#include <memory>
#include <system_error>

#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace trama::http {
namespace {

constexpr int kBacklog = 1024;

Error cannot_bind(const std::string& address, int port, int code) {
  const std::string where = address + ':' + std::to_string(port);
  if (code == EADDRINUSE)
    return make_error(ErrorCode::unreachable, "port-taken", "Another program already listens on " + where + '.');
  return make_error(ErrorCode::unreachable, "cannot-listen",
                    "Cannot listen on " + where + ": " + std::generic_category().message(code) + '.');
}

int port_of(int fd) {
  sockaddr_storage bound{};
  socklen_t length = sizeof(bound);
  if (getsockname(fd, reinterpret_cast<sockaddr*>(&bound), &length) != 0) return 0;
  if (bound.ss_family == AF_INET6) return ntohs(reinterpret_cast<sockaddr_in6*>(&bound)->sin6_port);
  return ntohs(reinterpret_cast<sockaddr_in*>(&bound)->sin_port);
}

// The socket, or the negative errno.
int bind_one(const addrinfo& info) {
  const int fd = ::socket(info.ai_family, info.ai_socktype | SOCK_NONBLOCK | SOCK_CLOEXEC, info.ai_protocol);
  if (fd < 0) return -errno;
  const int on = 1;
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
  if (::bind(fd, info.ai_addr, info.ai_addrlen) == 0 && ::listen(fd, kBacklog) == 0) return fd;
  const int code = errno;
  ::close(fd);
  return -code;
}

}  // namespace

Result<Listener> open_listener(const std::string& address, int port) {
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE;
  std::string host = address;
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
  addrinfo* found = nullptr;
  if (getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found) != 0)
    return make_error(ErrorCode::unreachable, "bad-address", "No address is known for " + address + '.');
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> owned(found, &freeaddrinfo);
  int last = EADDRNOTAVAIL;
  for (const addrinfo* info = found; info != nullptr; info = info->ai_next) {
    const int fd = bind_one(*info);
    if (fd >= 0) return Listener{fd, port_of(fd)};
    last = -fd;
  }
  return cannot_bind(address, port, last);
}

}  // namespace trama::http
