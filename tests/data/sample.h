// The sample company of data/sample as the tests see it: parsed with our own parser, with a resolver of references that
// is independent of the one in graph/.
//
// Loaded once per test program; a file that does not parse is listed in `problems` and left out. Plain values; one
// thread.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/contract/model.h"
#include "catalog/lineage/from_contract.h"

namespace trama::sample {

struct Document {
  std::string file;  // relative to data/sample/contracts
  std::string bytes;
  std::shared_ptr<const contract::Contract> contract;
  std::vector<Problem> notes;
};

// One field with its dataset; items, keys and values of arrays and maps are steps of the path, not columns.
struct Column {
  const contract::Dataset* dataset = nullptr;
  const contract::Field* field = nullptr;
};

struct Target {
  std::string contract, table, path;

  friend auto operator<=>(const Target&, const Target&) = default;
};

struct Sample {
  std::map<std::string, std::vector<Document>> versions;  // by id, oldest first
  std::map<std::string, lineage::Consumer> consumers;     // by file name without .json
  std::vector<std::string> retired;
  std::vector<std::string> events;  // texts of the run events, every {{now-...}} as one fixed time
  std::string readme;
  std::vector<std::string> problems;

  [[nodiscard]] const contract::Contract& latest(const std::string& id) const;
  // What a reference names, if it exists in the latest version (or, with any_version, in some version) of its contract.
  [[nodiscard]] std::optional<Target> resolve(const contract::Contract& home, const contract::Reference& reference,
                                              bool any_version) const;
};

[[nodiscard]] const Sample& sample();
[[nodiscard]] std::vector<Column> columns_of(const contract::Contract& contract);
[[nodiscard]] std::string plain_path(std::string_view path);  // `a[].b` and `a.b` alike: "a.b"
[[nodiscard]] bool is_product(const std::string& id);         // described with ports, no contract
[[nodiscard]] std::string domain_of(const std::string& id);   // as the id says

// The cells of every row of every table of a Markdown text.
[[nodiscard]] std::vector<std::vector<std::string>> table_rows(const std::string& text);
[[nodiscard]] bool has_number(const std::string& text);  // digits only

}  // namespace trama::sample
