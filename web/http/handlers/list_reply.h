// Answers a list: one page of it by `limit` and `cursor`, and the cursor of the next. Any thread.
#pragma once

#include <string>

#include <nlohmann/json.hpp>

#include "catalog/base/limits.h"
#include "web/http/handlers/reply.h"

namespace trama::http {

// `list(resume, limit)` gives a Result of a page (items, next); `to_json` renders one item.
template <typename List, typename ToJson>
Response list_reply(const Request& request, const List& list, const ToJson& to_json) {
  const auto limit = size_parameter(request, "limit", limits::kPageDefault, 1, limits::kPageMax);
  if (!limit) return error_reply(request, limit.error());
  const auto resume = resume_parameter(request);
  if (!resume) return error_reply(request, resume.error());
  const auto page = list(resume.value(), limit.value());
  if (!page) return error_reply(request, page.error());
  Json json = {{"items", Json::array()}};
  for (const auto& item : page->items) json["items"].push_back(to_json(item));
  if (!page->next.empty()) json["cursor"] = resume_cursor(page->next);
  return json_reply(200, json);
}

}  // namespace trama::http
