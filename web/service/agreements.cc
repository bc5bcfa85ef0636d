#include "web/service/agreements.h"

#include <algorithm>

#include "catalog/base/encoding.h"
#include "catalog/base/limits.h"
#include "catalog/base/semver.h"
#include "catalog/base/text.h"

namespace trama::service {
namespace {

using graph::NodeIndex;
using graph::Snapshot;

// Consumers that hang on the contract, by declared uses or otherwise; ids in order.
std::vector<std::string> consumers_below(const Snapshot& snapshot, std::string_view contract) {
  graph::TraverseRequest request;
  request.roots = snapshot.datasets_of(contract);
  request.direction = graph::Direction::downstream;
  request.depth_max = 1;
  request.derives = false;
  request.reference_neighbours = false;
  request.asserters = false;
  request.nodes_max = limits::kLineageNodesMax;
  std::vector<std::string> ids;
  for (const graph::VisitedNode& visited : snapshot.traverse(request).nodes) {
    const graph::NodeView node = snapshot.node(visited.node);
    if (visited.hop == 1 && node.kind == NodeKind::consumer) ids.push_back(node.id);
  }
  std::ranges::sort(ids);
  return ids;
}

class Terms {
 public:
  Terms(const Catalog& catalog, std::shared_ptr<const Snapshot> snapshot, std::string_view contract)
      : catalog_(catalog), snapshot_(std::move(snapshot)), contract_(contract), now_us_(catalog.now_us()) {}

  Result<void> read_versions() {
    auto versions = catalog_.registry().versions(contract_);
    if (!versions) return versions.error();
    for (store::VersionInfo& version : *versions) {
      if (!version.erased) versions_.push_back(std::move(version.version));
    }
    return {};
  }

  // No uses: the consumer is not declared, or uses something else.
  Result<Agreement> of(std::string_view consumer) const {
    Agreement agreement;
    // The stamp first: a consumer that is changed in between is then known to have been.
    const auto stamp = catalog_.registry().consumer_stamp(consumer);
    if (!stamp) return stamp.error();
    auto declared = catalog_.registry().consumer(consumer);
    if (!declared) return declared.error();
    agreement.consumer_seq = stamp->seq;
    for (const lineage::ConsumerUse& use : declared->uses) {
      if (!means_contract(use)) continue;
      agreement.uses.push_back(agreed(use));
      agreement.applies = agreement.applies || agreement.uses.back().applies;
    }
    agreement.consumer = declared.take();
    return agreement;
  }

 private:
  [[nodiscard]] bool names_contract(const std::string& text) const {
    const auto nodes = snapshot_->resolve(text);
    if (!nodes) return false;
    return std::ranges::any_of(*nodes, [&](NodeIndex node) { return snapshot_->node(node).contract == contract_; });
  }
  [[nodiscard]] bool means_contract(const lineage::ConsumerUse& use) const {
    const std::string contract(trim(use.contract));
    if (contract == contract_) return true;
    if (names_contract(contract)) return true;
    return std::ranges::any_of(use.fields, [&](const std::string& field) {
      return names_contract(contract + "." + std::string(trim(field)));
    });
  }
  [[nodiscard]] AgreedUse agreed(const lineage::ConsumerUse& use) const {
    AgreedUse agreed{.use = use, .applies = false, .version = "", .why_not = ""};
    const auto range = VersionRange::parse(use.versions);
    if (!range) {
      agreed.why_not = range.error().message + "; until it is corrected, no version is meant";
      return agreed;
    }
    const auto found = std::ranges::find_if(versions_, [&](const auto& version) { return range->includes(version); });
    if (found != versions_.end()) agreed.version = *found;
    if (!lineage::in_force(use, now_us_)) {
      agreed.why_not = "it ended on " + use.until;
    } else if (agreed.version.empty()) {
      agreed.why_not = "no version of the contract lies in " + use.versions;
    }
    agreed.applies = agreed.why_not.empty();
    return agreed;
  }

  const Catalog& catalog_;
  std::shared_ptr<const Snapshot> snapshot_;
  std::string contract_;
  TimeUs now_us_;
  std::vector<std::string> versions_;  // highest first
};

Result<Terms> terms_of(const Catalog& catalog, std::shared_ptr<const Snapshot> snapshot, std::string_view contract) {
  Terms terms(catalog, std::move(snapshot), contract);
  if (auto read = terms.read_versions(); !read) return read.error();
  return terms;
}

// nullopt: not one. A consumer that went away since the snapshot is none either.
Result<std::optional<Agreement>> agreement_if_any(const Terms& terms, std::string_view consumer) {
  auto agreement = terms.of(consumer);
  if (!agreement && agreement.error().code != ErrorCode::not_found) return agreement.error();
  if (!agreement || agreement->uses.empty()) return std::optional<Agreement>();
  return std::optional(agreement.take());
}

}  // namespace

Result<AgreementPage> agreements(const Catalog& catalog, std::string_view contract, std::string_view resume,
                                 std::size_t limit) {
  const auto snapshot = catalog.lineage();
  if (!snapshot) return snapshot.error();
  auto terms = terms_of(catalog, snapshot.value(), contract);
  if (!terms) return terms.error();
  AgreementPage page;
  page.as_of_seq = snapshot.value()->seq();
  const std::vector<std::string> ids = consumers_below(*snapshot.value(), contract);
  for (auto id = std::ranges::upper_bound(ids, resume); id != ids.end(); ++id) {
    auto agreement = agreement_if_any(*terms, *id);
    if (!agreement) return agreement.error();
    if (!*agreement) continue;
    if (page.items.size() == limit) {
      page.next = page.items.back().consumer.id;
      break;
    }
    page.items.push_back(std::move(**agreement));
  }
  return page;
}

Result<Agreement> agreement_of(const Catalog& catalog, std::string_view contract, std::string_view consumer) {
  const auto snapshot = catalog.lineage();
  if (!snapshot) return snapshot.error();
  const auto terms = terms_of(catalog, snapshot.value(), contract);
  if (!terms) return terms.error();
  auto agreement = terms->of(consumer);
  if (!agreement) return agreement.error();
  const auto holds = [&](const AgreedUse& agreed) { return lineage::in_force(agreed.use, catalog.now_us()); };
  if (std::ranges::any_of(agreement->uses, holds)) return agreement;
  if (!agreement->uses.empty()) {
    return make_error(ErrorCode::conflict, "agreement-ended",
                      "the agreement of consumer `" + std::string(consumer) + "` on `" + std::string(contract) +
                          "` ended on " + agreement->uses.front().use.until +
                          "; set a later `until` in its uses, and sign then");
  }
  return make_error(ErrorCode::conflict, "no-agreement",
                    "consumer `" + std::string(consumer) + "` declares no use of `" + std::string(contract) +
                        "`; add it to its uses (PUT /api/v1/consumers/" + percent_encode(consumer) + ") and sign then");
}

Result<std::vector<std::string>> agreed_consumers(const Catalog& catalog, std::string_view contract) {
  const auto snapshot = catalog.lineage();
  if (!snapshot) return snapshot.error();
  auto terms = terms_of(catalog, snapshot.value(), contract);
  if (!terms) return terms.error();
  std::vector<std::string> agreed;
  for (std::string& id : consumers_below(*snapshot.value(), contract)) {
    const auto agreement = agreement_if_any(*terms, id);
    if (!agreement) return agreement.error();
    if (*agreement) agreed.push_back(std::move(id));
  }
  return agreed;
}

}  // namespace trama::service
