// A small catalog for search tests and an index over it in a folder of its own.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "search/search_index.h"
#include "tests/support/temp_dir.h"

namespace trama::search::test {

inline ColumnText column(std::string dataset, std::string path, std::string description = "", bool pii = false) {
  return {.dataset = std::move(dataset),
          .path = std::move(path),
          .title = {},
          .description = std::move(description),
          .tags = {},
          .pii = pii};
}

inline SearchDocument document(const std::string& id, const std::string& title) {
  SearchDocument d;
  d.id = id;
  d.kind = "contract";
  d.title = title;
  d.name = id.substr(id.rfind(':') + 1);
  d.status = "active";
  d.version = "1.0.0";
  return d;
}

inline SearchDocument orders() {
  SearchDocument d = document("urn:datacontract:orders:fact-orders", "Fact Orders");
  d.datasets = {"fact_orders"};
  d.physical_names = {"s3://lake-prod/orders/fact_orders.parquet"};
  d.description = "One row per order placed in the shop. The order total includes tax and shipping.";
  d.columns = {column("fact_orders", "order_id", "Unique key of the order"),
               column("fact_orders", "customer_id", "Who placed it", true),
               column("fact_orders", "orderTotal", "Sum of all lines")};
  d.tags = {"sales", "core"};
  d.domain = "Orders";
  d.owner = "order-team";
  d.classification = "internal";
  d.platforms = {"s3"};
  d.updated_us = 3'000'000;
  return d;
}

inline SearchDocument customers() {
  SearchDocument d = document("urn:datacontract:customer:dim-customers", "Customer Directory");
  d.datasets = {"dim_customers"};
  d.description = "Every customer we know, with contact details. Répertoire des clients, l'adresse comprise.";
  d.columns = {column("dim_customers", "customerId", "Key"), column("dim_customers", "email", "Mail address", true),
               column("dim_customers", "address.city"), column("dim_customers", "loyalty_tier_code")};
  d.tags = {"core", "gdpr"};
  d.domain = "Customer";
  d.owner = "Crème Brûlée Squad";
  d.classification = "confidential";
  d.platforms = {"postgres", "s3"};
  d.pii = true;
  d.updated_us = 2'000'000;
  return d;
}

inline SearchDocument payments() {
  SearchDocument d = document("urn:datacontract:payments:payment-events", "Payment Events");
  d.datasets = {"payment_events"};
  d.description = "Stream of payments and refunds. Each names the order it pays for.";
  d.columns = {column("payment_events", "payment_id"), column("payment_events", "order_id"),
               column("payment_events", "amount")};
  d.tags = {"sales"};
  d.domain = "Payments";
  d.owner = "order-team";
  d.classification = "internal";
  d.platforms = {"kafka"};
  d.updated_us = 1'000'000;
  return d;
}

struct Catalog {
  trama::test::TempDir folder;
  std::unique_ptr<SearchIndex> index;

  explicit Catalog(const std::vector<SearchDocument>& documents = {orders(), customers(), payments()}) {
    reopen();
    for (const SearchDocument& each : documents) REQUIRE(index->put(each).has_value());
    REQUIRE(index->commit(documents.size()).has_value());
  }

  void reopen() {
    index.reset();
    auto opened = SearchIndex::open(folder / "index");
    REQUIRE(opened.has_value());
    index = opened.take();
  }

  [[nodiscard]] SearchAnswer search(SearchRequest request) const {
    auto answer = index->search(request);
    REQUIRE(answer.has_value());
    return answer.take();
  }

  // Whole words, as after pressing Enter: the last one is no prefix.
  [[nodiscard]] SearchAnswer search(const std::string& query) const {
    SearchRequest request;
    request.query = query;
    request.prefix_last_word = false;
    return search(std::move(request));
  }

  // The names found, best first: "fact-orders payment-events".
  [[nodiscard]] std::string found(const std::string& query) const { return names(search(query)); }

  static std::string names(const SearchAnswer& answer) {
    std::string out;
    for (const Hit& hit : answer.hits) out += (out.empty() ? "" : " ") + hit.id.substr(hit.id.rfind(':') + 1);
    return out;
  }
};

}  // namespace trama::search::test
