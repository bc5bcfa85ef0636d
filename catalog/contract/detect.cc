#include "catalog/contract/detect.h"

#include <algorithm>
#include <array>

#include "catalog/base/text.h"

namespace trama::contract {
namespace {

std::string_view scalar(const Node& root, std::string_view key) {
  const Node* node = root.find(key);
  return node != nullptr && node->is_scalar() ? std::string_view(node->scalar) : std::string_view();
}

bool is(const Node& root, std::string_view key, NodeType type) {
  const Node* node = root.find(key);
  return node != nullptr && node->type == type;
}

bool has_schema_fields(const Node& root) {
  const Node* schema = root.find("schema");
  return schema != nullptr && schema->find("specification") == nullptr &&
         (is(*schema, "fields", NodeType::list) || is(*schema, "fields", NodeType::map));
}

bool has_v2_keys(const Node& root) {
  return is(root, "dataset", NodeType::list) || root.find("quantumName") != nullptr ||
         root.find("datasetDomain") != nullptr || (root.find("uuid") != nullptr && root.find("id") == nullptr);
}

Detected odcs(const Node& root) {
  // The shape tells more than the label: whoever lists tables under `dataset` writes v2, whatever he calls it.
  const bool v2 = is(root, "dataset", NodeType::list);
  const bool v3 = is(root, "schema", NodeType::list);
  if (v2 != v3) return v2 ? Detected::odcs2 : Detected::odcs3;
  std::string_view version = scalar(root, "apiVersion");
  if (version.starts_with('v') || version.starts_with('V')) version.remove_prefix(1);
  if (version.starts_with("2.") || version == "2") return Detected::odcs2;
  if (!version.empty()) return Detected::odcs3;
  return has_v2_keys(root) && !root.find("schema") ? Detected::odcs2 : Detected::odcs3;
}

// Documents that forgot to say what they are but leave no doubt.
Detected by_shape(const Node& root) {
  if (is(root, "info", NodeType::map)) {
    if (is(root, "models", NodeType::map)) return Detected::dcs;
    if (has_schema_fields(root)) return Detected::article;
  }
  if (is(root, "dataset", NodeType::list) && has_v2_keys(root) && root.find("version") != nullptr) {
    return Detected::odcs2;
  }
  if (is(root, "schema", NodeType::list) && root.find("version") != nullptr && root.find("id") != nullptr) {
    return Detected::odcs3;
  }
  if (is(root, "outputPorts", NodeType::list) && root.find("id") != nullptr) return Detected::odps;
  return Detected::unknown;
}

struct Foreign {
  std::string_view key;    // a root key that gives it away
  std::string_view other;  // a second one, "" = none needed
  std::string_view what;
  std::string_view hint;
};

constexpr std::string_view kWriteContract =
    "describe the data in a contract: `dataContractSpecification: 1.2.1` or `kind: DataContract`";

constexpr auto kForeign = std::to_array<Foreign>({
    {"openapi", "", "an OpenAPI description", kWriteContract},
    {"swagger", "", "a Swagger description", kWriteContract},
    {"asyncapi", "", "an AsyncAPI description", kWriteContract},
    {"$schema", "", "a JSON Schema", "put the fields into the `models` or `schema` of a contract"},
    {"eventType", "run", "an OpenLineage event", "send it to POST /api/v1/lineage"},
    {"run", "job", "an OpenLineage event", "send it to POST /api/v1/lineage"},
    {"metadata", "nodes", "a dbt artifact", "register the contract that the model's `meta.data_contract` names"},
    {"models", "version", "a dbt properties file (schema.yml)", kWriteContract},
    {"sources", "version", "a dbt properties file (sources.yml)", kWriteContract},
    {"exposures", "version", "a dbt properties file", kWriteContract},
    {"model-paths", "", "a dbt project file", kWriteContract},
    {"dataProductSpecification", "", "a Data Product Specification document of another standard",
     "write it as `kind: DataProduct` with apiVersion v1.0.0"},
    {"dataProductDescriptor", "", "a data product descriptor of another standard",
     "write it as `kind: DataProduct` with apiVersion v1.0.0"},
    {"expectations", "", "a Great Expectations suite", "refer to it from a contract's `quality`"},
    {"services", "networks", "a Docker Compose file", kWriteContract},
    {"jobs", "on", "a workflow of a build server", kWriteContract},
    {"resourceType", "", "a FHIR resource", kWriteContract},
    {"properties", "type", "a JSON Schema", "put the fields into the `models` or `schema` of a contract"},
    {"fields", "type", "an Avro schema", "put the fields into the `models` or `schema` of a contract"},
});

const Foreign* find_foreign(const Node& root) {
  const auto at = std::ranges::find_if(kForeign, [&](const Foreign& f) {
    return root.find(f.key) != nullptr && (f.other.empty() || root.find(f.other) != nullptr);
  });
  return at == kForeign.end() ? nullptr : &*at;
}

// A root key that is nearly the one that tells a dialect.
std::optional<std::string> nearly(const Node& root) {
  constexpr auto kTelling = std::to_array<std::string_view>({"dataContractSpecification", "kind"});
  for (const Node::Entry& entry : root.map) {
    const auto near = did_you_mean(entry.key, kTelling);
    if (near && *near != entry.key) return "did you mean `" + std::string(*near) + "`?";
  }
  return std::nullopt;
}

void report(const Node& root, std::string message, std::string found, std::string hint, Problems* problems) {
  const Mark mark = root.mark.line == 0 ? Mark{1, 1} : root.mark;
  problems->add(Rule::not_a_contract, {"", mark}, std::move(message),
                {.found = std::move(found), .hint = std::move(hint)});
}

std::string keys_of(const Node& root) {
  std::string out;
  for (std::size_t i = 0; i < root.map.size() && i < 6; ++i) out += (i == 0 ? "" : ", ") + root.map[i].key;
  return out.empty() ? "an empty map" : "the keys " + out;
}

void report_text(const Node& root, Problems* problems) {
  const std::string_view line = std::string_view(root.scalar).substr(0, root.scalar.find('\n'));
  const std::string upper = to_lower(line);
  if (upper.starts_with("create ") || upper.starts_with("select ") || upper.starts_with("with ")) {
    return report(root, "the text is SQL", std::string(line), std::string(kWriteContract), problems);
  }
  if (upper.starts_with("syntax") || upper.starts_with("message ")) {
    return report(root, "the text is a Protobuf schema", std::string(line), std::string(kWriteContract), problems);
  }
  const auto separators = std::max(std::ranges::count(line, ','), std::ranges::count(line, ';'));
  if (separators >= 2) {
    return report(root, "the text is a table of separated values (CSV)", std::string(line),
                  "a contract describes data, it does not hold them", problems);
  }
  report(root, "the text is plain prose or a single value", std::string(line),
         "a contract is a map: `dataContractSpecification: 1.2.1`, `id: …`, `info: …`, `models: …`", problems);
}

bool soda_checks(const Node& root) {
  return std::ranges::any_of(root.map, [](const Node::Entry& e) { return e.key.starts_with("checks for "); });
}

}  // namespace

Detected detect(const Node& root) {
  if (root.type != NodeType::map) return Detected::unknown;
  if (root.find("dataContractSpecification") != nullptr) {
    return has_schema_fields(root) && root.find("models") == nullptr ? Detected::article : Detected::dcs;
  }
  const std::string_view kind = scalar(root, "kind");
  if (equal_ignoring_case(kind, "DataContract")) return odcs(root);
  if (equal_ignoring_case(kind, "DataProduct")) return Detected::odps;
  if (!kind.empty() && root.find("dataset") == nullptr) return Detected::unknown;
  return by_shape(root);
}

bool report_foreign_bytes(std::string_view bytes, Problems* problems) {
  using namespace std::string_view_literals;
  struct Magic {
    std::string_view start;
    std::string_view what;
  };
  constexpr auto kMagic = std::to_array<Magic>({{"PK\x03\x04"sv, "a ZIP archive or an Office document"},
                                                {"%PDF"sv, "a PDF document"},
                                                {"\x1F\x8B"sv, "gzip-compressed"},
                                                {"PAR1"sv, "a Parquet file"},
                                                {"Obj\x01"sv, "an Avro file"},
                                                {"\x89PNG"sv, "a picture"},
                                                {"SQLite format 3"sv, "a SQLite database"},
                                                {"<!doctype html"sv, "an HTML page"},
                                                {"<html"sv, "an HTML page"},
                                                {"<?xml"sv, "an XML document"},
                                                {"<"sv, "an XML or HTML document"}});
  const std::string head = to_lower(trim(bytes.substr(0, 256)));
  const auto at = std::ranges::find_if(
      kMagic, [&](const Magic& m) { return bytes.starts_with(m.start) || head.starts_with(m.start); });
  if (at == kMagic.end()) return false;
  problems->add(Rule::not_a_contract, {"", {1, 1}}, "the text is " + std::string(at->what) + ", not a data contract",
                {.found = std::string(at->what), .hint = "send the contract as YAML or JSON text"});
  return true;
}

void report_unknown(const Node& root, Problems* problems) {
  if (root.is_scalar()) return report_text(root, problems);
  if (root.type == NodeType::list) {
    return report(root, "the document is a list", "a list", "register each contract on its own, or use the import",
                  problems);
  }
  if (const std::string_view kind = scalar(root, "kind"); !kind.empty()) {
    const Node* node = root.find("kind");
    problems->add(Rule::not_a_contract, {"/kind", node->mark}, "the document is of another kind",
                  {.found = std::string(kind),
                   .expected = "DataContract or DataProduct",
                   .hint = "write `kind: DataContract` if it is a contract"});
    return;
  }
  if (const auto hint = nearly(root)) {
    return report(root, "the document does not say that it is a data contract", keys_of(root), *hint, problems);
  }
  if (soda_checks(root)) {
    return report(root, "the document is a file of SodaCL checks, not a data contract", keys_of(root),
                  "put it into a contract's `quality`", problems);
  }
  if (const Foreign* foreign = find_foreign(root)) {
    return report(root, "the document is " + std::string(foreign->what) + ", not a data contract", keys_of(root),
                  std::string(foreign->hint), problems);
  }
  report(root, "the document is not a data contract", keys_of(root), "", problems);
}

}  // namespace trama::contract
