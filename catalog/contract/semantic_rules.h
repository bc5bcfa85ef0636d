// The one table of rules by which a document is judged: id on the wire, severity in lenient mode, what it checks and
// what to do about it. Strict mode makes every one of them an error. A Problem can only be made from a Rule, so no rule
// id exists outside this table.
//
// Lenient mode refuses only what cannot be understood (its severity is error because no meaning could be given to the
// text) or what contradicts itself; everything else is kept and reported.
//
// Constant data; any thread.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "catalog/base/error.h"

namespace trama::contract {

enum class Rule : std::uint8_t {
  // The text.
  empty_document,
  document_too_large,
  not_utf8,
  wide_encoding,
  control_character,
  tab_indentation,
  not_yaml,
  not_json,
  duplicate_key,
  bad_key,
  bad_merge,
  unknown_tag,
  unknown_alias,
  recursive_alias,
  alias_bomb,
  too_many_anchors,
  too_deep,
  key_too_long,
  several_documents,
  // The kind of document.
  not_a_contract,
  unsupported_version,
  unknown_version,
  // Shapes of values.
  wrong_type,
  wrong_structure,
  list_expected,
  map_expected,
  boolean_spelling,
  text_too_long,
  name_too_long,
  too_many_fields,
  field_too_deep,
  unknown_key,
  misplaced_key,
  later_version,
  // Identity and names.
  missing_id,
  blank_id,
  bad_id,
  missing_version,
  missing_key,
  missing_name,
  stable_id_characters,
  duplicate_dataset,
  duplicate_field,
  duplicate_server,
  duplicate_id,
  duplicate_property,
  duplicate_port,
  // Fields and references.
  unknown_type,
  enum_values,
  array_without_items,
  contradicting_bounds,
  unknown_ref,
  ref_cycle,
  remote_ref,
  dangling_relationship,
  dangling_field,
  relationship_length,
  relationship_without_target,
  relationship_from_on_property,
  unknown_primary_key,
  unknown_pii_field,
  // Quality, service levels, price, servers.
  quality_without_body,
  quality_type,
  quality_metric,
  quality_dimension,
  quality_operator,
  quality_bounds,
  schedule_without_scheduler,
  sla_element,
  unread_duration,
  percent_range,
  negative_price,
  price_without_currency,
  unknown_server_type,
  secret_in_contract,
  masked_credential,
  more_problems,
  count  // how many there are
};

struct RuleInfo {
  Rule rule;
  std::string_view id;
  Severity lenient;
  ErrorCode code;  // of the refusal, when the rule alone causes one
  std::string_view checks;
  std::string_view hint;  // used where the place itself offers no better one; may be empty
};

[[nodiscard]] std::span<const RuleInfo> semantic_rules();  // in the order of Rule
[[nodiscard]] const RuleInfo& rule_info(Rule rule);
[[nodiscard]] const RuleInfo* find_rule(std::string_view id);

}  // namespace trama::contract
