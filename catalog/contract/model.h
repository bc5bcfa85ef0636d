// The normalised contract: what every accepted dialect becomes, and what everything behind the parser works on.
//
// Plain value types. Text stays as the author wrote it unless a member says otherwise; values that have no fixed type
// in the formats (examples, custom properties, quality arguments) are kept as compact JSON text. Anything a dialect
// knows and this model does not is kept in the nearest `custom` list under the author's key, so that nothing is ever
// lost and `format=odcs` can give it back as customProperties.
//
// Two contracts mean the same if their fingerprints (canonical.h) are equal; `source` is not part of the meaning.
// Immutable once parsed; share freely between threads as shared_ptr<const Contract>.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace trama::contract {

enum class Syntax : std::uint8_t { yaml, json };
// article: the dialect of the data-mesh article (DCS key with schema.fields); dcs: Data Contract Specification;
// odcs2/odcs3: Open Data Contract Standard; odps: Open Data Product Standard (Bitol).
enum class Dialect : std::uint8_t { article, dcs, odcs2, odcs3, odps };

struct Source {
  Dialect dialect = Dialect::odcs3;
  Syntax syntax = Syntax::yaml;
  std::string spec_version;  // as declared, e.g. "v3.1.0"
};

// A key without a place in the model: name and compact JSON value.
struct Custom {
  std::string name;
  std::string json;
  std::string description;
  std::string more = {};  // what else stood beside name and value, e.g. an id: a compact JSON object, "" = nothing
};

struct Link {
  std::string type;  // businessDefinition, implementation, ...; empty where the dialect has none
  std::string url;
  std::string description;
  std::vector<Custom> custom = {};
};

// Calendar parts stay apart, since a month has no fixed number of seconds. "P7Y" -> months 84; "25h" -> seconds 90000.
struct Duration {
  std::int64_t months = 0;
  double seconds = 0;
};

enum class TypeKind : std::uint8_t {
  unknown,  // see LogicalType::raw
  string,
  int8,
  int16,
  int32,
  int64,
  uint8,
  uint16,
  uint32,
  uint64,
  bigint,  // bigint: integer of unbounded size
  decimal,
  float32,
  float64,
  boolean,
  date,
  time,
  timestamp,
  bytes,
  object,
  array,
  map,
  variant,
  json,
  null
};
enum class TimeZoneKind : std::uint8_t { unspecified, with_zone, without_zone };

struct LogicalType {
  TypeKind kind = TypeKind::unknown;
  std::optional<std::int32_t> precision;          // decimal
  std::optional<std::int32_t> scale;              // decimal
  TimeZoneKind zone = TimeZoneKind::unspecified;  // timestamp, time
  std::string raw;  // what the author wrote, e.g. "decimal(12,2)"; empty where no type was given
};

// What a text names: a dataset or field in this or another contract, or something outside the catalog.
// Parsers fill what the syntax tells for certain and leave the rest to the resolver (graph), which knows what exists.
struct Reference {
  std::string contract;  // "" = not told; for DCS inputFields the namespace as written
  std::string table;     // "" = not told
  std::string path;      // escaped path text; "" = the whole dataset
  std::string text;      // as written; the only member that is always there
};

// One upstream of a field or dataset. Types and subtypes in OpenLineage's words, "" where not told.
struct LineageInput {
  Reference from;
  std::string type;     // DIRECT, INDIRECT
  std::string subtype;  // IDENTITY, TRANSFORMATION, AGGREGATION, JOIN, GROUP_BY, FILTER, SORT, WINDOW, CONDITIONAL
  std::string description;
  bool masking = false;
};

struct QualityOperator {
  std::string name;  // canonical: mustBe, mustNotBe, mustBeGreaterThan, mustBeGreaterOrEqualTo, mustBeLessThan,
                     // mustBeLessOrEqualTo, mustBeBetween, mustNotBeBetween
  std::string json;  // number, text or [low, high]
};

struct QualityRule {
  std::string id, name, description;
  std::string type;    // text, library, sql, custom
  std::string metric;  // library: canonical metric name (rowCount, nullValues, invalidValues, duplicateValues,
                       // missingValues, ...)
  std::string rule;    // the deprecated spelling, kept as written
  std::string dimension, severity, unit, business_impact, method, schedule, scheduler;
  std::string query, dialect;       // sql
  std::string engine;               // custom: soda, greatExpectations, montecarlo, ...
  std::string implementation_json;  // custom: text or object as JSON
  std::string arguments_json;       // library
  std::vector<QualityOperator> operators;
  std::vector<std::string> tags;
  std::vector<Link> links;
  std::vector<Custom> custom;
};

struct Constraints {
  std::optional<std::int64_t> min_length, max_length, min_items, max_items, min_properties, max_properties;
  // Numbers and dates as written, so that decimal(38) bounds lose nothing.
  std::string minimum, maximum, exclusive_minimum, exclusive_maximum, multiple_of;
  std::string pattern, format;
  bool unique_items = false;
  std::vector<std::string> enum_values;  // compact JSON scalars
};

