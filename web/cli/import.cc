// import: files, folders of contracts, NDJSON, and exported catalogs.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>

#include <nlohmann/json.hpp>

#include "catalog/base/text.h"
#include "catalog/store/folder.h"
#include "web/cli/document_spool.h"
#include "web/cli/output.h"
#include "web/cli/remote.h"
#include "web/service/catalog.h"
#include "web/service/documents.h"
#include "web/service/imports.h"

namespace trama::cli {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

bool has_extension(const fs::path& path, std::initializer_list<std::string_view> extensions) {
  const std::string extension = to_lower(path.extension().string());
  return std::ranges::find(extensions, extension) != extensions.end();
}

bool is_exported(const std::string& path) {
  return fs::exists(fs::path(path) / "changes.ndjson");
}

// NDJSON, or YAML that holds more than one document.
bool is_stream(const std::string& path) {
  if (has_extension(path, {".ndjson", ".jsonl"})) return true;
  if (!has_extension(path, {".yaml", ".yml"})) return false;
  service::DocumentSplitter splitter(service::ImportFormat::yaml);
  std::vector<service::DocumentSplitter::Piece> pieces;
  std::ifstream file(path, std::ios::binary);
  std::string buffer(256U << 10, '\0');
  while (file && pieces.size() < 2 && !splitter.overlong()) {
    file.read(buffer.data(), static_cast<std::streamsize>(buffer.size()));
    splitter.feed(std::string_view(buffer).substr(0, static_cast<std::size_t>(file.gcount())), &pieces);
  }
  splitter.finish(&pieces);
  return pieces.size() > 1;
}

// History is stored as it was; what the gates say about it is told.
void say_gates(std::uint64_t warned, std::uint64_t failed) {
  if (failed > 0) {
    std::cerr << failed << (failed == 1 ? " new version" : " new versions")
              << " would not have passed the gates (trama check says why); an import stores history as it was\n";
  }
  if (warned > 0)
    std::cerr << "the gates warn about " << warned << (warned == 1 ? " new version\n" : " new versions\n");
}

struct Tally {
  std::uint64_t registered = 0, unchanged = 0, consumers = 0, refused = 0;
  std::uint64_t gates_warned = 0, gates_failed = 0;
  std::uint64_t files = 0;  // with one document each; streams tell their own counts
  int exit = kFine;

  void add(const DocumentSpool::Outcome& outcome) {
    registered += outcome.registered;
    unchanged += outcome.unchanged;
    refused += outcome.refused;
    gates_warned += outcome.gates_warned;
    gates_failed += outcome.gates_failed;
    exit = std::max(exit, outcome.exit);
  }
};

// One after the other through the API: consumers, and what cannot travel in a stream.
void send_alone(http::Client& client, const ImportOptions& options, const std::string& file, const std::string& text,
                const std::string& consumer, Tally* tally) {
  http::ClientRequest request;
  request.body = text;
  if (!consumer.empty()) {
    request.method = "PUT";
    request.target = Target("/consumers").segment(consumer).text();
    request.content_type = "application/json";
  } else {
    request.method = "POST";
    request.target =
        Target("/contracts").query("strict", options.strict ? "true" : "").query("reason", "import").text();
    request.content_type = "application/yaml";
  }
  const Called called = call(client, request, file);
  tally->exit = std::max(tally->exit, called.exit);
  if (called.exit != kFine) {
    ++tally->refused;
  } else if (!consumer.empty()) {
    ++tally->consumers;
  } else {
    ++(called.answer.status == 201 ? tally->registered : tally->unchanged);
  }
}

// Streams go through POST /import, which keeps going when this command is interrupted.
int send_stream(http::Client& client, const ImportOptions& options, const std::string& file) {
  Json status;
  const bool yaml = has_extension(file, {".yaml", ".yml"});
  const int exit =
      run_import(client, options.strict, file, yaml ? "application/yaml" : "application/x-ndjson", &status);
  if (!status.is_object()) return exit;
  if (options.remote.json) {
    std::cout << status.dump() << '\n';
  } else {
    std::cout << file << ": " << status["documents"] << " documents: " << status["created"] << " created, "
              << status["revised"] << " revised, " << status["unchanged"] << " unchanged, " << status["refused"]
              << " refused\n";
  }
  if (status["refused"] != 0) {
    std::cerr << "results: GET /api/v1/imports/" << status.value("id", "") << "/results\n";
  }
  say_gates(status.value("gates_warned", 0U), status.value("gates_failed", 0U));
  return exit;
}

// Sends the files of all paths: those with one document together, in their order, so that versions come one after the
// other; then the consumers, who name what those documents describe.
class RemoteImport {
 public:
  RemoteImport(http::Client& client, const ImportOptions& options) : client_(client), options_(options) {}

  Tally run(const std::vector<std::string>& files) {
    for (const std::string& file : files) {
      if (tally_.exit == kUnreachable) break;
      take(file);
    }
    if (tally_.exit != kUnreachable) tally_.add(spool_.send(client_, options_.strict));
    for (const auto& [file, text, consumer] : alone_) {
      if (tally_.exit == kUnreachable) break;
      send_alone(client_, options_, file, text, consumer, &tally_);
    }
    return tally_;
  }

 private:
  struct Alone {
    std::string file, text, consumer;
  };

  void take(const std::string& file) {
    if (is_stream(file)) {
      tally_.exit = std::max(tally_.exit, send_stream(client_, options_, file));
      return;
    }
    ++tally_.files;
    int unreadable = kFine;
    std::string text = read_input(file, &unreadable);
    tally_.exit = std::max(tally_.exit, unreadable);
    if (unreadable != kFine) return;
    std::string consumer = has_extension(file, {".json"}) ? service::consumer_id(text) : "";
    if (!consumer.empty() || !spool_.add(file, text)) alone_.push_back({file, std::move(text), std::move(consumer)});
  }

