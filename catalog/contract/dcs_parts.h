// Inside of the DCS parser: its parts, split by noun.
#pragma once

#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "catalog/contract/reader.h"

namespace trama::contract::dcs {

// Follows `$ref` to definitions of the same document. Remembers which definitions are being read, so that cycles end,
// and what all copies cost together, so that they cannot be multiplied without bound.
class Definitions {
 public:
  Definitions(const Node& root, Problems* problems) : root_(root), problems_(problems) {}

  // The maps `reader`'s `$ref` leads to, nearest first; empty without one. Problems are reported at the reader.
  [[nodiscard]] std::vector<Base> bases(Reader& reader);
  void enter(const std::vector<Base>& bases);
  void leave(const std::vector<Base>& bases);

 private:
  [[nodiscard]] Base target(std::string_view ref);
  [[nodiscard]] const Node* member(const Node& node, const std::string& key);
  bool spend(const Node& base, Reader& reader);
  std::size_t size_of(const Node& node);

  const Node& root_;
  Problems* problems_;
  std::unordered_multiset<const Node*> active_;
  std::unordered_map<const Node*, std::size_t> sizes_;
  std::unordered_map<const Node*, std::unordered_map<std::string_view, const Node*>> members_;  // of large maps
  std::size_t spent_ = 0;
};

// models.{name}, finishing the Reader.
[[nodiscard]] Dataset read_model(std::string name, Reader& model, Definitions* definitions);
// One field below `dataset`, finishing the Reader.
[[nodiscard]] Field read_field(std::string name, Reader& field, const std::string& dataset, Definitions* definitions,
                               std::size_t depth);
// Positions for fields flagged primary, in order; `listed` (model.primaryKey) decides where it is given.
void set_primary_key(Reader& model, const std::vector<std::string>& listed, Dataset* dataset);

void read_servers(Reader& root, Contract* contract);
void read_terms(Reader& root, Contract* contract);
void read_service_levels(Reader& root, Contract* contract);
void read_article_sla(Reader& root, Contract* contract);
// Root quality: a list of rules, or one engine's blob; SodaCL's simple forms go to the datasets and fields they name.
void read_root_quality(Reader& root, Contract* contract);

// Fields by their names joined with dots; elements of an array are addressed through it. Valid while the dataset's
// fields stand still.
using FieldIndex = std::unordered_map<std::string, Field*>;
[[nodiscard]] FieldIndex index_fields(Dataset* dataset);

}  // namespace trama::contract::dcs
