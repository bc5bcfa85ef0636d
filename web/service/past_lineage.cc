#include "web/service/past_lineage.h"

#include <algorithm>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "catalog/base/limits.h"
#include "catalog/base/node_id.h"
#include "catalog/contract/model_json.h"
#include "catalog/lineage/from_contract.h"

namespace trama::service {
namespace {

using lineage::Asserter;
using lineage::Assertion;
using lineage::Endpoint;
using lineage::EndpointKind;
using store::AsOf;
using store::Registry;
using store::Seq;

// Somebody the walk stands on: a contract or product, a consumer, or a physical namespace's owner text.
struct Subject {
  EndpointKind kind = EndpointKind::contract;
  std::string owner;
  friend auto operator<=>(const Subject&, const Subject&) = default;
};

class Walk {
 public:
  Walk(const Registry& registry, Seq seq) : registry_(registry), at_{seq, std::nullopt}, seq_(seq) {}

  [[nodiscard]] bool registered(std::string_view contract) {
    const auto known = known_.find(contract);
    if (known != known_.end()) return known->second;
    const bool is = registry_.contract(contract, at_).has_value();
    known_.emplace(contract, is);
    return is;
  }

  // The contract a text names: itself, the part before '/', or the longest registered prefix that ends before a '.'.
  [[nodiscard]] std::optional<std::string> contract_of_text(std::string_view text) {
    if (registered(text)) return std::string(text);
    if (const auto parts = parse_node_id(text); parts && registered(parts->contract)) return parts->contract;
    for (std::size_t dot = text.rfind('.'); dot != std::string_view::npos && dot > 0; dot = text.rfind('.', dot - 1)) {
      if (registered(text.substr(0, dot))) return std::string(text.substr(0, dot));
    }
    return std::nullopt;
  }

  // Adds what the subject is, once. False: it was known already.
  Result<bool> describe(const Subject& subject) {
    const auto [at, fresh] = described_.try_emplace(subject);
    if (!fresh) return false;
    if (subject.kind == EndpointKind::consumer) {
      if (auto consumer = registry_.consumer(subject.owner)) at->second = lineage::summary_of(consumer.value());
    } else if (subject.kind != EndpointKind::physical) {
      auto found = summary_at(subject.owner);
      if (!found) return found.error();
      at->second = found.take();
    }
    return true;
  }

  // Adds what was said about this end of the subject; answers with who stands at the other, as far as `follow` holds.
  template <typename Follow>
  Result<std::set<Subject>> read(const Subject& subject, Registry::End end, const Follow& follow) {
    if (auto known = describe(subject); !known) return known.error();
    std::set<Subject> neighbours;
    const auto take = [&](const Result<std::vector<Registry::Interval>>& intervals) -> Result<void> {
      if (!intervals) return intervals.error();
      for (const Registry::Interval& interval : intervals.value()) {
        assertions_[interval.asserter].insert(interval.assertion);
        if (!follow(interval.assertion)) continue;
        note(end == Registry::End::target ? interval.assertion.source : interval.assertion.target, &neighbours);
      }
      return {};
    };
    for (const EndpointKind kind : kinds_of(subject)) {
      if (auto ok = take(registry_.intervals_of_owner(end, kind, subject.owner, seq_)); !ok) return ok.error();
    }
    const auto& summary = described_.at(subject);
    if (!summary) return neighbours;
    for (const std::string& text : spellings(*summary)) {
      if (auto ok = take(registry_.intervals_of_owner(end, EndpointKind::text, text, seq_)); !ok) return ok.error();
    }
    for (const lineage::PhysicalName& physical : summary->physical) {
      const Endpoint endpoint{EndpointKind::physical, physical.space, physical.name, "", ""};
      if (auto ok = take(registry_.intervals(end, endpoint, seq_)); !ok) return ok.error();
    }
    return neighbours;
  }

  // The products that said something here, so that each contract stands under the one that gives it out.
  Result<void> describe_products() {
    std::vector<Subject> products;
    for (const auto& [asserter, assertions] : assertions_) {
      if (asserter.kind == lineage::AsserterKind::product) products.push_back({EndpointKind::contract, asserter.id});
    }
    for (const Subject& product : products) {
      if (auto known = describe(product); !known) return known.error();
    }
    return {};
  }

  Result<bool> was_in_domain(const Subject& subject, std::string_view domain) {
    if (auto known = describe(subject); !known) return known.error();
    const auto& summary = described_.at(subject);
    return summary && summary->domain == domain;
  }

  // What a product gave out; nothing for others.
  [[nodiscard]] std::vector<Subject> outputs_of(const Subject& subject) {
    std::vector<Subject> outputs;
    if (const auto known = describe(subject); !known) return outputs;
    const auto& summary = described_.at(subject);
    if (!summary) return outputs;
    for (const std::string& contract : summary->outputs) {
      if (registered(contract)) outputs.push_back({EndpointKind::contract, contract});
    }
    return outputs;
  }

