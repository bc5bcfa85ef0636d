#include "catalog/base/node_id.h"

#include <algorithm>
#include <vector>

#include "catalog/base/encoding.h"
#include "catalog/base/text.h"

namespace trama {
namespace {

std::string escape_only(std::string_view text, std::string_view escaped) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    if (escaped.find(c) == std::string_view::npos) {
      out += c;
    } else {
      out += percent_encode(std::string_view(&c, 1));
    }
  }
  return out;
}

// '.' is unreserved, so percent_encode would keep it.
std::string escape_dots(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '.') {
      out += "%2E";
    } else {
      out += c;
    }
  }
  return out;
}

}  // namespace

std::string_view to_string(NodeKind kind) {
  switch (kind) {
    case NodeKind::dataset:
      return "dataset";
    case NodeKind::field:
      return "field";
    case NodeKind::consumer:
      return "consumer";
    case NodeKind::product:
      return "product";
    case NodeKind::physical:
      return "physical";
    case NodeKind::job:
      return "job";
    case NodeKind::domain:
      return "domain";
  }
  return "dataset";
}

std::string escape_part(std::string_view part) {
  return escape_only(part, "%/");
}

std::string escape_path_name(std::string_view name) {
  return escape_dots(escape_only(name, "%/[{"));
}

std::string dataset_id(std::string_view contract, std::string_view table) {
  return escape_part(contract) + "/" + escape_part(table);
}

std::string field_id(std::string_view contract, std::string_view table, std::string_view path) {
  return dataset_id(contract, table) + "/" + std::string(path);
}

std::optional<NodeParts> parse_node_id(std::string_view id) {
  std::vector<std::string_view> parts;
  std::size_t start = 0;
  while (true) {
    const std::size_t slash = id.find('/', start);
    parts.push_back(id.substr(start, slash == std::string_view::npos ? slash : slash - start));
    if (slash == std::string_view::npos) break;
    start = slash + 1;
  }
  if (parts.size() > 3 || std::ranges::any_of(parts, [](auto part) { return part.empty(); })) return std::nullopt;
  const auto contract = percent_decode(parts[0]);
  if (!contract) return std::nullopt;
  NodeParts result{*contract, "", ""};
  if (parts.size() > 1) {
    const auto table = percent_decode(parts[1]);
    if (!table) return std::nullopt;
    result.table = *table;
  }
  if (parts.size() > 2) {
    if (!percent_decode(parts[2])) return std::nullopt;
    result.path = parts[2];
  }
  return result;
}

bool valid_id(std::string_view id) {
  if (id.empty() || id.size() > kIdBytesMax || !valid_utf8(id)) return false;
  return std::ranges::none_of(id, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
}

}  // namespace trama
