// What tools did not confirm: listing and ending it.
#include "web/service/sweep.h"

#include <utility>

#include <nlohmann/json.hpp>

#include "catalog/base/clock.h"
#include "web/http/handlers/handlers.h"
#include "web/http/handlers/list_reply.h"
#include "web/http/handlers/reply.h"

namespace trama::http {
namespace {

Json stale_json(const store::Confirmation& each) {
  return {{"kind", lineage::to_string(each.asserter.kind)},
          {"id", each.asserter.id},
          {"confirmed", format_rfc3339(each.last_us)},
          {"assertions", each.assertions}};
}

Response list_stale(const Context& context, const Request& request) {
  const std::string older_than = text_parameter(request, "older_than");
  const auto before = older_than.empty() ? Result<TimeUs>(context.catalog.stale_before_us())
                                         : service::time_before(context.catalog.now_us(), older_than);
  if (!before) return error_reply(request, before.error());
  return list_reply(
      request,
      [&](const std::string& r, std::size_t n) { return context.catalog.registry().confirmations(*before, r, n); },
      stale_json);
}

Result<service::SweepOptions> options_of(const Context& context, const Json& body) {
  service::SweepOptions options;
  const auto text = [&body](const char* key) { return body.contains(key) && body[key].is_string(); };
  const auto bad = [](std::string message) {
    return make_error(ErrorCode::invalid_argument, "bad-sweep", std::move(message));
  };
  for (const auto& [key, value] : body.items()) {
    if (key != "older_than" && key != "reason" && key != "dry_run") {
      return bad("`" + key + "` is no member of a sweep; there are older_than, reason and dry_run");
    }
  }
  if (!text("older_than")) return bad("`older_than` says how long nothing was confirmed, e.g. \"90d\"");
  const auto before = service::time_before(context.catalog.now_us(), body["older_than"].get<std::string>());
  if (!before) return before.error();
  options.before_us = *before;
  if (text("reason")) options.reason = body["reason"];
  if (body.contains("dry_run") && !body["dry_run"].is_boolean()) return bad("`dry_run` is true or false");
  options.dry_run = body.value("dry_run", false);
  return options;
}

Response post_sweep(Context& context, const Request& request) {
  const auto body = json_body(request);
  if (!body) return error_reply(request, body.error());
  auto options = options_of(context, body.value());
  if (!options) return error_reply(request, options.error());
  options->actor = request.principal.name;
  const auto swept = service::sweep(context.catalog, *options);
  if (!swept) return error_reply(request, swept.error());
  Json json = {{"swept", swept->asserters}, {"assertions", swept->assertions}, {"items", Json::array()}};
  for (const store::Confirmation& each : swept->items) json["items"].push_back(stale_json(each));
  json["more"] = swept->more;
  if (options->dry_run) json["dry_run"] = true;
  if (swept->seq > 0) json["seq"] = swept->seq;
  return json_reply(200, json);
}

}  // namespace

std::vector<Route> sweep_routes(Context& context) {
  const auto call = [&context](auto handler) {
    return [&context, handler](const Request& request) { return handler(context, request); };
  };
  return {
      {Method::get,
       "/api/v1/lineage/stale",
       Role::read,
       BodyRule::none,
       "listStale",
       call(list_stale),
       {"older_than", "limit", "cursor"}},
      {Method::post, "/api/v1/lineage/sweep", Role::admin, BodyRule::memory, "sweepLineage", call(post_sweep)},
  };
}

}  // namespace trama::http
