// columnLineage, and the explicit lineage of August 2026.
#include <algorithm>
#include <array>
#include <utility>

#include "catalog/base/text.h"
#include "catalog/lineage/openlineage/read_facets.h"

namespace trama::lineage::openlineage {
namespace {

std::vector<Transformation> read_transformations(Reading* reading, const Json& source, const At& at) {
  std::vector<Transformation> out;
  const bool listed = each_map(reading, source.find("transformations"), At(at, "transformations"),
                               [&](const Json& item, const At& here) {
                                 Transformation& added = out.emplace_back();
                                 added.type = type_from(item.find("type").text());
                                 added.subtype = subtype_from(item.find("subtype").text());
                                 added.masking = flag_of(item, "masking").value_or(false);
                                 added.description = text_of(reading, item, here, "description");
                               });
  if (!listed) {
    reading->say(Rule::facet_cut, At(at, "transformations"), "transformations are left out", "a list of maps");
  }
  std::ranges::sort(out);
  const auto [first, last] = std::ranges::unique(out);
  out.erase(first, last);
  return out;
}

// Visits the members of a map of columns.
template <typename Visit>
bool each_column(const Json& fields, const At& at, const Visit& visit) {
  if (fields.absent()) return true;
  if (!fields.is(JsonType::map)) return false;
  fields.members([&](std::string_view column, const Json& value) {
    if (value.is(JsonType::map)) visit(column, value, At(at, column));
  });
  return true;
}

bool good_column(Reading* reading, std::string_view column, const At& at) {
  if (!trim(column).empty() && column.size() <= kNameTextBytesMax) return true;
  reading->say(Rule::facet_cut, at, "no name of a column; it is left out",
               "1 to " + std::to_string(kNameTextBytesMax) + " bytes");
  return false;
}

template <typename T>
void sort_unique(std::vector<T>* values) {
  std::ranges::sort(*values);
  const auto [first, last] = std::ranges::unique(*values);
  values->erase(first, last);
}

// InputField
void add_input_field(Reading* reading, const Json& input, const At& at, std::vector<Source>* out) {
  Source source;
  if (!read_name(reading, input, at, &source.name)) return;
  source.field = name_in_facet(reading, input, at, "field");
  if (!reading->take_source(at)) return;
  source.transformations = read_transformations(reading, input, at);
  out->push_back(std::move(source));
}

Transformation older_transformation(Reading* reading, const Json& column, const At& at) {
  Transformation out;
  const std::string_view type = column.find("transformationType").text();
  if (equal_ignoring_case(type, "MASKED")) {
    out = {DependencyType::direct, Subtype::unknown, true, ""};
  } else if (subtype_from(type) != Subtype::unknown) {
    out.type = subtype_from(type) <= Subtype::aggregation ? DependencyType::direct : DependencyType::indirect;
    out.subtype = subtype_from(type);
  }
  out.description = text_of(reading, column, at, "transformationDescription");
  return out;
}

// LineageInput. Without `type` a name alone is a dataset's, as everywhere else.
void add_lineage_input(Reading* reading, const Json& input, const At& at, std::vector<Source>* out) {
  Source source;
  const bool job = equal_ignoring_case(input.find("type").text(), "JOB");
  source.kind = job ? EntityKind::job : EntityKind::dataset;
  if (!read_name(reading, input, at, &source.name) && !job) return;
  if (!job) source.field = name_in_facet(reading, input, at, "field");
  if (!reading->take_source(at)) return;
  source.transformations = read_transformations(reading, input, at);
  out->push_back(std::move(source));
}

bool read_sources(Reading* reading, const Json& list, const At& at, std::vector<Source>* out) {
  const bool listed = each_map(
      reading, list, at, [&](const Json& input, const At& here) { add_lineage_input(reading, input, here, out); });
  sort_unique(out);
  return listed;
}

bool read_entry_body(Reading* reading, const Json& entry, const At& at, LineageEntry* out) {
  if (!read_sources(reading, entry.find("inputs"), At(at, "inputs"), &out->inputs)) return false;
  const At fields(at, "fields");
  const bool mapped = each_column(entry.find("fields"), fields, [&](std::string_view name, const Json& field, At here) {
    if (!good_column(reading, name, here)) return;
    OutputColumn& column = out->columns.emplace_back();
    column.field = name;
    (void)read_sources(reading, field.find("inputs"), At(here, "inputs"), &column.sources);
  });
  sort_unique(&out->columns);
  return mapped;
}

}  // namespace

bool read_column_lineage(Reading* reading, const Json& facet, const At& at, ColumnLineage* out) {
  const At fields(at, "fields");
  const bool mapped = each_column(facet.find("fields"), fields, [&](std::string_view name, const Json& field, At here) {
    if (!good_column(reading, name, here)) return;
    OutputColumn& column = out->columns.emplace_back();
    column.field = name;
    (void)each_map(
        reading, field.find("inputFields"), At(here, "inputFields"),
        [&](const Json& input, const At& place) { add_input_field(reading, input, place, &column.sources); });
    const Transformation older = older_transformation(reading, field, here);
    for (Source& source : column.sources) {
      if (source.transformations.empty() && older != Transformation{}) source.transformations = {older};
    }
    sort_unique(&column.sources);
  });
  const bool listed =
      each_map(reading, facet.find("dataset"), At(at, "dataset"),
               [&](const Json& input, const At& here) { add_input_field(reading, input, here, &out->dataset); });
  sort_unique(&out->columns);
  sort_unique(&out->dataset);
  return mapped && listed;
}

bool read_lineage(Reading* reading, const Json& facet, const At& at, LineageEntry* out) {
  return read_entry_body(reading, facet, at, out);
}

bool read_lineage(Reading* reading, const Json& facet, const At& at, std::vector<LineageEntry>* out) {
  const Json entries = facet.find("entries");
  if (!entries.is(JsonType::list)) return false;
  bool good = true;
  (void)each_map(reading, entries, At(at, "entries"), [&](const Json& item, const At& here) {
    LineageEntry entry;
    const bool job = equal_ignoring_case(item.find("type").text(), "JOB");
    entry.kind = job ? EntityKind::job : EntityKind::dataset;
    if (!read_name(reading, item, here, &entry.target) && !job) {
      reading->say(Rule::facet_cut, here, "an entry names no dataset and is left out", "`namespace` and `name`");
      return;
    }
    good = read_entry_body(reading, item, here, &entry) && good;
    out->push_back(std::move(entry));
  });
  sort_unique(out);
  return good;
}

}  // namespace trama::lineage::openlineage
