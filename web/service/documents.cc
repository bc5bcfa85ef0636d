#include "web/service/documents.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <nlohmann/json.hpp>

#include "catalog/base/limits.h"
#include "catalog/base/text.h"
#include "catalog/lineage/from_contract.h"
#include "web/service/sample.h"

namespace trama::service {
namespace {

namespace fs = std::filesystem;

bool is_hidden(const fs::path& path) {
  return path.filename().string().starts_with('.');
}

bool is_other(const Error& error) {
  return error.code == ErrorCode::unreadable && error.slug == "not-a-contract";
}

Result<void> load_consumer(Catalog& catalog, const NamedDocument& document, const std::string& id) {
  auto consumer = lineage::consumer_from_json(document.text, id);
  if (!consumer) return consumer.error();
  const auto change = catalog.registry().set_consumer(consumer.take(), "", "local");
  return change ? Result<void>() : Result<void>(change.error());
}

}  // namespace

bool is_document_name(std::string_view path) {
  const std::string extension = to_lower(fs::path(path).extension().string());
  return extension == ".yaml" || extension == ".yml" || extension == ".json";
}

std::string consumer_id(std::string_view text) {
  const auto json = nlohmann::json::parse(text, nullptr, false);
  if (!json.is_object() || !json.contains("uses") || !json.contains("id")) return "";
  return json["id"].is_string() ? json["id"].get<std::string>() : "";
}

Result<std::vector<std::string>> document_paths_below(const std::string& folder) {
  std::vector<std::string> paths;
  std::error_code error, ignored;
  auto it = fs::recursive_directory_iterator(folder, error);
  for (; !error && it != fs::recursive_directory_iterator(); it.increment(error)) {
    if (!is_hidden(it->path())) {
      if (it->is_regular_file(ignored) && is_document_name(it->path().string())) paths.push_back(it->path().string());
    } else if (it->is_directory(ignored)) {
      it.disable_recursion_pending();
    }
  }
  if (error) {
    return make_error(ErrorCode::unreachable, "unreadable-folder",
                      "cannot read the folder " + folder + ": " + error.message());
  }
  std::ranges::sort(paths, natural_less);
  return paths;
}

Result<std::vector<NamedDocument>> documents_below(const std::string& folder) {
  auto paths = document_paths_below(folder);
  if (!paths) return paths.error();
  std::vector<NamedDocument> documents;
  for (std::string& path : paths.value()) {
    std::error_code error;
    if (fs::file_size(path, error) > limits::kDocumentBytesMax || error) continue;
    std::ifstream file(path, std::ios::binary);
    documents.push_back({std::move(path), std::string(std::istreambuf_iterator<char>(file), {})});
  }
  return documents;
}

LoadedDocuments load_documents(Catalog& catalog, std::vector<NamedDocument> documents) {
  std::ranges::sort(documents, natural_less, &NamedDocument::path);
  LoadedDocuments loaded;
  std::vector<std::pair<const NamedDocument*, std::string>> consumers;
  RegisterOptions as_published;
  as_published.enforce_gates = false;
  for (const NamedDocument& document : documents) {
    if (std::string id = consumer_id(document.text); !id.empty()) {
      consumers.emplace_back(&document, std::move(id));
      continue;
    }
    const auto registered = catalog.register_document(document.text, as_published);
    if (registered) {
      ++loaded.versions;
    } else if (is_other(registered.error())) {
      ++loaded.others;
    } else {
      loaded.refused.push_back(registered.error().context(document.path));
    }
  }
  for (const auto& [document, id] : consumers) {
    const auto done = load_consumer(catalog, *document, id);
    if (done) {
      ++loaded.consumers;
    } else {
      loaded.refused.push_back(done.error().context(document->path));
    }
  }
  return loaded;
}

}  // namespace trama::service
