// Entity tags and the conditions on them (RFC 9110 13.1). Pure functions; any thread.
#pragma once

#include <string>
#include <string_view>

#include "web/http/message.h"

namespace trama::http {

// A weak tag of these bytes: W/"…".
[[nodiscard]] std::string make_weak_etag(std::string_view bytes);

// If-None-Match: weak comparison against a list or "*".
[[nodiscard]] bool none_match_hits(std::string_view if_none_match, std::string_view etag);

// If-Match for handlers: "*" or a list that has `etag`. A W/ prefix is ignored on both sides, because gzip answers
// carry the weak form of the same tag. An empty header holds.
[[nodiscard]] bool if_match_holds(std::string_view if_match, std::string_view etag);

}  // namespace trama::http
