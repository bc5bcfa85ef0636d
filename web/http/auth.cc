#include "web/http/auth.h"

#include <algorithm>
#include <ctime>

#include <arpa/inet.h>

#include "catalog/base/text.h"
#include "web/http/server.h"

namespace trama::http {
namespace {

std::string_view without_brackets(std::string_view host) {
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') return host.substr(1, host.size() - 2);
  return host;
}

// The name of "name:port", "[::1]:port" or "name".
std::string_view name_of(std::string_view host_header) {
  if (host_header.starts_with('[')) return without_brackets(host_header.substr(0, host_header.find(']') + 1));
  return host_header.substr(0, host_header.find(':'));
}

bool is_ip_literal(std::string_view text) {
  const std::string copy(text);
  in6_addr address{};
  return inet_pton(AF_INET, copy.c_str(), &address) == 1 || inet_pton(AF_INET6, copy.c_str(), &address) == 1;
}

bool is_loopback_name(std::string_view name) {
  return equal_ignoring_case(name, "localhost") || to_lower(name).ends_with(".localhost") || is_loopback_address(name);
}

}  // namespace

bool is_loopback_address(std::string_view address) {
  const std::string copy(without_brackets(address));
  in_addr v4{};
  if (inet_pton(AF_INET, copy.c_str(), &v4) == 1) return (ntohl(v4.s_addr) >> 24U) == 127;
  in6_addr v6{};
  if (inet_pton(AF_INET6, copy.c_str(), &v6) == 1) return IN6_IS_ADDR_LOOPBACK(&v6) != 0;
  return copy == "localhost";
}

HostCheck::HostCheck(std::string address, const std::vector<std::string>& hosts) : address_(std::move(address)) {
  for (const std::string& host : hosts) hosts_.push_back(to_lower(name_of(host)));
}

bool HostCheck::accepts(std::string_view host_header) const {
  const std::string_view name = name_of(host_header);
  if (is_loopback_name(name) || equal_ignoring_case(name, without_brackets(address_))) return true;
  if (!is_loopback_address(address_) && is_ip_literal(name)) return true;
  return std::ranges::find(hosts_, to_lower(name)) != hosts_.end();
}

bool is_mutation(Method method) {
  return method != Method::get && method != Method::head && method != Method::options;
}

bool is_same_origin(const Request& request) {
  std::string_view origin = request.header("origin");
  const std::size_t scheme = origin.find("://");
  if (scheme == std::string_view::npos) return false;
  const std::string_view name = origin.substr(0, scheme);
  if (name != "http" && name != "https") return false;
  return equal_ignoring_case(origin.substr(scheme + 3), request.header("host"));
}

Auth::Auth(const ServerOptions& options)
    : sessions_(options.tokens, options.session_secret),
      anonymous_role_(options.tokens.empty() ? options.anonymous_role : Role::none) {}

Auth::Caller Auth::identify(const Request& request) const {
  Caller caller;
  caller.principal.role = anonymous_role_;
  if (!sessions_.has_tokens()) return caller;
  const auto known = [&caller](const TokenRecord& token, Via via) {
    caller.principal = {token.name, token.role};
    caller.via = via;
    return caller;
  };
  const std::string_view header = request.header("authorization");
  if (header.size() > 7 && equal_ignoring_case(header.substr(0, 7), "bearer ")) {
    if (const TokenRecord* token = sessions_.find_token(trim(header.substr(7)))) return known(*token, Via::bearer);
    caller.rejected = true;
    return caller;
  }
  const std::string_view cookie = cookie_value(request.header("cookie"), kSessionCookie);
  if (cookie.empty()) return caller;
  if (const TokenRecord* token = sessions_.verify(cookie, std::time(nullptr))) return known(*token, Via::cookie);
  return caller;
}

std::optional<Auth::Denial> Auth::deny_origin(const Request& request, const Caller& caller) const {
  if (!is_mutation(request.method) || caller.via == Via::bearer) return std::nullopt;
  const bool has_origin = !request.header("origin").empty();
  if (has_origin ? is_same_origin(request) : caller.via == Via::anonymous) {
    const std::string_view site = request.header("sec-fetch-site");
    if (site.empty() || site == "same-origin" || site == "none") return std::nullopt;
  }
  return Denial{403, "foreign-origin", "A change needs a bearer token or must come from a page of this server itself."};
}

std::optional<Auth::Denial> Auth::deny(const Request& request, const Caller& caller, Role needed) const {
  if (auto denial = deny_origin(request, caller)) return denial;
  if (needed == Role::none) return std::nullopt;
  if (caller.rejected) return Denial{401, "unknown-token", "This token is not known here."};
  if (caller.principal.role >= needed) return std::nullopt;
  const std::string role(to_string(needed));
  if (caller.principal.role == Role::none)
    return Denial{401, "no-credentials", "This needs a token with the role " + role + '.'};
  return Denial{403, "role-too-low",
                "This needs the role " + role + "; " + caller.principal.name + " has " +
                    std::string(to_string(caller.principal.role)) + '.'};
}

}  // namespace trama::http
