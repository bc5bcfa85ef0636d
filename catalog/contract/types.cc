#include "catalog/contract/types.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "catalog/base/limits.h"
#include "catalog/base/text.h"

namespace trama::contract {
namespace {

struct Word {
  std::string_view name;
  TypeKind kind;
  TimeZoneKind zone = TimeZoneKind::unspecified;
  std::string_view format = {};
};

using enum TypeKind;
constexpr auto kWith = TimeZoneKind::with_zone;
constexpr auto kWithout = TimeZoneKind::without_zone;

// Sorted by name for binary search; lower case, single blanks.
constexpr auto kWords = std::to_array<Word>({
    {"any", variant},
    {"array", array},
    {"bigint", int64},
    {"bigint unsigned", uint64},
    {"bigserial", int64},
    {"binary", bytes},
    {"binary varying", bytes},
    {"bit", boolean},
    {"blob", bytes},
    {"bool", boolean},
    {"boolean", boolean},
    {"bpchar", string},
    {"byte", int8},
    {"bytea", bytes},
    {"byteint", int8},
    {"bytes", bytes},
    {"char", string},
    {"char varying", string},
    {"character", string},
    {"character varying", string},
    {"citext", string},
    {"clob", string},
    {"date", date},
    {"date32", date},
    {"datetime", timestamp, kWithout},
    {"datetime2", timestamp, kWithout},
    {"datetime64", timestamp},
    {"datetimeoffset", timestamp, kWith},
    {"dec", decimal},
    {"decimal", decimal},
    {"dict", map},
    {"double", float64},
    {"double precision", float64},
    {"email", string, TimeZoneKind::unspecified, "email"},
    {"enum", string},
    {"fixed", bytes},
    {"fixed_len_byte_array", bytes},
    {"fixedstring", string},
    {"float", float32},
    {"float32", float32},
    {"float4", float32},
    {"float64", float64},
    {"float8", float64},
    {"hugeint", bigint},
    {"image", bytes},
    {"int", int32},
    {"int unsigned", uint32},
    {"int128", bigint},
    {"int16", int16},
    {"int2", int16},
    {"int256", bigint},
    {"int32", int32},
    {"int4", int32},
    {"int64", int64},
    {"int8", int8},
    {"integer", int32},
    {"integer unsigned", uint32},
    {"json", json},
    {"jsonb", json},
    {"list", array},
    {"long", int64},
    {"long varchar", string},
    {"longblob", bytes},
    {"longtext", string},
    {"map", map},
    {"mediumblob", bytes},
    {"mediumint", int32},
    {"mediumtext", string},
    {"money", decimal},
    {"name", string},
    {"nchar", string},
    {"nclob", string},
    {"ntext", string},
    {"null", null},
    {"number", decimal},
    {"numeric", decimal},
    {"nvarchar", string},
    {"nvarchar2", string},
    {"object", object},
    {"oid", uint32},
    {"raw", bytes},
    {"real", float32},
    {"record", object},
    {"repeated", array},
    {"row", object},
    {"rowversion", bytes},
    {"serial", int32},
    {"set", array},
    {"short", int16},
    {"smalldatetime", timestamp, kWithout},
    {"smallint", int16},
    {"smallint unsigned", uint16},
    {"smallmoney", decimal},
    {"smallserial", int16},
    {"str", string},
    {"string", string},
    {"struct", object},
    {"super", variant},
    {"sysname", string},
    {"text", string},
    {"time", time},
    {"time with time zone", time, kWith},
    {"time without time zone", time, kWithout},
    {"timestamp", timestamp},
    {"timestamp with local time zone", timestamp, kWith},
    {"timestamp with time zone", timestamp, kWith},
    {"timestamp without time zone", timestamp, kWithout},
    {"timestamp_ltz", timestamp, kWith},
    {"timestamp_ntz", timestamp, kWithout},
    {"timestamp_tz", timestamp, kWith},
    {"timestampltz", timestamp, kWith},
    {"timestampntz", timestamp, kWithout},
    {"timestamptz", timestamp, kWith},
    {"timetz", time, kWith},
    {"tinyblob", bytes},
    {"tinyint", int8},
    {"tinyint unsigned", uint8},
    {"tinytext", string},
    {"ubigint", uint64},
    {"uhugeint", bigint},
    {"uint128", bigint},
    {"uint16", uint16},
    {"uint256", bigint},
    {"uint32", uint32},
    {"uint64", uint64},
    {"uint8", uint8},
    {"uinteger", uint32},
    {"uniqueidentifier", string, TimeZoneKind::unspecified, "uuid"},
    {"uri", string, TimeZoneKind::unspecified, "uri"},
    {"url", string, TimeZoneKind::unspecified, "uri"},
    {"usmallint", uint16},
    {"utf8", string},
    {"utinyint", uint8},
    {"uuid", string, TimeZoneKind::unspecified, "uuid"},
    {"varbinary", bytes},
    {"varchar", string},
    {"varchar2", string},
    {"variant", variant},
    {"void", null},
    {"xml", string},
});
static_assert(std::ranges::is_sorted(kWords, {}, &Word::name));

constexpr std::array<std::pair<TypeKind, std::string_view>, 25> kKindNames{{
    {unknown, "unknown"}, {string, "string"},   {int8, "int8"},           {int16, "int16"},     {int32, "int32"},
    {int64, "int64"},     {uint8, "uint8"},     {uint16, "uint16"},       {uint32, "uint32"},   {uint64, "uint64"},
    {bigint, "bigint"},   {decimal, "decimal"}, {float32, "float32"},     {float64, "float64"}, {boolean, "boolean"},
    {date, "date"},       {time, "time"},       {timestamp, "timestamp"}, {bytes, "bytes"},     {object, "object"},
    {array, "array"},     {map, "map"},         {variant, "variant"},     {json, "json"},       {null, "null"},
}};

const Word* find_word(std::string_view name) {
  const auto at = std::ranges::lower_bound(kWords, name, {}, &Word::name);
  return at != kWords.end() && at->name == name ? &*at : nullptr;
}

std::string single_blanks(std::string_view text) {
  std::string out;
  for (const char c : to_lower(trim(text))) {
    const bool blank = c == ' ' || c == '\t' || c == '\n' || c == '\r';
    if (!blank) out += c;
    if (blank && !out.ends_with(' ')) out += ' ';
  }
  return out;
}

char closing(char open) {
  return open == '<' ? '>' : open == '(' ? ')' : open == '[' ? ']' : '}';
}

// Splits at commas outside any bracket or quote.
std::vector<std::string_view> split_arguments(std::string_view text) {
  std::vector<std::string_view> parts;
  int depth = 0;
  std::size_t start = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '<' || c == '(' || c == '[' || c == '{') ++depth;
    if (c == '>' || c == ')' || c == ']' || c == '}') --depth;
    if (c == ',' && depth == 0) {
      parts.push_back(trim(text.substr(start, i - start)));
      start = i + 1;
    }
  }
  parts.push_back(trim(text.substr(start)));
  return parts;
}

