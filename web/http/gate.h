// The gate: what a request head must look like before anything else of ours, or any library, sees it.
//
// Strict where leniency is how requests are smuggled: CRLF only, no folding, one Host, one Content-Length of digits,
// Transfer-Encoding only "chunked" and never beside a length, no control characters, no percent-encoded CR, LF or NUL
// in values, no header that claims to be an address of ours. Whatever is refused is answered by the Guard itself, which
// then closes. Range and Referer are checked and dropped: no answer of ours depends on them.
//
// Bounds: limits.h (16 KB, 100 lines, target 8 KB). HeadScanner: one thread at a time; check_head: any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "web/http/message.h"

namespace trama::http {

// A refusal in the words of a problem document. Views of literals.
struct Refusal {
  int status = 400;
  std::string_view slug;
  std::string_view detail;
};

struct Head {
  Method method = Method::get;
  int minor_version = 1;                                     // HTTP/1.x
  std::string target;                                        // origin form or "*"; an absolute form is reduced to it
  std::vector<std::pair<std::string, std::string>> headers;  // names lower case, values trimmed
  std::optional<std::uint64_t> content_length;
  bool chunked = false;
  bool keep_alive = true;
  bool expect_continue = false;
};

// Finds the end of a head in a buffer that grows, looking at each byte once.
class HeadScanner {
 public:
  // Bytes of the complete head, nothing while more are needed, or why no more are wanted.
  using Answer = std::variant<std::monostate, std::size_t, Refusal>;
  [[nodiscard]] Answer scan(std::string_view buffer);
  void reset() { *this = HeadScanner(); }

 private:
  std::size_t scanned_ = 0;
  std::size_t line_start_ = 0;
  std::size_t lines_ = 0;
};

// `block` is a complete head with its empty line.
[[nodiscard]] std::variant<Head, Refusal> check_head(std::string_view block);

}  // namespace trama::http
