#include "catalog/contract/semantics.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "catalog/base/limits.h"
#include "catalog/base/node_id.h"
#include "catalog/base/text.h"

namespace trama::contract {
namespace {

void assign(std::vector<Field>* fields, const std::string& prefix);

void assign_one(Field* field, std::string path) {
  field->path = std::move(path);
  assign(&field->children, field->path);
  for (Field& item : field->items) assign_one(&item, field->path + "[]");
  for (Field& key : field->map_key) assign_one(&key, field->path + "{key}");
  for (Field& value : field->map_value) assign_one(&value, field->path + "{value}");
}

void assign(std::vector<Field>* fields, const std::string& prefix) {
  for (Field& field : *fields) {
    assign_one(&field, (prefix.empty() ? "" : prefix + ".") + escape_path_name(field.name));
  }
}

std::size_t path_bytes(const std::vector<Field>& fields, std::size_t above) {
  std::size_t bytes = 0;
  for (const Field& field : fields) {
    const std::size_t length = above + field.name.size() + 1;
    bytes += length;
    for (const auto* below : {&field.children, &field.items, &field.map_key, &field.map_value}) {
      bytes += path_bytes(*below, length);
    }
  }
  return bytes;
}

// Every way a document may name a field of one dataset, to its path.
using Paths = std::unordered_map<std::string, std::string>;

void index_field(const Field& field, const std::string& names, const std::string& ids, Paths* out);

void index_below(const Field& field, const std::string& names, const std::string& ids, Paths* out) {
  for (const Field& child : field.children) {
    const std::string id = child.id.empty() ? child.name : child.id;
    index_field(child, names + "." + child.name, ids + "/properties/" + id, out);
  }
  // The element of an array is addressed through the array, as `a.b` and as `a[].b`.
  for (const Field& item : field.items) {
    out->emplace(item.path, item.path);
    out->emplace(ids + "/items", item.path);
    index_below(item, names, ids + "/items", out);
  }
  for (const Field& value : field.map_value) {
    out->emplace(value.path, value.path);
    index_below(value, names, ids, out);
  }
}

void index_field(const Field& field, const std::string& names, const std::string& ids, Paths* out) {
  out->emplace(field.path, field.path);
  out->emplace(names, field.path);
  out->emplace(ids, field.path);
  index_below(field, names, ids, out);
}

Paths paths_of(const Dataset& dataset) {
  Paths out;
  for (const Field& field : dataset.fields) {
    index_field(field, field.name, field.id.empty() ? field.name : field.id, &out);
  }
  // Less certain spellings must not hide the others.
  for (const Field& field : dataset.fields) {
    out.emplace(field.name, field.path);
    if (!field.physical_name.empty()) out.emplace(field.physical_name, field.path);
  }
  return out;
}

class Index {
 public:
  explicit Index(const Contract& contract) {
    for (const Dataset& dataset : contract.datasets) {
      const std::size_t at = paths_.size();
      names_.push_back(dataset.name);
      paths_.push_back(paths_of(dataset));
      datasets_.emplace(dataset.name, at);
    }
    for (const Paths& paths : paths_) {
      for (const auto& [spelling, path] : paths) fields_.insert(spelling);
    }
    // Physical names and ids come after all names: a name wins.
    for (std::size_t i = 0; i < contract.datasets.size(); ++i) {
      const Dataset& dataset = contract.datasets[i];
      if (!dataset.id.empty()) datasets_.emplace(dataset.id, i);
      if (!dataset.physical_name.empty()) datasets_.emplace(dataset.physical_name, i);
    }
  }

  [[nodiscard]] std::optional<std::size_t> dataset(std::string_view name) const {
    const auto at = datasets_.find(std::string(name));
    return at == datasets_.end() ? std::nullopt : std::optional(at->second);
  }
  [[nodiscard]] const std::string* path(std::size_t dataset, std::string_view field) const {
    const auto at = paths_[dataset].find(std::string(field));
    return at == paths_[dataset].end() ? nullptr : &at->second;
  }
  [[nodiscard]] const std::string& name(std::size_t dataset) const { return names_[dataset]; }
  [[nodiscard]] bool any_field(std::string_view name) const { return fields_.contains(name); }

