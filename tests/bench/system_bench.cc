// trama_bench [--products N] [--seed S] [--folder DIR]
//
// Workloads, in this order, each beside the limit it is held against, measured in the same run:
//   import          parse, store durably and link N generated products      limit: parsing alone, one thread
//   searchable      until the index holds the last of them
//   registration    single durable registrations by 1, 8 and 64 clients     limit: append + fdatasync of the same bytes
//   closures        table and column level, from hubs and random nodes      limit: hand-written walk over plain arrays
//   search          rare, common, several words, prefix; with exact facets  limit: the targets stated for a million
//   products cold start      a new process: until lineage and search answer, memory  limit: reading the store's files
#include <atomic>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <iostream>
#include <random>
#include <thread>
#include <unordered_map>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/bench/measure.h"
#include "tests/bench/mesh.h"
#include "web/service/catalog.h"
#include "web/service/lineage_answer.h"

namespace {

using namespace trama;
using namespace trama::bench;

struct Options {
  std::uint32_t products = 10'000;
  std::uint64_t seed = 1;
  std::string folder;
  std::string reopen;  // set: the child that measures a cold start
};

std::unique_ptr<service::Catalog> open_catalog(const std::string& folder) {
  service::CatalogOptions options;
  options.folder = folder;
  auto catalog = service::Catalog::open(options);
  if (!catalog) {
    std::cerr << catalog.error().message << '\n';
    std::exit(1);
  }
  return catalog.take();
}

void bench_import(service::Catalog& catalog, const Mesh& mesh) {
  heading("import");
  constexpr std::size_t kBatch = 500;
  Samples parse;
  for (std::uint32_t p = 0; p < std::min<std::uint32_t>(mesh.products(), 1000); ++p) {
    const std::string text = mesh.contract(p);
    parse.add(seconds([&] { (void)contract::parse_contract(text); }));
  }
  std::uint64_t documents = 0;
  std::uint64_t refused = 0;
  double making = 0;
  const double total = seconds([&] {
                         std::vector<std::string> batch;
                         const auto flush = [&] {
                           for (const auto& answer : catalog.register_documents(batch, {})) refused += answer ? 0 : 1;
                           documents += batch.size();
                           batch.clear();
                         };
                         for (std::uint32_t p = 0; p < mesh.products(); ++p) {
                           making += seconds([&] {
                             if (mesh.has_earlier_version(p)) batch.push_back(mesh.contract(p, true));
                             batch.push_back(mesh.contract(p));
                           });
                           if (batch.size() >= kBatch) flush();
                         }
                         flush();
                       }) -
                       making;
  const double rate = static_cast<double>(documents) / total;
  const double parse_rate = 1 / parse.median();
  row("documents stored and linked (" + std::to_string(documents) + ")", rate_text(rate),
      "parsing alone " + rate_text(parse_rate), rate / parse_rate);
  if (refused > 0) row("REFUSED", std::to_string(refused));
  const double searchable =
      seconds([&] { (void)catalog.projector().wait_for_search(catalog.registry().head(), 36'000'000); });
  row("until the last is searchable", rate_text(static_cast<double>(documents) / (total + searchable)), "target 1200/s",
      static_cast<double>(documents) / (total + searchable) / 1200);
}

double append_sync_median(const std::string& folder, const std::string& text, int rounds) {
  const int file = open((folder + "/limit.bin").c_str(), O_CREAT | O_WRONLY | O_TRUNC, 0600);
  Samples samples;
  for (int i = 0; i < rounds; ++i) {
    samples.add(seconds([&] {
      if (write(file, text.data(), text.size()) < 0 || fdatasync(file) != 0) std::exit(1);
    }));
  }
  close(file);
  return samples.median();
}

void bench_registration(service::Catalog& catalog, const Mesh& mesh, const std::string& folder) {
  heading("single durable registrations");
  std::atomic<std::uint32_t> next{0};
  for (const int clients : {1, 8, 64}) {
    const std::uint32_t each = clients == 1 ? 500 : 4000U / static_cast<std::uint32_t>(clients);
    const double limit = append_sync_median(folder, mesh.contract(0), 500);
    const double total = seconds([&] {
      std::vector<std::jthread> threads;
      for (int t = 0; t < clients; ++t) {
        threads.emplace_back([&] {
          for (std::uint32_t i = 0; i < each; ++i) {
            const std::uint32_t n = next.fetch_add(1);
            std::string text = mesh.contract(n % mesh.products());
            // A product of its own, that nobody else registers.
            text.replace(text.find("urn:datacontract:"), 17, "urn:datacontract:r" + std::to_string(n) + ":");
            (void)catalog.register_document(text, {});
          }
        });
      }
    });
    const double rate = static_cast<double>(each) * clients / total;
    row(std::to_string(clients) + " client(s)", rate_text(rate), "append+fdatasync, one client " + rate_text(1 / limit),
        rate * limit);
  }
}

// The limit for closures: compressed adjacency in plain arrays, a bitset, a queue.
struct PlainGraph {
  std::vector<std::uint32_t> first, target;
  std::vector<std::uint64_t> seen;
  std::vector<std::uint32_t> queue;

