#include "catalog/lineage/assertion.h"

#include <algorithm>
#include <array>
#include <utility>

#include "catalog/base/encoding.h"
#include "catalog/base/text.h"

namespace trama::lineage {
namespace {

template <typename Enum, std::size_t N>
using Words = std::array<std::pair<Enum, std::string_view>, N>;

constexpr Words<Relation, 3> kRelations = {
    {{Relation::derives, "DERIVES"}, {Relation::references, "REFERENCES"}, {Relation::consumes, "CONSUMES"}}};
constexpr Words<DependencyType, 2> kTypes = {
    {{DependencyType::direct, "DIRECT"}, {DependencyType::indirect, "INDIRECT"}}};
constexpr Words<Subtype, 9> kSubtypes = {{{Subtype::identity, "IDENTITY"},
                                          {Subtype::transformation, "TRANSFORMATION"},
                                          {Subtype::aggregation, "AGGREGATION"},
                                          {Subtype::join, "JOIN"},
                                          {Subtype::group_by, "GROUP_BY"},
                                          {Subtype::filter, "FILTER"},
                                          {Subtype::sort, "SORT"},
                                          {Subtype::window, "WINDOW"},
                                          {Subtype::conditional, "CONDITIONAL"}}};
constexpr Words<AsserterKind, 6> kAsserters = {{{AsserterKind::contract, "contract"},
                                                {AsserterKind::job, "job"},
                                                {AsserterKind::manifest, "manifest"},
                                                {AsserterKind::person, "person"},
                                                {AsserterKind::consumer, "consumer"},
                                                {AsserterKind::product, "product"}}};
constexpr std::array<EndpointKind, 5> kEndpoints = {EndpointKind::contract, EndpointKind::physical,
                                                    EndpointKind::consumer, EndpointKind::product, EndpointKind::text};

template <typename Enum, std::size_t N>
std::string_view word(const Words<Enum, N>& words, Enum value) {
  const auto at = std::ranges::find(words, value, &std::pair<Enum, std::string_view>::first);
  return at == words.end() ? std::string_view() : at->second;
}

template <typename Enum, std::size_t N>
Enum find_word(const Words<Enum, N>& words, std::string_view text) {
  for (const auto& [value, word] : words) {
    if (equal_ignoring_case(word, text)) return value;
  }
  return Enum{};
}

}  // namespace

std::string_view to_string(Relation relation) {
  return word(kRelations, relation);
}
std::string_view to_string(DependencyType type) {
  return word(kTypes, type);
}
std::string_view to_string(Subtype subtype) {
  return word(kSubtypes, subtype);
}
std::string_view to_string(AsserterKind kind) {
  return word(kAsserters, kind);
}

Subtype subtype_from(std::string_view text) {
  return find_word(kSubtypes, text);
}
DependencyType type_from(std::string_view text) {
  return find_word(kTypes, text);
}

void append_key_endpoint(std::string* key, const Endpoint& endpoint) {
  *key += static_cast<char>(endpoint.kind);
  append_key_text(key, endpoint.owner);
  append_key_text(key, endpoint.table);
  append_key_text(key, endpoint.path);
  append_key_text(key, endpoint.home);
}

std::optional<Endpoint> read_key_endpoint(std::string_view* rest) {
  const auto at = rest->empty() ? kEndpoints.end()
                                : std::ranges::find(kEndpoints, rest->front(),
                                                    [](EndpointKind kind) { return static_cast<char>(kind); });
  if (at == kEndpoints.end()) return std::nullopt;
  Endpoint endpoint;
  endpoint.kind = *at;
  rest->remove_prefix(1);
  for (std::string* part : {&endpoint.owner, &endpoint.table, &endpoint.path, &endpoint.home}) {
    auto text = read_key_text(rest);
    if (!text) return std::nullopt;
    *part = std::move(*text);
  }
  return endpoint;
}

}  // namespace trama::lineage
