#include "web/http/gate.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "catalog/base/limits.h"
#include "catalog/base/text.h"

namespace trama::http {
namespace {

constexpr std::array<bool, 256> make_token_table() {
  std::array<bool, 256> table{};
  for (unsigned c = 'a'; c <= 'z'; ++c) table[c] = true;
  for (unsigned c = 'A'; c <= 'Z'; ++c) table[c] = true;
  for (unsigned c = '0'; c <= '9'; ++c) table[c] = true;
  for (const char c : {'!', '#', '$', '%', '&', '\'', '*', '+', '-', '.', '^', '_', '`', '|', '~'})
    table[static_cast<unsigned char>(c)] = true;
  return table;
}
constexpr auto kToken = make_token_table();

bool is_token(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return kToken[static_cast<unsigned char>(c)]; });
}

bool is_value(std::string_view text) {
  return std::ranges::none_of(text, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\t') || byte == 0x7F;
  });
}

// Some parsers decode escapes in values; none must find a line end there.
bool hides_line_end(std::string_view text) {
  for (std::size_t at = text.find('%'); at != std::string_view::npos; at = text.find('%', at + 1)) {
    const std::string_view hex = text.substr(at + 1, 2);
    if (equal_ignoring_case(hex, "0d") || equal_ignoring_case(hex, "0a") || hex == "00") return true;
  }
  return false;
}

