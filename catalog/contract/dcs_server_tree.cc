#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "catalog/base/text.h"
#include "catalog/contract/dcs_tree.h"
#include "catalog/contract/json_tree.h"
#include "catalog/contract/tree_parts.h"

namespace trama::contract::dcs {
namespace {

// What the JSON schema of 1.2.1 demands per type. Any other type, and any other key, is free.
struct Shape {
  std::string_view type;
  std::string_view demanded;
};
constexpr auto kShapes = std::to_array<Shape>({{"azure", "location format"},
                                               {"bigquery", "project dataset"},
                                               {"clickhouse", "host port database"},
                                               {"databricks", "catalog schema"},
                                               {"dataframe", ""},
                                               {"glue", "account database"},
                                               {"kafka", "host topic"},
                                               {"kinesis", "stream"},
                                               {"local", "path format"},
                                               {"oracle", "host port serviceName"},
                                               {"postgres", "host port database schema"},
                                               {"pubsub", "project topic"},
                                               {"redshift", "account database schema"},
                                               {"s3", "location"},
                                               {"sftp", "location"},
                                               {"snowflake", "account database schema"},
                                               {"sqlserver", "host database schema"},
                                               {"trino", "host port catalog schema"}});

const Shape* shape_of(std::string_view type) {
  const auto at = std::ranges::find(kShapes, type, &Shape::type);
  return at == kShapes.end() ? nullptr : &*at;
}

bool one_of(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::ranges::find(words, text) != words.end();
}

bool usable(std::string_view type, std::string_view name, const std::string& value) {
  const bool files = type == "s3" || type == "sftp" || type == "azure";
  if (name == "port")
    return !value.empty() && value.find_first_not_of("0123456789") == value.npos && json_number(value);
  if (name == "format" && files) return one_of(value, {"parquet", "delta", "json", "csv"});
  if (name == "delimiter" && files) return one_of(value, {"new_line", "array"});
  if (type == "sftp" && name == "location") return uri_like(value) && value.starts_with("sftp://");
  const bool address = (name == "location" && (files || type == "glue")) || (name == "endpointUrl" && type == "s3");
  return !address || uri_like(value);
}

// Keys of every server; a property called like one would be taken for it.
bool reserved(std::string_view name) {
  return name.empty() || one_of(name, {"type", "environment", "description", "roles", "customProperties"});
}

Node role_tree(const Role& role) {
  Node out = map_node();
  put(&out, "name", text_node(role.name));
  put_text(&out, "description", role.description);
  put_text(&out, "access", role.access);
  put_custom(&out, role.custom);
  return out;
}

// The topic stands with the dataset in ODCS and with the server here; with one dataset there is no doubt which it is.
std::string implied_topic(const Contract& contract) {
  if (contract.datasets.size() != 1) return {};
  const Dataset& dataset = contract.datasets[0];
  return dataset.physical_name.empty() ? dataset.name : dataset.physical_name;
}

void put_properties(Node* out, const Server& server, const Shape* shape) {
  const std::string_view type = shape == nullptr ? std::string_view() : shape->type;
  for (const auto& [name, value] : server.properties) {
    if (reserved(name) || out->find(name) != nullptr || (shape != nullptr && !usable(type, name, value))) continue;
    const bool number = name == "port" && usable(type, name, value);
    put(out, name, number ? raw_node(value) : text_node(value));
  }
}

bool complete(const Node& server, const Shape& shape) {
  return shape.demanded.empty() || std::ranges::all_of(split(shape.demanded, ' '), [&](std::string_view name) {
           return server.find(name) != nullptr;
         });
}

Node typed_tree(const Server& server, std::string_view type, const Shape* shape) {
  Node out = map_node();
  put(&out, "type", text_node(type));
  put_text(&out, "environment", server.environment);
  put_text(&out, "description", server.description);
  put_properties(&out, server, shape);
  return out;
}

// Lists and maps beside the properties; every key is free here.
bool structure(const Node& out, const Custom& custom) {
  const std::string_view json = custom.json;
  return (json.starts_with('[') || json.starts_with('{')) && custom.description.empty() && custom.more.empty() &&
         !reserved(custom.name) && out.find(custom.name) == nullptr;
}

void put_free_keys(Node* out, const std::vector<Custom>& custom) {
  std::vector<Custom> rest;
  for (const Custom& each : custom) {
    if (structure(*out, each)) {
      put(out, each.name, raw_node(each.json));
    } else {
      rest.push_back(each);
    }
  }
  put_custom(out, rest);
}

}  // namespace

Node server_tree(const Server& server, const Contract& contract) {
  const Shape* shape = shape_of(server.type);
  Node out = typed_tree(server, server.type, shape);
  if (shape != nullptr && shape->demanded.ends_with("topic") && out.find("topic") == nullptr) {
    put_text(&out, "topic", implied_topic(contract));
  }
  if (shape != nullptr && !complete(out, *shape)) out = typed_tree(server, "custom", nullptr);
  Node roles = list_node();
  for (const Role& role : server.roles) roles.list.push_back(role_tree(role));
  put_list(&out, "roles", std::move(roles));
  put_free_keys(&out, server.custom);
  return out;
}

}  // namespace trama::contract::dcs