  [[nodiscard]] std::string nearest_dataset(std::string_view name) const {
    if (names_.size() > kCandidatesMax) return {};
    const std::vector<std::string_view> all(names_.begin(), names_.end());
    const auto near = did_you_mean(name, all);
    return near ? "did you mean `" + std::string(*near) + "`?" : std::string();
  }
  // The datasets there are, for who named none of them.
  [[nodiscard]] std::string dataset_hint(std::string_view name) const {
    if (std::string near = nearest_dataset(name); !near.empty()) return near;
    if (names_.empty()) return {};
    if (names_.size() == 1) return "the only dataset here is `" + shorten(names_[0], 80) + "`";
    return "the datasets here are `" + shorten(names_[0], 80) + "`, `" + shorten(names_[1], 80) +
           (names_.size() == 2 ? "`" : "`, …");
  }
  [[nodiscard]] std::string nearest_field(std::size_t dataset, std::string_view name) const {
    if (paths_[dataset].size() > kCandidatesMax) return {};
    std::vector<std::string_view> all;
    for (const auto& [spelling, path] : paths_[dataset]) all.push_back(spelling);
    std::ranges::sort(all);
    const auto near = did_you_mean(name, all);
    return near ? "did you mean `" + std::string(*near) + "`?" : std::string();
  }

 private:
  // Among more names than these nobody finds the one that was meant in time.
  static constexpr std::size_t kCandidatesMax = 500;

