// The sample company is what its README says: it parses, it is consistent, and every number is counted again.
#include "tests/data/sample.h"

#include <algorithm>
#include <map>
#include <queue>
#include <set>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "catalog/base/semver.h"
#include "catalog/lineage/canonical_name.h"
#include "catalog/lineage/openlineage/event.h"
#include "catalog/lineage/physical_names.h"

using namespace trama;
using sample::Column;
using sample::columns_of;
using sample::domain_of;
using sample::has_number;
using sample::is_product;
using sample::Sample;
using sample::table_rows;
using sample::Target;

namespace {

using Numbers = std::map<std::string, std::size_t>;
// Upstream column -> downstream columns, of the latest versions.
using ColumnGraph = std::map<Target, std::set<Target>>;

void count_columns(const Sample& all, const contract::Contract& contract, Numbers* n) {
  for (const Column& column : columns_of(contract)) {
    ++(*n)["columns"];
    if (column.field->pii.value_or(false)) ++(*n)["columns with personal data"];
    (*n)["foreign keys"] += column.field->references.size();
    std::set<Target> inputs;
    for (const contract::LineageInput& input : column.field->inputs) {
      if (const auto target = all.resolve(contract, input.from, false)) inputs.insert(*target);
    }
    (*n)["column lineage statements"] += inputs.size();
    (*n)["of these from another domain"] +=
        static_cast<std::size_t>(std::count_if(inputs.begin(), inputs.end(), [&](const Target& t) {
          return domain_of(t.contract) != domain_of(contract.id);
        }));
  }
}

using Physical = std::pair<std::string, std::string>;

Physical canonical(const std::string& space, const std::string& name) {
  const auto known = lineage::canonical_physical_name(space, name);
  return {known.space, known.name};
}

// Which contract a server of its latest version puts behind a physical name.
std::map<Physical, std::string> contracts_by_name(const Sample& all) {
  std::map<Physical, std::string> found;
  for (const auto& [id, documents] : all.versions) {
    for (const auto& name : lineage::physical_names(all.latest(id))) found[canonical(name.space, name.name)] = id;
  }
  return found;
}

void count_events(const Sample& all, Numbers* n) {
  const auto by_name = contracts_by_name(all);
  std::set<std::string> jobs, loaded;
  for (const std::string& text : all.events) {
    const auto event = lineage::openlineage::parse_event(text);
    REQUIRE_MESSAGE(event.has_value(), text);
    CHECK_MESSAGE(event->notes.empty(), text);
    jobs.insert(event->job.name.space + "/" + event->job.name.name);
    if (event->type != lineage::openlineage::EventType::complete &&
        event->type != lineage::openlineage::EventType::running) {
      continue;
    }
    for (const auto& output : event->outputs) {
      const auto contract = by_name.find(canonical(output.name.space, output.name.name));
      if (contract != by_name.end()) loaded.insert(contract->second);
    }
  }
  (*n)["run events"] = all.events.size();
  (*n)["jobs that tell them"] = jobs.size();
  (*n)["contracts they say were loaded"] = loaded.size();
}

Numbers count(const Sample& all) {
  Numbers n{{"consumers", all.consumers.size()}};
  std::set<std::string> domains;
  for (const auto& [id, documents] : all.versions) {
    domains.insert(domain_of(id));
    if (is_product(id)) {
      ++n["products described with ports (ODPS)"];
      continue;
    }
    ++n["contracts"];
    n["contract versions"] += documents.size();
    if (documents.size() > 1) ++n["contracts with several versions"];
    n["datasets"] += all.latest(id).datasets.size();
    count_columns(all, all.latest(id), &n);
  }
  n["domains"] = domains.size();
  count_events(all, &n);
  return n;
}

// What a domain offers: products described with ports, and contracts that no port of these publishes.
std::size_t products_of(const Sample& all, const std::string& domain) {
  std::set<std::string> offered, behind_a_port;
  for (const auto& [id, documents] : all.versions) {
    if (domain_of(id) == domain) offered.insert(id);
    for (const contract::Port& port : all.latest(id).ports) {
      if (port.direction == contract::PortDirection::output) behind_a_port.insert(port.contract);
    }
  }
  std::erase_if(offered, [&](const std::string& id) { return behind_a_port.contains(id); });
  return offered.size();
}

ColumnGraph column_graph(const Sample& all) {
  ColumnGraph graph;
  for (const auto& [id, documents] : all.versions) {
    const contract::Contract& contract = all.latest(id);
    for (const Column& column : columns_of(contract)) {
      for (const contract::LineageInput& input : column.field->inputs) {
        const Target to{id, column.dataset->name, sample::plain_path(column.field->path)};
        if (const auto from = all.resolve(contract, input.from, false)) graph[*from].insert(to);
      }
    }
  }
  return graph;
}

// Hops of the shortest way from one column to each that it reaches.
std::map<Target, std::size_t> hops_from(const ColumnGraph& graph, const Target& start) {
  std::map<Target, std::size_t> hops{{start, 0}};
  std::queue<Target> open;
  open.push(start);
  while (!open.empty()) {
    const Target at = open.front();
    open.pop();
    const auto next = graph.find(at);
    if (next == graph.end()) continue;
    for (const Target& to : next->second) {
      if (hops.emplace(to, hops[at] + 1).second) open.push(to);
    }
  }
  return hops;
}

std::set<std::string> contracts_reading(const ColumnGraph& graph, const std::string& id) {
  std::set<std::string> readers;
  for (const auto& [from, targets] : graph) {
    if (from.contract != id) continue;
    for (const Target& to : targets) readers.insert(to.contract);
  }
  return readers;
}

const contract::Field* field_named(const contract::Contract& contract, const std::string& name) {
  for (const Column& column : columns_of(contract)) {
    if (column.field->name == name) return column.field;
  }
  return nullptr;
}

std::string property_of(const contract::Server& server, std::string_view name) {
  for (const auto& [key, value] : server.properties) {
    if (key == name) return value;
  }
  return "";
}

const contract::Contract& version_of(const std::string& id, const std::string& version) {
  for (const auto& document : sample::sample().versions.at(id)) {
    if (document.contract->version == version) return *document.contract;
  }
  FAIL("no version " << version << " of " << id);
  return sample::sample().latest(id);
}

}  // namespace

