#include <algorithm>

#include "catalog/contract/change/diff_parts.h"

namespace trama::change {
namespace {

using contract::Contract;
using contract::Dataset;
using contract::Field;
using contract::Relationship;

Content content_of(const Dataset& dataset) {
  if (!dataset.additional_fields) return Content::unsaid;
  return *dataset.additional_fields ? Content::open : Content::closed;
}

Scope scope_of(const Scope& scope, const Dataset* before, const Dataset* after) {
  Scope out = scope;
  out.subject = Subject::dataset;
  if (before != nullptr) out.dataset_before = before->name;
  if (after != nullptr) out.dataset_after = after->name;
  // Where the two sides differ there is a change of its own; what both agree on counts.
  const Content old_content = content_of(before == nullptr ? *after : *before);
  const Content new_content = content_of(after == nullptr ? *before : *after);
  out.content = old_content == new_content ? new_content : Content::unsaid;
  return out;
}

struct Positioned {
  std::int32_t position = 0;
  std::size_t order = 0;
  std::string path;
};

void collect(const std::vector<Field>& fields, std::optional<std::int32_t> Field::* member,
             std::vector<Positioned>* out) {
  for (const Field& field : fields) {
    if (field.*member) out->push_back({*(field.*member), out->size(), field.path});
    collect(field.children, member, out);
    for (const auto* nameless : {&field.items, &field.map_key, &field.map_value}) collect(*nameless, member, out);
  }
}

std::vector<std::string> in_order(const Dataset& dataset, std::optional<std::int32_t> Field::* member) {
  std::vector<Positioned> found;
  collect(dataset.fields, member, &found);
  std::ranges::sort(found, {}, [](const Positioned& p) { return std::pair(p.position, p.order); });
  std::vector<std::string> out;
  out.reserve(found.size());
  for (Positioned& each : found) out.push_back(std::move(each.path));
  return out;
}

std::string joined(const std::vector<std::string>& paths) {
  std::string out;
  for (const std::string& path : paths) out += (out.empty() ? "" : ", ") + path;
  return out;
}

std::string first_not_in(const std::vector<std::string>& paths, const std::vector<std::string>& others) {
  for (const std::string& path : paths) {
    if (std::ranges::find(others, path) == others.end()) return path;
  }
  return {};
}

std::vector<std::string> translated(const std::vector<std::string>& paths, const PathMap& names, bool back) {
  std::vector<std::string> out;
  out.reserve(paths.size());
  for (const std::string& path : paths) {
    const auto at = std::ranges::find_if(names, [&](const auto& n) { return (back ? n.second : n.first) == path; });
    out.push_back(at == names.end() ? path : back ? at->first : at->second);
  }
  return out;
}

// Keys by the names of each side, so that a renamed key field is the same key.
struct KeyChange {
  std::vector<std::string> before, after;
  std::string left, joined;  // the first field that is no longer part of it, and the first that now is
  bool same = false;
};

KeyChange key_change(const Dataset& before, const Dataset& after, const PathMap& names,
                     std::optional<std::int32_t> Field::* member) {
  KeyChange out{.before = in_order(before, member), .after = in_order(after, member), .left = {}, .joined = {}};
  const auto now = translated(out.before, names, false);
  out.same = now == out.after;
  const auto then = translated(out.after, names, true);
  out.left = first_not_in(out.before, then);
  out.joined = first_not_in(out.after, now);
  return out;
}

Scope at_field(const Scope& scope, const KeyChange& key) {
  Scope out = scope;
  out.path_before = key.left;
  out.path_after = key.joined;
  if (!key.left.empty() || !key.joined.empty()) out.subject = Subject::field;
  return out;
}

void diff_keys(Recorder* out, const Scope& scope, const Dataset& before, const Dataset& after, const PathMap& names) {
  const KeyChange key = key_change(before, after, names, &Field::primary_key);
  if (!key.same) {
    const Rule rule = key.before.empty()  ? Rule::primary_key_added
                      : key.after.empty() ? Rule::primary_key_removed
                                          : Rule::primary_key_changed;
    out->add(at_field(scope, key), rule, "primary_key", joined(key.before), joined(key.after));
  }
  const KeyChange partition = key_change(before, after, names, &Field::partition);
  if (!partition.same) {
    out->add(at_field(scope, partition), Rule::partitioning_changed, "partition", joined(partition.before),
             joined(partition.after));
  }
}

void diff_physical_name(Recorder* out, const Scope& scope, const Dataset& before, const Dataset& after) {
  if (before.physical_name == after.physical_name) return;
  const std::string& old_name = before.physical_name.empty() ? before.name : before.physical_name;
  const std::string& new_name = after.physical_name.empty() ? after.name : after.physical_name;
  out->add(scope, old_name == new_name ? Rule::document_changed : Rule::physical_name_changed, "physical_name",
           before.physical_name, after.physical_name);
}

void diff_kind(Recorder* out, const Scope& scope, const Dataset& before, const Dataset& after) {
  const auto unsaid = [](const std::string& kind) { return kind.empty() || kind == "object"; };
  if (before.kind == after.kind || (out->across() && (unsaid(before.kind) || unsaid(after.kind)))) return;
  out->add(scope, Rule::dataset_kind_changed, "kind", before.kind, after.kind);
}

void diff_content(Recorder* out, const Scope& scope, const std::optional<bool>& before,
                  const std::optional<bool>& after) {
  if (before == after) return;
  const auto text = [](const std::optional<bool>& open) { return !open ? "" : *open ? "true" : "false"; };
  const bool was = before.value_or(false);
  const bool is = after.value_or(false);
  const Rule rule = was == is ? Rule::document_changed
                    : is      ? Rule::additional_fields_allowed
                              : Rule::additional_fields_forbidden;
  out->add(scope, rule, "additional_fields", text(before), text(after));
}

void diff_granularity(Recorder* out, const Scope& scope, const std::string& before, const std::string& after) {
  if (before == after) return;
  const bool told_first = before.empty() || after.empty();
  out->add(scope, told_first ? Rule::description_changed : Rule::granularity_changed, "granularity", before, after);
}

std::string relationship_text(const Relationship& relationship) {
  std::string to;
  for (const auto& each : relationship.to) to += (to.empty() ? "" : ", ") + each.text;
  return joined(relationship.from) + " -> " + to;
}

void diff_relationships(Recorder* out, const Scope& scope, const Dataset& before, const Dataset& after) {
  const auto key = [](const Relationship& r) { return canonical_text(r); };
  for (const auto& [old_one, new_one] : pair_by(before.relationships, after.relationships, key)) {
    if (old_one == nullptr) {
      out->add(scope, Rule::reference_added, "relationships", "", relationship_text(*new_one));
    } else if (new_one == nullptr) {
      out->add(scope, Rule::reference_removed, "relationships", relationship_text(*old_one), "");
    }
  }
}

// The article writes one classification for contract and table; it is reported once.
bool as_contract(const Contract& before, const Contract& after, const Dataset& a, const Dataset& b) {
  return a.classification == before.classification && b.classification == after.classification;
}

void diff_own(Recorder* out, const Scope& scope, const Dataset& before, const Dataset& after) {
  diff_kind(out, scope, before, after);
  diff_physical_name(out, scope, before, after);
  diff_granularity(out, scope, before.granularity, after.granularity);
  diff_content(out, scope, before.additional_fields, after.additional_fields);
  diff_deprecation(out, scope, {before.deprecated, before.deprecated_since, before.successor},
                   {after.deprecated, after.deprecated_since, after.successor});
  diff_relationships(out, scope, before, after);
  diff_quality(out, scope, before.quality, after.quality);
  out->plain(scope, before, after,
             {{"business_name", Rule::title_changed},
              {"title", Rule::title_changed},
              {"description", Rule::description_changed},
              {"tags", Rule::tags_changed},
              {"inputs", Rule::lineage_changed},
              {"links", Rule::links_changed},
              {"examples", Rule::examples_changed}},
             {"name", "physical_name", "kind", "granularity", "classification", "fields", "quality", "relationships",
              "additional_fields", "deprecated", "deprecated_since", "successor", "custom"});
  diff_custom(out, scope, before.custom, after.custom);
}

Rename proposal_for(const Matching& matching, std::size_t number, bool removed, const Contract& others) {
  for (const Matched& each : matching.proposed) {
    if ((removed ? each.before : each.after) != number) continue;
    Rename out = each.rename;
    out.other = others.datasets[removed ? each.after : each.before].name;
    return out;
  }
  return {};
}

void diff_pair(Recorder* out, const Contract& before, const Contract& after, const Matched& pair) {
  const Dataset& old_one = before.datasets[pair.before];
  const Dataset& new_one = after.datasets[pair.after];
  const Scope scope = scope_of({}, &old_one, &new_one);
  if (pair.rename.evidence != RenameEvidence::none) {
    out->add(scope, Rule::dataset_renamed, "name", old_one.name, new_one.name).rename = pair.rename;
  }
  diff_own(out, scope, old_one, new_one);
  if (!as_contract(before, after, old_one, new_one)) {
    diff_classification(out, scope, old_one.classification, new_one.classification);
  }
  // Keys stand before the fields that make them up, but need to know which of those were renamed.
  Recorder fields(out->across(), out->history());
  PathMap names;
  diff_fields(&fields, scope, old_one.fields, new_one.fields, &names);
  diff_keys(out, scope, old_one, new_one, names);
  std::ranges::move(fields.changes(), std::back_inserter(out->changes()));
}

}  // namespace

void diff_datasets(Recorder* out, const Contract& before, const Contract& after) {
  const Matching matching = match_datasets(before, after, out->history());
  std::size_t next_pair = 0;
  for (std::size_t j = 0; j < after.datasets.size(); ++j) {
    if (next_pair < matching.pairs.size() && matching.pairs[next_pair].after == j) {
      diff_pair(out, before, after, matching.pairs[next_pair++]);
      continue;
    }
    const Scope scope = scope_of({}, nullptr, &after.datasets[j]);
    out->add(scope, Rule::dataset_added, "", "", "").rename = proposal_for(matching, j, false, before);
  }
  for (const std::size_t i : matching.removed) {
    const Scope scope = scope_of({}, &before.datasets[i], nullptr);
    out->add(scope, Rule::dataset_removed, "", "", "").rename = proposal_for(matching, i, true, after);
  }
}

}  // namespace trama::change
