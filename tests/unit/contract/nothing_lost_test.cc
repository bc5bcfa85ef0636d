// Goal: nothing an author writes is lost. Method: an unknown key at every map of a rich document of each dialect, one
// at a time, must be noted where it stands, be in the model's JSON, and come through ODCS with the same fingerprint.
#include <algorithm>
#include <functional>
#include <string>
#include <string_view>

#include <doctest/doctest.h>

#include "catalog/contract/json_tree.h"
#include "catalog/contract/model_json.h"
#include "catalog/contract/odcs_render.h"
#include "catalog/contract/parse.h"
#include "catalog/contract/yaml_text.h"

using namespace trama;
using namespace trama::contract;

namespace {

constexpr std::string_view kOdcs = R"(apiVersion: v3.1.0
kind: DataContract
id: orders
version: 1.0.0
name: Orders
status: active
domain: orders
dataProduct: orders-360
description:
  purpose: everything about orders
  authoritativeDefinitions: [{id: d_1, url: 'https://example.com/d', type: glossary}]
  customProperties: [{id: c_1, property: audience, value: analysts, description: who it is for}]
servers:
  - {id: s_1, server: production, type: postgres, host: h, port: 5432, database: d, schema: s,
     roles: [{id: r_1, role: reader, access: read, customProperties: [{property: a, value: 1}]}],
     customProperties: [{property: b, value: {c: 1}}]}
schema:
  - id: o_1
    name: orders
    physicalType: table
    authoritativeDefinitions: [{id: l_1, url: 'https://example.com/o', type: tutorial, description: how to}]
    customProperties: [{property: steward, value: ada}]
    quality:
      - {id: q_1, metric: rowCount, mustBeGreaterThan: 0, authoritativeDefinitions: [{url: 'https://q', type: x}],
         customProperties: [{id: cq_1, property: d, value: 1}]}
    relationships: [{id: rel_1, from: [orders.id, orders.part], to: [parts.a, parts.b], customProperties: [{property: e, value: 1}]}]
    properties:
      - id: p_1
        name: id
        logicalType: integer
        primaryKey: true
        logicalTypeOptions: {minimum: 1, maximum: 9}
        customProperties: [{property: pii, value: true, description: by law}]
        authoritativeDefinitions: [{id: l_2, url: 'https://example.com/id', type: definition}]
        relationships: [{to: parts.a, type: foreignKey, customProperties: [{property: f, value: 1}]}]
        quality: [{type: custom, engine: soda, implementation: {check: x}}, {type: text, description: fine}]
      - {name: part, logicalType: string, enum: [{value: a, label: A}, {value: b, label: B}], primaryKeyPosition: 2}
      - name: address
        logicalType: object
        logicalTypeOptions: {required: [street, nowhere]}
        properties: [{name: street, logicalType: string, quality: [{metric: nullValues, mustBe: 0}]}]
      - {name: tags, logicalType: array, items: {logicalType: object, properties: [{name: k, logicalType: string}]}}
      - {name: labels, logicalType: map, map: {key: {logicalType: string}, value: {logicalType: integer}}}
  - {name: parts, properties: [{name: a, logicalType: string}, {name: b, logicalType: string}]}
support: [{id: sup_1, channel: '#orders', url: 'https://chat', customProperties: [{property: g, value: 1}]}]
price: {id: pr_1, priceAmount: 9.95, priceCurrency: USD, priceUnit: GB}
team:
  id: t_1
  name: Orders Team
  tags: [x]
  authoritativeDefinitions: [{url: 'https://team', type: wiki}]
  customProperties: [{property: h, value: 1}]
  members:
    - {id: m_1, username: ada, role: owner, authoritativeDefinitions: [{url: 'https://ada', type: wiki}],
       customProperties: [{property: i, value: 1}]}
roles: [{id: r_2, role: admin, access: write}]
slaProperties: [{id: sla_1, property: freshness, value: 1, unit: h, element: orders.id}]
authoritativeDefinitions: [{id: l_3, url: 'https://example.com', type: canonicalUrl}]
customProperties: [{id: c_2, property: j, value: [1, {k: 2}], description: why}]
)";

constexpr std::string_view kDcs = R"(dataContractSpecification: 1.2.1
id: orders
info:
  title: Orders
  version: 1.0.0
  owner: Orders Team
  contact: {name: Ada, email: ada@example.com, slack: '#orders'}
servers:
  production: {type: postgres, host: h, port: 5432, database: d, schema: s, roles: [{name: reader, description: r}]}
terms:
  usage: any
  noticePeriod: P3M
  policies: [{type: privacy, url: 'https://privacy'}]