TEST_CASE("every document of the sample parses without an error or a warning") {
  for (const std::string& problem : sample::sample().problems) FAIL_CHECK(problem);
  for (const auto& [id, documents] : sample::sample().versions) {
    for (const auto& document : documents) {
      for (const Problem& note : document.notes) {
        const std::string text =
            document.file + ":" + std::to_string(note.line) + ": " + note.rule + ": " + note.message;
        if (note.severity == Severity::warning) FAIL_CHECK(text);
      }
    }
  }
}

TEST_CASE("a document stands where its id, domain and version say") {
  for (const auto& [id, documents] : sample::sample().versions) {
    for (const auto& document : documents) {
      CAPTURE(document.file);
      const std::string name = id.substr(id.rfind(':') + 1);
      const std::string stem = domain_of(id) + "/" + name + "/" + document.contract->version + ".";
      CHECK(document.file.starts_with(stem));
      CHECK(document.contract->domain == domain_of(id));
      CHECK_FALSE(document.contract->owner.empty());
      CHECK_FALSE(document.contract->title.empty());
    }
  }
}

TEST_CASE("the numbers in the README of the sample are those of its files") {
  const Numbers counted = count(sample::sample());
  Numbers stated;
  for (const auto& row : table_rows(sample::sample().readme)) {
    if (row.size() == 2 && has_number(row[1])) stated[row[0]] = std::stoul(row[1]);
  }
  for (const auto& [what, number] : counted) {
    CAPTURE(what);
    REQUIRE(stated.contains(what));
    CHECK(stated[what] == number);
  }
  CHECK(stated.size() == counted.size());
}

TEST_CASE("the domains in the README of the sample are those of its files") {
  std::size_t rows = 0;
  for (const auto& row : table_rows(sample::sample().readme)) {
    if (row.size() != 7 || !has_number(row[2])) continue;
    ++rows;
    const std::string slug = row[1].substr(1, row[1].size() - 2);
    CAPTURE(slug);
    std::size_t contracts = 0, versions = 0, columns = 0;
    for (const auto& [id, documents] : sample::sample().versions) {
      if (is_product(id) || domain_of(id) != slug) continue;
      ++contracts;
      versions += documents.size();
      columns += columns_of(sample::sample().latest(id)).size();
    }
    const std::size_t products = products_of(sample::sample(), slug);
    for (const std::size_t number : {contracts, products}) {
      CHECK(number >= 2);
      CHECK(number <= 5);
    }
    CHECK(std::to_string(products) == row[2]);
    CHECK(std::to_string(contracts) == row[3]);
    CHECK(std::to_string(versions) == row[4]);
    CHECK(std::to_string(columns) == row[5]);
  }
  CHECK(rows == 6);
}

