// A small dbt project for tests: sources and seeds of a shop, staging, an ephemeral step, a mart, tests, an exposure.
#pragma once

#include <string>

namespace trama::test {

// One node: `more` are further members.
inline std::string dbt_node(const std::string& type, const std::string& name, const std::string& depends_on,
                            const std::string& sql, const std::string& more = "") {
  return R"(")" + type + ".shop." + name + R"(":{"unique_id":")" + type + ".shop." + name + R"(","resource_type":")" +
         type + R"(","package_name":"shop","name":")" + name + R"(","alias":")" + name +
         R"(","database":"warehouse","schema":"analytics","depends_on":{"nodes":[)" + depends_on +
         R"(]},"compiled_code":")" + sql + R"(")" + more + "}";
}

struct DbtManifest {
  std::string generated = "2026-01-02T03:04:05.000000Z";
  std::string nodes, sources, exposures, groups;

  [[nodiscard]] std::string text() const {
    return R"({"metadata":{"dbt_schema_version":"https://schemas.getdbt.com/dbt/manifest/v12.json","dbt_version":"1.10.1",)"
           R"("generated_at":")" +
           generated + R"(","project_name":"shop","adapter_type":"postgres"},"nodes":{)" + nodes + R"(},"sources":{)" +
           sources + R"(},"exposures":{)" + exposures + R"(},"groups":{)" + groups +
           R"(},"macros":{"macro.dbt.x":{"macro_sql":"{% macro x() %}"}}})";
  }
};

inline const std::string kRawOrders =
    R"("source.shop.erp.raw_orders":{"unique_id":"source.shop.erp.raw_orders","resource_type":"source",)"
    R"("package_name":"shop","source_name":"erp","name":"raw_orders","identifier":"raw_orders","database":"warehouse",)"
    R"("schema":"raw","columns":{"id":{"name":"id"},"amount":{"name":"amount"}}})";

inline const std::string kStagedOrders = dbt_node("model", "stg_orders", R"("source.shop.erp.raw_orders")",
                                                  "select id as order_id, amount from warehouse.raw.raw_orders");

// `columns`: of catalog.json, e.g. "id":{"name":"id","type":"integer","index":1}
inline std::string dbt_catalog(const std::string& id, const std::string& columns, const std::string& stats = "") {
  return R"({"metadata":{"generated_at":"2026-01-02T04:00:00Z"},"nodes":{},"sources":{")" + id +
         R"(":{"metadata":{"type":"BASE TABLE"},"columns":{)" + columns + R"(},"stats":{)" + stats + "}}}}";
}

}  // namespace trama::test