  explicit PlainGraph(const graph::Snapshot& snapshot) {
    std::vector<std::pair<std::uint32_t, std::uint32_t>> edges;
    std::uint32_t top = 0;
    snapshot.for_each_edge([&](const graph::EdgeView& edge) {
      if (edge.relation == lineage::Relation::references) return;
      edges.emplace_back(edge.from, edge.to);
      top = std::max({top, edge.from + 1, edge.to + 1});
    });
    std::ranges::sort(edges);
    first.assign(top + 1, 0);
    for (const auto& [from, to] : edges) {
      ++first[from + 1];
      target.push_back(to);
    }
    for (std::size_t i = 1; i < first.size(); ++i) first[i] += first[i - 1];
    seen.assign(top / 64 + 1, 0);
  }

  std::size_t closure(std::uint32_t root) {
    queue.assign(1, root);
    const auto mark = [&](std::uint32_t n) {
      const bool is = (seen[n / 64] >> (n % 64) & 1) != 0;
      seen[n / 64] |= 1ULL << (n % 64);
      return !is;
    };
    if (root + 1 >= first.size()) return 1;
    mark(root);
    for (std::size_t i = 0; i < queue.size(); ++i) {
      for (std::uint32_t e = first[queue[i]]; e < first[queue[i] + 1]; ++e) {
        if (mark(target[e])) queue.push_back(target[e]);
      }
    }
    for (const std::uint32_t n : queue) seen[n / 64] = 0;
    return queue.size();
  }
};

void bench_closure(const char* what, const graph::Snapshot& snapshot, PlainGraph& plain, graph::Level level,
                   const std::vector<graph::NodeIndex>& roots) {
  Samples ours;
  Samples limit;
  std::uint64_t reached = 0;
  for (const graph::NodeIndex root : roots) {
    graph::TraverseRequest request;
    request.roots = {root};
    request.direction = graph::Direction::downstream;
    request.level = level;
    request.reference_neighbours = false;
    request.asserters = false;
    ours.add(seconds([&] { reached += snapshot.traverse(request).nodes_total; }));
    limit.add(seconds([&] { (void)plain.closure(root); }));
  }
  const double mean_reached =
      static_cast<double>(reached) / static_cast<double>(std::max<std::size_t>(roots.size(), 1));
  row(std::string(what) + " (avg " + std::to_string(static_cast<std::uint64_t>(mean_reached)) + " nodes) p50",
      time_text(ours.median()), "plain walk " + time_text(limit.median()), limit.median() / ours.median());
  row("  p99", time_text(ours.percentile(0.99)), "plain walk " + time_text(limit.percentile(0.99)),
      limit.percentile(0.99) / ours.percentile(0.99));
}

void bench_closures(const service::Catalog& catalog, const Mesh& mesh) {
  heading("downstream closures, first 1,000 rows and all counts");
  const auto snapshot = catalog.lineage();
  if (!snapshot) return;
  PlainGraph plain(*snapshot.value());
  std::mt19937 random(7);
  std::vector<graph::NodeIndex> hubs, hub_fields, any, any_fields;
  const auto add = [&](std::uint32_t product, std::vector<graph::NodeIndex>* datasets,
                       std::vector<graph::NodeIndex>* fields) {
    const auto nodes = snapshot.value()->resolve(mesh.id(product));
    if (!nodes) return;
    datasets->push_back(nodes->front());
    for (const graph::NodeIndex field : snapshot.value()->fields_of(nodes->front())) {
      fields->push_back(field);
      if (fields == &any_fields) break;
    }
  };
  for (const std::uint32_t hub : mesh.hubs(20)) add(hub, &hubs, &hub_fields);
  for (int i = 0; i < 1000; ++i) add(static_cast<std::uint32_t>(random() % mesh.products()), &any, &any_fields);
  bench_closure("table level, 20 hubs", *snapshot.value(), plain, graph::Level::dataset, hubs);
  bench_closure("table level, 1,000 random", *snapshot.value(), plain, graph::Level::dataset, any);
  bench_closure("column level, fields of 20 hubs", *snapshot.value(), plain, graph::Level::column, hub_fields);
  bench_closure("column level, 1,000 random", *snapshot.value(), plain, graph::Level::column, any_fields);
}

void bench_search(const service::Catalog& catalog, const Mesh& mesh) {
  heading("search, top 20, warm");
  struct Kind {
    const char* name;
    std::function<std::string(std::uint32_t)> query;
    bool facets;
    double target_p50_s;
  };
  const std::vector<Kind> kinds = {
      {"rare word", [](std::uint32_t i) { return Mesh::word(5000 + i * 37); }, false, 10e-3},
      {"common word", [](std::uint32_t i) { return Mesh::word(i % 10); }, false, 20e-3},
      {"two words", [](std::uint32_t i) { return Mesh::word(20 + i) + " " + Mesh::word(40 + i * 3); }, false, 10e-3},
      {"three words, OR",
       [](std::uint32_t i) {
         return Mesh::word(100 + i) + " OR " + Mesh::word(200 + i) + " OR " + Mesh::word(300 + i);
       },
       false, 10e-3},
      {"exact column name", [&](std::uint32_t i) { return mesh.column(i % mesh.products(), 2); }, false, 10e-3},
      {"beginning of a word", [](std::uint32_t i) { return Mesh::word(500 + i).substr(0, 3); }, false, 10e-3},
      {"common word, six exact facets", [](std::uint32_t i) { return Mesh::word(i % 10); }, true, 30e-3},
      {"two words, six exact facets", [](std::uint32_t i) { return Mesh::word(20 + i) + " " + Mesh::word(40 + i * 3); },
       true, 20e-3},
      {"everything, six exact facets", [](std::uint32_t) { return std::string(); }, true, 30e-3},
  };
  for (const Kind& kind : kinds) {
    Samples samples;
    for (std::uint32_t i = 0; i < 120; ++i) {
      service::SearchOptions options;
      options.request.query = kind.query(i);
      options.request.facets = kind.facets;
      const double took = seconds([&] { (void)catalog.search(options); });
      if (i >= 20) samples.add(took);
    }
    row(std::string(kind.name) + " p50", time_text(samples.median()),
        "target at a million " + time_text(kind.target_p50_s), kind.target_p50_s / samples.median());
    row("  p99", time_text(samples.percentile(0.99)));
  }
  Samples suggest;
  for (std::uint32_t i = 0; i < 200; ++i) {
    const std::string typed = mesh.column(i % mesh.products(), 1).substr(0, 1 + i % 5);
    suggest.add(seconds([&] { (void)catalog.index().suggest(typed, 8); }));
  }
  row("suggest p50", time_text(suggest.median()), "target 1 ms", 1e-3 / suggest.median());
  row("  p99", time_text(suggest.percentile(0.99)), "target 10 ms", 10e-3 / suggest.percentile(0.99));
}

double read_files(const std::string& folder, double* mib) {
  std::uint64_t bytes = 0;
  const double took = seconds([&] {
    std::vector<char> buffer(1U << 20);
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
      if (!entry.is_regular_file()) continue;
      std::ifstream file(entry.path(), std::ios::binary);
      while (file.read(buffer.data(), static_cast<std::streamsize>(buffer.size())) || file.gcount() > 0) {
        bytes += static_cast<std::uint64_t>(file.gcount());
      }
    }
  });
  *mib = static_cast<double>(bytes) / (1 << 20);
  return took;
}

