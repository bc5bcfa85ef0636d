// Declared consumers.
#include <nlohmann/json.hpp>

#include "catalog/base/limits.h"
#include "catalog/lineage/from_contract.h"
#include "web/http/handlers/handlers.h"
#include "web/http/handlers/list_reply.h"
#include "web/http/handlers/reply.h"
#include "web/service/render.h"

namespace trama::http {
namespace {

Json consumer_json(const lineage::Consumer& consumer) {
  return Json::parse(lineage::to_json(consumer));
}

Response list_consumers(const Context& context, const Request& request) {
  return list_reply(
      request, [&](const std::string& r, std::size_t n) { return context.catalog.registry().consumers(r, n); },
      consumer_json);
}

std::string tag_of(store::Seq seq) {
  return "c" + std::to_string(seq);
}

// What the caller last read, where If-Match says it; the writer decides whether that still holds.
std::string expected_tag(const store::Registry& registry, const Request& request) {
  if (request.header("if-match").empty()) return "";
  const auto stamp = registry.consumer_stamp(request.parameter("id"));
  return tag_header(request, "if-match", stamp ? tag_of(stamp->seq) : "");
}

Response get_consumer(const Context& context, const Request& request) {
  // The tag first: a consumer that changes in between is newer than its tag, which If-Match then refuses.
  const auto stamp = context.catalog.registry().consumer_stamp(request.parameter("id"));
  if (!stamp) return error_reply(request, stamp.error());
  const auto consumer = context.catalog.registry().consumer(request.parameter("id"));
  if (!consumer) return error_reply(request, consumer.error());
  Response response = json_reply(200, consumer_json(consumer.value()));
  response.headers.emplace_back("ETag", quoted_tag(tag_of(stamp->seq)));
  return response;
}

Response put_consumer(Context& context, const Request& request) {
  auto consumer = lineage::consumer_from_json(request.body.text, request.parameter("id"));
  if (!consumer) return error_reply(request, consumer.error());
  store::Registry& registry = context.catalog.registry();
  const bool known = registry.consumer_stamp(request.parameter("id")).has_value();
  const auto change = registry.set_consumer(consumer.take(), expected_tag(registry, request), request.principal.name);
  if (!change) return error_reply(request, change.error());
  Response response = json_reply(known ? 200 : 201, service::change_json(change.value()));
  response.headers.emplace_back("ETag", quoted_tag(tag_of(change->seq)));
  return response;
}

Response delete_consumer(Context& context, const Request& request) {
  store::Registry& registry = context.catalog.registry();
  const auto change = registry.remove_consumer(std::string(request.parameter("id")), expected_tag(registry, request),
                                               request.principal.name);
  if (!change) return error_reply(request, change.error());
  return json_reply(200, service::change_json(change.value()));
}

}  // namespace

std::vector<Route> consumer_routes(Context& context) {
  const auto call = [&context](auto handler) {
    return [&context, handler](const Request& request) { return handler(context, request); };
  };
  return {
      {Method::get,
       "/api/v1/consumers",
       Role::read,
       BodyRule::none,
       "listConsumers",
       call(list_consumers),
       {"limit", "cursor"}},
      {Method::get, "/api/v1/consumers/{id}", Role::read, BodyRule::none, "getConsumer", call(get_consumer)},
      {Method::put, "/api/v1/consumers/{id}", Role::write, BodyRule::memory, "putConsumer", call(put_consumer)},
      {Method::del, "/api/v1/consumers/{id}", Role::write, BodyRule::none, "deleteConsumer", call(delete_consumer)},
  };
}

}  // namespace trama::http
