// The loader of YAML and JSON: no text may break it, what it loads it can write, and what it writes it loads again.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "catalog/contract/document.h"

using namespace trama::contract;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto document = load_document(text);
  if (document) {
    const std::string json = to_json_text(document->root);
    const auto again = load_document(json);
    // Strings shorter as YAML may pass a bound as JSON, so only what loads is compared.
    if (again && to_json_text(again->root) != json) std::abort();
  } else if (document.error().problems.empty() || document.error().slug.empty()) {
    std::abort();
  }
  std::size_t end = 0;
  for (const auto& each : load_documents(text)) {
    if (!each) continue;
    if (each->begin != end || each->end < each->begin || each->end > size) std::abort();
    end = each->end;
  }
  return 0;
}
