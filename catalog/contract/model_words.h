// The words of the model's enumerations, as the JSON form writes them. The first word of each is the default and is
// left out of the JSON (but for dialect, syntax, kind of contract and direction, which are always written).
#pragma once

#include <array>
#include <string_view>

#include "catalog/contract/model.h"

namespace trama::contract {

template <typename Enum>
struct Words;

template <>
struct Words<Dialect> {
  static constexpr std::array<std::string_view, 5> kAll = {"article", "dcs", "odcs2", "odcs3", "odps"};
  static constexpr bool kAlways = true;
};
template <>
struct Words<Syntax> {
  static constexpr std::array<std::string_view, 2> kAll = {"yaml", "json"};
  static constexpr bool kAlways = true;
};
template <>
struct Words<TypeKind> {
  static constexpr std::array<std::string_view, 25> kAll = {
      "unknown", "string", "int8",    "int16",   "int32",   "int64",   "uint8", "uint16", "uint32",
      "uint64",  "bigint", "decimal", "float32", "float64", "boolean", "date",  "time",   "timestamp",
      "bytes",   "object", "array",   "map",     "variant", "json",    "null"};
  static constexpr bool kAlways = false;
};
template <>
struct Words<TimeZoneKind> {
  static constexpr std::array<std::string_view, 3> kAll = {"unspecified", "with_zone", "without_zone"};
  static constexpr bool kAlways = false;
};
template <>
struct Words<PortDirection> {
  static constexpr std::array<std::string_view, 3> kAll = {"input", "output", "management"};
  static constexpr bool kAlways = true;
};
template <>
struct Words<Kind> {
  static constexpr std::array<std::string_view, 2> kAll = {"contract", "product"};
  static constexpr bool kAlways = true;
};

}  // namespace trama::contract
