// From the JSON of `facets`, `inputFacets` and `outputFacets` to the members of facets.h. Internal to
// catalog/lineage/openlineage; one thread per Reading.
#pragma once

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "catalog/lineage/openlineage/facets.h"
#include "catalog/lineage/openlineage/reading.h"

namespace trama::lineage::openlineage {

void read_run_facets(Reading* reading, const Json& facets, const At& at, RunFacets* out);
void read_job_facets(Reading* reading, const Json& facets, const At& at, JobFacets* out);

enum class Side : std::uint8_t { dataset, input, output };  // facets, inputFacets, outputFacets
void read_dataset_facets(Reading* reading, const Json& facets, const At& at, Side side, const Name& dataset,
                         DatasetFacets* out);

// The facets of column lineage, in read_lineage.cc. False: not of its shape.
[[nodiscard]] bool read_column_lineage(Reading* reading, const Json& facet, const At& at, ColumnLineage* out);
[[nodiscard]] bool read_lineage(Reading* reading, const Json& facet, const At& at, LineageEntry* out);
[[nodiscard]] bool read_lineage(Reading* reading, const Json& facet, const At& at, std::vector<LineageEntry>* out);

// Dispatch over one map of facets ------------------------------------------------------------------------------------

// Reads the facet into its member; false: it is not of its shape.
template <typename Facets>
struct FacetReader {
  std::string_view key;
  bool (*read)(Reading* reading, const Json& facet, const At& at, Facets* out);
};

[[nodiscard]] inline bool deleted(const Json& facet) {
  return flag_of(facet, "_deleted").value_or(false);
}

// A reader over one member: `Read(reading, facet, at, &value)`.
template <auto Member, auto Read, typename Facets>
bool read_member(Reading* reading, const Json& facet, const At& at, Facets* out) {
  auto& member = out->*Member;
  auto said = std::remove_reference_t<decltype(member)>{reading->time_us(), deleted(facet), {}};
  if (!said.deleted && !Read(reading, facet, at, &said.value)) return false;
  member.merge(said);
  return true;
}

void keep_other(Reading* reading, std::string_view key, const Json& facet, const At& at, OtherFacets* other);

template <typename Facets, std::size_t N>
void read_facets(Reading* reading, const Json& facets, const At& at, const std::array<FacetReader<Facets>, N>& readers,
                 Facets* out, OtherFacets* other) {
  if (facets.absent()) return;
  if (!facets.is(JsonType::map)) {
    reading->say(Rule::facet_unreadable, at, "facets are not a map and are left out", "a map of facets by their keys");
    return;
  }
  facets.members([&](std::string_view key, const Json& facet) {
    if (facet.absent()) return;
    const At here(at, key);
    const auto* reader = std::ranges::find(readers, key, &FacetReader<Facets>::key);
    if (reader == readers.end()) return keep_other(reading, key, facet, here, other);
    if (facet.is(JsonType::map) && reader->read(reading, facet, here, out)) return;
    reading->say(Rule::facet_unreadable, here,
                 "the facet `" + std::string(key) + "` does not have its shape; it is kept as it is",
                 "the members that OpenLineage's schema of this facet has", "compare it with its _schemaURL");
    keep_other(reading, key, facet, here, other);
  });
}

// Owners, tags and documentation are alike on all.
[[nodiscard]] bool read_owners(Reading* reading, const Json& facet, const At& at, std::vector<Owner>* out);
[[nodiscard]] bool read_tags(Reading* reading, const Json& facet, const At& at, std::vector<Tag>* out);
[[nodiscard]] bool read_documentation(Reading* reading, const Json& facet, const At& at, Documentation* out);

}  // namespace trama::lineage::openlineage
