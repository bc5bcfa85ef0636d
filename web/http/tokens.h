// Tokens: 256 random bits shown once, of which only the SHA-256 is kept (a fast hash is right for random secrets).
// Plain values and pure functions; any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "catalog/base/result.h"
#include "web/http/message.h"

namespace trama::http {

struct TokenRecord {
  std::string name;
  Role role = Role::read;
  std::string sha256;  // hex of the token text; the token itself is never kept
};

struct NewToken {
  std::string text;  // show once, keep nowhere
  TokenRecord record;
};

[[nodiscard]] std::string_view to_string(Role role);
[[nodiscard]] std::optional<Role> parse_role(std::string_view text);  // read, write, admin

// Names are 1 to 64 letters, digits and ._@- characters.
[[nodiscard]] Result<NewToken> make_token(const std::string& name, Role role);
// The line of a token file: "name role sha256".
[[nodiscard]] std::string token_line(const TokenRecord& record);

// One `name role sha256` per line, '#' comments, empty lines. Errors name the line.
[[nodiscard]] Result<std::vector<TokenRecord>> parse_tokens(std::string_view text);
[[nodiscard]] Result<std::vector<TokenRecord>> read_token_file(const std::string& path);

}  // namespace trama::http
