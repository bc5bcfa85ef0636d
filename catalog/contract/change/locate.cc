#include "catalog/contract/change/locate.h"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <optional>

#include "catalog/base/text.h"
#include "catalog/contract/change/walker.h"

namespace trama::change {
namespace {

// Where authors write a member of the model, in the order in which it is looked for: `*` is a custom property, and `(`
// a key that says it only where its text has parentheses, as in varchar(50).
struct Spelling {
  std::string_view member;
  std::array<std::string_view, 6> keys;
};

constexpr auto kOfField = std::to_array<Spelling>({
    {"name", {"name", "column"}},
    {"type", {"type", "logicalType", "physicalType"}},
    {"required", {"required", "isNullable"}},
    {"unique", {"unique", "isUnique"}},
    {"primary_key", {"primaryKey", "primary", "isPrimaryKey"}},
    {"partition", {"partitioned", "partitionStatus"}},
    {"enum_values", {"enum", "logicalTypeOptions/enum", "quality"}},
    {"min_length", {"minLength", "logicalTypeOptions/minLength"}},
    {"max_length", {"maxLength", "logicalTypeOptions/maxLength", "(type", "(physicalType"}},
    {"min_items", {"minItems", "logicalTypeOptions/minItems"}},
    {"max_items", {"maxItems", "logicalTypeOptions/maxItems"}},
    {"unique_items", {"uniqueItems", "logicalTypeOptions/uniqueItems"}},
    {"min_properties", {"minProperties", "logicalTypeOptions/minProperties"}},
    {"max_properties", {"maxProperties", "logicalTypeOptions/maxProperties"}},
    {"minimum", {"minimum", "logicalTypeOptions/minimum", "checks", "exclusiveMinimum"}},
    {"maximum", {"maximum", "logicalTypeOptions/maximum", "checks", "exclusiveMaximum"}},
    {"exclusive_minimum", {"exclusiveMinimum", "logicalTypeOptions/exclusiveMinimum"}},
    {"exclusive_maximum", {"exclusiveMaximum", "logicalTypeOptions/exclusiveMaximum"}},
    {"multiple_of", {"multipleOf", "logicalTypeOptions/multipleOf"}},
    {"pattern", {"pattern", "logicalTypeOptions/pattern", "regex", "checks"}},
    {"format", {"format", "logicalTypeOptions/format"}},
    {"pii", {"pii", "*pii"}},
    {"unit", {"unit", "*unit"}},
    {"classification", {"classification", "classificationLevel", "*classification"}},
    {"aliases", {"aliases", "previousName", "*aliases", "*previousName"}},
    {"previous_name", {"previousName", "*previousName"}},
    {"deprecated", {"deprecated", "deprecatedSince", "*deprecated", "*deprecatedSince"}},
    {"deprecated_since", {"deprecatedSince", "deprecated", "*deprecatedSince", "*deprecated"}},
    {"successor", {"successor", "*successor"}},
    {"physical_type", {"physicalType", "config"}},
    {"physical_name", {"physicalName", "config"}},
    {"encrypted_name", {"encryptedName", "encryptedColumnName"}},
    {"critical", {"criticalDataElement", "criticalDataElementStatus"}},
    {"business_name", {"businessName"}},
    {"references", {"references", "relationships"}},
    {"relationships", {"relationships"}},
    {"inputs", {"lineage", "transformSourceObjects", "transformSourceTables"}},
    {"transform_logic", {"transformLogic"}},
    {"transform_description", {"transformDescription", "lineage/transformationDescription"}},
    {"links", {"links", "authoritativeDefinitions"}},
    {"examples", {"examples", "example", "sampleValues"}},
    {"granularity", {"dataGranularityDescription", "dataGranularity"}},
    {"additional_fields", {"additionalFields"}},
    {"kind", {"type", "physicalType"}},
});

constexpr auto kOfContract = std::to_array<Spelling>({
    {"id", {"id", "uuid"}},
    {"title", {"info/title", "name"}},
    {"status", {"info/status", "status"}},
    {"domain", {"info/domain", "domain", "datasetDomain"}},
    {"tenant", {"info/tenant", "tenant"}},
    {"data_product", {"info/dataProduct", "dataProduct", "quantumName"}},
    {"description", {"info/description", "description"}},
    {"purpose", {"description/purpose", "description"}},
    {"owner", {"info/owner", "team/name", "team", "stakeholders"}},
    {"team_description", {"team/description", "team"}},
    {"members", {"team/members", "team", "stakeholders"}},
    {"contacts", {"info/contact"}},
    {"support", {"support", "info/contact/slack", "info/contact"}},
    {"classification", {"terms/classification", "*classification"}},
    {"created", {"contractCreatedTs", "productCreatedTs"}},
    {"links", {"links", "info/links", "authoritativeDefinitions"}},
    {"deprecated", {"deprecated", "deprecatedSince", "*deprecated", "*deprecatedSince"}},
    {"deprecated_since", {"deprecatedSince", "deprecated", "*deprecatedSince", "*deprecated"}},
    {"successor", {"successor", "*successor"}},
    {"price", {"price"}},
    {"history", {"history"}},
    {"usage", {"terms/usage", "description/usage", "terms"}},
    {"limitations", {"terms/limitations", "description/limitations", "terms"}},
    {"billing", {"terms/billing", "terms"}},
    {"policies", {"terms/policies", "terms"}},
    {"notice_period", {"terms/noticePeriod", "terms"}},
    {"retention", {"terms/retention", "terms"}},
});

// The keys by which formats write the amount of a service level.
constexpr auto kAmounts =
    std::to_array<std::string_view>({"value", "percentage", "threshold", "period", "interval", "time", "cron", "unit"});

std::optional<Spot> member_spot(const Walker& walker, const Spot& owner, const Spelling& spelling) {
  for (const std::string_view key : spelling.keys) {
    if (key.empty()) break;
    const bool is_custom = key.starts_with('*');
    const bool sized = key.starts_with('(');
    const std::string_view name = key.substr(is_custom || sized ? 1 : 0);
    const auto found = is_custom ? walker.custom(owner, name) : walker.steps(owner, name);
    if (found && (!sized || found->node->scalar.find('(') != std::string::npos)) return found;
  }
  return std::nullopt;
}

template <std::size_t N>
std::optional<Spot> member_spot(const Walker& walker, const Spot& owner, const std::array<Spelling, N>& spellings,
                                std::string_view member) {
  const auto* at = std::ranges::find(spellings, member, &Spelling::member);
  if (at != spellings.end()) return member_spot(walker, owner, *at);
  return walker.key(owner, member);
}

std::optional<Spot> first_of(const Walker& walker, const Spot& from, std::initializer_list<std::string_view> paths) {
  for (const std::string_view path : paths) {
    if (auto found = walker.steps(from, path)) return found;
  }
  return std::nullopt;
}

// What of a change is to be found on one side.
struct Wanted {
  const Change& change;
  const std::string& dataset;
  const std::string& path;
};

// The nearest place on one side, and whether it is the thing itself.
using Found = Walker::Found;

Found within(const Walker& walker, const std::optional<Spot>& container, std::string_view name, const Spot& otherwise) {
  if (!container) return {otherwise, false};
  if (auto found = walker.named(*container, name)) return {*found, true};
  return {*container, false};
}

Found find_sla(const Walker& walker, const Change& change) {
  const Spot root = walker.root();
  const auto levels = first_of(walker, root, {"slaProperties", "servicelevels", "serviceLevels", "sla"});
  Found found = within(walker, levels, change.name, root);
  const auto terms = walker.steps(root, "terms/retention");
  if (!found.whole && equal_ignoring_case(change.name, "retention") && terms) return {*terms, true};
  if (!found.whole || change.member.empty()) return found;
  for (const std::string_view key : kAmounts) {
    if (auto value = walker.key(found.spot, key)) return {*value, true};
  }
  return found;
}

Found find_server(const Walker& walker, const Change& change) {
  Found found = within(walker, walker.key(walker.root(), "servers"), change.name, walker.root());
  if (!found.whole || change.member.empty()) return found;
  const auto value = walker.key(found.spot, change.member);
  return value ? Found{*value, true} : found;
}

Found find_role(const Walker& walker, const Change& change) {
  const std::size_t cut = change.name.rfind('/');
  const std::string role = cut == change.name.npos ? change.name : change.name.substr(cut + 1);
  std::optional<Spot> owner = walker.root();
  if (cut != change.name.npos) owner = walker.steps(walker.root(), "servers/=" + change.name.substr(0, cut));
  const Found found = within(walker, owner ? walker.key(*owner, "roles") : owner, role, owner.value_or(walker.root()));
  const auto value = found.whole && !change.member.empty() ? walker.key(found.spot, change.member) : std::nullopt;
  return value ? Found{*value, true} : found;
}

Found find_port(const Walker& walker, const Change& change) {
  Found nearest{walker.root(), false};
  for (const std::string_view key : {"outputPorts", "inputPorts", "managementPorts"}) {
    const Found found = within(walker, walker.key(walker.root(), key), change.name, walker.root());
    if (found.whole) return found;
    if (nearest.spot.pointer.empty()) nearest = found;
  }
  return nearest;
}

// A check of SodaCL names its column in its text.
std::optional<Spot> soda_check(const Walker& walker, const Wanted& wanted) {
  const auto specification = walker.steps(walker.root(), "quality/specification");
  return specification && !wanted.dataset.empty() ? specification : std::nullopt;
}

Found find_quality(const Walker& walker, const Wanted& wanted) {
  Found owner = wanted.dataset.empty() ? Found{walker.root(), true} : walker.field(wanted.dataset, wanted.path);
  if (!owner.whole) return owner;
  const auto rules = walker.key(owner.spot, "quality");
  if (!rules) {
    const auto check = soda_check(walker, wanted);
    return check ? Found{*check, true} : Found{owner.spot, false};
  }
  Found found = within(walker, rules, wanted.change.name, owner.spot);
  if (found.whole || rules->node->list.size() != 1) return found;
  const contract::Node& only = rules->node->list.front();
  return {{rules->pointer + "/0", only.mark, &only}, true};
}

Found find_in_field(const Walker& walker, const Wanted& wanted) {
  Found owner = walker.field(wanted.dataset, wanted.path);
  const Change& change = wanted.change;
  if (!owner.whole || change.member.empty()) return owner;
  const auto found = change.member == "custom" ? walker.custom(owner.spot, change.name)
                                               : member_spot(walker, owner.spot, kOfField, change.member);
  if (found) return {*found, true};
  // A key may be listed beside the fields instead of at each of them.
  const auto dataset = change.member == "primary_key" ? walker.dataset(wanted.dataset) : std::nullopt;
  const auto list = dataset ? walker.key(*dataset, "primaryKey") : std::nullopt;
  return list ? Found{*list, true} : owner;
}

Found find_in_contract(const Walker& walker, const Change& change) {
  const Spot root = walker.root();
  if (change.member == "custom") {
    for (const std::string_view owner : {"", "info", "terms"}) {
      const auto at = owner.empty() ? std::optional(root) : walker.key(root, owner);
      if (const auto found = at ? walker.custom(*at, change.name) : at) return {*found, true};
    }
    return {root, false};
  }
  const auto found = member_spot(walker, root, kOfContract, change.member);
  return found ? Found{*found, true} : Found{root, false};
}

Found find(const Walker& walker, const Wanted& wanted) {
  const Change& change = wanted.change;
  switch (change.subject) {
    case Subject::sla:
      return find_sla(walker, change);
    case Subject::server:
      return find_server(walker, change);
    case Subject::role:
      return find_role(walker, change);
    case Subject::port:
      return find_port(walker, change);
    case Subject::quality:
      return find_quality(walker, wanted);
    default:
      return wanted.dataset.empty() ? find_in_contract(walker, change) : find_in_field(walker, wanted);
  }
}

Place place_of(const Spot& spot, bool previous) {
  return {previous, spot.pointer, spot.mark.line, spot.mark.column};
}

// What holds the things of a kind: where one that is gone is missed.
Spot container(const Walker& walker, const Change& change, const Spot& nearest) {
  if (!change.path_before.empty() && change.member.empty()) {
    const std::size_t cut = change.path_before.find_last_of(".[{");
    const std::string owner = cut == std::string::npos ? "" : change.path_before.substr(0, cut);
    const Found found = walker.field(change.dataset(), owner);
    return found.whole ? walker.fields_of(found.spot).value_or(found.spot) : found.spot;
  }
  return nearest;
}

void locate(Change* change, const std::optional<Walker>& before, const std::optional<Walker>& after) {
  const std::string& old_path = change->path_before.empty() ? change->path_after : change->path_before;
  const Wanted in_old{*change, change->dataset_before, old_path};
  const Wanted in_new{*change, change->dataset_after, change->path()};
  if (change->kind != ChangeKind::removed) {
    if (after) change->where = place_of(find(*after, in_new).spot, false);
    return;
  }
  if (before) change->where = place_of(find(*before, in_old).spot, true);
  if (!after) return;
  const Wanted missed{*change, change->dataset(), change->path()};
  change->container = place_of(container(*after, *change, find(*after, missed).spot), false);
}

std::optional<Walker> walker(const Side& side) {
  if (side.contract == nullptr || side.document == nullptr) return std::nullopt;
  return Walker(side);
}

}  // namespace

void locate(std::vector<Change>* changes, const Side& before, const Side& after) {
  const auto old_side = walker(before);
  const auto new_side = walker(after);
  for (Change& change : *changes) locate(&change, old_side, new_side);
}

Place locate_version(const Side& side) {
  const auto here = walker(side);
  if (!here) return {};
  const auto found = first_of(*here, here->root(), {"info/version", "version", "info"});
  return place_of(found.value_or(here->root()), false);
}

Place locate_pointer(const Side& side, std::string_view pointer, bool previous) {
  const auto here = walker(side);
  if (!here) return {previous, std::string(pointer), 0, 0};
  Spot at = here->root();
  for (const std::string_view part : split(pointer.substr(pointer.empty() ? 0 : 1), '/')) {
    const auto next = here->key(at, part);
    if (!next) break;
    at = *next;
  }
  return place_of(at, previous);
}

}  // namespace trama::change
