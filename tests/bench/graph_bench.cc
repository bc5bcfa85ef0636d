// What the lineage graph costs, on a seeded mesh of any size, beside a plain compressed-row walk in the same process.
//
//   graph_bench [datasets, default 100000] [seed]
//
// The mesh: five layers, sources preferred by what they already feed (hubs), a few cycles, about 13 columns and three
// upstream datasets each, columns derived from columns. Ids are shuffled: registration order is not lineage order.
// Ratios are what to trust; absolute times depend on who else uses the machine.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <numeric>
#include <random>
#include <string>

#include "graph/impact.h"
#include "graph/lineage_graph.h"
#include "graph/snapshot.h"

namespace trama::graph {
namespace {

using Clock = std::chrono::steady_clock;

double ms_since(Clock::time_point start) {
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

// Of this thread: what a busy machine gives to others is not counted.
double cpu_ms() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

std::size_t resident_bytes() {
  std::ifstream statm("/proc/self/statm");
  std::size_t pages = 0, resident = 0;
  statm >> pages >> resident;
  return resident * 4096;
}

// Mesh
// ------------------------------------------------------------------------------------------------------------------

struct ColumnEdge {
  std::uint32_t from, to;  // columns, numbered through all datasets
};

class Mesh {
 public:
  Mesh(std::uint32_t datasets, unsigned seed) : random_(seed), ids_(datasets), first_column_(datasets + 1) {
    std::iota(ids_.begin(), ids_.end(), 0);
    std::shuffle(ids_.begin(), ids_.end(), random_);
    for (std::uint32_t i = 0; i < datasets; ++i) first_column_[i + 1] = first_column_[i] + 6 + random_() % 15;
    for (std::uint32_t i = 0; i < datasets; ++i) choose_sources(i);
  }

  [[nodiscard]] std::uint32_t datasets() const { return static_cast<std::uint32_t>(ids_.size()); }
  [[nodiscard]] std::uint32_t columns() const { return first_column_.back(); }
  [[nodiscard]] const std::vector<ColumnEdge>& edges() const { return edges_; }
  [[nodiscard]] std::uint32_t dataset_of(std::uint32_t column) const {
    const auto after = std::upper_bound(first_column_.begin(), first_column_.end(), column);
    return static_cast<std::uint32_t>(after - first_column_.begin()) - 1;
  }
  [[nodiscard]] std::string id(std::uint32_t dataset) const {
    return "urn:datacontract:domain-" + std::to_string(dataset % 60) + ":dataset-" + std::to_string(ids_[dataset]);
  }
  [[nodiscard]] std::string column_name(std::uint32_t column) const {
    const std::uint32_t place = column - first_column_[dataset_of(column)];
    return "column_" + std::to_string((place * 97 + dataset_of(column) % 40) % 2000);
  }
  [[nodiscard]] lineage::Summary summary(std::uint32_t dataset) const {
    lineage::Summary summary;
    summary.id = id(dataset);
    summary.version = "1." + std::to_string(dataset % 7) + ".0";
    summary.title = "Dataset number " + std::to_string(ids_[dataset]);
    summary.domain = "domain-" + std::to_string(dataset % 60);
    summary.owner = "team-" + std::to_string(dataset % 300);
    lineage::DatasetSummary table;
    table.name = "dataset_" + std::to_string(ids_[dataset]);
    table.kind = "table";
    for (std::uint32_t c = first_column_[dataset]; c < first_column_[dataset + 1]; ++c) {
      table.field_paths.push_back(column_name(c));
    }
    summary.datasets.push_back(std::move(table));
    return summary;
  }
  [[nodiscard]] lineage::Endpoint end(std::uint32_t column) const {
    const std::uint32_t dataset = dataset_of(column);
    return {lineage::EndpointKind::contract, id(dataset), "dataset_" + std::to_string(ids_[dataset]),
            column_name(column), ""};
  }
  // The edges into a dataset lie together.
  [[nodiscard]] std::vector<lineage::Assertion> assertions(std::uint32_t dataset) const {
    std::vector<lineage::Assertion> assertions;
    for (std::size_t i = first_edge_[dataset]; i < first_edge_[dataset + 1]; ++i) {
      assertions.push_back({end(edges_[i].from), end(edges_[i].to), lineage::Relation::derives,
                            lineage::DependencyType::direct, lineage::Subtype::identity, false, true});
    }
    return assertions;
  }

 private:
  static constexpr std::uint32_t kLayers = 5;

  void choose_sources(std::uint32_t dataset) {
    if (first_edge_.empty()) first_edge_.push_back(0);
    const std::uint32_t per_layer = std::max(1U, datasets() / kLayers);
    const std::uint32_t layer = std::min(dataset / per_layer, kLayers - 1);
    for (std::uint32_t i = 0; layer > 0 && i < 1 + random_() % 5; ++i) {
      std::uniform_real_distribution<double> uniform;
      const double skew = std::pow(uniform(random_), 2.6);
      const std::uint32_t from_layer = random_() % 4 == 0 ? static_cast<std::uint32_t>(random_() % layer) : layer - 1;
      add_columns(from_layer * per_layer + static_cast<std::uint32_t>(skew * per_layer), dataset);
    }
    if (random_() % 500 == 0)
      add_columns(static_cast<std::uint32_t>(random_() % datasets()), dataset);  // may close a cycle
    first_edge_.push_back(edges_.size());
  }

  void add_columns(std::uint32_t from, std::uint32_t to) {
    if (from == to) return;
    const auto column_of = [&](std::uint32_t dataset) {
      const std::uint32_t width = first_column_[dataset + 1] - first_column_[dataset];
      return first_column_[dataset] + static_cast<std::uint32_t>(random_() % width);
    };
    for (std::uint32_t i = 0; i < 7; ++i) edges_.push_back({column_of(from), column_of(to)});
  }

  std::mt19937 random_;
  std::vector<std::uint32_t> ids_, first_column_;
  std::vector<std::size_t> first_edge_;
  std::vector<ColumnEdge> edges_;
};

// The plain walk everything is compared with
// ------------------------------------------------------------------------------

class PlainRows {
 public:
  PlainRows(std::uint32_t nodes, std::vector<std::pair<std::uint32_t, std::uint32_t>> edges)
      : offsets_(nodes + 1), seen_(nodes / 64 + 1) {
    std::ranges::sort(edges);
    edges.erase(std::unique(edges.begin(), edges.end()), edges.end());
    for (const auto& [from, to] : edges) {
      ++offsets_[from + 1];
      targets_.push_back(to);
    }
    std::partial_sum(offsets_.begin(), offsets_.end(), offsets_.begin());
  }
  [[nodiscard]] std::uint32_t degree(std::uint32_t node) const { return offsets_[node + 1] - offsets_[node]; }
  [[nodiscard]] std::size_t edges() const { return targets_.size(); }

  const std::vector<std::uint32_t>& closure(std::uint32_t root) {
    order_.assign(1, root);
    seen_[root >> 6] |= std::uint64_t{1} << (root & 63);
    for (std::size_t i = 0; i < order_.size(); ++i) {
      if (i + 12 < order_.size()) __builtin_prefetch(&offsets_[order_[i + 12]]);
      if (i + 6 < order_.size()) __builtin_prefetch(targets_.data() + offsets_[order_[i + 6]]);
      for (std::uint32_t e = offsets_[order_[i]]; e < offsets_[order_[i] + 1]; ++e) {
        const std::uint32_t to = targets_[e];
        const std::uint64_t bit = std::uint64_t{1} << (to & 63);
        if ((seen_[to >> 6] & bit) != 0) continue;
        seen_[to >> 6] |= bit;
        order_.push_back(to);
      }
    }
    for (const std::uint32_t node : order_) seen_[node >> 6] = 0;
    return order_;
  }

 private:
  std::vector<std::uint32_t> offsets_, targets_, order_;
  std::vector<std::uint64_t> seen_;
};

// Measuring
// -------------------------------------------------------------------------------------------------------------

struct Walker {
  const State& state;
  Level level;
  VisitSet visited, whole;
  Reach reach;

  Walker(const State& of, Level at) : state(of), level(at) {
    visited.reserve(of.nodes.entity_count(), of.nodes.field_count());
    whole.reserve(of.nodes.entity_count(), of.nodes.field_count());
  }
  std::size_t closure(NodeIndex root) {
    Deadline deadline(60'000, {});
    reach.order.clear();
    reach.expanded = 0;
    walk(state, {root}, Way::out, level, allow_of(true, true, false, level), UINT32_MAX, visited, whole, deadline,
         &reach);
    for (const NodeIndex node : reach.order) visited.erase(node);
    return reach.order.size();
  }
};

void compare(const char* label, PlainRows& plain, Walker& walker, const std::vector<std::uint32_t>& roots,
             const std::vector<NodeIndex>& nodes) {
  double best_plain = 1e300, best_ours = 1e300;
  std::size_t size_plain = 0, size_ours = 0;
  for (int round = 0; round < 7; ++round) {
    size_plain = size_ours = 0;
    auto start = Clock::now();
    for (const std::uint32_t root : roots) size_plain += plain.closure(root).size();
    best_plain = std::min(best_plain, ms_since(start));
    start = Clock::now();
    for (const NodeIndex node : nodes) size_ours += walker.closure(node);
    best_ours = std::min(best_ours, ms_since(start));
  }
  const double count = static_cast<double>(roots.size());
  std::printf("%-34s avg %9.0f nodes   plain %10.4f ms   graph %10.4f ms   rate %.2f of plain%s\n", label,
              static_cast<double>(size_ours) / count, best_plain / count, best_ours / count, best_plain / best_ours,
              size_plain == size_ours ? "" : "   DIFFERENT CLOSURES");
  if (size_plain != size_ours) std::exit(1);
}

std::vector<std::uint32_t> hubs_of(const PlainRows& plain, std::uint32_t nodes, std::size_t count) {
  std::vector<std::uint32_t> all(nodes);
  std::iota(all.begin(), all.end(), 0);
  const auto middle = all.begin() + static_cast<std::ptrdiff_t>(count);
  std::ranges::partial_sort(all, middle, [&](auto a, auto b) { return plain.degree(a) > plain.degree(b); });
  all.resize(count);
  return all;
}

class Bench {
 public:
  Bench(std::uint32_t datasets, unsigned seed) : mesh_(datasets, seed), random_(seed + 1) {}

  void run() {
    load();
    closures();
    pages();
    std::vector<double> latencies = apply_some(500);
    report_latency("apply, one changed contract", latencies);
    closures();
    compaction();
  }

 private:
  void load() {
    const std::size_t before = resident_bytes();
    double in_graph = 0;
    for (std::uint32_t i = 0; i < mesh_.datasets(); ++i) {
      const auto summary = mesh_.summary(i);
      const auto start = Clock::now();
      graph_->load_subject(summary);
      in_graph += ms_since(start);
    }
    const double subjects = in_graph;
    for (std::uint32_t i = 0; i < mesh_.datasets(); ++i) {
      const auto assertions = mesh_.assertions(i);
      const auto start = Clock::now();
      graph_->load_assertions({lineage::AsserterKind::contract, mesh_.id(i)}, assertions);
      in_graph += ms_since(start);
    }
    const double said = in_graph - subjects;
    const auto start = Clock::now();
    graph_->finish_load(1);
    const double finish = ms_since(start);
    const auto counts = graph_->snapshot()->counts();
    std::printf("mesh: %llu datasets, %llu fields, %llu dataset edges, %llu field edges\n",
                static_cast<unsigned long long>(counts.datasets), static_cast<unsigned long long>(counts.fields),
                static_cast<unsigned long long>(counts.dataset_edges),
                static_cast<unsigned long long>(counts.field_edges));
    std::printf("load: subjects %.0f ms, assertions %.0f ms, rows %.0f ms\n", subjects, said, finish);
    std::printf("memory: %.0f MB counted, %.0f MB resident more than before\n",
                static_cast<double>(graph_->memory_bytes()) / 1e6,
                (static_cast<double>(resident_bytes()) - static_cast<double>(before)) / 1e6);
  }

  NodeIndex node_of_dataset(std::uint32_t dataset) const {
    return graph_->snapshot()->resolve(mesh_.id(dataset)).take().front();
  }
  NodeIndex node_of_column(std::uint32_t column) const {
    const auto end = mesh_.end(column);
    return graph_->snapshot()->resolve(field_id(end.owner, end.table, end.path)).take().front();
  }

  void closures() {
    const auto snapshot = graph_->snapshot();
    const State& state = dynamic_cast<const GraphSnapshot&>(*snapshot).state();
    std::printf("-- closures downstream, %zu rows in the overlay\n", state.edges.changed_rows());
    std::vector<std::pair<std::uint32_t, std::uint32_t>> pairs;
    pairs.reserve(mesh_.edges().size());
    for (const ColumnEdge& edge : mesh_.edges())
      pairs.emplace_back(mesh_.dataset_of(edge.from), mesh_.dataset_of(edge.to));
    measure("datasets", PlainRows(mesh_.datasets(), std::move(pairs)), Walker(state, Level::dataset), mesh_.datasets(),
            [&](std::uint32_t dataset) { return node_of_dataset(dataset); });
    pairs = {};
    for (const ColumnEdge& edge : mesh_.edges()) pairs.emplace_back(edge.from, edge.to);
    measure("columns", PlainRows(mesh_.columns(), std::move(pairs)), Walker(state, Level::column), mesh_.columns(),
            [&](std::uint32_t column) { return node_of_column(column); });
  }

  template <typename NodeOf>
  void measure(const std::string& what, PlainRows plain, Walker walker, std::uint32_t nodes, const NodeOf& node_of_id) {
    const auto hubs = hubs_of(plain, nodes, 10);
    std::vector<std::uint32_t> random(300);
    for (auto& root : random) root = static_cast<std::uint32_t>(random_() % nodes);
    const auto translate = [&](const std::vector<std::uint32_t>& roots) {
      std::vector<NodeIndex> found;
      for (const std::uint32_t root : roots) found.push_back(node_of_id(root));
      return found;
    };
    compare((what + ", 10 hubs").c_str(), plain, walker, hubs, translate(hubs));
    compare((what + ", 300 random").c_str(), plain, walker, random, translate(random));
    if (what == "datasets") {
      hub_ = node_of_id(hubs.front());
      return;
    }
    impact_of("impact of a column, 10 hubs", plain, hubs, translate(hubs));
    impact_of("impact of a column, 300 random", plain, random, translate(random));
  }

  // Whole impact answers (ranks, counts by hop, domain and owner, a page of a hundred with paths) beside the plain
  // closure that says none of it: without looking for what is cleared, and with.
  void impact_of(const char* label, PlainRows& plain, const std::vector<std::uint32_t>& roots,
                 const std::vector<NodeIndex>& nodes) {
    const auto snapshot = graph_->snapshot();
    double best_plain = 1e300;
    for (int round = 0; round < 5; ++round) {
      const double start = cpu_ms();
      for (const std::uint32_t root : roots) plain.closure(root);
      best_plain = std::min(best_plain, (cpu_ms() - start) / static_cast<double>(roots.size()));
    }
    for (const bool cleared : {false, true}) {
      std::vector<double> latencies;
      for (std::size_t i = 0; i < nodes.size(); ++i) {
        ImpactRequest request;
        request.changes = {{nodes[i], true}};
        request.nodes_max = 100;
        request.cleared = cleared;
        double best = 1e300;
        for (int round = 0; round < 5; ++round) {
          const double start = cpu_ms();
          const Impact impact = snapshot->impact(request);
          best = std::min(best, (cpu_ms() - start));
          if (impact.fields_certain + 1 != plain.closure(roots[i]).size()) std::exit(1);
        }
        latencies.push_back(best);
      }
      const double sum = std::accumulate(latencies.begin(), latencies.end(), 0.0);
      const double average = sum / static_cast<double>(latencies.size());
      std::ranges::sort(latencies);
      std::printf("%-34s %-15s avg %.4f ms CPU = %.2f of the plain closure's time, p50 %.4f ms, worst %.4f ms\n", label,
                  cleared ? "with cleared," : "hits only,", average, average / best_plain,
                  latencies[latencies.size() / 2], latencies.back());
    }
  }

  // Whole answers, as the API asks for them: counts of everything and the first thousand nodes with their edges.
  void pages() {
    const auto snapshot = graph_->snapshot();
    for (const Level level : {Level::dataset, Level::column}) {
      for (const Direction direction : {Direction::downstream, Direction::both}) {
        TraverseRequest request;
        request.roots = {hub_};
        request.level = level;
        request.direction = direction;
        double best = 1e300;
        Traversal answer;
        for (int round = 0; round < 5; ++round) {
          const auto start = Clock::now();
          answer = snapshot->traverse(request);
          best = std::min(best, ms_since(start));
        }
        std::printf(
            "answer from the largest hub (%s, %s): %llu nodes, %llu edges, page of %zu with %zu edges: %.2f ms\n",
            level == Level::dataset ? "datasets" : "columns", direction == Direction::both ? "both" : "downstream",
            static_cast<unsigned long long>(answer.nodes_total), static_cast<unsigned long long>(answer.edges_total),
            answer.nodes.size(), answer.edges.size(), best);
      }
    }
  }

  // A new version of a random contract: all its edges closed and said again, one of them now masked; closures stay.
  std::vector<double> apply_some(int count) {
    std::vector<double> latencies;
    for (int i = 0; i < count; ++i) {
      const auto dataset = static_cast<std::uint32_t>(random_() % mesh_.datasets());
      SubjectChange change;
      change.summary = mesh_.summary(dataset);
      change.summary->version = "2." + std::to_string(i) + ".0";
      change.summary->datasets[0].field_paths.push_back("added_" + std::to_string(i));
      change.subject = change.summary->id;
      change.asserter = {lineage::AsserterKind::contract, change.subject};
      change.closed = mesh_.assertions(dataset);
      change.opened = change.closed;
      for (auto& assertion : change.opened) assertion.subtype = lineage::Subtype::transformation;
      const auto start = Clock::now();
      graph_->apply(std::span(&change, 1), graph_->snapshot()->seq() + 1);
      latencies.push_back(ms_since(start));
    }
    return latencies;
  }

  static void report_latency(const char* label, std::vector<double>& latencies) {
    std::ranges::sort(latencies);
    std::printf("%s: p50 %.3f ms, p99 %.3f ms, worst %.3f ms\n", label, latencies[latencies.size() / 2],
                latencies[latencies.size() * 99 / 100], latencies.back());
  }

  void compaction() {
    const auto start = Clock::now();
    graph_->compact();
    std::printf("compaction: %.0f ms\n", ms_since(start));
  }

  Mesh mesh_;
  std::mt19937 random_;
  std::unique_ptr<LineageGraph> graph_ = LineageGraph::create();
  NodeIndex hub_ = 0;
};

}  // namespace
}  // namespace trama::graph

int main(int argc, char** argv) {
  const auto datasets = static_cast<std::uint32_t>(argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 100'000);
  const auto seed = static_cast<unsigned>(argc > 2 ? std::strtoul(argv[2], nullptr, 10) : 1);
  trama::graph::Bench(std::max(100U, datasets), seed).run();
  return 0;
}