  [[nodiscard]] std::vector<Asserter> asserters() const {
    std::vector<Asserter> asserters;
    for (const auto& [asserter, assertions] : assertions_) asserters.push_back(asserter);
    return asserters;
  }

  void load_into(graph::LineageGraph* graph) const {
    for (const auto& [subject, summary] : described_) {
      if (summary) graph->load_subject(*summary);
    }
    for (const auto& [asserter, assertions] : assertions_) {
      const std::vector<Assertion> list(assertions.begin(), assertions.end());
      graph->load_assertions(asserter, list);
    }
    graph->finish_load(seq_);
  }

 private:
  Result<std::optional<lineage::Summary>> summary_at(const std::string& id) {
    const auto info = registry_.contract(id, at_);
    if (!info) return std::optional<lineage::Summary>();
    const auto json = registry_.model_json(id, info->latest, at_);
    if (!json) return std::optional<lineage::Summary>();
    const auto contract = contract::from_json(json.value());
    if (!contract) return contract.error();
    lineage::Summary summary = lineage::summary_of(contract.value());
    summary.state = info->state;
    summary.updated_us = info->updated_us;
    return std::optional(std::move(summary));
  }

  // Contracts and products share one space of ids, and assertions may speak of either.
  static std::vector<EndpointKind> kinds_of(const Subject& subject) {
    if (subject.kind == EndpointKind::contract) return {EndpointKind::contract, EndpointKind::product};
    return {subject.kind};
  }

  // Every text that could name a field or dataset of this contract without being canonical.
  static std::vector<std::string> spellings(const lineage::Summary& summary) {
    std::set<std::string> texts{summary.id};
    for (const lineage::DatasetSummary& dataset : summary.datasets) {
      for (const std::string& table : {dataset.name, dataset.physical_name}) {
        if (table.empty()) continue;
        const std::string contract_dot = summary.id + ".";
        const std::string table_dot = contract_dot + table + ".";
        texts.insert(contract_dot + table);
        texts.insert(dataset_id(summary.id, table));
        for (const std::string& path : dataset.field_paths) {
          texts.insert(contract_dot + path);
          texts.insert(table_dot + path);
          texts.insert(field_id(summary.id, table, path));
        }
      }
    }
    return {texts.begin(), texts.end()};
  }

  void note(const Endpoint& endpoint, std::set<Subject>* neighbours) {
    if (endpoint.kind != EndpointKind::text) {
      const bool product = endpoint.kind == EndpointKind::product;
      neighbours->insert({product ? EndpointKind::contract : endpoint.kind, endpoint.owner});
      return;
    }
    if (!endpoint.home.empty()) neighbours->insert({EndpointKind::contract, endpoint.home});
    if (auto contract = contract_of_text(endpoint.owner)) neighbours->insert({EndpointKind::contract, *contract});
  }

  const Registry& registry_;
  AsOf at_;
  Seq seq_;
  std::map<std::string, bool, std::less<>> known_;
  std::map<Subject, std::optional<lineage::Summary>> described_;
  std::map<Asserter, std::set<Assertion>> assertions_;
};

std::optional<Subject> root_of(Walk& walk, const Registry& registry, std::string_view node) {
  if (auto contract = walk.contract_of_text(node)) return Subject{EndpointKind::contract, *contract};
  if (registry.consumer(node)) return Subject{EndpointKind::consumer, std::string(node)};
  if (const auto parts = parse_node_id(node); parts && !parts->table.empty()) {
    return Subject{EndpointKind::physical, parts->contract};
  }
  return std::nullopt;
}

// The contracts and products of a domain at that time: those of today's that were in it, then those that have left.
class PastDomain {
 public:
  PastDomain(Walk& walk, const Registry& registry, const PastQuestion& question)
      : walk_(walk), registry_(registry), question_(question) {
    filter_.domain = question.node;
    filter_.include_retired = true;
  }

  Result<std::vector<Subject>> find() {
    if (auto ok = read({}, kPastContractsMax); !ok) return ok.error();
    if (auto ok = read({.seq = question_.seq, .time_us = {}}, kPastPages); !ok) return ok.error();
    return std::vector<Subject>(found_.begin(), found_.end());
  }
  [[nodiscard]] bool truncated() const { return truncated_; }

 private:
  static constexpr std::size_t kPastPages = kPastDomainLookedAt / store::kPastIdsPerPage;

