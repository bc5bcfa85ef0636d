#include <algorithm>

#include "catalog/base/node_id.h"
#include "catalog/contract/change/diff_parts.h"

namespace trama::change {
namespace {

using contract::Field;
using contract::Reference;

// What diff_field compares on its own, and what is structure.
const std::vector<std::string_view>& apart() {
  static const std::vector<std::string_view> keys = {"name",
                                                     "path",
                                                     "type",
                                                     "physical_type",
                                                     "physical_types",
                                                     "physical_name",
                                                     "required",
                                                     "unique",
                                                     "primary_key",
                                                     "partition",
                                                     "constraints",
                                                     "pii",
                                                     "classification",
                                                     "unit",
                                                     "quality",
                                                     "references",
                                                     "transform_logic",
                                                     "deprecated",
                                                     "deprecated_since",
                                                     "successor",
                                                     "previous_name",
                                                     "aliases",
                                                     "children",
                                                     "items",
                                                     "map_key",
                                                     "map_value",
                                                     "custom"};
  return keys;
}

void diff_promised(Recorder* out, const Scope& scope, const Field& before, const Field& after) {
  if (before.required != after.required) {
    out->add(scope, after.required ? Rule::field_became_required : Rule::field_became_nullable, "required",
             before.required ? "true" : "false", after.required ? "true" : "false");
  }
  if (before.unique != after.unique) {
    out->add(scope, after.unique ? Rule::field_became_unique : Rule::field_uniqueness_dropped, "unique",
             before.unique ? "true" : "false", after.unique ? "true" : "false");
  }
}

std::string pii_text(const std::optional<bool>& pii) {
  return !pii ? "" : *pii ? "true" : "false";
}

void diff_pii(Recorder* out, const Scope& scope, const std::optional<bool>& before, const std::optional<bool>& after) {
  if (before == after) return;
  const bool was = before.value_or(false);
  const bool is = after.value_or(false);
  const Rule rule = was == is ? Rule::pii_stated : is ? Rule::pii_marked : Rule::pii_unmarked;
  out->add(scope, rule, "pii", pii_text(before), pii_text(after));
}

void diff_unit(Recorder* out, const Scope& scope, const std::string& before, const std::string& after) {
  if (before == after) return;
  const Rule rule = before.empty() ? Rule::unit_added : after.empty() ? Rule::unit_removed : Rule::unit_changed;
  out->add(scope, rule, "unit", before, after);
}

std::string physical_types_text(const Field& field) {
  std::vector<std::string> all;
  all.reserve(field.physical_types.size());
  for (const auto& [server, type] : field.physical_types) all.emplace_back(server).append(" ").append(type);
  std::ranges::sort(all);
  std::string out = field.physical_type;
  for (const std::string& each : all) out += (out.empty() ? "" : ", ") + each;
  return out;
}

void diff_physical(Recorder* out, const Scope& scope, const Field& before, const Field& after) {
  const std::string old_types = physical_types_text(before);
  const std::string new_types = physical_types_text(after);
  const bool unsaid = old_types.empty() || new_types.empty();
  if (old_types != new_types && !(out->across() && unsaid)) {
    out->add(scope, Rule::physical_type_changed, "physical_type", old_types, new_types);
  }
  if (before.physical_name == after.physical_name) return;
  // Without a name of its own a column is called as the field is.
  const std::string& old_name = before.physical_name.empty() ? before.name : before.physical_name;
  const std::string& new_name = after.physical_name.empty() ? after.name : after.physical_name;
  const bool same = old_name == new_name;
  out->add(scope, same ? Rule::document_changed : Rule::physical_name_changed, "physical_name", before.physical_name,
           after.physical_name);
}

std::vector<std::string> former_names(const Field& field, const std::string& but) {
  std::vector<std::string> out = field.aliases;
  if (!field.previous_name.empty()) out.push_back(field.previous_name);
  std::erase(out, but);
  std::ranges::sort(out);
  const auto twice = std::ranges::unique(out);
  out.erase(twice.begin(), twice.end());
  return out;
}

// A rename that leaves the old name as an alias is one change, not two.
void diff_aliases(Recorder* out, const Scope& scope, const Field& before, const Field& after) {
  const bool renamed = before.name != after.name;
  const auto old_names = former_names(before, renamed ? after.name : "");
  const auto new_names = former_names(after, renamed ? before.name : "");
  std::vector<std::string> gone;
  std::vector<std::string> fresh;
  std::ranges::set_difference(old_names, new_names, std::back_inserter(gone));
  std::ranges::set_difference(new_names, old_names, std::back_inserter(fresh));
  for (const std::string& name : gone) out->add(scope, Rule::alias_removed, "aliases", name, "");
  for (const std::string& name : fresh) out->add(scope, Rule::alias_added, "aliases", "", name);
  // The same names, told in the other of the two places.
  if (gone.empty() && fresh.empty() && !renamed && before.previous_name != after.previous_name) {
    out->add(scope, Rule::document_changed, "previous_name", before.previous_name, after.previous_name);
  }
}

void diff_references(Recorder* out, const Scope& scope, const std::vector<Reference>& before,
                     const std::vector<Reference>& after) {
  const auto key = [](const Reference& r) { return canonical_text(r); };
  for (const auto& [old_one, new_one] : pair_by(before, after, key)) {
    if (old_one == nullptr) out->add(scope, Rule::reference_added, "references", "", new_one->text);
    if (new_one == nullptr) out->add(scope, Rule::reference_removed, "references", old_one->text, "");
  }
}

void diff_transformation(Recorder* out, const Scope& scope, const Field& before, const Field& after) {
  if (before.transform_logic == after.transform_logic) return;
  const bool told_first = before.transform_logic.empty() || after.transform_logic.empty();
  out->add(scope, told_first ? Rule::lineage_changed : Rule::transformation_changed, "transform_logic",
           before.transform_logic, after.transform_logic);
}

void diff_own(Recorder* out, const Scope& scope, const Field& before, const Field& after) {
  diff_type(out, scope, before, after);
  diff_promised(out, scope, before, after);
  diff_constraints(out, scope, before.constraints, after.constraints);
  diff_unit(out, scope, before.unit, after.unit);
  diff_physical(out, scope, before, after);
  diff_pii(out, scope, before.pii, after.pii);
  diff_classification(out, scope, before.classification, after.classification);
  diff_references(out, scope, before.references, after.references);
  diff_transformation(out, scope, before, after);
  diff_aliases(out, scope, before, after);
  diff_deprecation(out, scope, {before.deprecated, before.deprecated_since, before.successor},
                   {after.deprecated, after.deprecated_since, after.successor});
  diff_quality(out, scope, before.quality, after.quality);
  out->plain(scope, before, after,
             {{"business_name", Rule::title_changed},
              {"title", Rule::title_changed},
              {"description", Rule::description_changed},
              {"encrypted_name", Rule::encryption_changed},
              {"critical", Rule::critical_element_changed},
              {"tags", Rule::tags_changed},
              {"examples", Rule::examples_changed},
              {"links", Rule::links_changed},
              {"inputs", Rule::lineage_changed},
              {"transform_description", Rule::description_changed}},
             apart());
  diff_custom(out, scope, before.custom, after.custom);
}

bool knows(const Field& field, const std::string& name) {
  return field.previous_name == name || std::ranges::find(field.aliases, name) != field.aliases.end();
}

Scope at(const Scope& scope, const std::string& path_before, const std::string& path_after) {
  Scope out = scope;
  out.subject = Subject::field;
  out.path_before = path_before;
  out.path_after = path_after;
  return out;
}

void diff_field(Recorder* out, const Scope& scope, const Field& before, const Field& after, PathMap* renamed_to);

// An array's element, a map's key or value: there is at most one, and it has no name.
void diff_nameless(Recorder* out, const Scope& scope, std::string_view suffix, const std::vector<Field>& before,
                   const std::vector<Field>& after, PathMap* renamed_to) {
  if (before.empty() && after.empty()) return;
  const Scope inner = at(scope, scope.path_before + std::string(suffix), scope.path_after + std::string(suffix));
  const std::size_t both = std::min(before.size(), after.size());
  for (std::size_t i = 0; i < both; ++i) diff_field(out, inner, before[i], after[i], renamed_to);
  if (out->across()) return;
  if (before.size() > both) out->add(inner, Rule::field_type_unstated, "type", "", "");
  if (after.size() > both) out->add(inner, Rule::field_type_stated, "type", "", "");
}

void diff_field(Recorder* out, const Scope& scope, const Field& before, const Field& after, PathMap* renamed_to) {
  diff_own(out, scope, before, after);
  // A field that became something else altogether has nothing left to compare below it.
  const bool whole = before.type.kind == after.type.kind || out->across();
  if (!whole) return;
  diff_fields(out, scope, before.children, after.children, renamed_to);
  diff_nameless(out, scope, "[]", before.items, after.items, renamed_to);
  diff_nameless(out, scope, "{key}", before.map_key, after.map_key, renamed_to);
  diff_nameless(out, scope, "{value}", before.map_value, after.map_value, renamed_to);
}

std::string below(const std::string& path, const std::string& name) {
  return (path.empty() ? "" : path + ".") + escape_path_name(name);
}

// The proposals' other names, by which the reader of a diff sees one rename instead of two strangers.
Rename proposal_for(const Matching& matching, std::size_t number, bool removed, const std::vector<Field>& others) {
  for (const Matched& each : matching.proposed) {
    if ((removed ? each.before : each.after) != number) continue;
    Rename out = each.rename;
    out.other = others[removed ? each.after : each.before].name;
    return out;
  }
  return {};
}

void note_order(Recorder* out, const Scope& scope, const Matching& matching) {
  const auto in_order = [&](const Matched& a, const Matched& b) { return a.before > b.before; };
  const auto wrong = std::ranges::adjacent_find(matching.pairs, in_order);
  if (wrong == matching.pairs.end()) return;
  Scope there = scope;
  if (there.path_before.empty()) there.subject = Subject::dataset;
  out->add(there, Rule::fields_reordered, "", "", "");
}

}  // namespace

void diff_fields(Recorder* out, const Scope& scope, const std::vector<Field>& before, const std::vector<Field>& after,
                 PathMap* renamed_to) {
  if (before.empty() && after.empty()) return;
  const Matching matching = match_fields(before, after, out->history());
  note_order(out, scope, matching);
  std::size_t next_pair = 0;
  for (std::size_t j = 0; j < after.size(); ++j) {
    const std::string path = below(scope.path_after, after[j].name);
    if (next_pair == matching.pairs.size() || matching.pairs[next_pair].after != j) {
      const Rule rule = after[j].required ? Rule::required_field_added : Rule::field_added;
      Change& change = out->add(at(scope, "", path), rule, "", "", type_text(after[j].type));
      change.required = after[j].required;
      change.rename = proposal_for(matching, j, false, before);
      continue;
    }
    const Matched& pair = matching.pairs[next_pair++];
    const Field& old_field = before[pair.before];
    const Scope there = at(scope, below(scope.path_before, old_field.name), path);
    if (there.path_before != there.path_after) renamed_to->emplace_back(there.path_before, there.path_after);
    if (pair.rename.evidence != RenameEvidence::none) {
      Change& change = out->add(there, Rule::field_renamed, "name", old_field.name, after[j].name);
      change.rename = pair.rename;
      change.rename.old_name_kept = knows(after[j], old_field.name);
      change.rename.new_name_known = knows(old_field, after[j].name);
    }
    diff_field(out, there, old_field, after[j], renamed_to);
  }
  for (const std::size_t i : matching.removed) {
    const Scope there = at(scope, below(scope.path_before, before[i].name), "");
    Change& change = out->add(there, Rule::field_removed, "", type_text(before[i].type), "");
    change.required = before[i].required;
    change.rename = proposal_for(matching, i, true, after);
  }
}

}  // namespace trama::change
