// Compares the store with itself, the lineage graph with one built anew from the store, and the index with the
// documents it should hold.
#include <set>
#include <string>

#include "web/service/catalog.h"
#include "web/service/search_document.h"

namespace trama::service {
namespace {

using store::Registry;

constexpr std::size_t kFindingsMax = 1000;
constexpr std::size_t kListPage = 1000;

std::string edge_text(const graph::Snapshot& snapshot, const graph::EdgeView& edge) {
  return snapshot.node(edge.from).id + " -> " + snapshot.node(edge.to).id + " " +
         std::string(lineage::to_string(edge.relation)) + " " + std::string(lineage::to_string(edge.type)) + " " +
         std::string(lineage::to_string(edge.subtype)) + " x" + std::to_string(edge.assertions);
}

std::set<std::string> edges_of(const graph::Snapshot& snapshot) {
  std::set<std::string> edges;
  snapshot.for_each_edge([&](const graph::EdgeView& edge) { edges.insert(edge_text(snapshot, edge)); });
  return edges;
}

std::set<std::string> nodes_of(const graph::Snapshot& snapshot) {
  std::set<std::string> nodes;
  snapshot.for_each_node([&](const graph::NodeView& node) {
    std::string text =
        std::string(to_string(node.kind)) + " " + node.id + " " + std::string(graph::to_string(node.status));
    for (const graph::Level level : {graph::Level::product, graph::Level::domain}) {
      text += " " + snapshot.node(snapshot.rolled_up(node.index, level)).id;
    }
    nodes.insert(std::move(text));
  });
  return nodes;
}

void report_difference(const std::string& what, const std::set<std::string>& expected,
                       const std::set<std::string>& held, std::vector<Registry::Finding>* findings) {
  for (const std::string& item : expected) {
    if (!held.contains(item) && findings->size() < kFindingsMax) {
      findings->push_back({what, item, "in the store, not in the graph"});
    }
  }
  for (const std::string& item : held) {
    if (!expected.contains(item) && findings->size() < kFindingsMax) {
      findings->push_back({what, item, "in the graph, not in the store"});
    }
  }
}

Result<void> compare_graph(const Registry& registry, const graph::Snapshot& held,
                           std::vector<Registry::Finding>* findings) {
  const auto fresh = graph::LineageGraph::create();
  const auto seq =
      registry.scan([&](const lineage::Summary& summary) { fresh->load_subject(summary); },
                    [&](const lineage::Asserter& asserter, const std::vector<lineage::Assertion>& assertions) {
                      fresh->load_assertions(asserter, assertions);
                    },
                    [&](const store::Alias& alias) { fresh->load_alias(alias.alias, alias.node); });
  if (!seq) return seq.error();
  fresh->finish_load(seq.value());
  const auto expected = fresh->snapshot();
  report_difference("graph-node", nodes_of(*expected), nodes_of(held), findings);
  report_difference("graph-edge", edges_of(*expected), edges_of(held), findings);
  return {};
}

Result<void> compare_document(const search::SearchIndex& index, const Result<search::SearchDocument>& document,
                              const std::string& id, std::vector<Registry::Finding>* findings) {
  const auto held = index.stored_digest(id);
  if (!held) return held.error();
  if (!document) {
    if (document.error().code != ErrorCode::not_found) return document.error();
    if (held.value())
      findings->push_back({"search-document", id, "in the index, but its contract has no text any more"});
    return {};
  }
  if (!held.value()) {
    findings->push_back({"search-document", id, "in the store, not in the index"});
  } else if (*held.value() != search::digest(document.value())) {
    findings->push_back({"search-document", id, "the index holds an older or different text"});
  }
  return {};
}

Result<std::uint64_t> compare_contracts(const Registry& registry, const search::SearchIndex& index,
                                        std::vector<Registry::Finding>* findings) {
  std::uint64_t expected = 0;
  store::ListFilter everything;
  everything.include_retired = true;
  std::string resume;
  do {
    const auto page = registry.list(everything, resume, kListPage);
    if (!page) return page.error();
    for (const store::Listed& listed : page->items) {
      const auto document = contract_document(registry, listed.contract.id);
      expected += document ? 1 : 0;
      if (const auto ok = compare_document(index, document, listed.contract.id, findings); !ok) return ok.error();
    }
    resume = page->next;
  } while (!resume.empty());
  return expected;
}

Result<std::uint64_t> compare_consumers(const Registry& registry, const search::SearchIndex& index,
                                        std::vector<Registry::Finding>* findings) {
  std::uint64_t expected = 0;
  std::string resume;
  do {
    const auto page = registry.consumers(resume, kListPage);
    if (!page) return page.error();
    for (const lineage::Consumer& consumer : page->items) {
      ++expected;
      const Result<search::SearchDocument> document = search_document(consumer);
      if (const auto ok = compare_document(index, document, consumer.id, findings); !ok) return ok.error();
    }
    resume = page->next;
  } while (!resume.empty());
  return expected;
}

}  // namespace

Result<std::vector<Registry::Finding>> Catalog::fsck(
    const std::function<void(std::uint64_t, std::uint64_t)>& progress) const {
  auto checked = registry_->fsck(progress);
  if (!checked) return checked.error();
  std::vector<Registry::Finding> findings = checked.take();

  const auto snapshot = lineage();
  if (!snapshot) return snapshot.error();
  if (const auto ok = compare_graph(*registry_, *snapshot.value(), &findings); !ok) return ok.error();

  const auto contracts = compare_contracts(*registry_, *index_, &findings);
  if (!contracts) return contracts.error();
  const auto consumers = compare_consumers(*registry_, *index_, &findings);
  if (!consumers) return consumers.error();
  const std::uint64_t expected = contracts.value() + consumers.value();
  if (index_->documents() != expected) {
    findings.push_back({"search-total", "",
                        "the index holds " + std::to_string(index_->documents()) + " documents, the store has " +
                            std::to_string(expected)});
  }
  return findings;
}

}  // namespace trama::service
