// What operators, orchestrators and monitoring ask, and the API's own description.
#include <nlohmann/json.hpp>

#include "catalog/contract/semantic_rules.h"
#include "web/http/handlers/handlers.h"
#include "web/http/handlers/reply.h"
#include "web/http/openapi.h"
#include "web/http/tokens.h"
#include "web/service/render.h"

namespace trama::http {
namespace {

Response ready(const Context& context) {
  const service::Projector::Readiness readiness = context.catalog.projector().readiness();
  const bool store = context.catalog.registry().writable();
  Json json = {{"ready", readiness.ready() && store},
               {"store", {{"ready", store}, {"seq", context.catalog.registry().head()}}},
               {"graph", {{"ready", readiness.graph}, {"seq", readiness.graph_seq}}},
               {"search", {{"ready", readiness.search}, {"seq", readiness.search_seq}}},
               {"head_at_start", readiness.head_at_start}};
  if (!readiness.trouble.empty()) json["trouble"] = readiness.trouble;
  if (!store) json["trouble"] = "the store refuses writes since a write to disk failed; reads go on";
  return json_reply(readiness.ready() && store ? 200 : 503, json);
}

void gauge(std::string* out, std::string_view name, std::string_view help, std::uint64_t value) {
  *out += "# HELP " + std::string(name) + " " + std::string(help) + "\n# TYPE " + std::string(name) + " gauge\n" +
          std::string(name) + " " + std::to_string(value) + "\n";
}

Response metrics(const Context& context) {
  const service::Catalog& catalog = context.catalog;
  const store::Registry::Stats stats = catalog.registry().stats();
  const auto readiness = catalog.projector().readiness();
  Response response;
  response.content_type = "text/plain; version=0.0.4; charset=utf-8";
  std::string& out = response.body;
  if (context.server_metrics) out = context.server_metrics();
  gauge(&out, "trama_contracts", "Contracts and products, retired ones included.", stats.contracts);
  gauge(&out, "trama_contracts_retired", "Retired contracts and products.", stats.retired);
  gauge(&out, "trama_versions", "Contract versions.", stats.versions);
  gauge(&out, "trama_consumers", "Declared consumers.", stats.consumers);
  gauge(&out, "trama_store_disk_bytes", "Bytes of the store on disk.", stats.disk_bytes);
  gauge(&out, "trama_store_memory_bytes", "Bytes the store holds in memory.", stats.memory_bytes);
  gauge(&out, "trama_store_writes_total", "Writes since the start.", stats.writes);
  gauge(&out, "trama_store_groups_total", "Write groups (one sync each) since the start.", stats.groups);
  gauge(&out, "trama_store_writable", "1 while the store accepts writes.", catalog.registry().writable() ? 1 : 0);
  gauge(&out, "trama_head_seq", "Seq of the last change.", catalog.registry().head());
  gauge(&out, "trama_graph_seq", "Seq the lineage graph has applied.", readiness.graph_seq);
  gauge(&out, "trama_search_seq", "Seq the search index has applied.", readiness.search_seq);
  gauge(&out, "trama_search_documents", "Documents in the search index.", catalog.index().documents());
  if (const auto snapshot = catalog.lineage()) {
    const graph::Snapshot::Counts counts = snapshot.value()->counts();
    gauge(&out, "trama_lineage_datasets", "Dataset nodes.", counts.datasets);
    gauge(&out, "trama_lineage_fields", "Field nodes.", counts.fields);
    gauge(&out, "trama_lineage_unresolved", "Nodes that nothing registered has answered yet.", counts.unresolved);
    gauge(&out, "trama_lineage_dataset_edges", "Edges between datasets, consumers and products.", counts.dataset_edges);
    gauge(&out, "trama_lineage_field_edges", "Edges between fields.", counts.field_edges);
  }
  return response;
}

Response openapi() {
  Response response;
  response.body = openapi_document();
  return response;
}

Response whoami(const Request& request) {
  return json_reply(200, {{"name", request.principal.name}, {"role", to_string(request.principal.role)}});
}

// The table by which documents are judged, so that an author can look up any rule id.
Response rules() {
  Json items = Json::array();
  for (const contract::RuleInfo& rule : contract::semantic_rules()) {
    items.push_back(
        {{"rule", rule.id}, {"severity", to_string(rule.lenient)}, {"checks", rule.checks}, {"hint", rule.hint}});
  }
  return json_reply(200, {{"items", std::move(items)}});
}

Response about(const Context& context) {
  const store::Registry::Stats stats = context.catalog.registry().stats();
  const auto snapshot = context.catalog.lineage();
  Json json = {{"name", "trama"},
               {"version", TRAMA_VERSION},
               {"license", "GPL-3.0-or-later"},
               {"seq", context.catalog.registry().head()},
               {"contracts", stats.contracts},
               {"retired", stats.retired},
               {"versions", stats.versions},
               {"consumers", stats.consumers}};
  if (snapshot) {
    const graph::Snapshot::Counts counts = snapshot.value()->counts();
    json["datasets"] = counts.datasets;
    json["fields"] = counts.fields;
    json["unresolved"] = counts.unresolved;
    json["dataset_edges"] = counts.dataset_edges;
    json["field_edges"] = counts.field_edges;
  }
  return json_reply(200, json);
}

}  // namespace

std::vector<Route> operation_routes(Context& context) {
  return {
      {Method::get,
       "/healthz",
       Role::none,
       BodyRule::none,
       "getHealth",
       [](const Request&) { return json_reply(200, {{"alive", true}}); },
       {kAnyQuery}},
      {Method::get,
       "/readyz",
       Role::none,
       BodyRule::none,
       "getReadiness",
       [&context](const Request&) { return ready(context); },
       {kAnyQuery}},
      {Method::get,
       "/metrics",
       Role::read,
       BodyRule::none,
       "getMetrics",
       [&context](const Request&) { return metrics(context); },
       {kAnyQuery}},
      {Method::get, "/openapi.json", Role::none, BodyRule::none, "getOpenApi",
       [](const Request&) { return openapi(); }},
      {Method::get, "/api/v1/whoami", Role::read, BodyRule::none, "whoAmI", whoami},
      {Method::get, "/api/v1/rules", Role::read, BodyRule::none, "listRules", [](const Request&) { return rules(); }},
      {Method::get, "/api/v1/about", Role::read, BodyRule::none, "getAbout",
       [&context](const Request&) { return about(context); }},
  };
}

std::vector<Route> api_routes(Context& context) {
  std::vector<Route> routes;
  for (auto part : {contract_routes, version_routes, check_routes, search_routes, lineage_routes, impact_routes,
                    consumer_routes, edge_routes, event_routes, manifest_routes, sweep_routes, compatibility_routes,
                    proposal_routes, change_routes, import_routes, operation_routes}) {
    for (Route& route : part(context)) routes.push_back(std::move(route));
  }
  return routes;
}

}  // namespace trama::http