// "decimal(12, 2) unsigned" -> head "decimal", inside "12, 2", tail "unsigned". No bracket: all head.
struct Pieces {
  std::string_view head, inside, tail;
  char open = 0;
};

std::optional<Pieces> take_apart(std::string_view text) {
  const std::size_t open = text.find_first_of("<([");
  if (open == std::string_view::npos) return Pieces{text, {}, {}, 0};
  int depth = 0;
  for (std::size_t i = open; i < text.size(); ++i) {
    if (text[i] == text[open]) ++depth;
    if (text[i] == closing(text[open]) && --depth == 0) {
      return Pieces{trim(text.substr(0, open)), trim(text.substr(open + 1, i - open - 1)), trim(text.substr(i + 1)),
                    text[open]};
    }
  }
  return std::nullopt;
}

std::optional<std::int32_t> small_number(std::string_view text) {
  std::int32_t value = 0;
  const auto [at, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failure != std::errc{} || at != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<ParsedType> parse_at(std::string_view text, TypeWords words, std::size_t depth);

// `a int`, `a:int`, `a: struct<...>`
std::optional<ParsedType::Member> parse_member(std::string_view text, TypeWords words, std::size_t depth) {
  const std::size_t cut = text.find_first_of(": ");
  if (cut == std::string_view::npos || cut == 0) return std::nullopt;
  std::string_view name = trim(text.substr(0, cut));
  std::string_view rest = trim(text.substr(cut));
  if (rest.starts_with(':')) rest = trim(rest.substr(1));
  if (name.size() > 1 && (name.front() == '"' || name.front() == '`')) name = name.substr(1, name.size() - 2);
  auto type = parse_at(rest, words, depth + 1);
  if (name.empty() || !type) return std::nullopt;
  return ParsedType::Member{std::string(name), std::move(*type)};
}

bool parse_members(std::string_view inside, TypeWords words, std::size_t depth, ParsedType* out) {
  for (const std::string_view part : split_arguments(inside)) {
    auto member = parse_member(part, words, depth);
    if (!member) return false;
    out->members.push_back(std::move(*member));
  }
  return true;
}

bool parse_arguments(std::string_view inside, TypeWords words, std::size_t depth, std::size_t count, ParsedType* out) {
  const auto parts = split_arguments(inside);
  if (parts.size() != count) return false;
  for (const std::string_view part : parts) {
    auto argument = parse_at(part, words, depth + 1);
    if (!argument) return false;
    out->arguments.push_back(std::move(*argument));
  }
  return true;
}

void parse_numbers(std::string_view inside, ParsedType* out) {
  const auto parts = split_arguments(inside);
  const auto first = small_number(parts[0]);
  if (!first || *first < 0) return;
  if (out->type.kind == decimal) {
    out->type.precision = first;
    if (parts.size() > 1) out->type.scale = small_number(parts[1]);
  } else if (out->type.kind == string || out->type.kind == bytes) {
    if (parts.size() == 1) out->length = *first;
  }
}

bool parse_inside(const Pieces& pieces, TypeWords words, std::size_t depth, ParsedType* out) {
  switch (out->type.kind) {
    case array:
      return parse_arguments(pieces.inside, words, depth, 1, out);
    case map:
      return parse_arguments(pieces.inside, words, depth, 2, out);
    case object:
      return parse_members(pieces.inside, words, depth, out);
    default:
      parse_numbers(pieces.inside, out);
      return true;
  }
}

// What the dialect's own words mean where they differ from SQL's.
void apply_dialect(std::string_view name, TypeWords words, LogicalType* type) {
  if (words == TypeWords::dcs && name == "timestamp") type->zone = kWith;
  if (words == TypeWords::odcs && name == "integer") type->kind = bigint;
  if (words != TypeWords::sql && name == "byte") type->kind = bytes;
}

std::optional<ParsedType> wrapped(std::string_view name, const Pieces& pieces, TypeWords words, std::size_t depth) {
  // ClickHouse wrappers say nothing about the type itself.
  if ((name == "nullable" || name == "lowcardinality" || name == "optional") && pieces.open != 0) {
    return parse_at(pieces.inside, words, depth + 1);
  }
  return std::nullopt;
}

std::optional<ParsedType> array_of(std::string_view element, TypeWords words, std::size_t depth) {
  auto inner = parse_at(element, words, depth + 1);
  if (!inner) return std::nullopt;
  ParsedType out;
  out.type.kind = array;
  out.type.raw = std::string(element) + "[]";
  out.arguments.push_back(std::move(*inner));
  return out;
}

std::optional<ParsedType> parse_at(std::string_view text, TypeWords words, std::size_t depth) {
  text = trim(text);
  if (depth > limits::kFieldNestingMax || text.empty()) return std::nullopt;
  if (text.ends_with("[]")) return array_of(text.substr(0, text.size() - 2), words, depth);
  const auto pieces = take_apart(text);
  if (!pieces) return std::nullopt;
  const std::string head = single_blanks(pieces->head);
  if (auto inner = wrapped(head, *pieces, words, depth)) return inner;
  const std::string name = pieces->tail.empty() ? head : head + " " + single_blanks(pieces->tail);
  const Word* word = find_word(name);
  if (word == nullptr) word = find_word(head);
  if (word == nullptr) return std::nullopt;
  ParsedType out;
  out.type.kind = word->kind;
  out.type.zone = word->zone;
  out.type.raw = std::string(text);
  out.format = word->format;
  apply_dialect(word->name, words, &out.type);
  if (pieces->open != 0 && !parse_inside(*pieces, words, depth, &out)) return std::nullopt;
  return out;
}

void fill(const ParsedType& parsed, Field* field);

Field field_of(std::string name, const ParsedType& parsed) {
  Field field;
  field.name = std::move(name);
  fill(parsed, &field);
  return field;
}

void fill(const ParsedType& parsed, Field* field) {
  field->type = parsed.type;
  if (parsed.length && !field->constraints.max_length) field->constraints.max_length = parsed.length;
  if (!parsed.format.empty() && field->constraints.format.empty()) field->constraints.format = parsed.format;
  const auto& arguments = parsed.arguments;
  if (parsed.type.kind == array && !arguments.empty() && field->items.empty()) {
    field->items.push_back(field_of("", arguments[0]));
  }
  if (parsed.type.kind == map && arguments.size() == 2) {
    if (field->map_key.empty()) field->map_key.push_back(field_of("", arguments[0]));
    if (field->map_value.empty()) field->map_value.push_back(field_of("", arguments[1]));
  }
  if (!field->children.empty()) return;
  for (const auto& [name, member] : parsed.members) field->children.push_back(field_of(name, member));
}

}  // namespace

ParsedType parse_type(std::string_view text, TypeWords words) {
  auto parsed = parse_at(text, words, 0);
  if (!parsed) parsed.emplace();
  parsed->type.raw = std::string(text);
  return std::move(*parsed);
}

void set_type(std::string_view text, TypeWords words, Field* field) {
  fill(parse_type(text, words), field);
}

bool apply_numeric_format(std::string_view format, LogicalType* type) {
  constexpr auto kFormats = std::to_array<std::pair<std::string_view, TypeKind>>({{"i8", int8},
                                                                                  {"i16", int16},
                                                                                  {"i32", int32},
                                                                                  {"i64", int64},
                                                                                  {"i128", bigint},
                                                                                  {"u8", uint8},
                                                                                  {"u16", uint16},
                                                                                  {"u32", uint32},
                                                                                  {"u64", uint64},
                                                                                  {"u128", bigint},
                                                                                  {"f32", float32},
                                                                                  {"f64", float64}});
  const auto at = std::ranges::find(kFormats, format, [](const auto& entry) { return entry.first; });
  if (at == kFormats.end()) return false;
  type->kind = at->second;
  return true;
}

std::string_view to_string(TypeKind kind) {
  for (const auto& [value, name] : kKindNames) {
    if (value == kind) return name;
  }
  return "unknown";
}

std::optional<TypeKind> type_kind_from(std::string_view name) {
  for (const auto& [kind, text] : kKindNames) {
    if (text == name) return kind;
  }
  return std::nullopt;
}

}  // namespace trama::contract
