// Login cookies: `<expiry>.<first half of the token's sha256>.<HMAC-SHA256>`. Name and role come from the token's
// record at every request, so a token that is taken away ends its sessions. Immutable; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "web/http/tokens.h"

namespace trama::http {

inline constexpr std::string_view kSessionCookie = "trama_session";
inline constexpr std::int64_t kSessionSeconds = std::int64_t{12} * 3600;

class Sessions {
 public:
  Sessions(std::vector<TokenRecord> tokens, std::string secret);

  [[nodiscard]] const TokenRecord* find_token(std::string_view text) const;  // nullptr: unknown
  [[nodiscard]] std::string issue(const TokenRecord& token, std::int64_t now_s) const;
  [[nodiscard]] const TokenRecord* verify(std::string_view cookie, std::int64_t now_s) const;
  [[nodiscard]] bool has_tokens() const { return !tokens_.empty(); }

 private:
  [[nodiscard]] std::string sign(std::string_view text) const;

  std::vector<TokenRecord> tokens_;
  std::string secret_;
};

// The value of one cookie in a Cookie header; "" when absent.
[[nodiscard]] std::string_view cookie_value(std::string_view header, std::string_view name);

}  // namespace trama::http