  std::vector<std::string> names_;
  std::vector<Paths> paths_;
  std::unordered_set<std::string_view> fields_;  // of all datasets
  std::unordered_map<std::string, std::size_t> datasets_;
};

// The part of a reference within this document; nullopt when it points elsewhere.
std::optional<std::string_view> local_text(std::string_view text) {
  if (text.starts_with("#/")) return text.substr(2);
  if (text.find("#/") != text.npos || text.find("://") != text.npos || text.find(':') != text.npos) return std::nullopt;
  if (text.starts_with('/')) return text.substr(1);
  return text;
}

struct Found {
  std::optional<std::size_t> dataset;
  const std::string* path = nullptr;
  std::string field;  // what was looked for
};

// "schema/<dataset>/properties/<field>/properties/..."
std::optional<Found> find_by_pointer(const Index& index, std::string_view text) {
  if (!text.starts_with("schema/") && !text.starts_with("models/")) return std::nullopt;
  const std::string_view rest = text.substr(7);
  const std::size_t cut = rest.find('/');
  Found found;
  found.dataset = index.dataset(rest.substr(0, cut));
  if (cut == rest.npos) return found;
  std::string_view field = rest.substr(cut + 1);
  const std::size_t name = field.find('/');
  if (name == field.npos) return found;
  found.field = field.substr(name + 1);
  if (found.dataset) found.path = index.path(*found.dataset, found.field);
  return found;
}

// "dataset.field.nested" for every place the dot could stand; the longest dataset name wins.
Found find_by_name(const Index& index, std::string_view text) {
  constexpr std::size_t kBytesMax = 2'048;  // longer texts name nothing
  Found found;
  if (text.size() > kBytesMax) return found;
  for (std::size_t dot = text.rfind('.', limits::kNameBytesMax); dot != text.npos && dot > 0;
       dot = text.rfind('.', dot - 1)) {
    const auto dataset = index.dataset(text.substr(0, dot));
    if (!dataset) continue;
    Found here{dataset, index.path(*dataset, text.substr(dot + 1)), std::string(text.substr(dot + 1))};
    if (here.path != nullptr) return here;
    if (!found.dataset) found = here;
  }
  if (!found.dataset) found.dataset = index.dataset(text);
  return found;
}

std::optional<Found> find_local(const Index& index, std::string_view text) {
  const auto local = local_text(text);
  if (!local) return std::nullopt;
  if (auto found = find_by_pointer(index, *local)) return found;
  return find_by_name(index, *local);
}

void resolve(const Index& index, Reference* reference) {
  if (!reference->contract.empty() || !reference->table.empty()) return;
  const auto found = find_local(index, reference->text);
  if (!found || !found->dataset || (found->path == nullptr && !found->field.empty())) return;
  reference->table = index.name(*found->dataset);
  if (found->path != nullptr) reference->path = *found->path;
}

void resolve(const Index& index, Field* field) {
  for (Reference& reference : field->references) resolve(index, &reference);
  for (LineageInput& input : field->inputs) resolve(index, &input.from);
  for (auto* below : {&field->children, &field->items, &field->map_key, &field->map_value}) {
    for (Field& child : *below) resolve(index, &child);
  }
}

void resolve(const Index& index, Contract* contract) {
  for (Dataset& dataset : contract->datasets) {
    for (Field& field : dataset.fields) resolve(index, &field);
    for (LineageInput& input : dataset.inputs) resolve(index, &input.from);
    for (Relationship& relationship : dataset.relationships) {
      for (Reference& reference : relationship.to) resolve(index, &reference);
    }
  }
}

void check_reference(const Index& index, const Claim& claim, Problems* problems) {
  // To look for what was meant costs far more than to count what is not listed anyway.
  const auto listed = [&](Rule rule) { return !problems->full(rule); };
  const auto found = find_local(index, claim.text);
  if (!found) return;  // another document: the catalog resolves it
  if (!found->dataset) {
    const std::string_view table = std::string_view(claim.text).substr(0, claim.text.find_first_of("./"));
    const std::string near = listed(Rule::dangling_relationship) ? index.nearest_dataset(table) : "";
    problems->add(
        Rule::dangling_relationship, claim.place,
        "`" + shorten(table, 80) + "` is no dataset of this document; it stays open until the catalog knows it",
        {.found = claim.text,
         .expected = "`dataset.field` of this document or of another contract",
         .hint = near.empty() ? "write the other contract's id before it, or add the dataset" : near});
  } else if (found->path == nullptr && !found->field.empty()) {
    problems->add(Rule::dangling_field, claim.place,
                  "`" + shorten(index.name(*found->dataset), 80) + "` has no field `" + shorten(found->field, 80) + "`",
                  {.found = claim.text,
                   .expected = "a field of that dataset",
                   .hint = listed(Rule::dangling_field) ? index.nearest_field(*found->dataset, found->field) : ""});
  }
}

bool names_element(const Index& index, std::string_view text) {
  if (index.dataset(text)) return true;
  const Found found = find_by_name(index, text);
  if (found.path != nullptr) return true;
  return index.any_field(text);
}

std::string element_hint(const Index& index, std::string_view element, const Problems& problems) {
  if (problems.full(Rule::sla_element)) return {};
  const Found found = find_by_name(index, element);
  if (found.dataset) return index.nearest_field(*found.dataset, found.field);
  return index.dataset_hint(element.substr(0, element.find('.')));
}

void check_element(const Index& index, const Claim& claim, Problems* problems) {
  for (const std::string_view part : split(claim.text, ',')) {
    const std::string_view element = trim(part);
    if (element.empty() || names_element(index, element)) continue;
    problems->add(Rule::sla_element, claim.place, "the element names nothing in this contract",
                  {.found = std::string(element),
                   .expected = "`dataset` or `dataset.field`",
                   .hint = element_hint(index, element, *problems)});
  }
}

void check_field(const Index& index, const Claim& claim, Problems* problems) {
  if (claim.dataset.empty() ? names_element(index, claim.text) : false) return;
  const auto dataset = index.dataset(claim.dataset);
  if (dataset && index.path(*dataset, claim.text) != nullptr) return;
  problems->add(claim.rule, claim.place, "`" + shorten(claim.text, 80) + "` is not a field here",
                {.found = claim.text,
                 .expected = "a field of the dataset",
                 .hint = dataset && !problems->full(claim.rule) ? index.nearest_field(*dataset, claim.text) : ""});
}

void check_claims(const Index& index, Problems* problems) {
  const std::vector<Claim> claims = problems->claims();
  for (const Claim& claim : claims) {
    switch (claim.kind) {
      case Claim::Kind::reference:
        check_reference(index, claim, problems);
        break;
      case Claim::Kind::sla_element:
        check_element(index, claim, problems);
        break;
      case Claim::Kind::field:
        check_field(index, claim, problems);
        break;
    }
  }
}

}  // namespace

void assign_paths(Contract* contract) {
  for (Dataset& dataset : contract->datasets) assign(&dataset.fields, "");
}

void complete_contract(Contract* contract, Problems* problems) {
  std::size_t bytes = 0;
  for (const Dataset& dataset : contract->datasets) bytes += path_bytes(dataset.fields, 0);
  if (bytes > limits::kPathBytesMax) return problems->report_long_paths({"", {1, 1}});
  assign_paths(contract);
  const Index index(*contract);
  resolve(index, contract);
  check_claims(index, problems);
}

void check_unique(const std::vector<NamedPlace>& names, Rule rule, std::string_view what, Problems* problems) {
  std::unordered_set<std::string_view> seen;
  for (const NamedPlace& named : names) {
    if (named.name.empty() || seen.insert(named.name).second) continue;
    problems->add(rule, named.place, "a second " + std::string(what) + " is called `" + shorten(named.name, 80) + "`",
                  {.found = named.name});
  }
}

Reference parse_reference(std::string_view text) {
  Reference reference;
  reference.text = std::string(trim(text));
  return reference;
}

}  // namespace trama::contract
