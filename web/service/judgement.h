// The judgement on a proposed version: what it changes against its neighbours in the registry, whether the three gates
// let it pass, and what the writer needs to know that nothing has moved since.
//
// A document is judged against the highest version below it; where a higher one exists, that one must still be allowed
// to follow it. The same version with another content is judged against what is registered under it, and is refused,
// since versions are immutable. Settings, agreements and signatures are those of now. Any thread; costs one model and
// one original, and the contract's own history where something was removed or renamed.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/base/clock.h"
#include "catalog/base/result.h"
#include "catalog/contract/change/gate.h"
#include "catalog/contract/compatibility.h"
#include "catalog/contract/parse.h"
#include "catalog/store/accord.h"

namespace trama::service {

class Catalog;

struct JudgeOptions {
  std::string policy;  // "" = what is set for the contract
  std::vector<contract::Gate> override_gates;
  bool registered = false;    // it is in the registry already: judged as the version that it became
  std::optional<TimeUs> now;  // default: the clock
};

struct Judgement {
  std::string base;           // the version it was compared with; "" for a first version
  bool same_version = false;  // `base` is its own version, with another content
  std::string policy;         // by whose rules
  contract::Compatibility compatibility;
  change::Answer answer;  // without what `above` says
  store::Judged against;  // for the writer

  // Gates that an override passed over.
  [[nodiscard]] std::vector<contract::Gate> overridden() const;
};

// `document`: of the proposed contract, for places in findings; may be null. Errors: invalid_argument (slug
// bad-policy), unavailable while the lineage is loaded, those of the store.
[[nodiscard]] Result<Judgement> judge_contract(const Catalog& catalog, const contract::ParsedContract& parsed,
                                               const contract::Document* document, const JudgeOptions& options);

// The refusal that a publisher gets: conflict, slug `gates-refused`, every finding as a problem.
[[nodiscard]] Error refusal(const Judgement& judgement, std::string_view id, std::string_view version);

}  // namespace trama::service
