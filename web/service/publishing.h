// From a document to a registered version: parsed, judged by the three gates, and handed to the writer with what the
// verdict was found against, so that nothing can move in between.
//
// The rules of the service behind Catalog::register_document and its like. Any thread.
#pragma once

#include <functional>
#include <string_view>

#include "catalog/base/result.h"
#include "catalog/contract/document.h"
#include "catalog/contract/parse.h"
#include "catalog/store/registry.h"
#include "web/service/catalog.h"

namespace trama::service {

// Parsed and ready for the writer.
struct Prepared {
  contract::Document document;
  contract::ParsedContract parsed;
  store::RegisterRequest request;
};
// Errors: those of contract::parse_contract; forbidden/override-forbidden; invalid_argument/id-mismatch.
[[nodiscard]] Result<Prepared> prepare(std::string_view bytes, const RegisterOptions& options);

// The document's id is the one the address names; "" = any.
[[nodiscard]] Result<void> check_id(std::string_view id, std::string_view expected);

// Judges, and writes what may pass; once more when what it was judged by has moved meanwhile. `write` gets requests
// that differ only in their verdict and in dry_run. Errors: those of `write` first (a stale If-Match, say), then
// conflict/gates-refused with every finding; those of judge_contract.
using Write = std::function<Result<store::Receipt>(store::RegisterRequest)>;
[[nodiscard]] Result<Registered> publish(const Catalog& catalog, Prepared prepared, const RegisterOptions& options,
                                         const Write& write);

// What the gates would have said to a new version that was stored as history is, without asking them. Nothing for a
// first version, and where nobody can tell now.
void report_verdict(const Catalog& catalog, std::string_view fingerprint, Registered* registered);

}  // namespace trama::service
