// Goal: lineage of the past is the lineage of then, at the cost of its answer. Method: a generated mesh whose past of
// this moment must be its present, in every direction, depth and level; and a hub whose readers nobody asked for.
#include "web/service/past_lineage.h"

#include <algorithm>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "tests/bench/mesh.h"
#include "tests/support/contracts.h"
#include "tests/support/temp_dir.h"
#include "web/service/lineage_answer.h"
#include "web/service/lineage_diff.h"

using namespace trama;
using namespace trama::service;
using nlohmann::json;
using trama::test::contract_text;

namespace {

std::unique_ptr<Catalog> open_catalog(const test::TempDir& folder) {
  CatalogOptions options;
  options.folder = folder / "data";
  auto catalog = Catalog::open(options);
  REQUIRE_MESSAGE(catalog.has_value(), catalog.error().message);
  REQUIRE(catalog.value()->projector().wait_for_graph(30'000));
  return catalog.take();
}

void sort_list(json* list) {
  std::sort(list->begin(), list->end(), [](const json& a, const json& b) { return a.dump() < b.dump(); });
}

// As the API gives it, without an order.
json answered(const Catalog& catalog, const LineageQuestion& question) {
  const auto answer = answer_lineage(catalog, question);
  REQUIRE_MESSAGE(answer.has_value(), answer.error().message);
  json written = json::parse(write_lineage(answer.value(), LineageFormat::json));
  sort_list(&written["nodes"]);
  sort_list(&written["edges"]);
  return written;
}

}  // namespace

TEST_CASE("the past of this moment is the present, for every kind of question") {
  const test::TempDir folder;
  const auto catalog = open_catalog(folder);
  const bench::Mesh mesh(300, 11);
  for (std::uint32_t product = 0; product < mesh.products(); ++product) {
    REQUIRE(catalog->register_document(mesh.contract(product), {}));
  }
  std::mt19937 random(3);
  std::vector<std::uint32_t> products = mesh.hubs(3);
  for (int i = 0; i < 12; ++i) products.push_back(static_cast<std::uint32_t>(random() % mesh.products()));
  for (const std::uint32_t product : products) {
    for (const auto direction : {graph::Direction::upstream, graph::Direction::downstream, graph::Direction::both}) {
      for (const std::uint32_t depth : {0U, 1U, 2U, UINT32_MAX}) {
        for (const auto level :
             {graph::Level::dataset, graph::Level::column, graph::Level::product, graph::Level::domain}) {
          LineageQuestion question;
          question.node = mesh.id(product);
          question.direction = direction;
          question.depth_max = depth;
          question.level = level;
          question.nodes_max = 100'000;
          CAPTURE(question.node);
          CAPTURE(static_cast<int>(direction));
          CAPTURE(depth);
          CAPTURE(static_cast<int>(level));
          const json now = answered(*catalog, question);
          question.as_of.seq = catalog->registry().head();
          CHECK(answered(*catalog, question) == now);
        }
      }
    }
  }
}

TEST_CASE("who asks where a reader comes from does not read the hub's other readers") {
  const test::TempDir folder;
  const auto catalog = open_catalog(folder);
  REQUIRE(catalog->register_document(contract_text("source", "1.0.0", {"x"}), {}));
  REQUIRE(catalog->register_document(contract_text("hub", "1.0.0", {"x <- source.t.x"}), {}));
  for (int i = 0; i < 50; ++i) {
    REQUIRE(catalog->register_document(contract_text("reader" + std::to_string(i), "1.0.0", {"x <- hub.t.x"}), {}));
  }
  for (const auto direction : {graph::Direction::upstream, graph::Direction::both}) {
    const auto past = past_lineage(catalog->registry(),
                                   {.node = "reader7", .seq = catalog->registry().head(), .direction = direction});
    REQUIRE(past);
    CHECK_FALSE(past->truncated);
    CHECK(past->snapshot->counts().datasets == 3);
  }
}

namespace {

RegisterOptions as_history() {
  RegisterOptions options;
  options.enforce_gates = false;
  return options;
}

json rolled_up(const Catalog& catalog, const std::string& node, graph::Level level,
               std::optional<store::Seq> seq = {}) {
  LineageQuestion question;
  question.node = node;
  question.level = level;
  question.as_of.seq = seq;
  return answered(catalog, question);
}

void register_as(Catalog& catalog, const std::string& id, const std::string& domain, const std::string& version,
                 const std::string& column) {
  std::string text = contract_text(id, version, {column});
  const std::size_t at = text.find("info:");
  REQUIRE(at != std::string::npos);
  text.insert(0, "domain: " + domain + "\n");
  REQUIRE(catalog.register_document(text, as_history()));
}

std::string product_text(const std::string& id, const std::string& output, const std::string& input) {
  return "apiVersion: v1.0.0\nkind: DataProduct\nid: " + id + "\nname: " + id +
         "\nversion: 1.0.0\nstatus: active\noutputPorts:\n  - name: out\n    version: 1.0.0\n    contractId: " +
         output + "\n    inputContracts:\n      - id: " + input + "\n        version: 1.0.0\n";
}

}  // namespace

TEST_CASE("the past of a product and of a domain is theirs of then") {
  const test::TempDir folder;
  const auto catalog = open_catalog(folder);
  register_as(*catalog, "a", "sales", "1.0.0", "x");
  register_as(*catalog, "b", "sales", "1.0.0", "x <- a.t.x");
  register_as(*catalog, "c", "finance", "1.0.0", "x <- b.t.x");
  REQUIRE(catalog->register_document(product_text("p", "b", "a"), {}));
  const store::Seq then = catalog->registry().head();
  const json product = rolled_up(*catalog, "p", graph::Level::product);
  const json domain = rolled_up(*catalog, "sales", graph::Level::domain);
  CHECK(product["nodes"].size() == 3);
  CHECK(domain["nodes"].size() == 2);
  CHECK(domain["edges"][0]["stands_for"] == 1);

  register_as(*catalog, "b", "logistics", "2.0.0", "x <- a.t.x");
  register_as(*catalog, "d", "finance", "1.0.0", "x <- b.t.x");
  REQUIRE(catalog->registry().retire({"p", "", "ann", "", {}}));
  CHECK(rolled_up(*catalog, "sales", graph::Level::domain)["nodes"].size() == 3);
  CHECK(rolled_up(*catalog, "p", graph::Level::product, then) == product);
  CHECK(rolled_up(*catalog, "b", graph::Level::product, then)["roots"] == json::parse(R"(["p"])"));
  CHECK(rolled_up(*catalog, "sales", graph::Level::domain, then) == domain);
  CHECK(rolled_up(*catalog, "logistics", graph::Level::domain)["nodes"].size() == 3);
  LineageQuestion early;
  early.node = "logistics";
  early.level = graph::Level::domain;
  early.as_of.seq = then;
  CHECK(answer_lineage(*catalog, early).error().code == ErrorCode::not_found);
}

namespace {

using Lines = std::vector<std::string>;

// "+ a/t/x -> b/t/x by b @2"
Lines diff_lines(const Catalog& catalog, LineageDiffQuestion question) {
  Lines lines;
  do {
    const auto diff = lineage_diff(catalog, question);
    REQUIRE_MESSAGE(diff.has_value(), diff.error().message);
    CHECK(diff->lines.size() <= question.limit);
    for (const LineageDiffLine& line : diff->lines) {
      CHECK(line.change.seq == line.move.seq);
      lines.push_back(std::string(line.move.appeared ? "+ " : "- ") + endpoint_id(line.move.assertion.source) + " -> " +
                      endpoint_id(line.move.assertion.target) + " by " + line.move.asserter.id + " @" +
                      std::to_string(line.move.seq));
    }
    question.cursor = diff->cursor;
  } while (!question.cursor.empty());
  return lines;
}

Lines diff_lines(const Catalog& catalog, const std::string& node, store::Seq from, std::optional<store::Seq> to = {},
                 std::size_t limit = 50) {
  LineageDiffQuestion question;
  question.node = node;
  question.from.seq = from;
  question.to.seq = to;
  question.limit = limit;
  return diff_lines(catalog, question);
}

}  // namespace

TEST_CASE("a diff of lineage tells what is said now and was not, and the other way round, and nothing that came back") {
  const test::TempDir folder;
  const auto catalog = open_catalog(folder);
  const auto put = [&](const std::string& id, const std::string& version, const std::string& column) {
    REQUIRE(catalog->register_document(contract_text(id, version, {column}), as_history()));
  };
  put("a", "1.0.0", "x");
  put("b", "1.0.0", "x <- a.t.x");
  put("c", "1.0.0", "x <- b.t.x");
  put("other", "1.0.0", "x <- elsewhere.t.x");
  put("b", "2.0.0", "x");
  put("d", "1.0.0", "x <- b.t.x");
  put("b", "3.0.0", "x <- a.t.x");
  put("c", "2.0.0", "x");
  const Lines whole{"+ elsewhere/t/x -> other/t/x by other @4", "+ b/t/x -> d/t/x by d @6", "- b/t/x -> c/t/x by c @8"};
  CHECK(diff_lines(*catalog, "", 3) == whole);
  CHECK(diff_lines(*catalog, "", 3, {}, 1) == whole);
  CHECK(diff_lines(*catalog, "", 0, 3) == Lines{"+ a/t/x -> b/t/x by b @2", "+ b/t/x -> c/t/x by c @3"});
  CHECK(diff_lines(*catalog, "", 8).empty());
  CHECK(diff_lines(*catalog, "a", 3) == Lines{whole[1], whole[2]});
  CHECK(diff_lines(*catalog, "a", 3, {}, 1) == Lines{whole[1], whole[2]});
  CHECK(diff_lines(*catalog, "a", 3, 5) == Lines{"- a/t/x -> b/t/x by b @5"});
  CHECK(diff_lines(*catalog, "d.x", 3) == Lines{whole[1]});
  CHECK(diff_lines(*catalog, "other", 0) == Lines{whole[0]});

  LineageDiffQuestion question;
  question.node = "a";
  question.from.seq = 3;
  question.depth_max = 1;
  CHECK(diff_lines(*catalog, question).empty());
  question.node = "nothing";
  CHECK(lineage_diff(*catalog, question).error().code == ErrorCode::not_found);
  question.node = "";
  question.to.seq = 2;
  CHECK(lineage_diff(*catalog, question).error().code == ErrorCode::invalid_argument);
  question.to.seq.reset();
  question.limit = 1;
  const auto first = lineage_diff(*catalog, question);
  REQUIRE(first);
  put("e", "1.0.0", "x <- a.t.x");
  question.cursor = first->cursor;
  CHECK(diff_lines(*catalog, question) == Lines{whole[1], whole[2]});
  question.node = "a";
  CHECK(lineage_diff(*catalog, question).error().slug == "bad-cursor");
}