  http::Client& client_;
  const ImportOptions& options_;
  DocumentSpool spool_;
  std::vector<Alone> alone_;
  Tally tally_;
};

void print_tally(const Tally& tally, bool json) {
  if (json) {
    std::cout << Json{{"registered", tally.registered},     {"unchanged", tally.unchanged},
                      {"consumers", tally.consumers},       {"refused", tally.refused},
                      {"gates_warned", tally.gates_warned}, {"gates_failed", tally.gates_failed}}
              << '\n';
    return;
  }
  std::cout << tally.registered << " registered, " << tally.unchanged << " unchanged, " << tally.consumers
            << " consumers, " << tally.refused << " refused\n";
  say_gates(tally.gates_warned, tally.gates_failed);
}

int import_remote(const ImportOptions& options) {
  int exit = kFine;
  const auto client = connect(options.remote, &exit);
  if (!client) return exit;
  std::vector<std::string> files;
  for (const std::string& path : options.paths) {
    if (!fs::exists(path)) {
      exit =
          std::max<int>(exit, fail(make_error(ErrorCode::invalid_argument, "unreadable-file", "there is no " + path)));
      continue;
    }
    if (!fs::is_directory(path)) {
      files.push_back(path);
      continue;
    }
    if (is_exported(path)) {
      std::cerr << "trama: " << path << " is an export: its documents go to the server as new; its history comes only "
                << "with --data, into an empty folder\n";
    }
    const auto below = service::document_paths_below(path);
    if (!below) {
      exit = std::max(exit, fail(below.error()));
      continue;
    }
    // The marker of an exported folder is no document.
    std::ranges::copy_if(below.value(), std::back_inserter(files),
                         [](const std::string& file) { return fs::path(file).filename() != "trama.json"; });
  }
  const Tally tally = RemoteImport(*client, options).run(files);
  if (tally.files > 0) print_tally(tally, options.remote.json);
  return std::max(exit, tally.exit);
}

int import_local(const ImportOptions& options) {
  for (const std::string& path : options.paths) {
    if (!is_exported(path)) {
      return fail(
          make_error(ErrorCode::invalid_argument, "not-exported",
                     path + " was not written by trama export; start a server and import through it (--server)"));
    }
    store::StoreOptions store;
    store.path = options.folder + "/store";
    std::error_code error;
    fs::create_directories(options.folder, error);
    auto registry = store::Registry::open(store);
    if (!registry) return fail(registry.error());
    const auto counts = store::import_folder(
        **registry, path, [](std::uint64_t done, std::uint64_t total) { show_progress("changes", done, total); });
    if (!counts) return fail(counts.error());
    std::cout << counts->changes << " changes, " << counts->contracts << " contracts, " << counts->versions
              << " versions\n";
  }
  return kFine;
}

}  // namespace

int import_paths(const ImportOptions& options) {
  if (options.paths.empty()) return wrong_usage("import needs files or folders, or `import openlineage` and files");
  return options.folder.empty() ? import_remote(options) : import_local(options);
}

int export_folder(const ExportOptions& options) {
  store::StoreOptions store;
  store.path = options.folder + "/store";
  store.read_only = true;
  auto registry = store::Registry::open(store);
  if (!registry) return fail(registry.error());
  const auto counts = store::export_folder(
      **registry, options.out, [](std::uint64_t done, std::uint64_t total) { show_progress("changes", done, total); });
  if (!counts) return fail(counts.error());
  std::cout << counts->changes << " changes, " << counts->contracts << " contracts, " << counts->versions
            << " versions in " << options.out << '\n';
  return kFine;
}

int fsck(const FsckOptions& options) {
  service::CatalogOptions catalog_options;
  catalog_options.folder = options.folder;
  if (!fs::exists(options.folder + "/store")) {
    return fail(
        make_error(ErrorCode::unreachable, "no-catalog", options.folder + " holds no catalog; choose with --data"));
  }
  auto catalog = service::Catalog::open(catalog_options);
  if (!catalog) return fail(catalog.error());
  // The projections repair themselves at every start; what is compared is what they hold afterwards.
  const auto& projector = (*catalog)->projector();
  constexpr std::int64_t kPatienceMs = 3'600'000;
  if (!projector.wait_for_graph(kPatienceMs) ||
      !projector.wait_for_search((*catalog)->registry().head(), kPatienceMs)) {
    return fail(make_error(ErrorCode::unavailable, "projection-stuck", projector.readiness().trouble));
  }
  const auto findings =
      (*catalog)->fsck([](std::uint64_t done, std::uint64_t total) { show_progress("records", done, total); });
  if (!findings) return fail(findings.error());
  std::vector<Row> rows;
  Json list = Json::array();
  for (const auto& finding : findings.value()) {
    rows.push_back({finding.what, finding.subject, finding.detail});
    list.push_back({{"what", finding.what}, {"subject", finding.subject}, {"detail", finding.detail}});
  }
  if (options.json) {
    std::cout << Json{{"sound", rows.empty()}, {"seq", (*catalog)->registry().head()}, {"findings", list}}.dump(2)
              << '\n';
  } else if (rows.empty()) {
    std::cout << "sound: store, lineage graph and search index agree at seq " << (*catalog)->registry().head() << '\n';
  } else {
    print_table({"WHAT", "SUBJECT", "DETAIL"}, rows);
  }
  return rows.empty() ? kFine : kFound;
}

}  // namespace trama::cli
