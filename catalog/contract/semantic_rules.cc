#include "catalog/contract/semantic_rules.h"

#include <array>
#include <cstddef>

namespace trama::contract {
namespace {

constexpr auto kE = Severity::error;
constexpr auto kW = Severity::warning;
constexpr auto kN = Severity::note;
constexpr auto kText = ErrorCode::unreadable;
constexpr auto kSize = ErrorCode::too_large;
constexpr auto kRule = ErrorCode::invalid_document;

constexpr std::array<RuleInfo, static_cast<std::size_t>(Rule::count)> kRules{{
    {Rule::empty_document, "empty-document", kE, kText, "the text holds a document", "send the contract itself"},
    {Rule::document_too_large, "document-too-large", kE, kSize, "the text is at most 4 MiB",
     "split the contract by domain or dataset"},
    {Rule::not_utf8, "not-utf8", kE, kText, "the text is valid UTF-8", "save the file as UTF-8"},
    {Rule::wide_encoding, "wide-encoding", kE, kText, "the text is not UTF-16 or UTF-32", "save the file as UTF-8"},
    {Rule::control_character, "control-character", kE, kText, "the text has no control characters",
     "remove the character or write it as an escape in double quotes"},
    {Rule::tab_indentation, "tab-indentation", kE, kText, "YAML is indented with spaces", "replace tabs by spaces"},
    {Rule::not_yaml, "not-yaml", kE, kText, "the text follows YAML's grammar", ""},
    {Rule::not_json, "not-json", kE, kText, "the text follows JSON's grammar", ""},
    {Rule::duplicate_key, "duplicate-key", kE, kText, "a map has each key once", "remove one of the two"},
    {Rule::bad_key, "bad-key", kE, kText, "keys of maps are plain text", "use a text as key"},
    {Rule::bad_merge, "bad-merge", kE, kText, "a merge key `<<` names a map or a list of maps",
     "let `<<` refer to an anchored map"},
    {Rule::unknown_tag, "unknown-tag", kE, kText, "only tags of the YAML core schema are used", "remove the tag"},
    {Rule::unknown_alias, "unknown-alias", kE, kText, "an alias names an anchor that stands before it",
     "quote the text if it is meant to begin with `*`"},
    {Rule::recursive_alias, "recursive-alias", kE, kText, "an anchor does not contain itself",
     "remove the inner alias"},
    {Rule::alias_bomb, "alias-bomb", kE, kSize,
     "a document has at most 250,000 values and 16 MiB of text once its aliases and references are expanded",
     "split the contract by dataset, or write repeated parts once"},
    {Rule::too_many_anchors, "too-many-anchors", kE, kSize, "a document has at most 100 anchors",
     "use definitions or write the parts out"},
    {Rule::too_deep, "too-deep", kE, kSize, "maps and lists nest at most 64 levels", "flatten the structure"},
    {Rule::key_too_long, "key-too-long", kE, kSize, "a key has at most 1,024 bytes", "shorten the key"},
    {Rule::several_documents, "several-documents", kE, kText, "the text holds exactly one document",
     "register each document on its own or use the import"},
    {Rule::not_a_contract, "not-a-contract", kE, kText, "the document is a data contract or data product",
     "start with `dataContractSpecification: 1.2.1` or `kind: DataContract`"},
    {Rule::unsupported_version, "unsupported-version", kE, kText, "the declared version belongs to a known major",
     "use a published version of the standard"},
    {Rule::unknown_version, "unknown-version", kW, kText, "the declared version is a published one",
     "the nearest known version's rules were used"},
    {Rule::wrong_type, "wrong-type", kE, kRule, "a value has the type its key asks for", ""},
    {Rule::wrong_structure, "wrong-structure", kE, kRule, "maps and lists stand where the format has them", ""},
    {Rule::list_expected, "list-expected", kW, kRule, "a list stands where the format has one",
     "write it as a list with one element"},
    {Rule::map_expected, "map-expected", kW, kRule, "a map stands where the format has one", "write it as a map"},
    {Rule::boolean_spelling, "boolean-spelling", kN, kRule, "booleans are written true or false",
     "write true or false"},
    {Rule::text_too_long, "text-too-long", kE, kSize, "a text has at most 1 MiB", "shorten it or link to it"},
    {Rule::name_too_long, "name-too-long", kE, kSize, "a name has at most 512 bytes", "shorten the name"},
    {Rule::too_many_fields, "too-many-fields", kE, kSize, "a contract has at most 20,000 fields, with 16 MiB of paths",
     "split the contract by dataset"},
    {Rule::field_too_deep, "field-too-deep", kE, kSize, "fields nest at most 32 levels", "flatten the structure"},
    {Rule::unknown_key, "unknown-key", kN, kRule, "keys are known to the format; others are kept as custom properties",
     "check the spelling of the key and the place it stands in"},
    {Rule::misplaced_key, "misplaced-key", kW, kRule, "a known key stands where the format has it", ""},
    {Rule::later_version, "later-version", kN, kRule,
     "keys and values belong to the version that is declared, ODCS v3.0.0 to v3.2.0 and DCS 0.9.3 to 1.2.1",
     "declare the version that has it, or drop it"},
    {Rule::missing_id, "missing-id", kE, kRule, "a contract has an id", "add `id: urn:datacontract:<domain>:<name>`"},
    {Rule::blank_id, "blank-id", kE, kRule, "an id is not blank", "give it a name that will not change"},
    {Rule::bad_id, "bad-id", kE, kRule, "an id has 1 to 512 bytes without control characters", "choose another id"},
    {Rule::missing_version, "missing-version", kE, kRule, "a contract has a version", "add a version such as 1.0.0"},
    {Rule::missing_key, "missing-key", kW, kRule, "keys the format demands are present", "add it"},
    {Rule::missing_name, "missing-name", kE, kRule, "datasets and fields have names", "add a name"},
    {Rule::stable_id_characters, "stable-id-characters", kW, kRule, "stable ids have only A-Z a-z 0-9 _ -",
     "replace other characters by `_`"},
    {Rule::duplicate_dataset, "duplicate-dataset", kE, kRule, "dataset names differ", "rename one of the two"},
    {Rule::duplicate_field, "duplicate-field", kE, kRule, "field names within one structure differ",
     "rename one of the two"},
    {Rule::duplicate_server, "duplicate-server", kW, kRule, "server names differ", "rename one of the two"},
    {Rule::duplicate_id, "duplicate-id", kW, kRule, "stable ids differ within one list", "change one of the two"},
    {Rule::duplicate_property, "duplicate-property", kW, kRule, "custom properties of one element differ in name",
     "rename one of the two or join their values"},
    {Rule::duplicate_port, "duplicate-port", kE, kRule, "ports differ in name or version", "rename one of the two"},
    {Rule::unknown_type, "unknown-type", kN, kRule, "a type is known; others are kept as written",
     "use a type of the format, such as string, integer or timestamp"},
    {Rule::enum_values, "enum-values", kW, kRule, "an enum lists at least one value, and each once",
     "correct the list"},
    {Rule::array_without_items, "array-without-items", kW, kRule, "an array says what it holds",
     "add `items` with a type"},
    {Rule::contradicting_bounds, "contradicting-bounds", kE, kRule, "a lower bound is not above its upper bound",
     "swap or correct the two"},
    {Rule::unknown_ref, "unknown-ref", kW, kRule, "a local `$ref` names a definition of this document",
     "add the definition or correct the name"},
    {Rule::ref_cycle, "ref-cycle", kE, kRule, "definitions do not refer to themselves", "break the cycle"},
    {Rule::remote_ref, "remote-ref", kN, kRule, "a `$ref` to another document is kept and not followed",
     "copy the definition into this document to have it resolved"},
    {Rule::dangling_relationship, "dangling-relationship", kW, kRule,
     "a relationship names a dataset of this document or of the catalog", ""},
    {Rule::dangling_field, "dangling-field", kE, kRule,
     "a reference to a dataset of this document names a field it has", ""},
    {Rule::relationship_length, "relationship-length", kE, kRule,
     "both sides of a composite relationship have as many fields", "pair every `from` with one `to`"},
    {Rule::relationship_without_target, "relationship-without-target", kE, kRule,
     "a relationship says what it refers to", "add `to`"},
    {Rule::relationship_from_on_property, "relationship-from-on-property", kW, kRule,
     "a relationship of a property has no `from`", "remove `from`: the property itself is meant"},
    {Rule::unknown_primary_key, "unknown-primary-key", kE, kRule, "a primary key names fields of its dataset", ""},
    {Rule::unknown_pii_field, "unknown-pii-field", kW, kRule, "terms.pii_fields names fields of the schema", ""},
    {Rule::quality_without_body, "quality-without-body", kW, kRule, "a quality rule says what it checks",
     "add a metric, query, implementation or description"},
    {Rule::quality_type, "quality-type", kW, kRule, "a quality rule is of type text, library, sql or custom",
     "use `type: custom` and name its engine"},
    {Rule::quality_metric, "quality-metric", kN, kRule, "a library metric is one of the standard's",
     "use nullValues, missingValues, invalidValues, duplicateValues or rowCount"},
    {Rule::quality_dimension, "quality-dimension", kN, kRule, "a quality dimension is one of the standard's seven",
     "use accuracy, completeness, conformity, consistency, coverage, timeliness or uniqueness"},
    {Rule::quality_operator, "quality-operator", kW, kRule, "quality operators are known", ""},
    {Rule::quality_bounds, "quality-bounds", kE, kRule, "mustBeBetween and mustNotBeBetween have two bounds, low first",
     "write [low, high]"},
    {Rule::schedule_without_scheduler, "schedule-without-scheduler", kW, kRule,
     "a schedule says which scheduler reads it", "add `scheduler: cron`"},
    {Rule::sla_element, "sla-element", kW, kRule, "a service level's element names a dataset or field", ""},
    {Rule::unread_duration, "unread-duration", kN, kRule, "periods and thresholds are durations such as P1Y or 25h",
     "write an ISO 8601 duration"},
    {Rule::percent_range, "percent-range", kW, kRule, "percentages lie between 0 and 100", ""},
    {Rule::negative_price, "negative-price", kW, kRule, "a price is not negative", ""},
    {Rule::price_without_currency, "price-without-currency", kW, kRule, "a price names its currency",
     "add `priceCurrency`, e.g. USD"},
    {Rule::unknown_server_type, "unknown-server-type", kN, kRule,
     "a server type is one of the standard's; others are kept as written", "use `type: custom` where no type fits"},
    {Rule::secret_in_contract, "secret-in-contract", kE, kRule, "no literal secret stands in a contract",
     "use a placeholder such as ${PASSWORD} and revoke the secret"},
    {Rule::masked_credential, "masked-credential", kW, kRule, "user names and passwords are not part of a contract",
     "remove the key: its value was not kept"},
    {Rule::more_problems, "more-problems", kN, kRule, "every finding is listed, up to 200 of each severity",
     "correct those listed, then look again"},
}};

constexpr bool in_order() {
  for (std::size_t i = 0; i < kRules.size(); ++i) {
    if (kRules[i].rule != static_cast<Rule>(i) || kRules[i].id.empty()) return false;
  }
  return true;
}
static_assert(in_order(), "the table has one row per Rule, in its order");

}  // namespace

std::span<const RuleInfo> semantic_rules() {
  return kRules;
}

const RuleInfo& rule_info(Rule rule) {
  return kRules[static_cast<std::size_t>(rule)];
}

const RuleInfo* find_rule(std::string_view id) {
  for (const RuleInfo& info : kRules) {
    if (info.id == id) return &info;
  }
  return nullptr;
}

}  // namespace trama::contract
