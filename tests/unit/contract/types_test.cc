// Goal: every spelling of a type that contracts use. Method: a table of text in, meaning out.
#include "catalog/contract/types.h"

#include <string>

#include <doctest/doctest.h>

using namespace trama::contract;

namespace {

std::string shape(const LogicalType& type) {
  std::string out(to_string(type.kind));
  if (type.precision) out += "(" + std::to_string(*type.precision);
  if (type.scale) out += "," + std::to_string(*type.scale);
  if (type.precision) out += ")";
  if (type.zone == TimeZoneKind::with_zone) out += " tz";
  if (type.zone == TimeZoneKind::without_zone) out += " ntz";
  return out;
}

std::string shape(const ParsedType& parsed) {
  std::string out = shape(parsed.type);
  for (const ParsedType& argument : parsed.arguments) out += " [" + shape(argument) + "]";
  for (const auto& [name, member] : parsed.members) out += " " + name + ":" + shape(member);
  if (parsed.length) out += " length " + std::to_string(*parsed.length);
  if (!parsed.format.empty()) out += " format " + parsed.format;
  return out;
}

struct Row {
  const char* text;
  TypeWords words;
  const char* meaning;
};

}  // namespace

TEST_CASE("types of every dialect and of the wild have one meaning each") {
  using enum TypeWords;
  for (const Row& row : std::initializer_list<Row>{
           {"string", dcs, "string"},
           {"text", dcs, "string"},
           {"varchar", dcs, "string"},
           {"number", dcs, "decimal"},
           {"numeric", dcs, "decimal"},
           {"decimal(12,2)", dcs, "decimal(12,2)"},
           {"decimal( 12 , 2 )", dcs, "decimal(12,2)"},
           {"NUMBER(38)", sql, "decimal(38)"},
           {"int", dcs, "int32"},
           {"integer", dcs, "int32"},
           {"integer", odcs, "bigint"},
           {"integer", sql, "int32"},
           {"long", dcs, "int64"},
           {"bigint", dcs, "int64"},
           {"float", dcs, "float32"},
           {"double", dcs, "float64"},
           {"double precision", sql, "float64"},
           {"boolean", dcs, "boolean"},
           {"timestamp", dcs, "timestamp tz"},
           {"timestamp", odcs, "timestamp"},
           {"timestamp_tz", dcs, "timestamp tz"},
           {"timestamp_ntz", dcs, "timestamp ntz"},
           {"TIMESTAMP(6) WITH TIME ZONE", sql, "timestamp tz"},
           {"timestamp without time zone", sql, "timestamp ntz"},
           {"timestamptz", sql, "timestamp tz"},
           {"datetime", sql, "timestamp ntz"},
           {"date", dcs, "date"},
           {"time", dcs, "time"},
           {"bytes", dcs, "bytes"},
           {"bytea", sql, "bytes"},
           {"VARBINARY(16)", sql, "bytes length 16"},
           {"record", dcs, "object"},
           {"struct", dcs, "object"},
           {"null", dcs, "null"},
           {"variant", dcs, "variant"},
           {"jsonb", sql, "json"},
           {"tinyint", dcs, "int8"},
           {"smallint", sql, "int16"},
           {"int unsigned", sql, "uint32"},
           {"bigint(20) unsigned", sql, "uint64"},
           {"VARCHAR(50)", sql, "string length 50"},
           {"character varying(255)", sql, "string length 255"},
           {"VARCHAR(MAX)", sql, "string"},
           {"uuid", sql, "string format uuid"},
           {"array", dcs, "array"},
           {"array<string>", dcs, "array [string]"},
           {"array(bigint)", sql, "array [int64]"},
           {"text[]", sql, "array [string]"},
           {"array<array<int>>", dcs, "array [array [int32]]"},
           {"map<string,decimal(10,2)>", sql, "map [string] [decimal(10,2)]"},
           {"struct<a:int,b:array<string>>", sql, "object a:int32 b:array [string]"},
           {"row(id bigint, name varchar(20))", sql, "object id:int64 name:string length 20"},
           {"Nullable(Int64)", sql, "int64"},
           {"LowCardinality(Nullable(String))", sql, "string"},
           {"geography", sql, "unknown"},
           {"array<", sql, "unknown"},
           {"map<string>", sql, "unknown"},
           {"struct<a>", sql, "unknown"},
           {"", dcs, "unknown"},
           {")", sql, "unknown"},
       }) {
    CAPTURE(std::string(row.text));
    CHECK(shape(parse_type(row.text, row.words)) == row.meaning);
    CHECK(parse_type(row.text, row.words).type.raw == row.text);
  }
}

TEST_CASE("a type nested deeper than fields may be is kept as text") {
  std::string text = "int";
  for (int i = 0; i < 200; ++i) text = "array<" + text + ">";
  CHECK(parse_type(text, TypeWords::sql).type.kind == TypeKind::unknown);
}

TEST_CASE("a field takes from its type what it does not say itself") {
  Field field;
  field.constraints.max_length = 10;
  set_type("varchar(50)", TypeWords::sql, &field);
  CHECK(field.constraints.max_length == 10);
  Field list;
  set_type("array<struct<a:uuid>>", TypeWords::dcs, &list);
  REQUIRE(list.items.size() == 1);
  CHECK(list.items[0].children.at(0).name == "a");
  CHECK(list.items[0].children.at(0).constraints.format == "uuid");
}

TEST_CASE("numeric formats narrow a type and others leave it alone") {
  LogicalType type;
  type.kind = TypeKind::bigint;
  CHECK_FALSE(apply_numeric_format("email", &type));
  CHECK(type.kind == TypeKind::bigint);
  CHECK(apply_numeric_format("i32", &type));
  CHECK(type.kind == TypeKind::int32);
}

TEST_CASE("type names go to text and back") {
  for (int i = 0; i <= static_cast<int>(TypeKind::null); ++i) {
    const auto kind = static_cast<TypeKind>(i);
    CHECK(type_kind_from(to_string(kind)) == kind);
  }
  CHECK_FALSE(type_kind_from("nothing of the kind"));
}
