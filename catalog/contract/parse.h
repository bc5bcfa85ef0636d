// From bytes to a Contract, with every problem of the document at once.
//
// The dialect is detected from the content, never declared (formats.md section 1). Lenient by default: what can be
// understood is accepted, and what is odd is reported as warning or note; refused is only what cannot be understood or
// contradicts itself. Strict turns every warning and note into an error.
//
// Which rule has which severity is one table, semantic_rules.h.
// Pure functions; any thread; time linear in the document.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/base/result.h"
#include "catalog/contract/document.h"
#include "catalog/contract/model.h"

namespace trama::contract {

enum class Strictness : bool { lenient, strict };

struct ParsedContract {
  std::shared_ptr<const Contract> contract;
  std::vector<Problem> notes;  // warnings and notes, in document order; `more-problems` is last where there are more
  std::string fingerprint;     // sha256 of the canonical model, hex
};

// Error codes: unreadable (slugs not-utf8, not-yaml, not-json, not-a-contract, unsupported-version, empty ...),
// too_large, invalid_document (slug invalid-contract, or secret-in-contract). Error::problems lists everything that was
// found.
// `document`: gets what was read, for places in findings; untouched where nothing could be. May be null.
[[nodiscard]] Result<ParsedContract> parse_contract(std::string_view bytes, Strictness strictness = Strictness::lenient,
                                                    Document* document = nullptr);
[[nodiscard]] Result<ParsedContract> parse_contract(const Document& document,
                                                    Strictness strictness = Strictness::lenient);

// What a text looks like, without parsing it further; used for messages and imports.
enum class Detected : std::uint8_t { article, dcs, odcs2, odcs3, odps, unknown };
[[nodiscard]] Detected detect(const Node& root);

}  // namespace trama::contract
