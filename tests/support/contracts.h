// Small contract texts for tests. Pure functions.
#pragma once

#include <string>
#include <vector>

namespace trama::test {

// A DCS contract with one table of the given columns ("name" or "name <- contract.table.column").
inline std::string contract_text(const std::string& id, const std::string& version,
                                 const std::vector<std::string>& columns, const std::string& table = "t") {
  std::string text = "dataContractSpecification: 1.1.0\nid: " + id + "\ninfo:\n  title: Title of " + id +
                     "\n  version: " + version + "\n  owner: team-a\nmodels:\n  " + table +
                     ":\n    type: table\n    fields:\n";
  for (const std::string& column : columns) {
    const std::size_t arrow = column.find(" <- ");
    text += "      " + column.substr(0, arrow) + ":\n        type: string\n";
    if (arrow == std::string::npos) continue;
    const std::string source = column.substr(arrow + 4);
    const std::size_t last = source.rfind('.');
    const std::size_t first = source.rfind('.', last - 1);
    text += "        lineage:\n          inputFields:\n            - namespace: " + source.substr(0, first) +
            "\n              name: " + source.substr(first + 1, last - first - 1) +
            "\n              field: " + source.substr(last + 1) + "\n";
  }
  return text;
}

// The shape of the data-mesh article's contract, cut to what lineage needs.
inline std::string article_text(const std::string& version = "2.1.0") {
  return "dataContractSpecification: 0.9.3\n"
         "id: urn:datacontract:orders:fact-orders\n"
         "info:\n  title: Fact Orders\n  version: " +
         version +
         "\n  owner: orders-team\n"
         "servers:\n  production:\n    type: iceberg\n    table: fact_orders\n"
         "schema:\n  type: table\n  fields:\n"
         "    - name: order_id\n      type: bigint\n      required: true\n"
         "    - name: customer_id\n      type: integer\n      references: "
         "urn:datacontract:customer:dim-customers.customer_id\n"
         "sla:\n  freshness: 1h\n"
         "terms:\n  classification: internal\n  pii_fields: [customer_id]\n";
}

}  // namespace trama::test
