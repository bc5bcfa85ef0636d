// Search and suggest.
#include <nlohmann/json.hpp>

#include "catalog/base/encoding.h"
#include "catalog/base/hash.h"
#include "catalog/base/limits.h"
#include "web/http/handlers/handlers.h"
#include "web/http/handlers/reply.h"
#include "web/service/render.h"

namespace trama::http {
namespace {

// A cursor holds the offset and what was asked, so that it cannot page through another question.
std::string question_hash(const search::SearchRequest& question) {
  std::string text =
      question.query + '\0' + std::to_string(static_cast<int>(question.sort)) + (question.include_retired ? "r" : "-");
  for (const auto& [facet, values] : question.filters) {
    for (const std::string& value : values) text += '\0' + facet + '=' + value;
  }
  return sha256_hex(text).substr(0, 12);
}

Result<std::size_t> offset_of(const Request& request, const std::string& hash) {
  const std::string cursor = text_parameter(request, "cursor");
  if (cursor.empty()) return size_parameter(request, "offset", 0, 0, limits::kSearchOffsetMax);
  const auto bytes = base64url_decode(cursor);
  if (bytes && bytes->size() > hash.size() && bytes->starts_with(hash) && (*bytes)[hash.size()] == '.') {
    const std::string digits = bytes->substr(hash.size() + 1);
    if (!digits.empty() && digits.size() < 9 && digits.find_first_not_of("0123456789") == std::string::npos) {
      return static_cast<std::size_t>(std::stoul(digits));
    }
  }
  return make_error(ErrorCode::invalid_argument, "bad-cursor",
                    "this cursor does not belong to this question; ask again without one");
}

Result<search::Sort> sort_of(const Request& request) {
  const std::string sort = text_parameter(request, "sort");
  if (sort.empty() || sort == "relevance") return search::Sort::relevance;
  if (sort == "updated") return search::Sort::updated;
  if (sort == "name") return search::Sort::name;
  return bad_parameter("sort", sort, "relevance, updated or name");
}

Result<std::string> query_text(const Request& request) {
  std::string query = text_parameter(request, "q");
  if (query.size() > limits::kQueryTextBytesMax) {
    return make_error(ErrorCode::too_large, "query-too-long",
                      "q is " + std::to_string(query.size()) + " bytes long; at most " +
                          std::to_string(limits::kQueryTextBytesMax) + " are read");
  }
  return query;
}

Result<service::SearchOptions> search_options(const Request& request) {
  service::SearchOptions options;
  search::SearchRequest& question = options.request;
  auto query = query_text(request);
  if (!query) return query.error();
  question.query = query.take();
  for (const std::string_view facet : search::kFacetNames) {
    for (const std::string_view value : request.query_values(facet)) {
      question.filters[std::string(facet)].emplace_back(value);
    }
  }
  const auto sort = sort_of(request);
  if (!sort) return sort.error();
  question.sort = sort.value();
  for (const auto& [name, member] : {std::pair{"retired", &question.include_retired},
                                     {"facets", &question.facets},
                                     {"explain", &question.explain},
                                     {"prefix", &question.prefix_last_word}}) {
    const auto flag = flag_parameter(request, name, *member);
    if (!flag) return flag.error();
    *member = flag.value();
  }
  const auto limit = size_parameter(request, "limit", limits::kSearchPageDefault, 0, limits::kSearchPageMax);
  if (!limit) return limit.error();
  question.limit = limit.value();
  const auto offset = offset_of(request, question_hash(question));
  if (!offset) return offset.error();
  question.offset = offset.value();
  const auto min_seq = size_parameter(request, "min_seq", 0, 0, SIZE_MAX);
  if (!min_seq) return min_seq.error();
  options.min_seq = min_seq.value();
  return options;
}

Response search(const Context& context, const Request& request) {
  const auto options = search_options(request);
  if (!options) return error_reply(request, options.error());
  const auto searched = context.catalog.search(options.value());
  if (!searched) return error_reply(request, searched.error());
  Json json = service::search_json(searched.value(), options->request.explain);
  const std::size_t next = options->request.offset + searched->answer.hits.size();
  if (!searched->answer.hits.empty() && next < searched->answer.total) {
    if (next <= limits::kSearchOffsetMax) {
      json["cursor"] = base64url_encode(question_hash(options->request) + "." + std::to_string(next));
    } else {
      json["truncated_by"] = "offset";  // further hits are counted, but not shown: narrow the question
    }
  }
  return json_reply(200, json);
}

Response suggest(const Context& context, const Request& request) {
  const auto query = query_text(request);
  if (!query) return error_reply(request, query.error());
  const auto limit = size_parameter(request, "limit", 8, 1, 50);
  if (!limit) return error_reply(request, limit.error());
  const auto suggestions = context.catalog.index().suggest(query.value(), limit.value());
  if (!suggestions) return error_reply(request, suggestions.error());
  return json_reply(200, service::suggestions_json(suggestions.value()));
}

}  // namespace

std::vector<Route> search_routes(Context& context) {
  return {
      {Method::get,
       "/api/v1/search",
       Role::read,
       BodyRule::none,
       "search",
       [&context](const Request& request) { return search(context, request); },
       {"q", "domain", "owner", "tag", "classification", "platform", "status", "sort", "retired", "facets", "prefix",
        "explain", "min_seq", "limit", "offset", "cursor"}},
      {Method::get,
       "/api/v1/suggest",
       Role::read,
       BodyRule::none,
       "suggest",
       [&context](const Request& request) { return suggest(context, request); },
       {"q", "limit"}},
  };
}

}  // namespace trama::http
