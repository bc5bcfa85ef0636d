// From the text of a type to a LogicalType: the words of DCS and ODCS and the spellings found in the wild, such as
// `array<string>`, `decimal(12,2)`, `tinyint`, `VARCHAR(50)`, `struct<a:int,b:map<string,double>>`, `text[]`.
//
// The same word can mean different widths: DCS `integer` has 32 bits and `timestamp` a time zone, ODCS `integer` has no
// stated width and `timestamp` no stated zone; `sql` is for physical types. An unknown word gives TypeKind::unknown
// with the raw text kept. Nesting is followed to limits::kFieldNestingMax, deeper text stays raw.
// Pure functions; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/contract/model.h"

namespace trama::contract {

enum class TypeWords : std::uint8_t { dcs, odcs, sql };

struct ParsedType {
  LogicalType type;
  std::optional<std::int64_t> length;  // VARCHAR(50)
  std::string format;                  // uuid
  std::vector<ParsedType> arguments;   // array: element; map: key, value
  struct Member;
  std::vector<Member> members;  // struct
};

struct ParsedType::Member {
  std::string name;
  ParsedType type;
};

[[nodiscard]] ParsedType parse_type(std::string_view text, TypeWords words);

// Sets field->type, and whatever else the text tells and the field does not say yet: items, map key and value, members,
// maximum length, format.
void set_type(std::string_view text, TypeWords words, Field* field);

// ODCS: narrows integer and number by logicalTypeOptions.format (i8 ... u128, f32, f64). False: not such a format.
bool apply_numeric_format(std::string_view format, LogicalType* type);

[[nodiscard]] std::string_view to_string(TypeKind kind);
[[nodiscard]] std::optional<TypeKind> type_kind_from(std::string_view name);  // inverse of to_string

}  // namespace trama::contract
