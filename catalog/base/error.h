// Errors as values.
//
// An Error says what kind of thing went wrong (code), which documented case it is (slug, the last part of the problem
// `type` URI on the wire, e.g. "version-exists"), one sentence for a person (message), and, for documents, every
// Problem found with its place. It knows nothing of HTTP or exit codes: web/http and web/cli each map every code in one
// switch.
//
// Plain value types; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace trama {

enum class ErrorCode : std::uint8_t {
  invalid_argument,     // a parameter or a command line is wrong
  unreadable,           // bytes that are not YAML/JSON, not UTF-8, or not a contract at all
  unsupported_media,    // a content type or encoding nobody here reads
  too_large,            // a stated limit was exceeded
  invalid_document,     // a contract that was understood and contradicts its rules
  not_found,            // no such contract, version, node, import ...
  conflict,             // version-exists and other refusals that depend on what is stored
  ambiguous,            // one text names several nodes
  precondition_failed,  // If-Match does not hold
  unauthorized,         // no or unknown credentials
  forbidden,            // known, but not allowed
  unavailable,          // the store refuses writes, a queue is full, shutting down
  timed_out,            // a stated time budget was used up
  unreachable,          // a server, folder or file could not be reached (CLI)
  corrupt,              // stored data fails its own checks
  internal,             // our own mistake
};

enum class Severity : std::uint8_t { error, warning, note };

[[nodiscard]] std::string_view to_string(ErrorCode code);
[[nodiscard]] std::string_view to_string(Severity severity);

// One finding about a document: where (1-based line and column, 0 = unknown; JSON pointer), by which rule, what was
// found, what is expected and what to do about it. `found` is cut to 120 bytes by the producer.
struct Problem {
  Severity severity = Severity::error;
  std::string rule;     // stable id, e.g. "duplicate-key"
  std::string message;  // one sentence
  std::string pointer;  // RFC 6901, "" is the whole document
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  std::string found;
  std::string expected;
  std::string hint;  // "did you mean `required`?"

  friend bool operator==(const Problem&, const Problem&) = default;
};

struct Error {
  ErrorCode code = ErrorCode::internal;
  std::string slug;
  std::string message;
  std::vector<Problem> problems;
  std::vector<std::string> candidates;  // for ambiguous: what it might mean

  // Adds where it happened: "while importing line 3: <message>".
  [[nodiscard]] Error context(std::string_view where) const;

  friend bool operator==(const Error&, const Error&) = default;
};

[[nodiscard]] Error make_error(ErrorCode code, std::string slug, std::string message);

}  // namespace trama
