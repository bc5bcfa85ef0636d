// import: files, folders of contracts, NDJSON, and exported catalogs.
#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <thread>

#include <nlohmann/json.hpp>

#include "catalog/base/text.h"
#include "catalog/store/folder.h"
#include "web/cli/output.h"
#include "web/cli/remote.h"
#include "web/service/catalog.h"
#include "web/service/documents.h"
#include "web/service/imports.h"
#include "web/service/sample.h"

namespace trama::cli {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

bool has_extension(const fs::path& path, std::initializer_list<std::string_view> extensions) {
  const std::string extension = to_lower(path.extension().string());
  return std::ranges::find(extensions, extension) != extensions.end();
}

// Contract files below a folder, versions of one product in their order. Hidden files and folders are passed over.
std::vector<std::string> files_below(const std::string& folder) {
  std::vector<std::string> files;
  std::error_code error;
  for (auto it = fs::recursive_directory_iterator(folder, error); it != fs::recursive_directory_iterator();
       it.increment(error)) {
    if (it->path().filename().string().starts_with('.')) {
      if (it->is_directory()) it.disable_recursion_pending();
      continue;
    }
    const bool marker = it->path().filename() == "trama.json";  // of an exported folder
    if (it->is_regular_file() && !marker && service::is_document_name(it->path().string()))
      files.push_back(it->path().string());
  }
  std::ranges::sort(files, service::natural_less);
  return files;
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

struct Tally {
  std::uint64_t files = 0;  // sent one by one; streams tell their own counts
  std::uint64_t registered = 0, unchanged = 0, consumers = 0, refused = 0;
  int exit = kFine;
};

void send_file(http::Client& client, const ImportOptions& options, const std::string& file, Tally* tally) {
  int unreadable = kFine;
  ++tally->files;
  http::ClientRequest request;
  request.body = read_input(file, &unreadable);
  tally->exit = std::max(tally->exit, unreadable);
  if (unreadable != kFine) return;
  const std::string consumer = has_extension(file, {".json"}) ? service::consumer_id(request.body) : "";
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

void show_progress(std::string_view what, std::uint64_t done, std::uint64_t total) {
  std::cerr << '\r' << what << ' ' << done << " of " << total << std::flush;
  if (done >= total) std::cerr << '\n';
}

// Streams go through POST /import, which keeps going when this command is interrupted.
int send_stream(http::Client& client, const ImportOptions& options, const std::string& file, bool json) {
  http::ClientRequest request;
  request.method = "POST";
  request.target = Target("/import").query("strict", options.strict ? "true" : "").text();
  request.content_type = has_extension(file, {".yaml", ".yml"}) ? "application/yaml" : "application/x-ndjson";
  auto started = client.send_file(request, file);
  if (!started) return fail(started.error(), file);
  if (started->status >= 400) return fail(started.value(), file);
  const std::string id = Json::parse(started->body).value("id", "");
  while (true) {
    const Called called = call(client, {"GET", Target("/imports").segment(id).text(), "", "", {}});
    if (called.exit != kFine) return called.exit;
    const Json status = Json::parse(called.answer.body);
    show_progress("bytes", status["bytes_done"], status["bytes_total"]);
    const std::string state = status.value("state", "");
    if (state == "done" || state == "failed") {
      std::cout << (json ? called.answer.body
                         : file + ": " + status["documents"].dump() + " documents: " + status["created"].dump() +
                               " created, " + status["revised"].dump() + " revised, " + status["unchanged"].dump() +
                               " unchanged, " + status["refused"].dump() + " refused\n");
      if (state == "failed") std::cerr << "trama: " << status.value("trouble", "the import failed") << '\n';
      if (status["refused"] != 0) std::cerr << "results: GET /api/v1/imports/" << id << "/results\n";
      return state == "failed" ? kUnreachable : status["refused"] != 0 ? kFound : kFine;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
  }
}

void send_path(http::Client& client, const ImportOptions& options, const std::string& file, Tally* tally) {
  if (!is_stream(file)) return send_file(client, options, file, tally);
  tally->exit = std::max(tally->exit, send_stream(client, options, file, options.remote.json));
}

int import_remote(const ImportOptions& options) {
  int exit = kFine;
  const auto client = connect(options.remote, &exit);
  if (!client) return exit;
  Tally tally;
  for (const std::string& path : options.paths) {
    if (!fs::exists(path)) {
      tally.exit = std::max<int>(
          tally.exit, fail(make_error(ErrorCode::invalid_argument, "unreadable-file", "there is no " + path)));
      continue;
    }
    if (!fs::is_directory(path)) {
      send_path(*client, options, path, &tally);
      continue;
    }
    if (is_exported(path)) {
      std::cerr << "trama: " << path << " is an export: its documents go to the server as new; its history comes only "
                << "with --data, into an empty folder\n";
    }
    const std::vector<std::string> files = files_below(path);
    for (std::size_t i = 0; i < files.size() && tally.exit != kUnreachable; ++i) {
      send_path(*client, options, files[i], &tally);
      show_progress("files", i + 1, files.size());
    }
  }
  if (tally.files > 0) {
    std::cout << tally.registered << " registered, " << tally.unchanged << " unchanged, " << tally.consumers
              << " consumers, " << tally.refused << " refused\n";
  }
  return tally.exit;
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
