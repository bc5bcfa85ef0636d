// What a contract says about lineage, and its summary.
//
//   field lineage, transformation sources, dataset inputs -> DERIVES into the contract's own fields and datasets
//   references, relationships                             -> REFERENCES, source = the referenced field
//   product ports                                         -> input: CONSUMES contract -> product; output: DERIVES input
//   contract -> output contract, or product -> output contract where the port does not say what it is made from
//
// How ends are written. What stands in the contract itself, or is named by a contract id, is a contract endpoint; an
// OpenLineage namespace (scheme://…, bigquery, file, pubsub, arn:…) makes a physical one; other text stays text, with
// the contract as its home. An input that names only a dataset keeps the field as target.
//
// `complete` is set on column lineage into a dataset when every column of that dataset says where it comes from (a
// struct through its members too) and no input of the same dataset pair stands without a column.
// Pure functions; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/base/clock.h"
#include "catalog/base/result.h"
#include "catalog/contract/model.h"
#include "catalog/lineage/assertion.h"
#include "catalog/lineage/summary.h"

namespace trama::lineage {

[[nodiscard]] std::vector<Assertion> assertions_of(const contract::Contract& contract);
[[nodiscard]] Summary summary_of(const contract::Contract& contract);

// A declared consumer (PUT /consumers/{id}).
struct ConsumerUse {
  std::string contract;             // contract id, or any spelling of a node
  std::string versions;             // range as written; base/semver.h says how it is read
  std::vector<std::string> fields;  // "table.path" or "path"; empty = the whole contract
  std::string purpose;
  std::string until{};  // RFC 3339 full-date, the last day (UTC) it holds; "" = open
};
struct Consumer {
  std::string id;  // urn:consumer:<domain>:<name>
  std::string name, type, domain, owner, contact, description, url, criticality;
  std::vector<std::string> tags;
  std::vector<ConsumerUse> uses;
};
[[nodiscard]] std::vector<Assertion> assertions_of(const Consumer& consumer);
[[nodiscard]] Summary summary_of(const Consumer& consumer);

// Whether a use holds at this time, by its `until` alone.
[[nodiscard]] bool in_force(const ConsumerUse& use, TimeUs at_us);

// JSON of a consumer as the API takes and gives it.
// consumer_from_json: error unreadable (not JSON) or invalid_document (slug invalid-consumer, every problem listed). A
// use may be written as its contract id alone. What was stored before ranges and dates were read may hold any text
// there and stays readable. to_json leaves empty members out.
enum class ConsumerOrigin : std::uint8_t { given, stored };
[[nodiscard]] Result<Consumer> consumer_from_json(std::string_view json, std::string_view id,
                                                  ConsumerOrigin origin = ConsumerOrigin::given);
[[nodiscard]] std::string to_json(const Consumer& consumer);

}  // namespace trama::lineage
