// Compatibility settings by scope, what holds for one contract, and who has an agreement on it.
#include <nlohmann/json.hpp>

#include "catalog/base/limits.h"
#include "web/http/handlers/handlers.h"
#include "web/http/handlers/list_reply.h"
#include "web/http/handlers/reply.h"
#include "web/service/render.h"
#include "web/service/render_accord.h"

namespace trama::http {
namespace {

Response list_settings(const Context& context, const Request& request) {
  return list_reply(
      request, [&](const std::string& r, std::size_t n) { return context.catalog.registry().settings_list(r, n); },
      service::settings_json);
}

Response get_settings(const Context& context, const Request& request) {
  const auto scope = contract::parse_scope(request.parameter("scope"));
  if (!scope) return error_reply(request, scope.error());
  const auto settings = context.catalog.registry().settings(scope.value());
  if (!settings) return error_reply(request, settings.error());
  Response response = json_reply(200, service::settings_json(settings.value()));
  response.headers.emplace_back("ETag", quoted_tag(settings->etag()));
  return response;
}

Result<store::SettingsRequest> settings_request(const Context& context, const Request& request) {
  store::SettingsRequest settings;
  auto scope = contract::parse_scope(request.parameter("scope"));
  if (!scope) return scope.error();
  settings.scope = scope.take();
  std::string current;
  if (!request.header("if-match").empty()) {
    if (const auto now = context.catalog.registry().settings(settings.scope)) current = now->etag();
  }
  settings.if_match = tag_header(request, "if-match", current);
  settings.actor = request.principal.name;
  settings.reason = text_parameter(request, "reason");
  return settings;
}

Response put_settings(Context& context, const Request& request) {
  auto wanted = settings_request(context, request);
  if (!wanted) return error_reply(request, wanted.error());
  const auto settings = contract::settings_from_json(request.body.text);
  if (!settings) return error_reply(request, settings.error());
  wanted->settings = settings.value();
  const store::Registry& registry = context.catalog.registry();
  const bool known = registry.settings(wanted->scope).has_value();
  const auto change = context.catalog.registry().set_settings(wanted.take());
  if (!change) return error_reply(request, change.error());
  Response response = json_reply(known ? 200 : 201, service::change_json(change.value()));
  response.headers.emplace_back("ETag", quoted_tag("c" + std::to_string(change->seq)));
  return response;
}

Response delete_settings(Context& context, const Request& request) {
  auto wanted = settings_request(context, request);
  if (!wanted) return error_reply(request, wanted.error());
  const auto change = context.catalog.registry().remove_settings(wanted.take());
  if (!change) return error_reply(request, change.error());
  return json_reply(200, service::change_json(change.value()));
}

Response get_compatibility(const Context& context, const Request& request) {
  const store::Registry& registry = context.catalog.registry();
  const std::string_view id = request.parameter("id");
  const auto info = registry.contract(id);
  if (!info) return error_reply(request, info.error());
  const auto summary = registry.summary(id);
  if (!summary) return error_reply(request, summary.error());
  const auto effective = registry.compatibility(id, summary->domain);
  if (!effective) return error_reply(request, effective.error());
  return json_reply(200, service::compatibility_json(effective.value(), id, summary->domain, summary->status));
}

Response list_agreements(const Context& context, const Request& request) {
  const auto limit = size_parameter(request, "limit", limits::kPageDefault, 1, limits::kPageMax);
  if (!limit) return error_reply(request, limit.error());
  const auto resume = resume_parameter(request);
  if (!resume) return error_reply(request, resume.error());
  const auto page = service::agreements(context.catalog, request.parameter("id"), resume.value(), limit.value());
  if (!page) return error_reply(request, page.error());
  Json json = {{"items", Json::array()}};
  for (const service::Agreement& agreement : page->items) json["items"].push_back(service::agreement_json(agreement));
  if (!page->next.empty()) json["cursor"] = resume_cursor(page->next);
  json["as_of_seq"] = page->as_of_seq;
  return json_reply(200, json);
}

}  // namespace

std::vector<Route> compatibility_routes(Context& context) {
  const auto call = [&context](auto handler) {
    return [&context, handler](const Request& request) { return handler(context, request); };
  };
  const std::string scope = "/api/v1/compatibility/{scope}";
  return {
      {Method::get,
       "/api/v1/compatibility",
       Role::read,
       BodyRule::none,
       "listSettings",
       call(list_settings),
       {"limit", "cursor"}},
      {Method::get, scope, Role::read, BodyRule::none, "getSettings", call(get_settings)},
      {Method::put, scope, Role::admin, BodyRule::memory, "putSettings", call(put_settings), {"reason"}},
      {Method::del, scope, Role::admin, BodyRule::none, "deleteSettings", call(delete_settings), {"reason"}},
      {Method::get, "/api/v1/contracts/{id}/compatibility", Role::read, BodyRule::none, "getCompatibility",
       call(get_compatibility)},
      {Method::get,
       "/api/v1/contracts/{id}/agreements",
       Role::read,
       BodyRule::none,
       "listAgreements",
       call(list_agreements),
       {"limit", "cursor"}},
  };
}

}  // namespace trama::http
