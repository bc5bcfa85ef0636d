// A believable data mesh of any size, from a seed: layers, hubs, reference tables, cycles, columns with lineage,
// versions.
//
// 60 domains, 300 teams, five layers (sources, staging, core, marts, serving). A product above the first layer reads
// one to five products below it, chosen by preferential attachment, and often a reference table chosen by Zipf's law;
// about one in two hundred reads a product of its own or a later layer, which makes cycles. Columns number 6 to 20 (13
// on average); two in three of those above the sources name the columns they come from. One product in ten has an
// earlier version. Ids are numbered by a permutation, so that the order of ids is not the order of lineage. The same
// seed gives the same bytes.
//
// One thread. Memory: about 40 bytes a product and 8 an edge; texts are made one at a time.
#pragma once

#include <cstdint>
#include <functional>
#include <random>
#include <string>
#include <vector>

namespace trama::bench {

class Mesh {
 public:
  Mesh(std::uint32_t products, std::uint64_t seed);

  [[nodiscard]] std::uint32_t products() const { return static_cast<std::uint32_t>(layer_.size()); }
  [[nodiscard]] std::uint64_t edges() const { return upstream_.size(); }
  [[nodiscard]] std::string id(std::uint32_t product) const;
  [[nodiscard]] std::string table(std::uint32_t product) const;
  [[nodiscard]] std::uint32_t columns(std::uint32_t product) const;
  [[nodiscard]] std::string column(std::uint32_t product, std::uint32_t column) const;
  [[nodiscard]] bool has_earlier_version(std::uint32_t product) const { return product % 10 == 3; }
  // One line of JSON (Data Contract Specification 1.1.0), without the line end.
  [[nodiscard]] std::string contract(std::uint32_t product, bool earlier_version = false) const;
  // The products with the most direct readers, most first.
  [[nodiscard]] std::vector<std::uint32_t> hubs(std::size_t n) const;
  // Words that occur in descriptions, the most frequent first.
  [[nodiscard]] static std::string word(std::uint32_t rank);

 private:
  [[nodiscard]] std::uint64_t hash(std::uint64_t a, std::uint64_t b) const;
  [[nodiscard]] std::string description(std::uint64_t salt, std::uint32_t words) const;

  std::uint64_t seed_;
  std::vector<std::uint8_t> layer_;
  std::vector<std::uint32_t> number_;          // permutation: what the id shows
  std::vector<std::uint32_t> first_upstream_;  // index into upstream_, one more than products
  std::vector<std::uint32_t> upstream_;
  std::vector<std::uint32_t> readers_;
};

}  // namespace trama::bench
