// What tools did not confirm: listing and ending it.
#include "web/service/sweep.h"

#include <nlohmann/json.hpp>

#include "catalog/base/clock.h"
#include "web/http/handlers/body_members.h"
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
  if (const auto known = check_members(body, {"older_than", "reason", "dry_run"}); !known) return known.error();
  const auto older_than = required_text(body, "older_than");
  if (!older_than) return older_than.error();
  auto reason = optional_text(body, "reason");
  if (!reason) return reason.error();
  const auto dry_run = optional_flag(body, "dry_run");
  if (!dry_run) return dry_run.error();
  const auto before = service::time_before(context.catalog.now_us(), *older_than);
  if (!before) return before.error();
  service::SweepOptions options;
  options.before_us = *before;
  options.reason = reason.take();
  options.dry_run = *dry_run;
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
