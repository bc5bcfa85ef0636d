// Printing for people: errors, problems with their places, and plain aligned tables. One thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "catalog/base/error.h"
#include "web/cli/command.h"
#include "web/http/client.h"

namespace trama::cli {

// To standard error: "trama: <message>", then each problem as "file:line:column: error rule: message (hint)". Gives the
// exit code.
int fail(const Error& error, std::string_view file = "");
// The same for an answer that is a problem document.
int fail(const http::ClientAnswer& answer, std::string_view file = "");
int wrong_usage(const std::string& what);

// What registering or publishing answered: "<what>: created <id> <version> (seq 5)", then what the gates found and
// let pass, then the notes about the document.
void print_registered(const std::string& what, const http::ClientAnswer& answer);
// "  warning rule at line 3: message" for each note of an answer.
void print_notes(const nlohmann::ordered_json& answer);

// A member of an answer as text: "" when absent, JSON when it is no text.
[[nodiscard]] std::string text_of(const nlohmann::ordered_json& object, const char* key);

// "<what> <done> of <total>" on standard error, in place of what stood there; a line of its own at the end.
void show_progress(std::string_view what, std::uint64_t done, std::uint64_t total);

using Row = std::vector<std::string>;
// Columns as wide as their widest cell (of at most 80 bytes of text; the last may be longer), two blanks between;
// header in capitals.
[[nodiscard]] std::string table_text(const Row& header, const std::vector<Row>& rows);
void print_table(const Row& header, const std::vector<Row>& rows);
// Width on the terminal: code points, good enough for aligning.
[[nodiscard]] std::size_t text_width(std::string_view text);

}  // namespace trama::cli
