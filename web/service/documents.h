// Plain documents - contracts and products in any dialect, consumers as JSON - and loading them into a catalog. One
// thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/base/result.h"
#include "web/service/catalog.h"

namespace trama::service {

struct NamedDocument {
  std::string path;  // for messages, and for the order of versions
  std::string text;
};

// YAML or JSON by its name.
[[nodiscard]] bool is_document_name(std::string_view path);
// The id of a consumer's JSON (an object with `id` and `uses`); "" for everything else.
[[nodiscard]] std::string consumer_id(std::string_view text);

// The paths of every document below a folder, in natural order. Hidden files and folders are passed over. Error:
// unreachable.
[[nodiscard]] Result<std::vector<std::string>> document_paths_below(const std::string& folder);
// The documents themselves, but for those above the size of a contract. Error: unreachable.
[[nodiscard]] Result<std::vector<NamedDocument>> documents_below(const std::string& folder);

struct LoadedDocuments {
  std::uint64_t versions = 0, consumers = 0;
  std::uint64_t others = 0;    // files that are no contract and no consumer
  std::vector<Error> refused;  // contracts that could not be registered; the message begins with the path
};
// Registers them as they are, one after the other in natural order of their paths, contracts before consumers; their
// history is not judged.
[[nodiscard]] LoadedDocuments load_documents(Catalog& catalog, std::vector<NamedDocument> documents);

}  // namespace trama::service