models:
  orders:
    type: table
    primaryKey: [id]
    config: {postgresTable: o, avroNamespace: x}
    quality: [{type: sql, query: select 1, mustBe: 1}]
    fields:
      id: {type: long, required: true, config: {postgresType: bigint, avroLogicalType: y}, links: {wiki: 'https://w'}}
      email: {$ref: '#/definitions/email', name: mail}
      address: {type: struct, fields: {street: {type: string, quality: [{type: text, description: fine}]}}}
      lines: {type: array, items: {type: object, fields: {sku: {type: string}}}}
      labels: {type: map, keys: {type: string}, values: {type: integer}}
      total:
        type: decimal
        lineage:
          inputFields:
            - {namespace: ns, name: t, field: f, transformations: [{type: DIRECT, subtype: IDENTITY}]}
definitions:
  email: {type: string, format: email, pii: true}
servicelevels:
  availability: {percentage: 99.9%}
  retention: {period: P1Y, unlimited: false}
  latency: {threshold: 25h, sourceTimestampField: orders.id}
  freshness: {threshold: 25h, timestampField: orders.id}
  frequency: {type: batch, interval: daily, cron: 0 0 * * *}
  support: {time: 9am, responseTime: 1h}
  backup: {interval: weekly, cron: 0 0 * * 0, recoveryTime: 24 hours}
links: {home: 'https://example.com'}
customProperties: {k: {l: 1}}
)";

constexpr std::string_view kArticle = R"(dataContractSpecification: 0.9.3
id: urn:datacontract:orders:fact-orders
info: {title: Orders, version: 1.0.0, owner: Orders Team, contact: {name: Ada, slack: '#orders'}}
servers: {production: {type: iceberg, catalog: c, database: d, table: fact_orders}}
schema:
  type: table
  fields:
    - {name: order_id, type: string, required: true, unique: true, checks: [{type: length, min: 1}]}
    - {name: customer_id, type: string, references: 'urn:datacontract:customer:dim-customers.customer_id'}
    - {name: amount, type: 'decimal(12,2)', checks: [{type: range, min: 0, max: 10}]}
sla: {freshness: 1h, availability: 99.5%}
quality: {type: SodaCL, specification: {checks for fact_orders: [row_count > 0]}}
terms: {usage: any, retention: 7 years, classification: internal, pii_fields: [customer_id, nowhere]}
history: [{version: 1.0.0, date: 2026-01-01, changes: first}]
)";

constexpr std::string_view kOdps = R"(apiVersion: v1.0.0
kind: DataProduct
id: p
name: Orders 360
version: 1.0.0
status: active
description: {purpose: x, authoritativeDefinitions: [{url: 'https://d', type: wiki}], customProperties: [{property: a, value: 1}]}
inputPorts: [{name: in, version: 1.0.0, contractId: c, authoritativeDefinitions: [{url: 'https://i', type: wiki}]}]
outputPorts:
  - name: out
    version: 1.0.0
    contractId: o
    inputContracts: [{id: c, version: 1.0.0}]
    sbom: [{type: external, url: 'https://sbom'}]
    customProperties: [{property: b, value: 1}]
managementPorts: [{name: m, content: dictionary, type: rest, url: 'https://m'}]
support: [{channel: c, url: 'https://c', tags: [t], authoritativeDefinitions: [{url: 'https://s', type: wiki}]}]
team: {name: T, members: [{username: ada, authoritativeDefinitions: [{url: 'https://a', type: wiki}]}]}
authoritativeDefinitions: [{id: l, url: 'https://p', type: wiki}]
customProperties: [{id: c_1, property: c, value: 1}]
)";

bool among(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::ranges::find(words, word) != words.end();
}

// Maps whose keys are names: a further key is a further element there.
bool named(std::string_view pointer) {
  const std::string_view last = pointer.substr(pointer.rfind('/') + 1);
  return among(pointer, {"/models", "/definitions", "/servers", "/servicelevels", "/sla"}) ||
         (last == "fields" && pointer.starts_with("/models"));
}

// Maps that are the author's own, or open by their nature: no key is unknown there, but none is lost either.
bool open(std::string_view pointer) {
  const auto below = [&](std::string_view part) { return pointer.find(part) != pointer.npos; };
  const std::size_t slashes = static_cast<std::size_t>(std::ranges::count(pointer, '/'));
  return below("/value") || below("/config") || below("/specification") || below("/implementation") ||
         below("/checks") || below("/links") || pointer.ends_with("/contact") || pointer.starts_with("/definitions/") ||
         pointer.starts_with("/customProperties/k") || pointer == "/customProperties" ||
         (pointer.starts_with("/servers/") && slashes == 2);
}

using Visit = std::function<void(Node* map, const std::string& pointer)>;

