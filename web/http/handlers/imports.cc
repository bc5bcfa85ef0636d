// Bulk import.
#include <fstream>
#include <memory>

#include <nlohmann/json.hpp>

#include "catalog/base/limits.h"
#include "catalog/base/text.h"
#include "web/http/handlers/handlers.h"
#include "web/http/handlers/reply.h"
#include "web/service/render.h"

namespace trama::http {
namespace {

constexpr std::int64_t kWaitMsMax = 600'000;
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
  return make_error(
      ErrorCode::unsupported_media, "unsupported-media-type",
      "an import is NDJSON (one contract a line; Content-Type: application/x-ndjson) or multi-document YAML "
      "(Content-Type: application/yaml), not \"" +
          shorten(header, 80) + "\"");
}

Json results_of(const std::string& path) {
  Json results = Json::array();
  std::ifstream file(path, std::ios::binary);
  for (std::string line; std::getline(file, line);) results.push_back(Json::parse(line));
  return results;
}

// Small imports are answered at once where the client asks for it.
Response waited(const Context& context, const Request& request, const service::ImportStatus& queued) {
  const auto status = context.imports.wait(queued.id, kWaitMsMax);
  if (!status) return error_reply(request, status.error());
  Json json = service::import_json(status.value());
  const bool ended = status->state == service::ImportState::done || status->state == service::ImportState::failed;
  const auto path = context.imports.results_path(queued.id);
  if (ended && path && status->documents <= limits::kImportWaitItemsMax) json["results"] = results_of(path.value());
  Response response = json_reply(ended ? 200 : 202, json);
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
  if (to_lower(request.header("prefer")).find("wait") != std::string::npos) {
    return waited(context, request, queued.value());
  }
  Response response = json_reply(202, service::import_json(queued.value()));
  response.headers.emplace_back("Location", "/api/v1/imports/" + queued->id);
  return response;
}

Response list_imports(const Context& context, const Request&) {
  Json json = {{"items", Json::array()}};
  for (const service::ImportStatus& status : context.imports.list())
    json["items"].push_back(service::import_json(status));
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
      {Method::post, "/api/v1/import", Role::write, BodyRule::spool, "startImport", call(post_import)},
      {Method::get, "/api/v1/imports", Role::read, BodyRule::none, "listImports", call(list_imports)},
      {Method::get, "/api/v1/imports/{id}", Role::read, BodyRule::none, "getImport", call(get_import)},
      {Method::get, "/api/v1/imports/{id}/results", Role::read, BodyRule::none, "getImportResults", call(get_results)},
  };
}

}  // namespace trama::http
