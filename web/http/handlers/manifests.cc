// Artifacts of tools in, and what manifests there are.
#include "web/service/manifests.h"

#include <fstream>
#include <string>

#include <nlohmann/json.hpp>

#include "catalog/lineage/dbt/project.h"
#include "web/http/handlers/handlers.h"
#include "web/http/handlers/list_reply.h"
#include "web/http/handlers/reply.h"
#include "web/service/render.h"
#include "web/service/render_manifests.h"

namespace trama::http {
namespace {

constexpr std::size_t kNamespaceBytesMax = 2'048;

Result<std::string> spooled_text(const Request& request) {
  constexpr std::size_t kMax = lineage::dbt::kArtifactBytesMax;
  if (request.body.size > kMax) {
    return make_error(ErrorCode::too_large, "artifacts-too-large",
                      "the artifacts of one import have at most " + std::to_string(kMax >> 20U) + " MB");
  }
  std::ifstream file(request.body.spool_path, std::ios::binary);
  std::string text(request.body.size, '\0');
  if (!file.read(text.data(), static_cast<std::streamsize>(text.size())) && !text.empty()) {
    return make_error(ErrorCode::internal, "spool-lost", "what was sent cannot be read back");
  }
  return text;
}

using Import = Result<service::Imported> (*)(service::Catalog&, std::string_view, const service::ManifestOptions&);

Response import_with(Import import, Context& context, const Request& request) {
  const auto dry_run = flag_parameter(request, "dry_run", false);
  if (!dry_run) return error_reply(request, dry_run.error());
  service::ManifestOptions options;
  options.space = text_parameter(request, "namespace");
  options.actor = request.principal.name;
  options.dry_run = dry_run.value();
  if (options.space.size() > kNamespaceBytesMax) {
    return error_reply(request, bad_parameter("namespace", options.space, "at most 2,048 bytes"));
  }
  const auto text = spooled_text(request);
  if (!text) return error_reply(request, text.error());
  const auto imported = import(context.catalog, *text, options);
  if (!imported) return error_reply(request, imported.error());
  return json_reply(imported->receipt.changed ? 201 : 200, service::imported_json(*imported, options.dry_run));
}

Response post_dbt(Context& context, const Request& request) {
  return import_with(service::import_dbt, context, request);
}

Response post_sql(Context& context, const Request& request) {
  return import_with(service::import_sql, context, request);
}

Response list_manifests(const Context& context, const Request& request) {
  return list_reply(
      request, [&](const std::string& r, std::size_t n) { return context.catalog.registry().manifests(r, n); },
      service::manifest_json);
}

Response get_manifest(const Context& context, const Request& request) {
  const auto manifest = context.catalog.registry().manifest(request.parameter("id"));
  if (!manifest) return error_reply(request, manifest.error());
  return json_reply(200, service::manifest_json(*manifest));
}

Response delete_manifest(Context& context, const Request& request) {
  const auto removed = context.catalog.registry().remove_manifest(
      {std::string(request.parameter("id")), request.principal.name, text_parameter(request, "reason"), {}});
  if (!removed) return error_reply(request, removed.error());
  return json_reply(200, service::change_json(*removed));
}

}  // namespace

std::vector<Route> manifest_routes(Context& context) {
  const auto call = [&context](auto handler) {
    return [&context, handler](const Request& request) { return handler(context, request); };
  };
  return {
      {Method::post,
       "/api/v1/import/dbt",
       Role::write,
       BodyRule::spool,
       "importDbt",
       call(post_dbt),
       {"namespace", "dry_run"}},
      {Method::post, "/api/v1/import/sql", Role::write, BodyRule::spool, "importSql", call(post_sql), {"dry_run"}},
      {Method::get,
       "/api/v1/manifests",
       Role::read,
       BodyRule::none,
       "listManifests",
       call(list_manifests),
       {"limit", "cursor"}},
      {Method::get, "/api/v1/manifests/{id}", Role::read, BodyRule::none, "getManifest", call(get_manifest)},
      {Method::del,
       "/api/v1/manifests/{id}",
       Role::write,
       BodyRule::none,
       "removeManifest",
       call(delete_manifest),
       {"reason"}},
  };
}

}  // namespace trama::http
