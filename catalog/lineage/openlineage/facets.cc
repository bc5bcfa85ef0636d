#include "catalog/lineage/openlineage/facets.h"

#include <cstddef>
#include <utility>

namespace trama::lineage::openlineage {
namespace {

template <typename T>
void merge_member(Facet<T>* into, const Facet<T>& from) {
  into->merge(from);
}
void merge_member(OtherFacets* into, const OtherFacets& from) {
  for (const auto& [key, facet] : from) (*into)[key].merge(facet);
}

template <typename Facets>
void merge_members(Facets* into, const Facets& from) {
  const auto to = Facets::members(*into);
  const auto said = Facets::members(from);
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    (merge_member(&std::get<I>(to), std::get<I>(said)), ...);
  }(std::make_index_sequence<std::tuple_size_v<decltype(to)>>());
}

}  // namespace

void merge(DatasetFacets* into, const DatasetFacets& from) {
  merge_members(into, from);
}
void merge(JobFacets* into, const JobFacets& from) {
  merge_members(into, from);
}
void merge(RunFacets* into, const RunFacets& from) {
  merge_members(into, from);
}

}  // namespace trama::lineage::openlineage
