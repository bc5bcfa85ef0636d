// The listening socket: SO_REUSEADDR only (a second server on the same port must fail, not share it), backlog 1024.
#pragma once

#include <string>

#include "catalog/base/result.h"

namespace trama::http {

struct Listener {
  int fd = -1;
  int port = 0;  // the one chosen, when 0 was asked for
};

// Non-blocking. unreachable/port-taken or unreachable/bad-address.
[[nodiscard]] Result<Listener> open_listener(const std::string& address, int port);

}  // namespace trama::http
