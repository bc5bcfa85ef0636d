#include "web/http/tokens.h"

#include <algorithm>
#include <cctype>
#include <fstream>
#include <sstream>

#include "catalog/base/encoding.h"
#include "catalog/base/hash.h"
#include "catalog/base/text.h"

namespace trama::http {
namespace {

constexpr std::size_t kNameMax = 64;
constexpr std::size_t kSecretBytes = 32;
constexpr std::uintmax_t kFileBytesMax = 1U << 20;

bool is_name(std::string_view text) {
  if (text.empty() || text.size() > kNameMax) return false;
  return std::ranges::all_of(text, [](unsigned char c) {
    return (c < 0x80 && std::isalnum(c) != 0) || c == '.' || c == '_' || c == '@' || c == '-';
  });
}

bool is_sha256(std::string_view text) {
  return text.size() == 64 && std::ranges::all_of(text, [](unsigned char c) { return std::isxdigit(c) != 0; });
}

std::vector<std::string_view> words(std::string_view line) {
  std::vector<std::string_view> found;
  while (!(line = trim(line)).empty()) {
    const std::size_t end = std::min(line.find_first_of(" \t"), line.size());
    found.push_back(line.substr(0, end));
    line.remove_prefix(end);
  }
  return found;
}

Error line_error(std::size_t number, const std::string& what) {
  return make_error(ErrorCode::invalid_argument, "bad-token-file", "line " + std::to_string(number) + ": " + what);
}

Result<TokenRecord> parse_line(std::string_view line, std::size_t number) {
  const auto parts = words(line);
  if (parts.size() != 3) return line_error(number, "expected `name role sha256`");
  if (!is_name(parts[0])) return line_error(number, "a name is 1 to 64 letters, digits and ._@- characters");
  const auto role = parse_role(parts[1]);
  if (!role) return line_error(number, "the role must be read, write or admin");
  if (!is_sha256(parts[2])) return line_error(number, "the hash must be 64 hex digits");
  return TokenRecord{std::string(parts[0]), *role, to_lower(parts[2])};
}

}  // namespace

std::string_view to_string(Role role) {
  switch (role) {
    case Role::none:
      return "none";
    case Role::read:
      return "read";
    case Role::write:
      return "write";
    case Role::admin:
      return "admin";
  }
  return "none";
}

std::optional<Role> parse_role(std::string_view text) {
  for (const Role role : {Role::read, Role::write, Role::admin})
    if (text == to_string(role)) return role;
  return std::nullopt;
}

Result<NewToken> make_token(const std::string& name, Role role) {
  if (!is_name(name))
    return make_error(ErrorCode::invalid_argument, "bad-token-name",
                      "A token's name is 1 to 64 letters, digits and ._@- characters.");
  NewToken token;
  token.text = "trama_" + base64url_encode(random_bytes(kSecretBytes));
  token.record = {name, role, sha256_hex(token.text)};
  return token;
}

std::string token_line(const TokenRecord& record) {
  return record.name + ' ' + std::string(to_string(record.role)) + ' ' + record.sha256;
}

Result<std::vector<TokenRecord>> parse_tokens(std::string_view text) {
  std::vector<TokenRecord> records;
  std::size_t number = 0;
  for (const std::string_view raw : split(text, '\n')) {
    ++number;
    const std::string_view line = trim(raw.substr(0, raw.find('#')));
    if (line.empty()) continue;
    auto record = parse_line(line, number);
    if (!record) return record.error();
    const auto same = [&](const TokenRecord& r) { return r.name == record->name || r.sha256 == record->sha256; };
    if (std::ranges::any_of(records, same)) return line_error(number, "this name or hash was given before");
    records.push_back(record.take());
  }
  return records;
}

Result<std::vector<TokenRecord>> read_token_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return make_error(ErrorCode::unreachable, "no-token-file", "The token file " + path + " cannot be read.");
  std::string text(kFileBytesMax + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(file.gcount()));
  if (text.size() > kFileBytesMax)
    return make_error(ErrorCode::too_large, "bad-token-file", "The token file is larger than 1 MB.");
  auto records = parse_tokens(text);
  if (!records) return records.error().context(path);
  if (records->empty())
    return make_error(ErrorCode::invalid_argument, "bad-token-file", "The token file " + path + " names no token.");
  return records;
}

}  // namespace trama::http