// Runs in a process of its own, so that memory and start are its alone.
int reopen(const Options& options) {
  heading("cold start (new process, warm page cache)");
  double mib = 0;
  const double reading = read_files(options.reopen + "/store", &mib);
  std::unique_ptr<service::Catalog> catalog;
  const double opening = seconds([&] { catalog = open_catalog(options.reopen); });
  const double lineage = opening + seconds([&] { (void)catalog->projector().wait_for_graph(3'600'000); });
  const double search =
      lineage + seconds([&] { (void)catalog->projector().wait_for_search(catalog->registry().head(), 3'600'000); });
  char size[64];
  std::snprintf(size, sizeof size, "reading the store, %.0f MiB: ", mib);
  row("store open", time_text(opening), size + time_text(reading), reading / opening);
  row("lineage answers", time_text(lineage), size + time_text(reading), reading / lineage);
  row("search answers", time_text(search));
  heading("memory after the start");
  const Memory used = memory();
  const auto snapshot = catalog->lineage();
  if (!snapshot) return 1;
  const auto counts = snapshot.value()->counts();
  char text[128];
  std::snprintf(text, sizeof text, "%.0f MiB", used.resident_mib);
  row("resident", text);
  std::snprintf(text, sizeof text, "%.0f MiB", used.anonymous_mib);
  row("  without pages of files", text);
  std::snprintf(text, sizeof text, "%llu datasets, %llu fields, %llu + %llu edges",
                static_cast<unsigned long long>(counts.datasets), static_cast<unsigned long long>(counts.fields),
                static_cast<unsigned long long>(counts.dataset_edges),
                static_cast<unsigned long long>(counts.field_edges));
  row("holding", "", text);
  return 0;
}

