// The names of things in the lineage graph, as DESIGN section 3 fixes them.
//
// A canonical id joins parts with '/': dataset `<contract>/<table>`, field `<contract>/<table>/<path>`, physical
// dataset
// `<namespace>/<name>`. Each part percent-encodes '%' and '/'; a name inside a path also encodes '.', '[' and '{',
// because a path is itself joined text: `a.b` (member), `a[]` (array item), `a{key}` and `a{value}` (map).
// Contracts, products and consumers are named by their own id. Store keys are tuples and never use these texts.
//
// Pure functions; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace trama {

inline constexpr std::size_t kIdBytesMax = 512;

enum class NodeKind : std::uint8_t { dataset = 1, field, consumer, product, physical, job, domain };

[[nodiscard]] std::string_view to_string(NodeKind kind);

[[nodiscard]] std::string escape_part(std::string_view part);       // '%' and '/'
[[nodiscard]] std::string escape_path_name(std::string_view name);  // '%', '/', '.', '[' and '{'

[[nodiscard]] std::string dataset_id(std::string_view contract, std::string_view table);
// `path` is joined text whose names are already escaped.
[[nodiscard]] std::string field_id(std::string_view contract, std::string_view table, std::string_view path);

struct NodeParts {
  std::string contract;  // or namespace
  std::string table;     // or physical name; empty: the id has one part only
  std::string path;      // escaped path text; empty: not a field

  friend bool operator==(const NodeParts&, const NodeParts&) = default;
};

// Splits a canonical id; nullopt when it has more than three parts, an empty part or a broken escape.
[[nodiscard]] std::optional<NodeParts> parse_node_id(std::string_view id);

// 1 to 512 bytes of UTF-8 without control characters: what may name a contract, product or consumer.
[[nodiscard]] bool valid_id(std::string_view id);

}  // namespace trama
