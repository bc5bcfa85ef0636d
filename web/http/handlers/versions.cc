// The history of one contract: its versions, and erasing one.
#include <nlohmann/json.hpp>

#include "catalog/base/limits.h"
#include "web/http/handlers/contract_reply.h"
#include "web/http/handlers/handlers.h"
#include "web/http/handlers/reply.h"
#include "web/service/render.h"

namespace trama::http {
namespace {

Response list_versions(const Context& context, const Request& request) {
  const auto as_of = as_of_parameter(request);
  if (!as_of) return error_reply(request, as_of.error());
  const auto versions = context.catalog.registry().versions(request.parameter("id"), as_of.value());
  if (!versions) return error_reply(request, versions.error());
  Json json = {{"items", Json::array()}};
  for (const store::VersionInfo& version : versions.value()) json["items"].push_back(service::version_json(version));
  return json_reply(200, json);
}

Response get_version(const Context& context, const Request& request) {
  return contract_reply(context.catalog, request, request.parameter("version"));
}

Response erase_version(Context& context, const Request& request) {
  const auto body = json_body(request);
  if (!body) return error_reply(request, body.error());
  const auto reason = body->find("reason");
  if (reason == body->end() || !reason->is_string() || reason->get<std::string>().empty()) {
    return error_reply(request,
                       make_error(ErrorCode::invalid_argument, "reason-required",
                                  "erasing cannot be undone; send {\"reason\": \"why\"}, it is kept in the log"));
  }
  if (reason->get<std::string>().size() > limits::kTextBytesMax) {
    return error_reply(request, make_error(ErrorCode::invalid_argument, "bad-member",
                                           "\"reason\" is longer than " + std::to_string(limits::kTextBytesMax) +
                                               " bytes; the log keeps why, not what"));
  }
  store::EraseRequest erase;
  erase.id = request.parameter("id");
  erase.version = request.parameter("version");
  erase.actor = request.principal.name;
  erase.reason = reason->get<std::string>();
  const auto change = context.catalog.registry().erase_version(std::move(erase));
  if (!change) return error_reply(request, change.error());
  return json_reply(200, service::change_json(change.value()));
}

}  // namespace

std::vector<Route> version_routes(Context& context) {
  const auto call = [&context](auto handler) {
    return [&context, handler](const Request& request) { return handler(context, request); };
  };
  return {
      {Method::get,
       "/api/v1/contracts/{id}/versions",
       Role::read,
       BodyRule::none,
       "listVersions",
       call(list_versions),
       {"as_of"}},
      {Method::get,
       "/api/v1/contracts/{id}/versions/{version}",
       Role::read,
       BodyRule::none,
       "getVersion",
       call(get_version),
       {"format", "revision", "notes", "as_of"}},
      {Method::post, "/api/v1/contracts/{id}/versions/{version}/erase", Role::admin, BodyRule::memory, "eraseVersion",
       call(erase_version)},
  };
}

}  // namespace trama::http