std::string_view trim_blanks(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

constexpr std::array<std::string_view, 7> kForgedNames = {"remote_addr", "remote-addr", "remote_port",   "local_addr",
                                                          "local-addr",  "local_port",  "exception_what"};
// Repeating one of these makes two readers see two different requests.
constexpr std::array<std::string_view, 10> kSingleNames = {
    "host",   "content-length",   "transfer-encoding", "authorization", "origin",
    "expect", "content-encoding", "content-type",      "if-match",      "idempotency-key"};
constexpr std::array<std::string_view, 3> kDroppedNames = {"range", "if-range", "referer"};

template <std::size_t N>
bool contains(const std::array<std::string_view, N>& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

using MaybeRefusal = std::optional<Refusal>;

MaybeRefusal bad(std::string_view slug, std::string_view detail) {
  return Refusal{400, slug, detail};
}

// host [":" port]: names, IPv4, or "[" IPv6 "]".
bool is_authority(std::string_view text) {
  if (text.empty() || text.size() > 270) return false;
  std::string_view host = text;
  std::string_view port;
  if (host.front() == '[') {
    const std::size_t end = host.find(']');
    if (end == std::string_view::npos) return false;
    port = host.substr(end + 1);
    host = host.substr(1, end - 1);
    if (!std::ranges::all_of(host, [](unsigned char c) { return std::isxdigit(c) != 0 || c == ':' || c == '.'; }))
      return false;
  } else {
    const std::size_t colon = host.find(':');
    port = colon == std::string_view::npos ? std::string_view() : host.substr(colon);
    host = host.substr(0, colon);
    if (!std::ranges::all_of(host,
                             [](unsigned char c) { return std::isalnum(c) != 0 || c == '-' || c == '.' || c == '_'; }))
      return false;
  }
  if (host.empty()) return false;
  if (port.empty()) return true;
  if (port.front() != ':' || port.size() > 6) return false;
  return std::ranges::all_of(port.substr(1), [](unsigned char c) { return std::isdigit(c) != 0; });
}

std::optional<std::uint64_t> parse_length(std::string_view text) {
  if (text.empty() || text.size() > 18) return std::nullopt;
  std::uint64_t value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + static_cast<std::uint64_t>(c - '0');
  }
  return value;
}

// Reads one head line by line into a Head.
class HeadReader {
 public:
  explicit HeadReader(std::string_view block) : rest_(block) {}

  std::variant<Head, Refusal> read() {
    while (rest_.starts_with("\r\n")) rest_.remove_prefix(2);
    if (auto refusal = read_request_line(next_line())) return *refusal;
    for (std::string_view line = next_line(); !line.empty(); line = next_line()) {
      if (auto refusal = read_header(line)) return *refusal;
    }
    if (auto refusal = check_whole()) return *refusal;
    return std::move(head_);
  }

 private:
  std::string_view next_line() {
    const std::size_t end = rest_.find("\r\n");
    const std::string_view line = rest_.substr(0, end);
    rest_ = end == std::string_view::npos ? std::string_view() : rest_.substr(end + 2);
    return line;
  }

  MaybeRefusal read_request_line(std::string_view line) {
    const std::size_t first = line.find(' ');
    const std::size_t second = first == std::string_view::npos ? first : line.find(' ', first + 1);
    if (second == std::string_view::npos || line.find(' ', second + 1) != std::string_view::npos)
      return bad("bad-request-line", "The request line must be: METHOD target HTTP/1.1");
    if (auto refusal = read_version(line.substr(second + 1))) return refusal;
    const std::string_view method = line.substr(0, first);
    if (!is_token(method)) return bad("bad-request-line", "The method is not a token.");
    const auto known = parse_method(method);
    if (!known) return Refusal{501, "unknown-method", "This method is not known here."};
    head_.method = *known;
    return read_target(line.substr(first + 1, second - first - 1));
  }

  MaybeRefusal read_version(std::string_view version) {
    if (version == "HTTP/1.1") return std::nullopt;
    if (version == "HTTP/1.0") {
      head_.minor_version = 0;
      head_.keep_alive = false;
      return std::nullopt;
    }
    if (version.starts_with("HTTP/"))
      return Refusal{505, "unsupported-version", "Only HTTP/1.1 and HTTP/1.0 are spoken here."};
    return bad("bad-request-line", "The request line must end with HTTP/1.1.");
  }

  MaybeRefusal read_target(std::string_view target) {
    if (target.size() > limits::kTargetBytesMax)
      return Refusal{414, "target-too-long", "The request target is longer than 8 KB."};
    const bool printable = std::ranges::all_of(target, [](char c) { return c > ' ' && c < 0x7F && c != '#'; });
    if (!printable) return bad("bad-target", "The target has a character that must be percent-encoded, or a fragment.");
    for (const std::string_view scheme : {"http://", "https://"}) {
      if (!equal_ignoring_case(target.substr(0, scheme.size()), scheme)) continue;
      target.remove_prefix(scheme.size());
      const std::size_t end = target.find_first_of("/?");
      authority_ = target.substr(0, end);
      if (!is_authority(authority_)) return bad("bad-target", "The target's authority is not host[:port].");
      target = end == std::string_view::npos ? std::string_view() : target.substr(end);
      head_.target = target.starts_with('/') ? std::string(target) : '/' + std::string(target);
      return std::nullopt;
    }
    if (target == "*" && head_.method == Method::options) {
      head_.target = target;
      return std::nullopt;
    }
    if (target.empty() || target.front() != '/') return bad("bad-target", "The target must begin with '/'.");
    head_.target = target;
    return std::nullopt;
  }

  MaybeRefusal read_header(std::string_view line) {
    if (line.front() == ' ' || line.front() == '\t') return bad("bad-header", "Folded header lines are not accepted.");
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) return bad("bad-header", "A header line has no colon.");
    const std::string_view written = line.substr(0, colon);
    if (!is_token(written)) return bad("bad-header", "A header name is not a token.");
    const std::string_view value = trim_blanks(line.substr(colon + 1));
    if (!is_value(value)) return bad("bad-header", "A header value has a control character.");
    std::string name = to_lower(written);
    if (contains(kForgedNames, name))
      return bad("forged-header", "A header claims to be an address of the server's own.");
    if (contains(kSingleNames, name)) {
      const bool repeated = std::ranges::any_of(head_.headers, [&](const auto& h) { return h.first == name; });
      if (repeated) return bad("repeated-header", "A header that may come once comes twice.");
    }
    if (contains(kDroppedNames, name)) return std::nullopt;
    if (hides_line_end(value)) return bad("bad-header", "A header value hides a line end or NUL (%0d, %0a, %00).");
    if (auto refusal = read_framing(name, value)) return refusal;
    head_.headers.emplace_back(std::move(name), std::string(value));
    return std::nullopt;
  }

  MaybeRefusal read_framing(std::string_view name, std::string_view value) {
    if (name == "content-length") {
      head_.content_length = parse_length(value);
      if (!head_.content_length) return bad("bad-content-length", "Content-Length must be one number, digits only.");
    } else if (name == "transfer-encoding") {
      if (!equal_ignoring_case(value, "chunked"))
        return Refusal{501, "unknown-transfer-encoding", "The only transfer coding known here is chunked."};
      head_.chunked = true;
    } else if (name == "connection") {
      read_connection(value);
    } else if (name == "expect") {
      if (!equal_ignoring_case(value, "100-continue"))
        return Refusal{417, "unknown-expectation", "The only expectation known here is 100-continue."};
      head_.expect_continue = head_.minor_version == 1;
    } else if (name == "host" && !is_authority(value)) {
      return bad("bad-host", "Host must be host[:port].");
    }
    return std::nullopt;
  }

  void read_connection(std::string_view value) {
    for (const std::string_view option : split(value, ',')) {
      if (equal_ignoring_case(trim(option), "close")) closes_ = true;
      if (equal_ignoring_case(trim(option), "keep-alive") && head_.minor_version == 0) head_.keep_alive = true;
    }
  }

  MaybeRefusal check_whole() {
    const auto host = std::ranges::find(head_.headers, "host", [](const auto& h) { return std::string_view(h.first); });
    if (host == head_.headers.end()) return bad("missing-host", "Every request must name its Host once.");
    if (!authority_.empty() && !equal_ignoring_case(authority_, host->second))
      return bad("bad-host", "Host and the target's authority differ.");
    if (head_.chunked && head_.content_length)
      return bad("ambiguous-length", "Content-Length and Transfer-Encoding exclude each other.");
    if (head_.chunked && head_.minor_version == 0)
      return bad("ambiguous-length", "HTTP/1.0 has no chunked transfer coding.");
    const bool has_body = head_.chunked || head_.content_length.value_or(0) > 0;
    if (has_body && (head_.method == Method::get || head_.method == Method::head))
      return bad("unexpected-body", "GET and HEAD requests have no body.");
    if (closes_) head_.keep_alive = false;
    return std::nullopt;
  }

  std::string_view rest_;
  std::string_view authority_;  // of an absolute-form target
  bool closes_ = false;
  Head head_;
};

}  // namespace

