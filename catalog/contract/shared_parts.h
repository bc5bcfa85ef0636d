// Parts that several dialects write alike: links, custom properties, stable ids, deprecation, team members.
//
// Each function reads its keys from the Reader and leaves the rest. Pure functions; any thread.
#pragma once

#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/contract/reader.h"

namespace trama::contract {

// authoritativeDefinitions [ {url, type, description} ].
[[nodiscard]] std::vector<Link> read_links(Reader& reader, std::string_view key);
// The same kept as it is in `custom`, for elements whose links the model does not have.
void keep_links(Reader& reader, std::string_view key, std::vector<Custom>* custom);
// DCS `links: {name: url}`; a link's type is its name.
[[nodiscard]] std::vector<Link> read_link_map(Reader& reader, std::string_view key);

// The key as it is in `custom`, for what the model has no place for; without a note.
void keep(Reader& reader, std::string_view key, std::vector<Custom>* custom);
void keep(Reader& reader, std::initializer_list<std::string_view> keys, std::vector<Custom>* custom);
// Notes the unknown keys in a list of maps that is kept as it is.
void note_unknown(Reader& reader, std::string_view key, std::initializer_list<std::string_view> known);

// customProperties [ {property, value, description} ]; a map {name: value} is read as well.
void read_custom_properties(Reader& reader, std::vector<Custom>* custom);
// Takes the entry with that name out of a custom list: its compact JSON, "" when absent. One that says more than its
// value is read and stays.
[[nodiscard]] std::string take_custom(std::vector<Custom>* custom, std::string_view name);
// The text of a compact JSON scalar: "\"a\"" -> a, 1.0 -> 1.0, null -> "". Lists and maps stay JSON.
[[nodiscard]] std::string json_scalar_text(std::string_view json);
// The elements' texts of a compact JSON list, or the one scalar.
[[nodiscard]] std::vector<std::string> json_texts(std::string_view json);

// `id` of an element, with the stable-id-characters and blank-id rules.
[[nodiscard]] std::string read_stable_id(Reader& reader);

// Deprecation in the spelling issue documents fix: `deprecated` (true, false or a date), `deprecatedSince`,
// `successor`.
struct Deprecation {
  bool deprecated = false;
  std::string since, successor;
};
[[nodiscard]] Deprecation read_deprecation(Reader& reader, std::vector<Custom>* custom);  // as keys of the map
[[nodiscard]] Deprecation take_deprecation(std::vector<Custom>*);                         // as custom properties
// The field's share: deprecation, aliases, previousName, unit; as keys, or as custom properties.
void read_field_deprecation(Reader& reader, Field* field);
void take_field_deprecation(std::vector<Custom>* custom, Field* field);

// One member of an ODCS or ODPS team; finishes the Reader.
[[nodiscard]] Member read_member(Reader& reader);
// team in both shapes: the list of members (3.0) and the object (3.1). A list tells the owner by role.
void read_team(Reader& reader, std::string_view key, Contract* contract);
[[nodiscard]] std::vector<Support> read_support(Reader& reader, std::string_view key);

// Checks a declared version of a specification: with or without `v`; an unknown minor of a known major is a warning
// (unknown_version), an unknown major an error (unsupported_version). Returns the version as declared.
std::string read_spec_version(Reader& reader, std::string_view key, std::span<const std::string_view> known);

// `exclusiveMinimum: true` beside `minimum` and the number form; dates as text. Reports contradicting bounds.
void read_bounds(Reader& reader, Constraints* constraints);
// minLength > maxLength and the like.
// A precision or scale; what no number of digits can be is reported and kept out.
[[nodiscard]] std::optional<std::int32_t> read_digits(Reader& reader, std::string_view key);
void check_bounds(Reader& reader, const Constraints& constraints);

// The canonical server type: lower case, postgresql -> postgres, and so on.
[[nodiscard]] std::string canonical_server_type(std::string_view type);

// Whether a key names a secret, and whether a value is a literal one (not ${VAR}, {{ x }}, <password>, env:X, vault:x,
// ****, or the like).
[[nodiscard]] bool secret_key(std::string_view key);
[[nodiscard]] bool literal_secret(std::string_view value);
// Reports literal secrets anywhere below the server's map. The value itself is never repeated.
void check_secrets(const Node& server, const std::string& pointer, Problems* problems);

}  // namespace trama::contract
