// Who may: Host names, callers, roles and where a mutation may come from. Immutable; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "web/http/message.h"
#include "web/http/session.h"

namespace trama::http {

struct ServerOptions;

// Whether an address to bind is reachable from this machine only.
[[nodiscard]] bool is_loopback_address(std::string_view address);

// Names a Host header may have, so that no foreign name can be pointed at a local server (DNS rebinding): loopback
// names and addresses, the bound address, the configured names; any IP literal when bound beyond loopback.
class HostCheck {
 public:
  HostCheck(std::string address, const std::vector<std::string>& hosts);
  [[nodiscard]] bool accepts(std::string_view host_header) const;

 private:
  std::string address_;
  std::vector<std::string> hosts_;  // lower case, without port
};

class Auth {
 public:
  explicit Auth(const ServerOptions& options);

  enum class Via : std::uint8_t { anonymous, bearer, cookie };
  struct Caller {
    Principal principal;
    Via via = Via::anonymous;
    bool rejected = false;  // a bearer token was shown that nobody knows
  };
  [[nodiscard]] Caller identify(const Request& request) const;

  // nullopt: the caller may. `detail` says why not, in the words of the problem document.
  struct Denial {
    int status = 401;
    std::string slug;
    std::string detail;
  };
  [[nodiscard]] std::optional<Denial> deny(const Request& request, const Caller& caller, Role needed) const;

 private:
  [[nodiscard]] std::optional<Denial> deny_origin(const Request& request, const Caller& caller) const;

  Sessions sessions_;
  Role anonymous_role_;
};

[[nodiscard]] bool is_mutation(Method method);
// Origin names the same host and port as Host does.
[[nodiscard]] bool is_same_origin(const Request& request);

}  // namespace trama::http