TEST_CASE("every lineage input and every foreign key names a column that exists") {
  const Sample& all = sample::sample();
  for (const auto& [id, documents] : all.versions) {
    for (const auto& document : documents) {
      const bool old = &document != &documents.back();
      for (const Column& column : columns_of(*document.contract)) {
        std::vector<contract::Reference> named = column.field->references;
        for (const auto& input : column.field->inputs) named.push_back(input.from);
        for (const contract::Reference& reference : named) {
          CAPTURE(document.file);
          CAPTURE(column.field->path);
          CAPTURE(reference.text);
          CHECK(all.resolve(*document.contract, reference, old).has_value());
        }
      }
    }
  }
}

TEST_CASE("every consumer uses contracts and columns that exist, and accepts the version of today") {
  const Sample& all = sample::sample();
  REQUIRE(all.consumers.size() >= 10);
  for (const auto& [file, consumer] : all.consumers) {
    CAPTURE(file);
    CHECK(consumer.id == "urn:consumer:" + consumer.domain + ":" + file);
    CHECK_FALSE(consumer.uses.empty());
    for (const lineage::ConsumerUse& use : consumer.uses) {
      CAPTURE(use.contract);
      REQUIRE(all.versions.contains(use.contract));
      const auto range = VersionRange::parse(use.versions);
      REQUIRE(range);
      CHECK_FALSE(range->everything());
      CHECK(range->includes(all.latest(use.contract).version));
      for (const std::string& field : use.fields) {
        CAPTURE(field);
        CHECK(all.resolve(all.latest(use.contract), {use.contract, "", field, field}, false).has_value());
      }
    }
  }
}

TEST_CASE("ports of products name contracts and versions that exist") {
  std::size_t ports = 0;
  for (const auto& [id, documents] : sample::sample().versions) {
    for (const contract::Port& port : documents.back().contract->ports) {
      if (port.direction == contract::PortDirection::management) continue;
      ++ports;
      CAPTURE(port.name);
      CHECK(version_of(port.contract, port.version).id == port.contract);
      for (const auto& [contract_id, version] : port.input_contracts) {
        CHECK(version_of(contract_id, version).id == contract_id);
      }
    }
  }
  CHECK(ports == 13);
}

TEST_CASE("every classification and kind of consumer occurs, and JSON beside YAML") {
  std::map<std::string, std::size_t> classifications;
  std::set<std::string> types;
  bool json = false;
  for (const auto& [id, documents] : sample::sample().versions) {
    const contract::Contract& contract = sample::sample().latest(id);
    json = json || contract.source.syntax == contract::Syntax::json;
    if (!is_product(id)) ++classifications[contract.classification];
  }
  for (const auto& [file, consumer] : sample::sample().consumers) types.insert(consumer.type);
  CHECK(classifications.size() == 4);
  CHECK(classifications["public"] == 1);
  CHECK(classifications["internal"] > 5);
  CHECK(classifications["confidential"] > 5);
  CHECK(classifications["restricted"] == 5);
  CHECK(types == std::set<std::string>{"dashboard", "model", "service", "team"});
  CHECK(json);
}

TEST_CASE("fact-orders tells the story of the article") {
  const std::string id = "urn:datacontract:orders:fact-orders";
  for (const char* version : {"1.0.0", "1.1.0"}) {
    CHECK(field_named(version_of(id, version), "amount") != nullptr);
    CHECK(field_named(version_of(id, version), "total_amount") == nullptr);
  }
  CHECK(field_named(version_of(id, "2.0.0"), "amount") == nullptr);
  CHECK(field_named(version_of(id, "2.0.0"), "total_amount") != nullptr);
  for (const char* version : {"2.0.0", "2.1.0"}) {
    CHECK(field_named(version_of(id, version), "total_amount")->aliases == std::vector<std::string>{"amount"});
  }
  CHECK(field_named(version_of(id, "2.0.0"), "channel") == nullptr);
  CHECK(field_named(version_of(id, "2.1.0"), "channel") != nullptr);
  const contract::Field* customer = field_named(version_of(id, "2.1.0"), "customer_id");
  REQUIRE(customer != nullptr);
  REQUIRE(customer->references.size() == 1);
  CHECK(customer->references.front().text == "urn:datacontract:customer:dim-customers.customer_id");
}

