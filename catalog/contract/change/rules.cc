#include "catalog/contract/change/rules.h"

#include <algorithm>
#include <array>

namespace trama::change {
namespace {

using R = Rule;
using S = Subject;
using K = ChangeKind;
using E = Effect;
using I = Impact;
using L = Level;
using B = Bump;
using C = Compatible;

constexpr auto kRules = std::to_array<RuleRow>({
    // rule, id, subject, kind, effect, readers, writers, level, bump, backward, mirror, purpose
    // The contract.
    {R::contract_id_changed, "contract-id-changed", S::contract, K::changed, E::changes, I::breaks, I::none, L::error,
     B::major, C::unjudged, R::contract_id_changed, "Consumers refer to a contract by its id, which never changes"},
    {R::title_changed, "title-changed", S::contract, K::changed, E::neutral, I::none, I::none, L::info, B::patch,
     C::unjudged, R::title_changed, "A title or business name was reworded"},
    {R::description_changed, "description-changed", S::contract, K::changed, E::neutral, I::none, I::none, L::info,
     B::patch, C::unjudged, R::description_changed, "A description was reworded"},
    {R::tags_changed, "tags-changed", S::contract, K::changed, E::neutral, I::none, I::none, L::info, B::patch,
     C::unjudged, R::tags_changed, "Tags were added or removed"},
    {R::links_changed, "links-changed", S::contract, K::changed, E::neutral, I::none, I::none, L::info, B::patch,
     C::unjudged, R::links_changed, "Links to definitions or documentation were edited"},
    {R::examples_changed, "examples-changed", S::contract, K::changed, E::neutral, I::none, I::none, L::info, B::patch,
     C::unjudged, R::examples_changed, "Examples were edited"},
    {R::custom_property_changed, "custom-property-changed", S::contract, K::changed, E::neutral, I::none, I::none,
     L::info, B::patch, C::unjudged, R::custom_property_changed, "A property that no standard defines was edited"},
    {R::definition_changed, "definition-changed", S::contract, K::changed, E::neutral, I::none, I::none, L::info,
     B::patch, C::unjudged, R::definition_changed,
     "Shared definitions were edited; what that does to fields is reported at the fields"},
    {R::history_changed, "history-changed", S::contract, K::changed, E::neutral, I::none, I::none, L::info, B::patch,
     C::unjudged, R::history_changed, "The author's own history of versions was edited"},
    {R::document_changed, "document-changed", S::contract, K::changed, E::neutral, I::none, I::none, L::info, B::patch,
     C::unjudged, R::document_changed, "Bookkeeping of the document was edited: stable ids, creation time"},
    {R::status_changed, "status-changed", S::contract, K::changed, E::neutral, I::none, I::none, L::info, B::patch,
     C::unjudged, R::status_changed, "The contract moved on in its life"},
    {R::contract_deprecated, "contract-deprecated", S::contract, K::changed, E::changes, I::possible, I::none,
     L::warning, B::minor, C::unjudged, R::contract_reinstated, "The contract announces its end"},
    {R::contract_reinstated, "contract-reinstated", S::contract, K::changed, E::changes, I::none, I::none, L::info,
     B::minor, C::unjudged, R::contract_deprecated, "A deprecated contract goes on"},
    {R::contract_retired, "contract-retired", S::contract, K::changed, E::narrows, I::breaks, I::none, L::error,
     B::major, C::unjudged, R::contract_restored, "A contract is retired only after it was deprecated for its window"},
    {R::contract_restored, "contract-restored", S::contract, K::changed, E::widens, I::none, I::none, L::info, B::minor,
     C::unjudged, R::contract_retired, "A retired contract is back"},
    // People.
    {R::owner_changed, "owner-changed", S::ownership, K::changed, E::neutral, I::none, I::none, L::info, B::patch,
     C::unjudged, R::owner_changed, "Another team answers for the contract"},
    {R::domain_changed, "domain-changed", S::ownership, K::changed, E::neutral, I::none, I::none, L::info, B::patch,
     C::unjudged, R::domain_changed, "The contract moved to another domain"},
    {R::tenant_changed, "tenant-changed", S::ownership, K::changed, E::neutral, I::none, I::none, L::info, B::patch,
     C::unjudged, R::tenant_changed, "The contract moved to another tenant"},
    {R::data_product_changed, "data-product-changed", S::ownership, K::changed, E::neutral, I::none, I::none, L::info,
     B::patch, C::unjudged, R::data_product_changed, "The contract belongs to another data product"},
    {R::team_changed, "team-changed", S::ownership, K::changed, E::neutral, I::none, I::none, L::info, B::patch,
     C::unjudged, R::team_changed, "The team or its members changed"},
    {R::contact_changed, "contact-changed", S::ownership, K::changed, E::neutral, I::none, I::none, L::info, B::patch,
     C::unjudged, R::contact_changed, "Whom to write to changed"},
    {R::support_changed, "support-changed", S::ownership, K::changed, E::neutral, I::none, I::none, L::info, B::patch,
     C::unjudged, R::support_changed, "Where consumers find help changed"},
    {R::role_added, "role-added", S::role, K::added, E::widens, I::none, I::none, L::info, B::minor, C::unjudged,
     R::role_removed, "A role gives access"},
    {R::role_removed, "role-removed", S::role, K::removed, E::narrows, I::possible, I::none, L::warning, B::minor,
     C::unjudged, R::role_added, "Whoever had access by this role may lose it"},
    {R::role_changed, "role-changed", S::role, K::changed, E::changes, I::possible, I::none, L::warning, B::minor,
     C::unjudged, R::role_changed, "What a role may do, or who approves it, changed"},
    // Terms.
    {R::terms_changed, "terms-changed", S::terms, K::changed, E::changes, I::possible, I::none, L::warning, B::minor,
     C::unjudged, R::terms_changed, "What consumers may do with the data changed"},
    {R::price_changed, "price-changed", S::terms, K::changed, E::changes, I::possible, I::none, L::warning, B::minor,
     C::unjudged, R::price_changed, "What the data costs changed"},
    {R::notice_period_lengthened, "notice-period-lengthened", S::terms, K::changed, E::widens, I::none, I::none,
     L::info, B::minor, C::unjudged, R::notice_period_shortened, "Consumers are warned earlier"},
    {R::notice_period_shortened, "notice-period-shortened", S::terms, K::changed, E::narrows, I::possible, I::none,
     L::warning, B::minor, C::unjudged, R::notice_period_lengthened, "Consumers are warned later"},
    {R::notice_period_changed, "notice-period-changed", S::terms, K::changed, E::changes, I::possible, I::none,
     L::warning, B::minor, C::unjudged, R::notice_period_changed, "The notice period changed and cannot be compared"},
    {R::retention_stated, "retention-stated", S::terms, K::added, E::narrows, I::possible, I::none, L::warning,
     B::minor, C::unjudged, R::retention_removed, "Data is kept for a stated time only"},
    {R::retention_removed, "retention-removed", S::terms, K::removed, E::changes, I::possible, I::none, L::warning,
     B::minor, C::unjudged, R::retention_stated, "How long data is kept is no longer promised"},
    {R::retention_lengthened, "retention-lengthened", S::terms, K::changed, E::widens, I::none, I::none, L::info,
     B::minor, C::unjudged, R::retention_shortened, "Data is kept longer"},
    {R::retention_shortened, "retention-shortened", S::terms, K::changed, E::narrows, I::possible, I::none, L::warning,
     B::minor, C::unjudged, R::retention_lengthened, "History that consumers rely on goes earlier"},
    {R::retention_changed, "retention-changed", S::terms, K::changed, E::changes, I::possible, I::none, L::warning,
     B::minor, C::unjudged, R::retention_changed, "How long data is kept changed and cannot be compared"},
    // Service levels.
    {R::sla_added, "sla-added", S::sla, K::added, E::narrows, I::none, I::possible, L::info, B::minor, C::unjudged,
     R::sla_removed, "A service level is promised"},
    {R::sla_removed, "sla-removed", S::sla, K::removed, E::widens, I::possible, I::none, L::warning, B::minor,
     C::unjudged, R::sla_added, "A promised service level is kept"},
    {R::sla_tightened, "sla-tightened", S::sla, K::changed, E::narrows, I::none, I::possible, L::info, B::minor,
     C::unjudged, R::sla_loosened, "A service level promises more"},
    {R::sla_loosened, "sla-loosened", S::sla, K::changed, E::widens, I::possible, I::none, L::warning, B::minor,
     C::unjudged, R::sla_tightened, "A promised service level is not weakened"},
    {R::sla_changed, "sla-changed", S::sla, K::changed, E::changes, I::possible, I::none, L::warning, B::minor,
     C::unjudged, R::sla_changed, "A service level changed and cannot be compared"},
    // Servers.
    {R::server_added, "server-added", S::server, K::added, E::widens, I::none, I::none, L::info, B::minor, C::unjudged,
     R::server_removed, "The data is offered in one more place"},
    {R::server_removed, "server-removed", S::server, K::removed, E::narrows, I::breaks, I::none, L::error, B::major,
     C::unjudged, R::server_added, "The place that consumers read from is gone"},
    {R::server_moved, "server-moved", S::server, K::changed, E::changes, I::breaks, I::possible, L::error, B::major,
     C::unjudged, R::server_moved, "The data is at another place than consumers know"},
    {R::server_format_changed, "server-format-changed", S::server, K::changed, E::changes, I::breaks, I::possible,
     L::error, B::major, C::unjudged, R::server_format_changed,
     "Files or messages are in another format than consumers read"},
    {R::server_changed, "server-changed", S::server, K::changed, E::changes, I::possible, I::none, L::warning, B::minor,
     C::unjudged, R::server_changed, "A server is described differently"},
    // Ports of a product.
    {R::port_added, "port-added", S::port, K::added, E::widens, I::none, I::none, L::info, B::minor, C::unjudged,
     R::port_removed, "The product has one more port"},
    {R::port_removed, "port-removed", S::port, K::removed, E::narrows, I::breaks, I::none, L::error, B::major,
     C::unjudged, R::port_added, "A port that consumers use is gone"},
    {R::port_changed, "port-changed", S::port, K::changed, E::changes, I::possible, I::none, L::warning, B::minor,
     C::unjudged, R::port_changed, "A port refers to something else"},
    // Quality.
    {R::quality_rule_added, "quality-rule-added", S::quality, K::added, E::narrows, I::none, I::possible, L::info,
     B::minor, C::unjudged, R::quality_rule_removed, "One more quality rule is promised"},
    {R::quality_rule_removed, "quality-rule-removed", S::quality, K::removed, E::widens, I::possible, I::none,
     L::warning, B::minor, C::unjudged, R::quality_rule_added, "A promised quality rule is kept"},
    {R::quality_rule_tightened, "quality-rule-tightened", S::quality, K::changed, E::narrows, I::none, I::possible,
     L::info, B::minor, C::unjudged, R::quality_rule_loosened, "A quality rule promises more"},
    {R::quality_rule_loosened, "quality-rule-loosened", S::quality, K::changed, E::widens, I::possible, I::none,
     L::warning, B::minor, C::unjudged, R::quality_rule_tightened, "A promised quality rule is not weakened"},
    {R::quality_rule_changed, "quality-rule-changed", S::quality, K::changed, E::changes, I::possible, I::possible,
     L::warning, B::minor, C::unjudged, R::quality_rule_changed, "A quality rule checks something else"},
    // Datasets.
    {R::dataset_added, "dataset-added", S::dataset, K::added, E::widens, I::none, I::none, L::info, B::minor, C::ok,
     R::dataset_removed, "The contract describes one more dataset"},
    {R::dataset_removed, "dataset-removed", S::dataset, K::removed, E::narrows, I::breaks, I::possible, L::error,
     B::major, C::unjudged, R::dataset_added, "A dataset is removed only after it was deprecated for its window"},
    {R::dataset_renamed, "dataset-renamed", S::dataset, K::renamed, E::changes, I::breaks, I::breaks, L::error,
     B::major, C::breaks, R::dataset_renamed, "A dataset keeps its name"},
    {R::dataset_kind_changed, "dataset-kind-changed", S::dataset, K::changed, E::changes, I::possible, I::possible,
     L::warning, B::minor, C::unjudged, R::dataset_kind_changed, "A table became a view, a topic or the like"},
    {R::granularity_changed, "granularity-changed", S::dataset, K::changed, E::changes, I::breaks, I::possible,
     L::error, B::major, C::unjudged, R::granularity_changed, "What one row stands for stays the same"},
    {R::fields_reordered, "fields-reordered", S::dataset, K::changed, E::changes, I::possible, I::none, L::info,
     B::patch, C::unjudged, R::fields_reordered,
     "Fields stand in another order, which only readers by position notice"},
    {R::additional_fields_allowed, "additional-fields-allowed", S::dataset, K::changed, E::widens, I::possible, I::none,
     L::warning, B::minor, C::ok, R::additional_fields_forbidden,
     "Readers may meet fields that the contract does not name"},
    {R::additional_fields_forbidden, "additional-fields-forbidden", S::dataset, K::changed, E::narrows, I::none,
     I::possible, L::warning, B::minor, C::breaks, R::additional_fields_allowed,
     "Only fields that the contract names may be there"},
    {R::primary_key_added, "primary-key-added", S::dataset, K::added, E::narrows, I::none, I::possible, L::warning,
     B::minor, C::unjudged, R::primary_key_removed, "Rows are identified by a key"},
    {R::primary_key_removed, "primary-key-removed", S::dataset, K::removed, E::widens, I::breaks, I::none, L::error,
     B::major, C::unjudged, R::primary_key_added, "Rows are no longer identified by a key"},
    {R::primary_key_changed, "primary-key-changed", S::dataset, K::changed, E::changes, I::breaks, I::breaks, L::error,
     B::major, C::unjudged, R::primary_key_changed, "What identifies a row stays the same"},
    {R::partitioning_changed, "partitioning-changed", S::dataset, K::changed, E::changes, I::possible, I::none,
     L::warning, B::minor, C::unjudged, R::partitioning_changed, "Data is partitioned differently"},
    {R::physical_name_changed, "physical-name-changed", S::field, K::changed, E::changes, I::breaks, I::possible,
     L::error, B::major, C::unjudged, R::physical_name_changed, "Queries use the physical name of a table or column"},
    // Fields.
    {R::field_added, "field-added", S::field, K::added, E::widens, I::none, I::none, L::info, B::minor, C::ok,
     R::field_removed, "A new field breaks nobody"},
    {R::required_field_added, "required-field-added", S::field, K::added, E::narrows, I::none, I::breaks, L::info,
     B::minor, C::breaks, R::field_removed,
     "A new required field breaks no reader; old data and old writers do not have it"},
    {R::field_removed, "field-removed", S::field, K::removed, E::narrows, I::breaks, I::possible, L::error, B::major,
     C::ok, R::field_added, "A field is removed only after it was deprecated for its window"},
    {R::field_renamed, "field-renamed", S::field, K::renamed, E::changes, I::breaks, I::breaks, L::error, B::major,
     C::breaks, R::field_renamed, "A field keeps its name, or its old name stays as an alias for the window"},
    {R::field_type_changed, "field-type-changed", S::field, K::changed, E::changes, I::breaks, I::breaks, L::error,
     B::major, C::breaks, R::field_type_changed, "A field keeps its type"},
    {R::field_type_widened, "field-type-widened", S::field, K::changed, E::widens, I::possible, I::none, L::error,
     B::major, C::ok, R::field_type_narrowed, "A field keeps its type; the new one holds all old values"},
    {R::field_type_narrowed, "field-type-narrowed", S::field, K::changed, E::narrows, I::breaks, I::breaks, L::error,
     B::major, C::breaks, R::field_type_widened, "A field keeps its type; the new one cannot hold all old values"},
    {R::field_type_stated, "field-type-stated", S::field, K::changed, E::narrows, I::possible, I::possible, L::warning,
     B::minor, C::breaks, R::field_type_unstated, "The type of a field is promised"},
    {R::field_type_unstated, "field-type-unstated", S::field, K::changed, E::widens, I::possible, I::none, L::warning,
     B::minor, C::ok, R::field_type_stated, "The type of a field is no longer promised"},
    {R::decimal_narrowed, "decimal-narrowed", S::field, K::changed, E::narrows, I::breaks, I::breaks, L::error,
     B::major, C::breaks, R::decimal_widened, "Numbers keep their digits: precision or scale was reduced"},
    {R::decimal_widened, "decimal-widened", S::field, K::changed, E::widens, I::possible, I::none, L::warning, B::minor,
     C::ok, R::decimal_narrowed, "Numbers have more digits than readers may have room for"},
    {R::decimal_changed, "decimal-changed", S::field, K::changed, E::changes, I::breaks, I::breaks, L::error, B::major,
     C::breaks, R::decimal_changed, "Numbers have more digits on one side of the point and fewer on the other"},
    {R::timezone_changed, "timezone-changed", S::field, K::changed, E::changes, I::breaks, I::breaks, L::error,
     B::major, C::breaks, R::timezone_changed, "The same moment is written with or without a time zone, as before"},
    {R::physical_type_changed, "physical-type-changed", S::field, K::changed, E::changes, I::possible, I::possible,
     L::warning, B::minor, C::unjudged, R::physical_type_changed, "A column is stored as another type"},
    {R::field_became_required, "field-became-required", S::field, K::changed, E::narrows, I::none, I::breaks, L::error,
     B::major, C::breaks, R::field_became_nullable, "Values that were missing are no longer allowed"},
    {R::field_became_nullable, "field-became-nullable", S::field, K::changed, E::widens, I::breaks, I::none, L::info,
     B::minor, C::ok, R::field_became_required, "Values may be missing where readers always found one"},
    {R::field_became_unique, "field-became-unique", S::field, K::changed, E::narrows, I::none, I::possible, L::warning,
     B::minor, C::unjudged, R::field_uniqueness_dropped, "No value occurs twice"},
    {R::field_uniqueness_dropped, "field-uniqueness-dropped", S::field, K::changed, E::widens, I::breaks, I::none,
     L::error, B::major, C::unjudged, R::field_became_unique, "Readers that join on a unique field count rows once"},
    {R::enum_added, "enum-added", S::field, K::changed, E::narrows, I::none, I::possible, L::warning, B::minor,
     C::breaks, R::enum_removed, "Only listed values occur"},
    {R::enum_removed, "enum-removed", S::field, K::changed, E::widens, I::possible, I::none, L::warning, B::minor,
     C::ok, R::enum_added, "Values are no longer limited to a list"},
    {R::enum_values_added, "enum-values-added", S::field, K::changed, E::widens, I::possible, I::none, L::warning,
     B::minor, C::ok, R::enum_values_removed, "Readers may meet a value they do not know"},
    {R::enum_values_removed, "enum-values-removed", S::field, K::changed, E::narrows, I::none, I::breaks, L::error,
     B::major, C::breaks, R::enum_values_added, "Old data and writers have a value that is no longer allowed"},
    {R::length_limit_added, "length-limit-added", S::field, K::changed, E::narrows, I::none, I::possible, L::warning,
     B::minor, C::breaks, R::length_limit_removed, "The length of a text is limited"},
    {R::length_limit_removed, "length-limit-removed", S::field, K::changed, E::widens, I::possible, I::none, L::warning,
     B::minor, C::ok, R::length_limit_added, "The length of a text is no longer limited"},
    {R::length_narrowed, "length-narrowed", S::field, K::changed, E::narrows, I::none, I::breaks, L::error, B::major,
     C::breaks, R::length_widened, "Texts that were allowed are too long or too short"},
    {R::length_widened, "length-widened", S::field, K::changed, E::widens, I::possible, I::none, L::warning, B::minor,
     C::ok, R::length_narrowed, "Texts may be longer or shorter than readers expect"},
    {R::size_limit_added, "size-limit-added", S::field, K::changed, E::narrows, I::none, I::possible, L::warning,
     B::minor, C::breaks, R::size_limit_removed, "The number of items or members is limited"},
    {R::size_limit_removed, "size-limit-removed", S::field, K::changed, E::widens, I::possible, I::none, L::warning,
     B::minor, C::ok, R::size_limit_added, "The number of items or members is no longer limited"},
    {R::size_narrowed, "size-narrowed", S::field, K::changed, E::narrows, I::none, I::breaks, L::error, B::major,
     C::breaks, R::size_widened, "Lists or objects that were allowed have too many or too few members"},
    {R::size_widened, "size-widened", S::field, K::changed, E::widens, I::possible, I::none, L::warning, B::minor,
     C::ok, R::size_narrowed, "Lists or objects may be larger or smaller than readers expect"},
    {R::range_limit_added, "range-limit-added", S::field, K::changed, E::narrows, I::none, I::possible, L::warning,
     B::minor, C::breaks, R::range_limit_removed, "Values are limited to a range"},
    {R::range_limit_removed, "range-limit-removed", S::field, K::changed, E::widens, I::possible, I::none, L::warning,
     B::minor, C::ok, R::range_limit_added, "Values are no longer limited to a range"},
    {R::range_narrowed, "range-narrowed", S::field, K::changed, E::narrows, I::none, I::breaks, L::error, B::major,
     C::breaks, R::range_widened, "Values that were allowed lie outside the range"},
    {R::range_widened, "range-widened", S::field, K::changed, E::widens, I::possible, I::none, L::warning, B::minor,
     C::ok, R::range_narrowed, "Values may lie outside the range that readers expect"},
    {R::range_changed, "range-changed", S::field, K::changed, E::changes, I::possible, I::possible, L::warning,
     B::minor, C::breaks, R::range_changed, "The range of values changed and cannot be compared"},
    {R::pattern_added, "pattern-added", S::field, K::changed, E::narrows, I::none, I::possible, L::warning, B::minor,
     C::breaks, R::pattern_removed, "Texts follow a pattern"},
    {R::pattern_removed, "pattern-removed", S::field, K::changed, E::widens, I::possible, I::none, L::warning, B::minor,
     C::ok, R::pattern_added, "Texts no longer follow a pattern"},
    {R::pattern_changed, "pattern-changed", S::field, K::changed, E::changes, I::possible, I::breaks, L::error,
     B::major, C::breaks, R::pattern_changed, "Texts keep the pattern they were promised to follow"},
    {R::format_added, "format-added", S::field, K::changed, E::narrows, I::none, I::possible, L::warning, B::minor,
     C::breaks, R::format_removed, "Values are written in a stated format"},
    {R::format_removed, "format-removed", S::field, K::changed, E::widens, I::possible, I::none, L::warning, B::minor,
     C::ok, R::format_added, "Values are no longer written in a stated format"},
    {R::format_changed, "format-changed", S::field, K::changed, E::changes, I::breaks, I::breaks, L::error, B::major,
     C::breaks, R::format_changed, "Values keep the format they are written in"},
    {R::multiple_of_added, "multiple-of-added", S::field, K::changed, E::narrows, I::none, I::possible, L::warning,
     B::minor, C::breaks, R::multiple_of_removed, "Numbers come in steps"},
    {R::multiple_of_removed, "multiple-of-removed", S::field, K::changed, E::widens, I::possible, I::none, L::warning,
     B::minor, C::ok, R::multiple_of_added, "Numbers no longer come in steps"},
    {R::multiple_of_changed, "multiple-of-changed", S::field, K::changed, E::changes, I::possible, I::breaks, L::error,
     B::major, C::breaks, R::multiple_of_changed, "Numbers come in other steps"},
    {R::unit_added, "unit-added", S::field, K::changed, E::narrows, I::none, I::none, L::info, B::minor, C::unjudged,
     R::unit_removed, "The unit of a number is stated"},
    {R::unit_removed, "unit-removed", S::field, K::changed, E::widens, I::possible, I::none, L::warning, B::minor,
     C::unjudged, R::unit_added, "The unit of a number is no longer stated"},
    {R::unit_changed, "unit-changed", S::field, K::changed, E::changes, I::breaks, I::breaks, L::error, B::major,
     C::unjudged, R::unit_changed, "The same number means something else"},
    {R::reference_added, "reference-added", S::field, K::added, E::narrows, I::none, I::possible, L::info, B::minor,
     C::unjudged, R::reference_removed, "A field refers to another dataset"},
    {R::reference_removed, "reference-removed", S::field, K::removed, E::widens, I::possible, I::none, L::warning,
     B::minor, C::unjudged, R::reference_added, "Readers that join along a reference still find it"},
    {R::lineage_changed, "lineage-changed", S::field, K::changed, E::neutral, I::none, I::none, L::info, B::patch,
     C::unjudged, R::lineage_changed, "The declared sources of data were edited"},
    {R::transformation_changed, "transformation-changed", S::field, K::changed, E::changes, I::possible, I::none,
     L::warning, B::minor, C::unjudged, R::transformation_changed,
     "A value is computed differently, so it may mean something else"},
    // Sensitivity.
    {R::pii_marked, "pii-marked", S::field, K::changed, E::narrows, I::possible, I::possible, L::warning, B::minor,
     C::unjudged, R::pii_unmarked, "Readers must treat a field as personal data"},
    {R::pii_unmarked, "pii-unmarked", S::field, K::changed, E::widens, I::possible, I::none, L::warning, B::minor,
     C::unjudged, R::pii_marked, "Personal data stays marked as such"},
    {R::pii_stated, "pii-stated", S::field, K::changed, E::neutral, I::none, I::none, L::info, B::patch, C::unjudged,
     R::pii_stated, "That a field is not personal data is said, or no longer said"},
    {R::classification_added, "classification-added", S::field, K::changed, E::narrows, I::possible, I::none,
     L::warning, B::minor, C::unjudged, R::classification_removed, "How the data must be protected is stated"},
    {R::classification_removed, "classification-removed", S::field, K::changed, E::widens, I::possible, I::none,
     L::warning, B::minor, C::unjudged, R::classification_added, "How the data must be protected is no longer stated"},
    {R::classification_raised, "classification-raised", S::field, K::changed, E::narrows, I::possible, I::none,
     L::warning, B::minor, C::unjudged, R::classification_lowered,
     "Data is better protected, and readers may lose access"},
    {R::classification_lowered, "classification-lowered", S::field, K::changed, E::widens, I::possible, I::none,
     L::warning, B::minor, C::unjudged, R::classification_raised, "Data stays as protected as it was"},
    {R::classification_changed, "classification-changed", S::field, K::changed, E::changes, I::possible, I::none,
     L::warning, B::minor, C::unjudged, R::classification_changed,
     "The classification changed between levels of no known order"},
    {R::encryption_changed, "encryption-changed", S::field, K::changed, E::changes, I::possible, I::none, L::warning,
     B::minor, C::unjudged, R::encryption_changed, "The encrypted copy of a field has another name"},
    {R::critical_element_changed, "critical-element-changed", S::field, K::changed, E::neutral, I::none, I::none,
     L::info, B::patch, C::unjudged, R::critical_element_changed,
     "A field became, or no longer is, a critical data element"},
    // Deprecation.
    {R::deprecation_marked, "deprecation-marked", S::field, K::changed, E::changes, I::possible, I::none, L::info,
     B::minor, C::unjudged, R::deprecation_withdrawn, "The end of a field or dataset is announced"},
    {R::deprecation_withdrawn, "deprecation-withdrawn", S::field, K::changed, E::changes, I::none, I::none, L::info,
     B::minor, C::unjudged, R::deprecation_marked, "A deprecated field or dataset stays"},
    {R::deprecation_date_changed, "deprecation-date-changed", S::field, K::changed, E::neutral, I::none, I::none,
     L::info, B::patch, C::unjudged, R::deprecation_date_changed, "The date from which the window counts was edited"},
    {R::successor_changed, "successor-changed", S::field, K::changed, E::neutral, I::none, I::none, L::info, B::patch,
     C::unjudged, R::successor_changed, "What to use instead was edited"},
    {R::alias_added, "alias-added", S::field, K::added, E::widens, I::none, I::none, L::info, B::minor, C::ok,
     R::alias_removed, "A field is known by one more name"},
    {R::alias_removed, "alias-removed", S::field, K::removed, E::narrows, I::breaks, I::possible, L::error, B::major,
     C::unjudged, R::alias_added, "The old name of a renamed field stays for the window"},
});
static_assert(kRules.size() == static_cast<std::size_t>(Rule::count));

constexpr bool in_order() {
  for (std::size_t i = 0; i < kRules.size(); ++i) {
    if (kRules.at(i).rule != static_cast<Rule>(i)) return false;
  }
  return true;
}
static_assert(in_order(), "a rule's row stands at its own number");

template <typename Enum, std::size_t N>
std::string_view word(const std::array<std::string_view, N>& words, Enum value) {
  return words.at(static_cast<std::size_t>(value));
}

}  // namespace

std::span<const RuleRow> rules() {
  return kRules;
}

const RuleRow& row(Rule rule) {
  return kRules.at(static_cast<std::size_t>(rule));
}

std::optional<Rule> rule_from(std::string_view id) {
  const auto* at = std::ranges::find(kRules, id, &RuleRow::id);
  return at == kRules.end() ? std::nullopt : std::optional(at->rule);
}

std::string_view to_string(ChangeKind kind) {
  return word(std::array<std::string_view, 4>{"added", "removed", "changed", "renamed"}, kind);
}

std::string_view to_string(Effect effect) {
  return word(std::array<std::string_view, 4>{"narrows", "widens", "changes", "neutral"}, effect);
}

std::string_view to_string(Impact impact) {
  return word(std::array<std::string_view, 3>{"none", "possible", "breaks"}, impact);
}

std::string_view to_string(Level level) {
  return word(std::array<std::string_view, 3>{"info", "warning", "error"}, level);
}

std::string_view to_string(Bump bump) {
  return word(std::array<std::string_view, 4>{"none", "patch", "minor", "major"}, bump);
}

std::string_view to_string(Subject subject) {
  return word(std::array<std::string_view, 10>{"contract", "ownership", "role", "terms", "sla", "server", "port",
                                               "quality", "dataset", "field"},
              subject);
}

}  // namespace trama::change
