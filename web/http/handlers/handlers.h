// The API's route handlers: each parses its request, makes one call of service/ and renders the answer.
//
// Routes hold references to the context; it must outlive the server. Handlers are called from any worker thread.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "web/http/router.h"
#include "web/service/catalog.h"
#include "web/service/imports.h"

namespace trama::http {

struct Context {
  service::Catalog& catalog;
  service::Imports& imports;
  std::function<std::string()> server_metrics;  // Prometheus text of the server itself
  std::string web_folder;  // serve the browser UI from here instead of from the binary (development)
};

[[nodiscard]] std::vector<Route> contract_routes(Context& context);
[[nodiscard]] std::vector<Route> version_routes(Context& context);
[[nodiscard]] std::vector<Route> check_routes(Context& context);
[[nodiscard]] std::vector<Route> search_routes(Context& context);
[[nodiscard]] std::vector<Route> lineage_routes(Context& context);
[[nodiscard]] std::vector<Route> impact_routes(Context& context);
[[nodiscard]] std::vector<Route> consumer_routes(Context& context);
[[nodiscard]] std::vector<Route> edge_routes(Context& context);
[[nodiscard]] std::vector<Route> event_routes(Context& context);
[[nodiscard]] std::vector<Route> manifest_routes(Context& context);
[[nodiscard]] std::vector<Route> sweep_routes(Context& context);
[[nodiscard]] std::vector<Route> compatibility_routes(Context& context);
[[nodiscard]] std::vector<Route> proposal_routes(Context& context);
[[nodiscard]] std::vector<Route> change_routes(Context& context);
[[nodiscard]] std::vector<Route> import_routes(Context& context);
[[nodiscard]] std::vector<Route> operation_routes(Context& context);

// All of the above.
[[nodiscard]] std::vector<Route> api_routes(Context& context);
// The browser UI for every path that is no route: its files, and its page for the addresses it draws itself.
[[nodiscard]] Handler page_fallback(Context& context);

}  // namespace trama::http
