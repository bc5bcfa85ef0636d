// A proposed contract looked at as a whole before it is published: is it valid, what does it change, may that pass, and
// who is hit. What POST /api/v1/check answers and `trama check` reports; nothing is stored. Any thread.
//
// JSON (check_json): id, version, base (the version it is compared with; absent for a first one), valid!, verdict!
// pass|warn|refuse, policy, demanded, suggested_version, counts {breaking, additive, documentation}, findings! (as
// catalog/contract/change/json.h, and those of the gate `document`: what is wrong with the document itself), changes!,
// impact (as GET /impact, of what readers may notice; absent where nothing is taken from anybody).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

#include "catalog/base/result.h"
#include "catalog/contract/parse.h"
#include "web/service/catalog.h"
#include "web/service/judgement.h"

namespace trama::service {

inline constexpr std::size_t kCheckHits = 200;          // hits that are told; all are counted
inline constexpr std::size_t kCheckChangesMax = 2'000;  // changes whose impact is looked for

struct CheckQuestion {
  contract::Strictness strictness = contract::Strictness::lenient;
  JudgeOptions judge;
};

struct Checked {
  std::optional<contract::ParsedContract> parsed;  // nullopt: invalid
  std::vector<Problem> problems;                   // of the document: errors, warnings and notes
  std::optional<Judgement> judgement;
  std::string impact;  // JSON; "" = none to tell
};

// Errors: unreadable, too_large (nobody can judge it); those of judge_contract. An invalid contract is an answer.
[[nodiscard]] Result<Checked> check_document(const Catalog& catalog, std::string_view bytes,
                                             const CheckQuestion& question);
[[nodiscard]] change::Verdict verdict_of(const Checked& checked);
[[nodiscard]] nlohmann::ordered_json check_json(const Checked& checked);

}  // namespace trama::service
