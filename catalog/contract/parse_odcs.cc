#include "catalog/contract/parse_odcs.h"

#include <array>

#include "catalog/base/text.h"
#include "catalog/contract/carried.h"
#include "catalog/contract/odcs_parts.h"
#include "catalog/contract/odcs_schema.h"
#include "catalog/contract/parse_odcs_v2.h"
#include "catalog/contract/shared_parts.h"

namespace trama::contract {
namespace {

constexpr auto kVersions = std::to_array<std::string_view>(
    {"2.1.0", "2.1.1", "2.2.0", "2.2.1", "2.2.2", "2.3.0", "3.0.0", "3.0.1", "3.0.2", "3.1.0", "3.2.0"});

// The shape decides; a label that says otherwise is reported.
void check_label(Reader& root, std::string_view version) {
  if (version.starts_with('v') || version.starts_with('V')) version.remove_prefix(1);
  const bool v2 = detect(root.self()) == Detected::odcs2;
  if (!version.starts_with(v2 ? '3' : '2')) return;
  root.problem_at(
      "apiVersion", Rule::unknown_version,
      std::string("the document is written as v") + (v2 ? "2" : "3") + " and was read so",
      {.found = std::string(version),
       .expected = v2 ? "`schema` and `properties`, the words of v3" : "`dataset` and `columns`, v2's words",
       .hint = v2 ? "write `apiVersion: v2.2.2`" : "write `apiVersion: v3.1.0`"});
}

void read_version(Reader& root, Contract* contract) {
  contract->source.spec_version = read_spec_version(root, "apiVersion", kVersions);
  if (!contract->source.spec_version.empty()) return check_label(root, contract->source.spec_version);
  root.problem(
      Rule::missing_key, "the document does not say which version of the standard it follows",
      {.expected = "`apiVersion`",
       .hint = detect(root.self()) == Detected::odcs2 ? "add `apiVersion: v2.2.2`" : "add `apiVersion: v3.1.0`"});
}

void check_kind(Reader& root) {
  const std::string kind = root.text("kind");
  if (kind.empty()) {
    root.problem(Rule::missing_key, "the document does not say its kind", {.expected = "`kind: DataContract`"});
  }
}

bool says_minor(std::string_view version, std::string_view minor) {
  if (version.starts_with('v') || version.starts_with('V')) version.remove_prefix(1);
  return version.starts_with(minor);
}

void parse_v3(Reader& root, Contract* contract) {
  contract->source.dialect = Dialect::odcs3;
  read_identity(root, "id", contract);
  contract->title = root.text("name");
  contract->status = to_lower(trim(root.text("status")));
  // 3.2 no longer demands it.
  if (!says_minor(contract->source.spec_version, "3.2")) root.demand("status", "the contract", "add `status: active`");
  contract->domain = root.name("domain");
  contract->tenant = root.name("tenant");
  contract->data_product = root.name("dataProduct");
  contract->tags = root.names("tags");
  contract->created = root.text("contractCreatedTs");
  read_description(root, contract);
  contract->servers = read_servers(root);
  read_odcs_schema(root, contract);
  read_team(root, "team", contract);
  contract->support = read_support(root, "support");
  contract->roles = read_roles(root);
  contract->sla = read_sla_properties(root, "element");
  read_price(root, contract);
  for (Link& link : read_links(root, "authoritativeDefinitions")) contract->links.push_back(std::move(link));
  read_custom_properties(root, &contract->custom);
  for (const std::string_view key : {"slaDefaultElement", "context", "synonyms"}) {
    if (std::string json = root.json(key); !json.empty()) {
      contract->custom.push_back({std::string(key), std::move(json), ""});
    }
  }
  root.finish(&contract->custom);
  settle_custom(contract);
}

}  // namespace

void parse_odcs(Reader& reader, Contract* contract) {
  contract->kind = Kind::contract;
  read_version(reader, contract);
  check_kind(reader);
  if (detect(reader.self()) == Detected::odcs2) {
    parse_odcs_v2(reader, contract);
  } else {
    parse_v3(reader, contract);
  }
  restore_carried(contract);
}

}  // namespace trama::contract
