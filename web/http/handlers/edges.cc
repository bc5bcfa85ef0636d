// Manual edges and operator aliases: lineage that people state, with their reason.
#include <nlohmann/json.hpp>

#include "catalog/base/text.h"
#include "web/http/handlers/body_members.h"
#include "web/http/handlers/handlers.h"
#include "web/http/handlers/list_reply.h"
#include "web/http/handlers/reply.h"
#include "web/service/render.h"

namespace trama::http {
namespace {

// A node that exists is stated by its certain parts; anything else as text, to resolve when it arrives.
Result<lineage::Endpoint> endpoint_of(const graph::Snapshot& snapshot, const std::string& text) {
  const auto nodes = snapshot.resolve(text);
  if (!nodes) {
    if (nodes.error().code != ErrorCode::not_found) return nodes.error();
    return lineage::Endpoint{lineage::EndpointKind::text, text, "", "", ""};
  }
  const graph::NodeView node = snapshot.node(nodes->front());
  switch (node.kind) {
    case NodeKind::consumer:
      return lineage::Endpoint{lineage::EndpointKind::consumer, node.contract, "", "", ""};
    case NodeKind::product:
      return lineage::Endpoint{lineage::EndpointKind::product, node.contract, "", "", ""};
    case NodeKind::physical:
      return lineage::Endpoint{lineage::EndpointKind::physical, node.contract, node.table, "", ""};
    case NodeKind::dataset:
    case NodeKind::field:
    case NodeKind::job:
    case NodeKind::domain:
      break;
  }
  const bool whole = nodes->size() > 1;
  return lineage::Endpoint{lineage::EndpointKind::contract, node.contract, whole ? "" : node.table,
                           whole ? "" : node.path, ""};
}

Error bad_word(const char* name, std::string_view found, const std::string& expected) {
  return make_error(ErrorCode::invalid_argument, "bad-member",
                    std::string("\"") + name + "\" is \"" + shorten(found, 80) + "\"; it must be " + expected);
}

Result<lineage::Relation> relation_of(const std::string& text) {
  if (text.empty() || equal_ignoring_case(text, "DERIVES")) return lineage::Relation::derives;
  if (equal_ignoring_case(text, "CONSUMES")) return lineage::Relation::consumes;
  if (equal_ignoring_case(text, "REFERENCES")) return lineage::Relation::references;
  return bad_word("relation", text, "DERIVES, CONSUMES or REFERENCES");
}

// Relation, type and subtype: each optional, and a word of its own list where it is there.
Result<void> read_words(const Json& body, lineage::Assertion* assertion) {
  const auto relation_text = optional_text(body, "relation");
  if (!relation_text) return relation_text.error();
  const auto relation = relation_of(relation_text.value());
  if (!relation) return relation.error();
  assertion->relation = relation.value();
  const auto type = optional_text(body, "type");
  if (!type) return type.error();
  assertion->type = lineage::type_from(type.value());
  if (!equal_ignoring_case(lineage::to_string(assertion->type), type.value())) {
    return bad_word("type", type.value(), "DIRECT or INDIRECT");
  }
  const auto subtype = optional_text(body, "subtype");
  if (!subtype) return subtype.error();
  assertion->subtype = lineage::subtype_from(subtype.value());
  if (!equal_ignoring_case(lineage::to_string(assertion->subtype), subtype.value())) {
    return bad_word("subtype", subtype.value(),
                    "IDENTITY, TRANSFORMATION, AGGREGATION, JOIN, GROUP_BY, FILTER, SORT, WINDOW or CONDITIONAL");
  }
  return {};
}

Result<store::ManualEdge> edge_of(const graph::Snapshot& snapshot, const Json& body, const Request& request) {
  if (const auto known = check_members(body, {"from", "to", "relation", "type", "subtype", "reason"}); !known) {
    return known.error();
  }
  store::ManualEdge edge;
  edge.actor = request.principal.name;
  auto reason = required_text(body, "reason");
  if (!reason) return reason.error();
  edge.reason = reason.take();
  for (const auto& [name, end] : {std::pair{"from", &edge.assertion.source}, {"to", &edge.assertion.target}}) {
    const auto text = required_text(body, name);
    if (!text) return text.error();
    auto endpoint = endpoint_of(snapshot, text.value());
    if (!endpoint) return endpoint.error();
    *end = endpoint.take();
  }
  if (const auto words = read_words(body, &edge.assertion); !words) return words.error();
  return edge;
}

Response post_edge(Context& context, const Request& request) {
  const auto body = json_body(request);
  if (!body) return error_reply(request, body.error());
  const auto snapshot = context.catalog.lineage();
  if (!snapshot) return error_reply(request, snapshot.error());
  auto edge = edge_of(*snapshot.value(), body.value(), request);
  if (!edge) return error_reply(request, edge.error());
  const auto added = context.catalog.registry().add_edge(edge.take());
  if (!added) return error_reply(request, added.error());
  return json_reply(201, service::edge_json(added.value()));
}

Response list_edges(const Context& context, const Request& request) {
  return list_reply(
      request, [&](const std::string& r, std::size_t n) { return context.catalog.registry().edges(r, n); },
      service::edge_json);
}

Response delete_edge(Context& context, const Request& request) {
  const auto change =
      context.catalog.registry().remove_edge(std::string(request.parameter("id")), request.principal.name);
  if (!change) return error_reply(request, change.error());
  return json_reply(200, service::change_json(change.value()));
}

Response put_alias(Context& context, const Request& request) {
  const auto body = json_body(request);
  if (!body) return error_reply(request, body.error());
  if (const auto known = check_members(body.value(), {"node", "reason"}); !known) {
    return error_reply(request, known.error());
  }
  auto reason = optional_text(body.value(), "reason");
  if (!reason) return error_reply(request, reason.error());
  const auto text = required_text(body.value(), "node");
  if (!text) return error_reply(request, text.error());
  const auto snapshot = context.catalog.lineage();
  if (!snapshot) return error_reply(request, snapshot.error());
  const auto nodes = snapshot.value()->resolve(text.value());
  if (!nodes) return error_reply(request, nodes.error());
  store::Alias alias;
  alias.alias = request.parameter("alias");
  alias.node = nodes->size() == 1 ? snapshot.value()->node(nodes->front()).id : text.value();
  alias.actor = request.principal.name;
  alias.reason = reason.take();
  const auto change = context.catalog.registry().set_alias(std::move(alias));
  if (!change) return error_reply(request, change.error());
  return json_reply(200, service::change_json(change.value()));
}

Response list_aliases(const Context& context, const Request& request) {
  return list_reply(
      request, [&](const std::string& r, std::size_t n) { return context.catalog.registry().aliases(r, n); },
      service::alias_json);
}

Response delete_alias(Context& context, const Request& request) {
  const auto change =
      context.catalog.registry().remove_alias(std::string(request.parameter("alias")), request.principal.name);
  if (!change) return error_reply(request, change.error());
  return json_reply(200, service::change_json(change.value()));
}

}  // namespace

std::vector<Route> edge_routes(Context& context) {
  const auto call = [&context](auto handler) {
    return [&context, handler](const Request& request) { return handler(context, request); };
  };
  return {
      {Method::get, "/api/v1/edges", Role::read, BodyRule::none, "listEdges", call(list_edges), {"limit", "cursor"}},
      {Method::post, "/api/v1/edges", Role::write, BodyRule::memory, "addEdge", call(post_edge)},
      {Method::del, "/api/v1/edges/{id}", Role::write, BodyRule::none, "deleteEdge", call(delete_edge)},
      {Method::get,
       "/api/v1/aliases",
       Role::read,
       BodyRule::none,
       "listAliases",
       call(list_aliases),
       {"limit", "cursor"}},
      {Method::put, "/api/v1/aliases/{alias}", Role::admin, BodyRule::memory, "putAlias", call(put_alias)},
      {Method::del, "/api/v1/aliases/{alias}", Role::admin, BodyRule::none, "deleteAlias", call(delete_alias)},
  };
}

}  // namespace trama::http
