// The catalog's values as JSON, the one spelling that API, imports and command line share. Any thread.
//
// Keys keep the order they are written in. Times are RFC 3339 text. Members without a value are left out.
#pragma once

#include <string_view>

#include <nlohmann/json_fwd.hpp>

#include "catalog/base/result.h"
#include "catalog/store/registry.h"
#include "graph/lineage_graph.h"
#include "search/search_index.h"
#include "web/service/catalog.h"
#include "web/service/imports.h"

namespace trama::service {

using Json = nlohmann::ordered_json;

// Sets a member; leaves it out where the text is empty.
void put(Json* object, const char* key, std::string_view text);

[[nodiscard]] std::string_view to_string(contract::Dialect dialect);
[[nodiscard]] std::string_view to_string(lineage::SubjectState state);

[[nodiscard]] Json problem_json(const Error& error);  // {slug, detail, errors[], candidates[]}
[[nodiscard]] Json finding_json(const Problem& problem);
[[nodiscard]] Json registered_json(const Registered& registered);
[[nodiscard]] Json contract_json(const store::ContractInfo& info);
[[nodiscard]] Json listed_json(const store::Listed& listed);
[[nodiscard]] Json version_json(const store::VersionInfo& version);
[[nodiscard]] Json change_json(const store::Change& change);
[[nodiscard]] Json edge_json(const store::ManualEdge& edge);
[[nodiscard]] Json alias_json(const store::Alias& alias);
[[nodiscard]] Json import_json(const ImportStatus& status);
[[nodiscard]] Json search_json(const Searched& searched, bool explain);
[[nodiscard]] Json suggestions_json(const std::vector<search::Suggestion>& suggestions);
[[nodiscard]] Json node_json(const graph::NodeView& node);

}  // namespace trama::service
