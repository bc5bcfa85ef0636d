#include "web/service/publishing.h"

#include <algorithm>
#include <string>
#include <utility>

#include "catalog/contract/model_json.h"
#include "web/service/judgement.h"

namespace trama::service {
namespace {

// How often a version is judged again because something moved; each time another write has come through.
constexpr int kTriesMax = 10;

// The writer's own words for a version that exists, and the version that would be right.
Error with_suggestion(Error error, const Judgement& judgement) {
  if (error.slug != "version-exists" || judgement.answer.suggested.empty()) return error;
  error.message += "; by what it changes it would be " + judgement.answer.suggested;
  return error;
}

bool may_pass(const Judgement& judgement) {
  return !judgement.same_version && judgement.answer.verdict != change::Verdict::refuse;
}

}  // namespace

Result<void> check_id(std::string_view id, std::string_view expected) {
  if (expected.empty() || id == expected) return {};
  return make_error(ErrorCode::invalid_argument, "id-mismatch",
                    "the address names contract \"" + std::string(expected) + "\" but the document says id \"" +
                        std::string(id) + "\"; use the address of the document's id, or change the id");
}

Result<Prepared> prepare(std::string_view bytes, const RegisterOptions& options) {
  if (!options.override_gates.empty() && !options.may_override) {
    return make_error(ErrorCode::forbidden, "override-forbidden",
                      "passing over a gate needs the role admin; ask for one, or follow the gate's remedy");
  }
  contract::Document document;
  auto parsed = contract::parse_contract(bytes, options.strictness, &document);
  if (!parsed) return parsed.error();
  if (auto same = check_id(parsed->contract->id, options.expected_id); !same) return same.error();
  Prepared prepared{std::move(document), parsed.take(), {}};
  store::RegisterRequest& request = prepared.request;
  request.contract = prepared.parsed.contract;
  request.original = bytes;
  request.model_json = contract::to_json(*prepared.parsed.contract);
  request.fingerprint = prepared.parsed.fingerprint;
  request.if_match = options.if_match;
  request.if_none_match = options.if_none_match;
  request.actor = options.actor;
  request.reason = options.reason;
  request.dry_run = options.dry_run;
  request.override_gates = options.override_gates;
  return prepared;
}

Result<Registered> publish(const Catalog& catalog, Prepared prepared, const RegisterOptions& options,
                           const Write& write) {
  const contract::Contract& contract = *prepared.parsed.contract;
  JudgeOptions judge;
  judge.override_gates = options.override_gates;
  for (int tries = 1;; ++tries) {
    auto judgement = judge_contract(catalog, prepared.parsed, &prepared.document, judge);
    if (!judgement) return judgement.error();
    const bool passes = may_pass(judgement.value());
    store::RegisterRequest request = prepared.request;
    request.judged = judgement->against;
    // An override that is asked for is held to its rules (a reason, gates that have one) even where no gate failed;
    // what is written down is what it passed over.
    const bool sound = std::ranges::all_of(request.override_gates, contract::may_be_overridden);
    if (passes && sound && !request.reason.empty()) request.override_gates = judgement->overridden();
    // What is refused goes to the writer all the same, who knows reasons that come before this one.
    request.dry_run = request.dry_run || !passes;
    auto receipt = write(std::move(request));
    if (!receipt) {
      if (receipt.error().slug == "judged-otherwise" && tries < kTriesMax) continue;
      return with_suggestion(receipt.error(), judgement.value());
    }
    if (passes) {
      return Registered{receipt.take(), prepared.parsed.contract, std::move(prepared.parsed.notes), judgement.take()};
    }
    // The version that stood in its place was erased meanwhile.
    if (judgement->same_version && tries < kTriesMax) continue;
    return refusal(judgement.value(), contract.id, contract.version);
  }
}

void report_verdict(const Catalog& catalog, std::string_view fingerprint, Registered* registered) {
  const store::Receipt& receipt = registered->receipt;
  if (receipt.outcome != store::Outcome::created || receipt.version_below.empty()) return;
  JudgeOptions options;
  options.registered = true;
  const contract::ParsedContract parsed{registered->contract, {}, std::string(fingerprint)};
  if (auto judgement = judge_contract(catalog, parsed, nullptr, options)) registered->judgement = judgement.take();
}

}  // namespace trama::service
