#include "catalog/contract/parse_odcs_v2.h"

#include "catalog/base/text.h"
#include "catalog/contract/json_tree.h"
#include "catalog/contract/odcs_parts.h"
#include "catalog/contract/odcs_schema.h"
#include "catalog/contract/quality.h"
#include "catalog/contract/semantics.h"
#include "catalog/contract/shared_parts.h"

namespace trama::contract {
namespace {

std::string either(Reader& reader, std::string_view key, std::string_view other) {
  std::string name = reader.name(key);
  return name.empty() ? reader.name(other) : name;
}

// v2 rules name a tool, its rule and a template: what v3 calls a custom rule of an engine.
QualityRule read_tool_rule(Reader& reader) {
  QualityRule out;
  out.type = "custom";
  out.engine = reader.text("toolName");
  Node implementation = map_node();
  for (const std::string_view key : {"code", "templateName", "toolRuleName"}) {
    put_text(&implementation, key, reader.text(key));
  }
  if (!implementation.map.empty()) out.implementation_json = to_json_text(implementation);
  keep(reader, "type", &out.custom);
  out.name = reader.text("name");
  out.description = reader.text("description");
  out.dimension = reader.text("dimension");
  out.severity = reader.text("severity");
  out.business_impact = reader.text("businessImpact");
  out.schedule = reader.text("scheduleCronExpression");
  if (!out.schedule.empty()) out.scheduler = "cron";
  out.tags = reader.names("tags");
  read_custom_properties(reader, &out.custom);
  reader.finish(&out.custom);
  return out;
}

std::vector<QualityRule> read_rules(Reader& reader) {
  std::vector<QualityRule> out;
  for (Reader& rule : reader.maps("quality")) {
    const bool tool = rule.has("toolName") || rule.has("templateName") || rule.has("code");
    out.push_back(tool ? read_tool_rule(rule) : read_quality(rule));
  }
  return out;
}

std::optional<std::int32_t> position(Reader& column, bool is, std::string_view key) {
  const auto given = column.integer(key);
  if (!is) return std::nullopt;
  return given && *given > 0 && *given <= 1'000'000 ? static_cast<std::int32_t>(*given) : 0;
}

void read_column_flags(Reader& column, Field* field) {
  field->primary_key = position(column, column.flag("isPrimaryKey") || column.flag("isPrimary"), "primaryKeyPosition");
  field->partition = position(column, column.flag("partitionStatus"), "partitionKeyPosition");
  // The opposite of v3's `required`; a column that says nothing promises nothing.
  if (const auto nullable = column.boolean("isNullable")) field->required = !*nullable;
  field->unique = column.flag("isUnique");
  field->critical = column.flag("criticalDataElementStatus") || column.flag("criticalDataElement");
}

Field read_column(Reader& column) {
  Field field;
  field.name = either(column, "column", "name");
  if (field.name.empty()) column.problem(Rule::missing_name, "a column has no name", {.expected = "`column`"});
  field.physical_name = column.name("physicalName");
  field.business_name = column.text("businessName");
  field.description = column.text("description");
  field.physical_type = column.name("physicalType");
  settle_field_type(column.name("logicalType"), &field);
  read_column_flags(column, &field);
  field.classification = either(column, "classification", "classificationLevel");
  field.encrypted_name = either(column, "encryptedColumnName", "encryptedName");
  field.tags = column.names("tags");
  field.examples = column.jsons("sampleValues");
  field.inputs = inputs_of(column.texts("transformSourceTables"));
  field.transform_logic = column.text("transformLogic");
  field.transform_description = column.text("transformDescription");
  field.links = read_links(column, "authoritativeDefinitions");
  field.quality = read_rules(column);
  read_custom_properties(column, &field.custom);
  keep(column, {"clusterStatus", "clusterKeyPosition"}, &field.custom);
  column.finish(&field.custom);
  settle_custom(&field);
  return field;
}

Dataset read_table(Reader& table) {
  Dataset out;
  out.name = either(table, "table", "name");
  if (out.name.empty()) table.problem(Rule::missing_name, "a table has no name", {.expected = "`table`"});
  out.physical_name = table.name("physicalName");
  out.kind = "table";
  out.business_name = table.text("businessName");
  out.description = table.text("description");
  out.granularity = table.text("dataGranularity");
  out.tags = table.names("tags");
  out.links = read_links(table, "authoritativeDefinitions");
  out.quality = read_rules(table);
  std::vector<NamedPlace> names;
  for (Reader& column : table.maps("columns")) {
    if (!column.problems()->count_field(column.place())) break;
    out.fields.push_back(read_column(column));
    names.push_back({out.fields.back().name, column.place()});
  }
  check_unique(names, Rule::duplicate_field, "column", table.problems());
  settle_positions(&out.fields);
  read_custom_properties(table, &out.custom);
  keep(table, {"priorTableName"}, &out.custom);
  table.finish(&out.custom);
  return out;
}

void read_tables(Reader& root, Contract* contract) {
  std::vector<NamedPlace> names;
  for (Reader& table : root.maps("dataset")) {
    contract->datasets.push_back(read_table(table));
    names.push_back({contract->datasets.back().name, table.place()});
  }
  check_unique(names, Rule::duplicate_dataset, "table", root.problems());
}

void put_property(Server* server, std::string_view name, std::string value) {
  if (!value.empty()) server->properties.emplace_back(name, std::move(value));
}

// v2 describes one place, by the system it lives in, by a JDBC connection, or by both.
void read_places(Reader& root, Contract* contract) {
  Server system;
  system.name = "source";
  system.type = canonical_server_type(root.name("sourceSystem"));
  put_property(&system, "platform", root.name("sourcePlatform"));
  put_property(&system, "project", either(root, "datasetProject", "project"));
  put_property(&system, "dataset", root.name("datasetName"));
  if (!system.type.empty()) contract->servers.push_back(std::move(system));

  Server jdbc;
  jdbc.name = "default";
  std::string driver = root.name("driver");
  jdbc.type = canonical_server_type(driver.starts_with("jdbc:") ? driver.substr(5) : driver);
  const std::string address = root.name("server");
  const std::size_t colon = address.rfind(':');
  put_property(&jdbc, "host", address.substr(0, colon));
  if (colon != std::string::npos) put_property(&jdbc, "port", address.substr(colon + 1));
  put_property(&jdbc, "database", root.name("database"));
  put_property(&jdbc, "driver", std::move(driver));
  put_property(&jdbc, "driverVersion", root.name("driverVersion"));
  if (jdbc.type.empty() && !jdbc.properties.empty()) jdbc.type = "custom";
  if (!jdbc.type.empty()) contract->servers.push_back(std::move(jdbc));
}

// v2 had places for a user name and a password. A literal password refuses the document; everything else is left out.
void drop_credentials(Reader& root) {
  for (const std::string_view key : {"username", "password"}) {
    const Node* value = root.node(key);
    if (value == nullptr) continue;
    root.problem_at(key, Rule::masked_credential,
                    "`" + std::string(key) + "` is not part of a contract and is left out");
    Node alone = map_node();
    put(&alone, key, *value);
    check_secrets(alone, root.pointer(), root.problems());
  }
}

void read_help(Reader& root, Contract* contract) {
  const auto add = [&](std::string_view key, std::string_view tool, bool url) {
    const std::string text = root.text(key);
    if (text.empty()) return;
    Support& support = contract->support.emplace_back();
    support.channel = url ? std::string(tool) : text;
    support.tool = tool;
    if (url) support.url = text;
  };
  add("productDl", "email", false);
  add("productSlackChannel", "slack", false);
  add("productFeedbackUrl", "feedback", true);
}

}  // namespace

void parse_odcs_v2(Reader& root, Contract* contract) {
  contract->source.dialect = Dialect::odcs2;
  read_identity(root, root.has("uuid") ? "uuid" : "id", contract);
  contract->title = root.text("name");
  contract->data_product = root.name("quantumName");
  contract->domain = either(root, "datasetDomain", "domain");
  contract->status = to_lower(trim(root.text("status")));
  contract->tenant = root.name("tenant");
  contract->tags = root.names("tags");
  contract->created = root.text("contractCreatedTs");
  read_description(root, contract);
  read_places(root, contract);
  drop_credentials(root);
  read_tables(root, contract);
  read_team(root, root.has("team") ? "team" : "stakeholders", contract);
  read_help(root, contract);
  contract->roles = read_roles(root);
  contract->sla = read_sla_properties(root, "column");
  read_price(root, contract);
  contract->links = read_links(root, "authoritativeDefinitions");
  read_custom_properties(root, &contract->custom);
  keep(root, {"type", "userConsumptionMode", "schedulerAppName", "slaDefaultColumn", "systemInstance", "productType"},
       &contract->custom);
  root.finish(&contract->custom);
  settle_custom(contract);
}

}  // namespace trama::contract
