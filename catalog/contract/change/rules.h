// The one table of rules by which a change is classified: what happened, in which direction it goes, whom it may hit,
// and what it costs where a policy has nothing of its own to say. A Change can only be made from a Rule, so no rule id
// exists outside this table; tests/rules has a folder of before, after and expectation for every one of them.
//
// How the table was filled, so that the next rule fits in:
//   * The article's five rows hold as written: a new field (required or not) and required -> nullable are compatible;
//     removing, retyping or renaming a field is breaking. Any change of type counts, a widening too.
//   * Where the article is silent, its direction is read on: what narrows the data that a contract accepted before, or
//     gives it another meaning, is breaking (error, major); a limit where there was none, a widening that a reader may
//     trip over, and a weaker promise (service level, quality, retention, protection) are possible trouble (warning,
//     minor); a stronger promise or one thing more is an addition (info, minor); words are documentation (info, patch).
//   * `backward` is for the Confluent levels: whether a reader of the new schema can read data of the old one. Forward
//   is
//     the same question of the mirrored change. `unjudged`: no schema registry looks at such things.
//
// Constant data; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace trama::change {

enum class ChangeKind : std::uint8_t { added, removed, changed, renamed };
// narrows: fewer values, fewer places or a stronger duty than before; widens: the opposite; changes: neither contains
// the other; neutral: the data and its promises are as before.
enum class Effect : std::uint8_t { narrows, widens, changes, neutral };
enum class Impact : std::uint8_t { none, possible, breaks };
enum class Level : std::uint8_t { info, warning, error };
enum class Bump : std::uint8_t { none, patch, minor, major };
enum class Compatible : std::uint8_t { unjudged, ok, breaks };
enum class Subject : std::uint8_t { contract, ownership, role, terms, sla, server, port, quality, dataset, field };

enum class Rule : std::uint8_t {
  // The contract.
  contract_id_changed,
  title_changed,
  description_changed,
  tags_changed,
  links_changed,
  examples_changed,
  custom_property_changed,
  definition_changed,
  history_changed,
  document_changed,
  status_changed,
  contract_deprecated,
  contract_reinstated,
  contract_retired,
  contract_restored,
  // People.
  owner_changed,
  domain_changed,
  tenant_changed,
  data_product_changed,
  team_changed,
  contact_changed,
  support_changed,
  role_added,
  role_removed,
  role_changed,
  // Terms.
  terms_changed,
  price_changed,
  notice_period_lengthened,
  notice_period_shortened,
  notice_period_changed,
  retention_stated,
  retention_removed,
  retention_lengthened,
  retention_shortened,
  retention_changed,
  // Service levels.
  sla_added,
  sla_removed,
  sla_tightened,
  sla_loosened,
  sla_changed,
  // Servers.
  server_added,
  server_removed,
  server_moved,
  server_format_changed,
  server_changed,
  // Ports of a product.
  port_added,
  port_removed,
  port_changed,
  // Quality.
  quality_rule_added,
  quality_rule_removed,
  quality_rule_tightened,
  quality_rule_loosened,
  quality_rule_changed,
  // Datasets.
  dataset_added,
  dataset_removed,
  dataset_renamed,
  dataset_kind_changed,
  granularity_changed,
  fields_reordered,
  additional_fields_allowed,
  additional_fields_forbidden,
  primary_key_added,
  primary_key_removed,
  primary_key_changed,
  partitioning_changed,
  physical_name_changed,
  // Fields.
  field_added,
  required_field_added,
  field_removed,
  field_renamed,
  field_type_changed,
  field_type_widened,
  field_type_narrowed,
  field_type_stated,
  field_type_unstated,
  decimal_narrowed,
  decimal_widened,
  decimal_changed,
  timezone_changed,
  physical_type_changed,
  field_became_required,
  field_became_nullable,
  field_became_unique,
  field_uniqueness_dropped,
  enum_added,
  enum_removed,
  enum_values_added,
  enum_values_removed,
  length_limit_added,
  length_limit_removed,
  length_narrowed,
  length_widened,
  size_limit_added,
  size_limit_removed,
  size_narrowed,
  size_widened,
  range_limit_added,
  range_limit_removed,
  range_narrowed,
  range_widened,
  range_changed,
  pattern_added,
  pattern_removed,
  pattern_changed,
  format_added,
  format_removed,
  format_changed,
  multiple_of_added,
  multiple_of_removed,
  multiple_of_changed,
  unit_added,
  unit_removed,
  unit_changed,
  reference_added,
  reference_removed,
  lineage_changed,
  transformation_changed,
  // Sensitivity.
  pii_marked,
  pii_unmarked,
  pii_stated,
  classification_added,
  classification_removed,
  classification_raised,
  classification_lowered,
  classification_changed,
  encryption_changed,
  critical_element_changed,
  // Deprecation.
  deprecation_marked,
  deprecation_withdrawn,
  deprecation_date_changed,
  successor_changed,
  alias_added,
  alias_removed,
  count
};

struct RuleRow {
  Rule rule;
  std::string_view id;  // on the wire
  Subject subject;      // the usual one; a change names its own
  ChangeKind kind;
  Effect effect;
  Impact readers, writers;
  Level level;
  Bump bump;
  Compatible backward;
  Rule mirror;  // what the same change is called when it is looked at from the other side
  std::string_view purpose;
};

[[nodiscard]] std::span<const RuleRow> rules();
[[nodiscard]] const RuleRow& row(Rule rule);
[[nodiscard]] std::optional<Rule> rule_from(std::string_view id);

[[nodiscard]] std::string_view to_string(ChangeKind kind);
[[nodiscard]] std::string_view to_string(Effect effect);
[[nodiscard]] std::string_view to_string(Impact impact);
[[nodiscard]] std::string_view to_string(Level level);
[[nodiscard]] std::string_view to_string(Bump bump);
[[nodiscard]] std::string_view to_string(Subject subject);

}  // namespace trama::change
