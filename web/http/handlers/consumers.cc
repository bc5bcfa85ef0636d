// Declared consumers.
#include <nlohmann/json.hpp>

#include "catalog/base/limits.h"
#include "catalog/lineage/from_contract.h"
#include "web/http/handlers/handlers.h"
#include "web/http/handlers/reply.h"
#include "web/service/render.h"

namespace trama::http {
namespace {

Json consumer_json(const lineage::Consumer& consumer) {
  return Json::parse(lineage::to_json(consumer));
}

Response list_consumers(const Context& context, const Request& request) {
  const auto limit = size_parameter(request, "limit", limits::kPageDefault, 1, limits::kPageMax);
  if (!limit) return error_reply(request, limit.error());
  const auto resume = resume_parameter(request);
  if (!resume) return error_reply(request, resume.error());
  const auto page = context.catalog.registry().consumers(resume.value(), limit.value());
  if (!page) return error_reply(request, page.error());
  Json json = {{"items", Json::array()}};
  for (const lineage::Consumer& consumer : page->items) json["items"].push_back(consumer_json(consumer));
  if (!page->next.empty()) json["cursor"] = resume_cursor(page->next);
  return json_reply(200, json);
}

Response get_consumer(const Context& context, const Request& request) {
  const auto consumer = context.catalog.registry().consumer(request.parameter("id"));
  if (!consumer) return error_reply(request, consumer.error());
  return json_reply(200, consumer_json(consumer.value()));
}

Response put_consumer(Context& context, const Request& request) {
  auto consumer = lineage::consumer_from_json(request.body.text, request.parameter("id"));
  if (!consumer) return error_reply(request, consumer.error());
  const bool known = context.catalog.registry().consumer(request.parameter("id")).has_value();
  const auto change = context.catalog.registry().set_consumer(consumer.take(), tag_header(request, "if-match", ""),
                                                              request.principal.name);
  if (!change) return error_reply(request, change.error());
  return json_reply(known ? 200 : 201, service::change_json(change.value()));
}

Response delete_consumer(Context& context, const Request& request) {
  const auto change =
      context.catalog.registry().remove_consumer(std::string(request.parameter("id")), request.principal.name);
  if (!change) return error_reply(request, change.error());
  return json_reply(200, service::change_json(change.value()));
}

}  // namespace

std::vector<Route> consumer_routes(Context& context) {
  const auto call = [&context](auto handler) {
    return [&context, handler](const Request& request) { return handler(context, request); };
  };
  return {
      {Method::get, "/api/v1/consumers", Role::read, BodyRule::none, "listConsumers", call(list_consumers)},
      {Method::get, "/api/v1/consumers/{id}", Role::read, BodyRule::none, "getConsumer", call(get_consumer)},
      {Method::put, "/api/v1/consumers/{id}", Role::write, BodyRule::memory, "putConsumer", call(put_consumer)},
      {Method::del, "/api/v1/consumers/{id}", Role::write, BodyRule::none, "deleteConsumer", call(delete_consumer)},
  };
}

}  // namespace trama::http
