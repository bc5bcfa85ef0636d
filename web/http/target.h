// The request target: split first, decoded afterwards, so that an escaped '/' never becomes a separator.
// Pure functions; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "web/http/message.h"

namespace trama::http {

// Fills path, segments and query from request->target (origin form, or "*"). False on a broken escape; nothing is
// normalised: "//" is an empty segment and dots stay dots.
[[nodiscard]] bool parse_target(Request* request);

// "a=b=c&d" as pairs in order; '+' is a space; nullopt on a broken escape. Also for form bodies.
[[nodiscard]] std::optional<std::vector<std::pair<std::string, std::string>>> parse_form(std::string_view text);

// Decoded segments of an absolute path ("/a/b%2Fc" gives a, b/c); nullopt on a broken escape or a missing first '/'.
[[nodiscard]] std::optional<std::vector<std::string>> split_path(std::string_view path);

}  // namespace trama::http