TEST_CASE("columns run through the company: five hops, a hub and a loop") {
  const Sample& all = sample::sample();
  const ColumnGraph graph = column_graph(all);
  const auto hops = hops_from(graph, {"urn:datacontract:orders:order-events", "order_events", "placed_at"});
  const auto score = hops.find({"urn:datacontract:payments:fraud-scores", "fraud_scores", "score"});
  REQUIRE(score != hops.end());
  CHECK(score->second == 5);

  std::set<std::string> domains;
  for (const std::string& id : contracts_reading(graph, "urn:datacontract:customer:dim-customers")) {
    domains.insert(domain_of(id));
  }
  for (const auto& [id, documents] : all.versions) {
    for (const Column& column : columns_of(all.latest(id))) {
      for (const auto& reference : column.field->references) {
        const auto target = all.resolve(all.latest(id), reference, false);
        if (target && target->contract == "urn:datacontract:customer:dim-customers") domains.insert(domain_of(id));
      }
    }
  }
  CHECK(domains.size() >= 4);
  CHECK(contracts_reading(graph, "urn:datacontract:payments:fraud-scores")
            .contains("urn:datacontract:payments:fact-payments"));
  CHECK(contracts_reading(graph, "urn:datacontract:payments:fact-payments")
            .contains("urn:datacontract:payments:fraud-scores"));
}

TEST_CASE("a mail address leaves its source only masked") {
  for (const char* id : {"urn:datacontract:customer:dim-customers", "urn:datacontract:orders:stg-orders"}) {
    CAPTURE(id);
    const contract::Field* hash = field_named(sample::sample().latest(id), "email_hash");
    REQUIRE(hash != nullptr);
    REQUIRE(hash->inputs.size() == 1);
    CHECK(hash->inputs.front().masking);
    CHECK(hash->inputs.front().type == "DIRECT");
  }
}

TEST_CASE("batch tables, streams and APIs are published") {
  std::map<std::string, std::size_t> served;
  for (const auto& [id, documents] : sample::sample().versions) {
    std::set<std::string> types;
    for (const contract::Server& server : sample::sample().latest(id).servers) {
      CAPTURE(id);
      if (server.type == "api") CHECK(property_of(server, "location").starts_with("https://"));
      types.insert(server.type);
    }
    for (const std::string& type : types) ++served[type];
  }
  CHECK(served["api"] >= 3);
  CHECK(served["kafka"] >= 3);
  for (const char* platform : {"postgres", "iceberg", "snowflake", "bigquery", "s3"}) {
    CAPTURE(platform);
    CHECK(served[platform] >= 1);
  }
}

TEST_CASE("the loader retires a deprecated contract that exists") {
  REQUIRE(sample::sample().retired.size() == 1);
  const std::string& id = sample::sample().retired.front();
  REQUIRE(sample::sample().versions.contains(id));
  CHECK(sample::sample().latest(id).deprecated);
}

TEST_CASE("reconciliation promises a freshness of six hours") {
  for (const contract::Sla& sla : sample::sample().latest("urn:datacontract:payments:reconciliation").sla) {
    if (sla.property != "freshness") continue;
    REQUIRE(sla.duration.has_value());
    CHECK(sla.duration->seconds == 6 * 3600);
    return;
  }
  FAIL("no freshness is promised");
}

TEST_CASE("nobody in the sample can be written to") {
  for (const auto& [id, documents] : sample::sample().versions) {
    for (const auto& document : documents) {
      const std::string& text = document.bytes;
      for (std::size_t at = text.find('@'); at != std::string::npos; at = text.find('@', at + 1)) {
        CAPTURE(document.file);
        CHECK(text.compare(at, 17, "@bellavia.example") == 0);
      }
    }
  }
}