struct Field {
  std::string name;  // as written; "" for array items and map keys/values
  std::string path;  // from the dataset's root, escaped names: `a.b`, `a[]`, `a{key}`, `a{value}`
  std::string id;    // ODCS stable id
  LogicalType type;
  std::string physical_type;
  std::vector<std::pair<std::string, std::string>> physical_types;  // server type -> physical type (DCS config)
  std::string physical_name, business_name, title, description;
  bool required = false;
  bool unique = false;
  std::optional<std::int32_t> primary_key;  // position from 1; a lone key has 1
  std::optional<std::int32_t> partition;    // position from 1
  Constraints constraints;
  std::optional<bool> pii;
  std::string classification, encrypted_name, unit;
  bool critical = false;
  std::vector<std::string> tags;
  std::vector<std::string> examples;  // compact JSON
  std::vector<Link> links;
  std::vector<QualityRule> quality;
  std::vector<Reference> references;  // foreign keys: what this field refers to
  std::vector<LineageInput> inputs;   // declared upstream
  std::string transform_logic, transform_description;
  // Deprecation: the spelling is ours, no standard has one.
  bool deprecated = false;
  std::string deprecated_since, successor, previous_name;
  std::vector<std::string> aliases;
  std::vector<Field> children;   // members of an object
  std::vector<Field> items;      // 0 or 1: element of an array
  std::vector<Field> map_key;    // 0 or 1
  std::vector<Field> map_value;  // 0 or 1
  std::vector<Custom> custom;
};

// A composite foreign key; single-column ones stand on the field.
struct Relationship {
  std::string type;               // foreignKey
  std::vector<std::string> from;  // field paths of this dataset
  std::vector<Reference> to;
  std::vector<Custom> custom;
};

struct Dataset {
  std::string name;
  std::string id;                   // ODCS stable id
  std::string physical_name, kind;  // kind: table, view, topic, file, object, ... lower case
  std::string business_name, title, description, granularity;
  std::string classification;
  std::vector<std::string> tags;
  std::vector<Field> fields;
  std::vector<QualityRule> quality;
  std::vector<Relationship> relationships;
  std::vector<LineageInput> inputs;  // upstream of the dataset as a whole
  std::vector<Link> links;
  std::vector<std::string> examples;
  std::optional<bool> additional_fields;
  bool deprecated = false;
  std::string deprecated_since, successor;
  std::vector<Custom> custom;
};

struct Role {
  std::string name, description, access, first_approvers, second_approvers;
  std::vector<Custom> custom;
};

struct Server {
  std::string name;
  std::string type;  // canonical, lower case: postgres (also postgresql), bigquery, kafka, s3, iceberg, ...
  std::string environment, description;
  std::vector<std::pair<std::string, std::string>>
      properties;  // host, port, database, schema, topic, location ... as text
  std::vector<Role> roles;
  std::vector<Custom> custom;
};

struct Sla {
  std::string
      property;  // canonical: availability, freshness, latency, retention, frequency, completeness, ... else as written
  std::string value;  // as written
  std::string value_ext, unit, element, driver, description, schedule, scheduler;
  std::optional<Duration> duration;
  std::optional<double> percent;
  std::vector<Custom> custom;
};

struct Member {
  std::string username, name, description, role, date_in, date_out, replaced_by;
  std::vector<std::string> tags;
  std::vector<Custom> custom;
};

struct Contact {
  std::string name, email, url;
  std::vector<Custom> custom;
};

struct Support {
  std::string channel, url, tool, scope, description, invitation_url;
  std::vector<Custom> custom;
};

struct Price {
  std::string amount, currency, unit;  // amount as written
};

struct TermsPolicy {
  std::string type, description, url;
};

struct Terms {
  std::string usage, limitations, billing;
  std::string notice_period;  // as written
  std::optional<Duration> notice;
  std::string retention;  // as written
  std::optional<Duration> retention_period;
  std::vector<TermsPolicy> policies;
  std::vector<Custom> custom;
};

struct HistoryEntry {
  std::string version, date, changes;
};

enum class PortDirection : std::uint8_t { input, output, management };

// ODPS ports. An input port consumes `contract`; an output port publishes it, made from `input_contracts`.
struct Port {
  PortDirection direction = PortDirection::output;
  std::string name, version, description, type, contract;
  std::string content, url, channel;  // management ports
  std::vector<std::string> tags;
  std::vector<std::pair<std::string, std::string>> input_contracts;  // contract id, version
  std::vector<Custom> custom;
};

enum class Kind : std::uint8_t { contract, product };

struct Contract {
  Kind kind = Kind::contract;
  Source source;
  std::string id;
  std::string version;
  std::string title;   // DCS info.title, ODCS and ODPS name
  std::string status;  // as written, lower case
  std::string domain, tenant, data_product;
  std::string description, purpose;
  std::string owner;  // the owning team's name
  std::string team_description;
  std::vector<Member> members;
  std::vector<Contact> contacts;
  std::vector<Support> support;
  std::vector<std::string> tags;
  std::string classification;
  std::string created;  // contractCreatedTs, productCreatedTs as written
  bool deprecated = false;
  std::string deprecated_since, successor;
  std::vector<Server> servers;
  std::vector<Dataset> datasets;
  std::vector<QualityRule> quality;  // of the contract as a whole (DCS root quality)
  std::vector<Sla> sla;
  Terms terms;
  std::optional<Price> price;
  std::vector<Role> roles;
  std::vector<Link> links;
  std::vector<HistoryEntry> history;
  std::vector<Port> ports;  // products only
  std::vector<Custom> custom;
};

}  // namespace trama::contract