HeadScanner::Answer HeadScanner::scan(std::string_view buffer) {
  const std::string_view seen = buffer.substr(0, limits::kHeaderBytesMax);
  while (true) {
    const std::size_t end = seen.find('\n', scanned_);
    if (end == std::string_view::npos) break;
    if (end == line_start_ || seen[end - 1] != '\r') return Refusal{400, "bad-header", "Lines must end with CR LF."};
    const bool empty = end == line_start_ + 1;
    scanned_ = end + 1;
    line_start_ = end + 1;
    if (empty && lines_ > 0) return scanned_;
    if (empty && scanned_ > 4) return Refusal{400, "bad-request-line", "Empty lines come before the request line."};
    if (!empty && ++lines_ > limits::kHeaderLinesMax + 1)
      return Refusal{431, "too-many-headers", "A request may have 100 header lines."};
  }
  scanned_ = seen.size();
  if (lines_ == 0 && scanned_ - line_start_ > limits::kTargetBytesMax + 64)
    return Refusal{414, "target-too-long", "The request target is longer than 8 KB."};
  if (buffer.size() >= limits::kHeaderBytesMax)
    return Refusal{431, "headers-too-large", "A request head may have 16 KB."};
  return std::monostate{};
}

std::variant<Head, Refusal> check_head(std::string_view block) {
  return HeadReader(block).read();
}

}  // namespace trama::http