void each_map(Node* node, const std::string& pointer, const Visit& visit) {
  for (std::size_t i = 0; i < node->list.size(); ++i) {
    each_map(&node->list[i], pointer + "/" + std::to_string(i), visit);
  }
  for (std::size_t i = 0; i < node->map.size(); ++i) {
    const std::string at = pointer + "/" + node->map[i].key;
    each_map(&node->map[i].value, at, visit);
  }
  if (node->type == NodeType::map) visit(node, pointer);
}

std::size_t line_of(std::string_view text, std::string_view what) {
  const std::size_t at = text.find(what);
  return at == text.npos ? 0 : 1 + static_cast<std::size_t>(std::ranges::count(text.substr(0, at), '\n'));
}

void check_same_through_odcs(const ParsedContract& parsed) {
  const std::string rendered = render_odcs_yaml(*parsed.contract);
  CAPTURE(rendered);
  const auto again = parse_contract(rendered);
  REQUIRE(again);
  CHECK(again->fingerprint == parsed.fingerprint);
  CHECK(rendered.find("xUnknown") != std::string::npos);
}

void check_one(const std::string& text, const std::string& pointer) {
  CAPTURE(pointer);
  const auto parsed = parse_contract(text);
  REQUIRE_MESSAGE(parsed, parsed.error().message);
  const auto note = std::ranges::find(parsed->notes, pointer + "/xUnknown", &Problem::pointer);
  if (!open(pointer)) {
    REQUIRE(note != parsed->notes.end());
    CHECK(note->rule == "unknown-key");
    CHECK(note->line == line_of(text, "xUnknown"));
  }
  CHECK(to_json(*parsed->contract).find("xUnknown") != std::string::npos);
  check_same_through_odcs(*parsed);
}

// Returns how many maps were tried.
int check_document(std::string_view yaml) {
  Node root = load_document(yaml).take().root;
  int tried = 0;
  each_map(&root, "", [&](Node* map, const std::string& pointer) {
    if (named(pointer)) return;
    put(map, "xUnknown", integer_node(1));
    check_one(to_yaml_text(root), pointer);
    map->map.pop_back();
    ++tried;
  });
  return tried;
}

}  // namespace

TEST_CASE("a key nobody knows is noted and kept, wherever it stands in an ODCS document") {
  CHECK(check_document(kOdcs) > 50);
}

TEST_CASE("a key nobody knows is noted and kept, wherever it stands in a DCS document") {
  CHECK(check_document(kDcs) > 30);
}

TEST_CASE("a key nobody knows is noted and kept, wherever it stands in a document of the article's dialect") {
  CHECK(check_document(kArticle) > 12);
}

TEST_CASE("a key nobody knows is noted and kept, wherever it stands in an ODPS document") {
  CHECK(check_document(kOdps) > 16);
}

namespace {

// Every text of the document that stands nowhere in the model, in the document's order.
std::string missing_in_model(std::string_view yaml) {
  const auto parsed = parse_contract(yaml);
  REQUIRE(parsed);
  const std::string json = to_json(*parsed->contract);
  std::string out;
  const std::function<void(const Node&)> visit = [&](const Node& node) {
    for (const Node& item : node.list) visit(item);
    for (const Node::Entry& entry : node.map) visit(entry.value);
    if (node.type == NodeType::text && json.find(node.scalar) == json.npos) out += node.scalar + ";";
  };
  visit(load_document(yaml).take().root);
  return out;
}

}  // namespace

TEST_CASE("every text of a document stands in its model, but for words the model has its own for") {
  CHECK(missing_in_model(kOdcs) == "DataContract;orders.part;");  // of this dataset: the path `part`
  CHECK(missing_in_model(kDcs) == "#/definitions/email;");        // followed, and the definition kept
  CHECK(missing_in_model(kArticle) == "range;SodaCL;");           // bounds; engine soda
  CHECK(missing_in_model(kOdps) == "DataProduct;");
}

TEST_CASE("ids of elements stand in their own places again where the standard has them") {
  const auto parsed = parse_contract(kOdcs);
  REQUIRE(parsed);
  const std::string rendered = render_odcs_yaml(*parsed->contract);
  const Node root = load_document(rendered).take().root;
  const auto id_of = [&](std::string_view list) {
    const Node* node = root.find(list);
    REQUIRE(node != nullptr);
    const Node* id = node->list.at(0).find("id");
    return id == nullptr ? std::string() : id->scalar;
  };
  CHECK(id_of("servers") == "s_1");
  CHECK(id_of("schema") == "o_1");
  CHECK(id_of("support") == "sup_1");
  CHECK(id_of("roles") == "r_2");
  CHECK(id_of("slaProperties") == "sla_1");
  CHECK(id_of("authoritativeDefinitions") == "d_1");
  CHECK(rendered.find("c_2") != std::string::npos);
}