Options read_options(int argc, char** argv) {
  Options options;
  for (int i = 1; i + 1 < argc; i += 2) {
    const std::string name = argv[i];
    if (name == "--products") options.products = static_cast<std::uint32_t>(std::strtoul(argv[i + 1], nullptr, 10));
    if (name == "--seed") options.seed = std::strtoull(argv[i + 1], nullptr, 10);
    if (name == "--folder") options.folder = argv[i + 1];
    if (name == "--reopen") options.reopen = argv[i + 1];
  }
  return options;
}

}  // namespace

int main(int argc, char** argv) {
  Options options = read_options(argc, argv);
  if (!options.reopen.empty()) return reopen(options);
  const bool own_folder = options.folder.empty();
  if (own_folder) {
    std::string pattern = (std::filesystem::temp_directory_path() / "trama-bench-XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr) return 1;
    options.folder = pattern;
  }
  std::filesystem::create_directories(options.folder);
  const Mesh mesh(options.products, options.seed);
  std::printf(
      "%u products, %llu table edges, seed %llu; the last column is measured over limit (1.00 = at the limit)\n",
      mesh.products(), static_cast<unsigned long long>(mesh.edges()), static_cast<unsigned long long>(options.seed));
  {
    const auto catalog = open_catalog(options.folder);
    bench_import(*catalog, mesh);
    bench_closures(*catalog, mesh);
    bench_search(*catalog, mesh);
    bench_registration(*catalog, mesh, options.folder);
    // A start after an orderly stop finds the index complete; catching up is measured by `searchable`.
    (void)catalog->projector().wait_for_search(catalog->registry().head(), 36'000'000);
  }
  const std::string self = std::filesystem::read_symlink("/proc/self/exe").string();
  const pid_t child = fork();
  if (child == 0) {
    execl(self.c_str(), self.c_str(), "--reopen", options.folder.c_str(), nullptr);
    _exit(127);
  }
  int status = 0;
  waitpid(child, &status, 0);
  std::error_code ignored;
  if (own_folder) std::filesystem::remove_all(options.folder, ignored);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
