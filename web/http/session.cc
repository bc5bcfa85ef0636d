#include "web/http/session.h"

#include <array>
#include <charconv>

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "catalog/base/encoding.h"
#include "catalog/base/hash.h"
#include "catalog/base/text.h"

namespace trama::http {
namespace {

constexpr std::size_t kTokenBytesMax = 512;
constexpr std::size_t kTokenIdBytes = 32;

std::optional<std::int64_t> parse_seconds(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failed != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

Sessions::Sessions(std::vector<TokenRecord> tokens, std::string secret)
    : tokens_(std::move(tokens)), secret_(std::move(secret)) {}

const TokenRecord* Sessions::find_token(std::string_view text) const {
  if (text.empty() || text.size() > kTokenBytesMax) return nullptr;
  const std::string hash = sha256_hex(text);
  const TokenRecord* found = nullptr;
  for (const TokenRecord& token : tokens_)
    if (equal_constant_time(token.sha256, hash)) found = &token;
  return found;
}

std::string Sessions::sign(std::string_view text) const {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned length = 0;
  HMAC(EVP_sha256(), secret_.data(), static_cast<int>(secret_.size()),
       reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data(), &length);
  return base64url_encode(std::string_view(reinterpret_cast<const char*>(digest.data()), length));
}

std::string Sessions::issue(const TokenRecord& token, std::int64_t now_s) const {
  const std::string text = std::to_string(now_s + kSessionSeconds) + '.' + token.sha256.substr(0, kTokenIdBytes);
  return text + '.' + sign(text);
}

const TokenRecord* Sessions::verify(std::string_view cookie, std::int64_t now_s) const {
  const auto parts = split(cookie, '.');
  if (parts.size() != 3 || cookie.size() > kTokenBytesMax) return nullptr;
  const std::string_view text = cookie.substr(0, parts[0].size() + 1 + parts[1].size());
  if (!equal_constant_time(sign(text), parts[2])) return nullptr;
  const auto expiry = parse_seconds(parts[0]);
  if (!expiry || *expiry <= now_s) return nullptr;
  for (const TokenRecord& token : tokens_)
    if (std::string_view(token.sha256).substr(0, kTokenIdBytes) == parts[1]) return &token;
  return nullptr;
}

std::string_view cookie_value(std::string_view header, std::string_view name) {
  for (const std::string_view part : split(header, ';')) {
    const std::string_view pair = trim(part);
    const std::size_t equals = pair.find('=');
    if (equals != std::string_view::npos && pair.substr(0, equals) == name) return pair.substr(equals + 1);
  }
  return {};
}

}  // namespace trama::http
