// Bulk import.
#include <algorithm>
#include <charconv>
#include <fstream>
#include <memory>
#include <optional>

#include <nlohmann/json.hpp>

#include "catalog/base/limits.h"
#include "catalog/base/text.h"
#include "web/http/handlers/handlers.h"
#include "web/http/handlers/reply.h"
#include "web/service/render.h"

namespace trama::http {
namespace {

constexpr std::int64_t kWaitMsMax = 600'000;  // who wants to wait longer asks again at Location
constexpr std::size_t kChunkBytes = 64U << 10;

Result<service::ImportFormat> format_of(const Request& request) {
  const std::string_view header = request.header("content-type");
  const std::string type = to_lower(trim(header.substr(0, header.find(';'))));
  if (type == "application/x-ndjson" || type == "application/ndjson" || type == "application/jsonl") {
    return service::ImportFormat::ndjson;
  }
  if (type == "application/yaml" || type == "application/x-yaml" || type == "text/yaml" || type == "text/x-yaml") {
    return service::ImportFormat::yaml;
  }
  return make_error(ErrorCode::unsupported_media, "unsupported-media-type",
                    "an import is NDJSON (one contract a line, as JSON or as a JSON string that holds its text; "
                    "Content-Type: application/x-ndjson) or multi-document YAML "
                    "(Content-Type: application/yaml), not \"" +
                        shorten(header, 80) + "\"");
}

Json results_of(const std::string& path) {
  Json results = Json::array();
  std::ifstream file(path, std::ios::binary);
  for (std::string line; std::getline(file, line);) results.push_back(Json::parse(line));
  return results;
}

// Prefer (RFC 7240): `wait`, or `wait=N` for at most N seconds. nullopt: not asked for, or not understood.
std::optional<std::int64_t> wait_ms_of(std::string_view prefer) {
  for (const std::string_view preference : split(prefer, ',')) {
    const std::string_view item = trim(preference.substr(0, preference.find(';')));
    const std::size_t equals = item.find('=');
    if (!equal_ignoring_case(trim(item.substr(0, equals)), "wait")) continue;
    if (equals == std::string_view::npos) return kWaitMsMax;
    std::string_view number = trim(item.substr(equals + 1));
    if (number.size() > 1 && number.front() == '"' && number.back() == '"')
      number = number.substr(1, number.size() - 2);
    std::int64_t seconds = 0;
    const auto read = std::from_chars(number.data(), number.data() + number.size(), seconds);
    if (read.ec != std::errc() || read.ptr != number.data() + number.size() || seconds < 0) return std::nullopt;
    return std::min(seconds, kWaitMsMax / 1'000) * 1'000;
  }
  return std::nullopt;
}

Response accepted(const service::ImportStatus& status) {
  Response response = json_reply(202, service::import_json(status));
  response.headers.emplace_back("Location", "/api/v1/imports/" + status.id);
  return response;
}

// Small imports are answered at once where the client asks for it; what takes longer goes on as if nobody had asked.
Response waited(const Context& context, const Request& request, const service::ImportStatus& queued,
                std::int64_t wait_ms) {
  const auto status = context.imports.wait(queued.id, wait_ms, limits::kImportWaitItemsMax, request.stop);
  if (!status) return error_reply(request, status.error());
  const bool ended = status->state == service::ImportState::done || status->state == service::ImportState::failed;
  const auto path = context.imports.results_path(queued.id);
  if (!ended || !path || status->documents > limits::kImportWaitItemsMax) return accepted(status.value());
  Json json = service::import_json(status.value());
  json["results"] = results_of(path.value());
  Response response = json_reply(200, json);
  response.headers.emplace_back("Preference-Applied", "wait");
  return response;
}

Response post_import(Context& context, const Request& request) {
  const auto format = format_of(request);
  if (!format) return error_reply(request, format.error());
  const auto strict = flag_parameter(request, "strict", false);
  if (!strict) return error_reply(request, strict.error());
  if (request.body.size == 0) {
    return error_reply(request, make_error(ErrorCode::unreadable, "empty", "the import has no documents"));
  }
  const auto queued =
      context.imports.enqueue(request.body.spool_path, format.value(), request.principal.name, strict.value());
  if (!queued) return error_reply(request, queued.error());
  if (const auto wait_ms = wait_ms_of(request.header("prefer"))) {
    return waited(context, request, queued.value(), *wait_ms);
  }
  return accepted(queued.value());
}

Response list_imports(const Context& context, const Request& request) {
  const auto limit = size_parameter(request, "limit", limits::kPageDefault, 1, limits::kPageMax);
  if (!limit) return error_reply(request, limit.error());
  const auto before = resume_parameter(request);
  if (!before) return error_reply(request, before.error());
  const auto page = context.imports.list(before.value(), limit.value() + 1);
  Json json = {{"items", Json::array()}};
  for (const service::ImportStatus& status : page) {
    if (json["items"].size() == limit.value()) {
      json["cursor"] = resume_cursor(page[limit.value() - 1].id);
      break;
    }
    json["items"].push_back(service::import_json(status));
  }
  return json_reply(200, json);
}

Response get_import(const Context& context, const Request& request) {
  const auto status = context.imports.status(request.parameter("id"));
  if (!status) return error_reply(request, status.error());
  return json_reply(200, service::import_json(status.value()));
}

Response get_results(const Context& context, const Request& request) {
  const auto path = context.imports.results_path(request.parameter("id"));
  if (!path) return error_reply(request, path.error());
  Response response;
  response.content_type = "application/x-ndjson";
  response.stream = [path = path.value(), stop = request.stop](const Sink& sink) {
    std::ifstream file(path, std::ios::binary);
    std::string chunk(kChunkBytes, '\0');
    while (!stop.stop_requested()) {
      file.read(chunk.data(), static_cast<std::streamsize>(chunk.size()));
      const auto got = static_cast<std::size_t>(file.gcount());
      if (got == 0 || !sink(std::string_view(chunk).substr(0, got))) return;
    }
  };
  return response;
}

}  // namespace

std::vector<Route> import_routes(Context& context) {
  const auto call = [&context](auto handler) {
    return [&context, handler](const Request& request) { return handler(context, request); };
  };
  return {
      {Method::post, "/api/v1/import", Role::write, BodyRule::spool, "startImport", call(post_import), {"strict"}},
      {Method::get,
       "/api/v1/imports",
       Role::read,
       BodyRule::none,
       "listImports",
       call(list_imports),
       {"limit", "cursor"}},
      {Method::get, "/api/v1/imports/{id}", Role::read, BodyRule::none, "getImport", call(get_import)},
      {Method::get, "/api/v1/imports/{id}/results", Role::read, BodyRule::none, "getImportResults", call(get_results)},
  };
}

}  // namespace trama::http
