// The change feed: pages of JSON, or the same as server-sent events.
#include <chrono>

#include <nlohmann/json.hpp>

#include "catalog/base/limits.h"
#include "web/http/handlers/handlers.h"
#include "web/http/handlers/reply.h"
#include "web/service/render.h"

namespace trama::http {
namespace {

constexpr std::int64_t kWaitSliceMs = 500;  // how soon a stream notices that it should end
constexpr std::chrono::seconds kHeartbeat{15};
constexpr std::size_t kStreamBatch = 200;

std::string event_text(const store::Change& change) {
  return "id: " + std::to_string(change.seq) + "\nevent: " + std::string(to_string(change.kind)) +
         "\ndata: " + service::change_json(change).dump(-1, ' ', false, Json::error_handler_t::replace) + "\n\n";
}

void stream_changes(const store::Registry& registry, const std::stop_token& stop, store::Seq since, const Sink& sink) {
  auto last_sent = std::chrono::steady_clock::now();
  if (!sink("retry: 2000\n\n")) return;
  while (!stop.stop_requested()) {
    const auto changes = registry.changes(since, kStreamBatch);
    if (!changes) return;
    for (const store::Change& change : changes.value()) {
      if (!sink(event_text(change))) return;
      since = change.seq;
      last_sent = std::chrono::steady_clock::now();
    }
    if (!changes->empty()) continue;
    (void)registry.wait_for_change(since, kWaitSliceMs);
    if (std::chrono::steady_clock::now() - last_sent >= kHeartbeat) {
      if (!sink(": still here\n\n")) return;
      last_sent = std::chrono::steady_clock::now();
    }
  }
}

Result<store::Seq> since_of(const Request& request) {
  auto since = size_parameter(request, "since", 0, 0, SIZE_MAX);
  if (!since || request.header("last-event-id").empty()) return since;
  Request resumed;
  resumed.query.emplace_back("last-event-id", request.header("last-event-id"));
  return size_parameter(resumed, "last-event-id", 0, 0, SIZE_MAX);
}

Response changes(const Context& context, const Request& request) {
  const store::Registry& registry = context.catalog.registry();
  const auto since = since_of(request);
  if (!since) return error_reply(request, since.error());
  if (request.header("accept").find("text/event-stream") != std::string_view::npos) {
    Response response;
    response.content_type = "text/event-stream";
    response.stream_is_events = true;
    response.stream = [&registry, stop = request.stop, from = since.value()](const Sink& sink) {
      stream_changes(registry, stop, from, sink);
    };
    return response;
  }
  const auto limit = size_parameter(request, "limit", 100, 1, limits::kPageMax);
  if (!limit) return error_reply(request, limit.error());
  const auto list = registry.changes(since.value(), limit.value());
  if (!list) return error_reply(request, list.error());
  Json json = {{"items", Json::array()}};
  for (const store::Change& change : list.value()) json["items"].push_back(service::change_json(change));
  json["head"] = registry.head();
  json["next_since"] = list->empty() ? since.value() : list->back().seq;
  return json_reply(200, json);
}

}  // namespace

std::vector<Route> change_routes(Context& context) {
  return {{Method::get,
           "/api/v1/changes",
           Role::read,
           BodyRule::none,
           "listChanges",
           [&context](const Request& request) { return changes(context, request); },
           {"since", "limit"}}};
}

}  // namespace trama::http