  Result<void> read(const store::AsOf& as_of, std::size_t pages_max) {
    std::string resume;
    std::size_t pages = 0;
    do {
      const auto page = registry_.list(filter_, resume, limits::kPageMax, as_of);
      if (!page) return page.error();
      for (const store::Listed& listed : page->items) {
        const auto was = walk_.was_in_domain({EndpointKind::contract, listed.contract.id}, question_.node);
        if (!was) return was.error();
        if (*was) found_.insert({EndpointKind::contract, listed.contract.id});
      }
      resume = page->next;
    } while (!resume.empty() && ++pages < pages_max && found_.size() < kPastContractsMax);
    truncated_ = truncated_ || !resume.empty();
    return {};
  }

  Walk& walk_;
  const Registry& registry_;
  const PastQuestion& question_;
  store::ListFilter filter_;
  std::set<Subject> found_;
  bool truncated_ = false;
};

// The walk itself: which ends of whom are read.
class Journey {
 public:
  Journey(Walk& walk, const PastQuestion& question) : walk_(walk), question_(question) {}

  Result<void> go(const std::vector<Subject>& roots) {
    members_.insert(roots.begin(), roots.end());
    for (const Subject& root : roots) {
      if (auto ok = read_around(root); !ok) return ok;
    }
    if (question_.direction != graph::Direction::downstream) {
      if (auto ok = follow(roots, Registry::End::target); !ok) return ok;
    }
    if (question_.direction != graph::Direction::upstream) {
      if (auto ok = follow(roots, Registry::End::source); !ok) return ok;
    }
    if (auto ok = read_inputs(); !ok) return ok;
    return walk_.describe_products();
  }
  [[nodiscard]] bool truncated() const { return truncated_; }

 private:
  [[nodiscard]] bool follows(const Assertion& assertion) const {
    switch (assertion.relation) {
      case lineage::Relation::derives:
        return question_.derives;
      case lineage::Relation::consumes:
        return question_.consumes;
      case lineage::Relation::references:
        return question_.references;
    }
    return false;
  }

  Result<void> read_around(const Subject& root) {
    const auto all = [](const Assertion&) { return true; };
    for (const Registry::End end : {Registry::End::source, Registry::End::target}) {
      const auto neighbours = walk_.read(root, end, all);
      if (!neighbours) return neighbours.error();
      for (const Subject& neighbour : neighbours.value()) {
        if (auto known = walk_.describe(neighbour); !known) return known.error();
      }
    }
    return {};
  }

  Result<void> follow(const std::vector<Subject>& roots, Registry::End end) {
    std::set<Subject> seen(roots.begin(), roots.end());
    std::deque<std::pair<Subject, std::uint32_t>> queue;
    for (const Subject& root : roots) queue.emplace_back(root, 0);
    for (; !queue.empty(); queue.pop_front()) {
      const auto [subject, hop] = queue.front();
      // One hop more than asked for is known by name only.
      if (hop > question_.hops_max) {
        if (auto known = walk_.describe(subject); !known) return known.error();
        continue;
      }
      const auto neighbours = walk_.read(subject, end, [this](const Assertion& a) { return follows(a); });
      if (!neighbours) return neighbours.error();
      for (const Subject& neighbour : neighbours.value()) {
        if (seen.contains(neighbour)) continue;
        if (members_.size() >= kPastContractsMax) {
          truncated_ = true;
          return {};
        }
        seen.insert(neighbour);
        members_.insert(neighbour);
        queue.emplace_back(neighbour, hop + 1);
      }
    }
    return {};
  }

  // An edge between two members is an input of one of them, whichever way the walk came.
  Result<void> read_inputs() {
    for (const Subject& member : members_) {
      const auto read = walk_.read(member, Registry::End::target, [](const Assertion&) { return false; });
      if (!read) return read.error();
    }
    return {};
  }

  Walk& walk_;
  const PastQuestion& question_;
  std::set<Subject> members_;
  bool truncated_ = false;
};

}  // namespace

Result<PastLineage> past_lineage(const Registry& registry, const PastQuestion& question) {
  Walk walk(registry, question.seq);
  PastDomain domain(walk, registry, question);
  std::vector<Subject> roots;
  if (question.domain) {
    auto found = domain.find();
    if (!found) return found.error();
    roots = found.take();
  }
  if (const auto root = root_of(walk, registry, question.node); root && roots.empty()) {
    roots = {*root};
    const auto outputs = question.outputs ? walk.outputs_of(*root) : std::vector<Subject>{};
    roots.insert(roots.end(), outputs.begin(), outputs.end());
  }
  if (roots.empty()) {
    return make_error(
        ErrorCode::not_found, "no-such-node",
        "nothing named \"" + std::string(question.node) + "\" was registered at seq " + std::to_string(question.seq));
  }
  Journey journey(walk, question);
  if (auto gone = journey.go(roots); !gone) return gone.error();
  PastLineage past;
  past.truncated = domain.truncated() || journey.truncated();
  past.graph = graph::LineageGraph::create();
  walk.load_into(past.graph.get());
  past.asserters = walk.asserters();
  past.snapshot = past.graph->snapshot();
  return past;
}

}  // namespace trama::service
