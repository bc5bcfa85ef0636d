// import dbt, import sql, manifests, sweep: what the artifacts of tools say, and what nobody says any more.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>

#include <nlohmann/json.hpp>

#include "web/cli/output.h"
#include "web/cli/remote.h"

namespace trama::cli {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr std::size_t kFindingsShown = 20;

struct ArtifactFile {
  const char* file;
  const char* member;
};
constexpr ArtifactFile kBeside[] = {
    {"catalog.json", "catalog"}, {"run_results.json", "run_results"}, {"sources.json", "sources"}};

std::string read_text(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

// The manifest that a path means: itself, that of a target folder, or of a project's; "" if there is none.
fs::path manifest_at(const fs::path& path) {
  for (const fs::path& candidate : {path, path / "manifest.json", path / "target" / "manifest.json"}) {
    if (fs::is_regular_file(candidate)) return candidate;
  }
  return {};
}

// One request: the manifest and what lies beside it.
std::string artifacts_at(const fs::path& manifest, std::string* names) {
  std::string body = R"({"manifest":)" + read_text(manifest);
  *names = manifest.filename().string();
  for (const auto& [file, member] : kBeside) {
    const fs::path path = manifest.parent_path() / file;
    if (!fs::is_regular_file(path)) continue;
    body += ",\"" + std::string(member) + "\":" + read_text(path);
    *names += std::string(", ") + file;
  }
  return body + "}";
}

void tell(const std::string& what, const Json& answer) {
  std::cout << what << ": " << text_of(answer, "id") << " in " << text_of(answer, "namespace") << "\n  ";
  bool first = true;
  const Json counts = answer.value("counts", Json::object());
  for (const auto& [name, count] : counts.items()) {
    if (count == 0) continue;
    std::string words = name;
    std::ranges::replace(words, '_', ' ');
    std::cout << (first ? "" : ", ") << words << ' ' << count;
    first = false;
  }
  std::cout << '\n';
  if (answer.value("dry_run", false)) {
    std::cout << "  not stored\n";
  } else if (answer.value("older", false)) {
    std::cout << "  older than what is known: nothing changed\n";
  } else if (!answer.value("changed", false)) {
    std::cout << "  nothing changed\n";
  } else {
    const Json lineage = answer.value("lineage", Json::object());
    std::cout << "  lineage: " << lineage.value("opened", 0U) << " new, " << lineage.value("closed", 0U)
              << " ended (seq " << answer.value("seq", 0U) << ")\n";
  }
  std::size_t shown = 0;
  const Json findings = answer.value("findings", Json::array());
  for (const Json& finding : findings) {
    if (++shown > kFindingsShown) break;
    std::cerr << text_of(finding, "severity") << ": " << text_of(finding, "message") << " [" << text_of(finding, "rule")
              << "]\n";
    if (const std::string hint = text_of(finding, "hint"); !hint.empty()) std::cerr << "  " << hint << '\n';
  }
  if (findings.size() > kFindingsShown) {
    std::cerr << "and " << findings.size() - kFindingsShown << " more findings; --json shows them\n";
  }
}

// Sends one import, and says what became of it.
int send(http::Client& client, const Remote& remote, const Target& target, std::string body, const std::string& what) {
  http::ClientRequest request;
  request.method = "POST";
  request.target = target.text();
  request.body = std::move(body);
  request.content_type = "application/json";
  const Called called = call(client, request, what);
  if (called.exit != kFine) return called.exit;
  const Json answer = Json::parse(called.answer.body, nullptr, false);
  if (remote.json) {
    std::cout << called.answer.body << '\n';
  } else if (answer.is_object()) {
    tell(what, answer);
  }
  return kFine;
}

int import_project(http::Client& client, const ImportDbtOptions& options, const std::string& path) {
  const fs::path manifest = manifest_at(path);
  if (manifest.empty()) {
    std::cerr << "trama: `" << path << "` is no dbt target folder: there is no manifest.json (dbt compile makes one)\n";
    return kUsage;
  }
  std::string names;
  std::string body = artifacts_at(manifest, &names);
  const Target target =
      Target("/import/dbt").query("namespace", options.space).query("dry_run", options.dry_run ? "true" : "");
  return send(client, options.remote, target, std::move(body), path + " (" + names + ")");
}

// All .sql files of the paths, in the order of their names.
std::vector<std::string> sql_files(const std::vector<std::string>& paths, int* exit) {
  std::vector<std::string> files;
  for (const std::string& path : paths) {
    if (fs::is_regular_file(path)) {
      files.push_back(path);
    } else if (fs::is_directory(path)) {
      for (const auto& entry : fs::recursive_directory_iterator(path)) {
        if (entry.is_regular_file() && entry.path().extension() == ".sql") files.push_back(entry.path().string());
      }
    } else {
      std::cerr << "trama: `" << path << "` cannot be read\n";
      *exit = kUsage;
    }
  }
  std::ranges::sort(files);
  files.erase(std::unique(files.begin(), files.end()), files.end());
  if (files.empty() && *exit == kFine) {
    std::cerr << "trama: there is no .sql file\n";
    *exit = kUsage;
  }
  return files;
}

}  // namespace

int import_dbt(const ImportDbtOptions& options) {
  int exit = kFine;
  const auto client = connect(options.remote, &exit);
  if (!client) return exit;
  for (const std::string& path : options.paths) {
    exit = std::max(exit, import_project(*client, options, path));
    if (exit == kUnreachable) break;
  }
  return exit;
}

int import_sql(const ImportSqlOptions& options) {
  int exit = kFine;
  const std::vector<std::string> files = sql_files(options.paths, &exit);
  if (exit != kFine) return exit;
  const auto client = connect(options.remote, &exit);
  if (!client) return exit;
  Json body = {{"name", options.name},       {"dialect", options.dialect}, {"namespace", options.space},
               {"catalog", options.catalog}, {"schema", options.schema},   {"files", Json::array()}};
  for (const std::string& file : files) body["files"].push_back({{"path", file}, {"text", read_text(file)}});
  return send(*client, options.remote, Target("/import/sql").query("dry_run", options.dry_run ? "true" : ""),
              body.dump(-1, ' ', false, Json::error_handler_t::replace), std::to_string(files.size()) + " files");
}

int manifests(const ManifestsOptions& options) {
  if (options.remove && options.id.empty()) return wrong_usage("which manifest?");
  int exit = kFine;
  const auto client = connect(options.remote, &exit);
  if (!client) return exit;
  if (options.id.empty()) {
    return print_list(*client, options.remote, Target("/manifests"),
                      {{"MANIFEST", "id"},
                       {"GENERATED", "generated"},
                       {"NAMESPACE", "namespace"},
                       {"BY", "actor"},
                       {"TIME", "time"}});
  }
  http::ClientRequest request;
  request.method = options.remove ? "DELETE" : "GET";
  request.target = Target("/manifests").segment(options.id).query("reason", options.reason).text();
  return print_answer(*client, request);
}

int sweep(const SweepOptions& options) {
  if (options.reason.empty() && !options.dry_run) return wrong_usage("a sweep needs --reason (or --dry-run)");
  int exit = kFine;
  const auto client = connect(options.remote, &exit);
  if (!client) return exit;
  Json body = {{"older_than", options.older_than}, {"reason", options.reason}, {"dry_run", options.dry_run}};
  http::ClientRequest request;
  request.method = "POST";
  request.target = Target("/lineage/sweep").text();
  request.body = body.dump(-1, ' ', false, Json::error_handler_t::replace);
  request.content_type = "application/json";
  const Called called = call(*client, request);
  if (called.exit != kFine) return called.exit;
  const Json answer = Json::parse(called.answer.body, nullptr, false);
  if (options.remote.json || !answer.is_object()) {
    std::cout << called.answer.body << '\n';
    return kFine;
  }
  for (const Json& each : answer.value("items", Json::array())) {
    std::cout << text_of(each, "kind") << ' ' << text_of(each, "id") << ": " << each.value("assertions", 0U)
              << " assertions, last confirmed " << text_of(each, "confirmed") << '\n';
  }
  std::cout << answer.value("swept", 0U) << (options.dry_run ? " would be swept" : " swept")
            << (answer.value("more", false) ? "; there are more, sweep again\n" : "\n");
  return kFine;
}

}  // namespace trama::cli
