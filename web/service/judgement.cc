#include "web/service/judgement.h"

#include <algorithm>

#include "catalog/base/semver.h"
#include "catalog/contract/change/diff.h"
#include "catalog/contract/model_json.h"
#include "web/service/agreements.h"
#include "web/service/catalog.h"

namespace trama::service {
namespace {

using contract::Contract;
using contract::GateMode;

constexpr std::size_t kAgreementsPage = 1'000;

Result<std::shared_ptr<const Contract>> model_of(const Catalog& catalog, const std::string& id,
                                                 const std::string& version) {
  const auto json = catalog.registry().model_json(id, version);
  if (!json) return json.error();
  auto model = contract::from_json(json.value());
  if (!model) return model.error();
  return std::make_shared<const Contract>(model.take());
}

// Versions below and with `base`, oldest first, for the deprecation window. Erased ones say nothing.
struct History {
  std::vector<std::shared_ptr<const Contract>> models;
  std::vector<change::StoredVersion> versions;
};

Result<History> history_of(const Catalog& catalog, const std::string& id, const std::string& base) {
  auto infos = catalog.registry().versions(id);
  if (!infos) return infos.error();
  std::ranges::sort(*infos, {}, &store::VersionInfo::seq);
  History history;
  for (const store::VersionInfo& info : infos.value()) {
    if (info.erased) continue;
    auto model = model_of(catalog, id, info.version);
    if (!model) return model.error();
    history.models.push_back(model.take());
    history.versions.push_back({info.time_us, history.models.back().get()});
    if (info.version == base) break;
  }
  return history;
}

bool takes_away(const change::Change& change) {
  return change.kind == change::ChangeKind::removed || change.kind == change::ChangeKind::renamed ||
         change.rule == change::Rule::contract_retired;
}

// One judgement, from looking up to the answer.
class Judging {
 public:
  Judging(const Catalog& catalog, const contract::ParsedContract& parsed, const contract::Document* document,
          const JudgeOptions& options)
      : catalog_(catalog),
        proposed_(parsed.contract),
        after_(*parsed.contract),
        fingerprint_(parsed.fingerprint),
        document_(document),
        options_(options) {}

  Result<Judgement> run() {
    const store::Seq accord = catalog_.registry().accord_seq();
    if (auto failed = look(); !failed) return failed.error();
    if (auto failed = configure(); !failed) return failed.error();
    if (judgement_.base.empty()) {
      judge(change::Proposal{});
      return judgement_;
    }
    if (auto failed = gather(); !failed) return failed.error();
    judgement_.against.accord_seq = accord;
    judge({.before = {before_.get(), before_document_ ? &*before_document_ : nullptr},
           .after = {},
           .history = history_.versions,
           .agreements = agreements_,
           .now = 0,
           .changes = std::move(changes_)});
    if (auto failed = look_above(); !failed) return failed.error();
    return std::move(judgement_);
  }

 private:
  Result<void> look() {
    const auto neighbours = catalog_.registry().neighbours(after_.id, after_.version);
    if (!neighbours) return neighbours.error();
    judgement_.against.neighbours = neighbours.value();
    if (neighbours->below) judgement_.base = neighbours->below->version;
    if (options_.registered) return {};
    const auto same = catalog_.registry().version(after_.id, after_.version);
    if (!same) return same.error().code == ErrorCode::not_found ? Result<void>() : same.error();
    if (same->erased) return {};
    judgement_.base = after_.version;
    judgement_.same_version = same->fingerprint != fingerprint_;
    if (!judgement_.same_version) before_ = proposed_;
    return {};
  }

  Result<void> configure() {
    const auto set = catalog_.registry().compatibility(after_.id, after_.domain);
    if (!set) return set.error();
    judgement_.compatibility = set.value();
    const std::string& wanted = options_.policy.empty() ? set->policy.value : options_.policy;
    const auto policy = change::policy_from(wanted);
    if (!policy) {
      std::string names;
      for (const std::string_view name : contract::policy_names())
        names += (names.empty() ? "" : ", ") + std::string(name);
      return make_error(ErrorCode::invalid_argument, "bad-policy",
                        "there is no policy \"" + wanted + "\"; there are " + names);
    }
    settings_.policy = *policy;
    judgement_.policy = change::to_string(*policy);
    settings_.version = set->version_gate.value;
    settings_.window = set->window_gate.value;
    settings_.acknowledgement = set->acknowledgement_gate.value;
    settings_.window_days = static_cast<int>(set->window_days.value);
    settings_.overridden = options_.override_gates;
    return {};
  }

  Result<void> gather() {
    if (before_) return {};  // it is registered as it is: nothing changes
    auto before = model_of(catalog_, after_.id, judgement_.base);
    if (!before) return before.error();
    before_ = before.take();
    if (document_ != nullptr) {
      if (const auto original = catalog_.registry().original(after_.id, judgement_.base)) {
        if (auto loaded = contract::load_document(original.value())) before_document_ = loaded.take();
      }
    }
    changes_ = change::diff(*before_, after_);
    const bool needs_history = change::transitive(settings_.policy) || std::ranges::any_of(changes_, takes_away);
    if (needs_history) {
      auto history = history_of(catalog_, after_.id, judgement_.base);
      if (!history) return history.error();
      history_ = history.take();
    }
    return std::ranges::any_of(changes_, [](const change::Change& c) { return c.readers != change::Impact::none; })
               ? gather_agreements()
               : Result<void>();
  }

  Result<void> gather_agreements() {
    const auto signed_by = acknowledged();
    if (!signed_by) return signed_by.error();
    std::string resume;
    do {
      const auto page = agreements(catalog_, after_.id, resume, kAgreementsPage);
      if (!page) return page.error();
      for (const Agreement& agreement : page->items) add_agreement(agreement, signed_by.value());
      resume = page->next;
    } while (!resume.empty());
    return {};
  }

  // Those whose last word on an open proposal of this very content is yes.
  [[nodiscard]] Result<std::vector<std::string>> acknowledged() const {
    const auto proposals = catalog_.registry().proposals_of(after_.id, fingerprint_);
    if (!proposals) return proposals.error();
    std::vector<std::string> consumers;
    for (const store::Proposal& proposal : proposals.value()) {
      const auto signatures = catalog_.registry().last_signatures(proposal.id);
      if (!signatures) return signatures.error();
      for (const store::Signature& signature : signatures.value()) {
        if (signature.stance == store::Stance::acknowledged) consumers.push_back(signature.consumer);
      }
    }
    return consumers;
  }

  void add_agreement(const Agreement& agreement, const std::vector<std::string>& signed_by) {
    const bool yes = std::ranges::find(signed_by, agreement.consumer.id) != signed_by.end();
    for (const AgreedUse& agreed : agreement.uses) {
      const auto range = VersionRange::parse(agreed.use.versions);
      if (!agreed.applies || (range && !range->includes(judgement_.base))) continue;
      for (const std::string& field : agreed.use.fields) add_field(agreement.consumer.id, field, yes);
    }
  }

  // "table.path", or a path in every dataset that may mean it.
  void add_field(const std::string& consumer, const std::string& field, bool yes) {
    for (const contract::Dataset& dataset : before_->datasets) {
      const bool named = field.starts_with(dataset.name + ".");
      const std::string path = named ? field.substr(dataset.name.size() + 1) : field;
      agreements_.push_back({consumer, dataset.name, path, yes});
    }
  }

  void judge(change::Proposal proposal) {
    proposal.after = {&after_, document_};
    proposal.now = options_.now ? *options_.now : catalog_.now_us();
    judgement_.answer = change::check(proposal, settings_);
  }

  // The version above was published as a successor of what lay below; with this one in between it must still be one.
  Result<void> look_above() {
    const auto& above = judgement_.against.neighbours.above;
    if (!above || judgement_.same_version || settings_.version == GateMode::off) return {};
    const auto next = model_of(catalog_, after_.id, above->version);
    if (!next) return next.error();
    change::Settings settings = settings_;
    settings.window = settings.acknowledgement = GateMode::off;
    const change::Answer answer = change::check({{&after_, document_}, {next->get(), nullptr}, {}, {}, 0}, settings);
    for (change::Finding finding : answer.findings) {
      if (finding.gate != change::Gate::version) continue;
      finding.message =
          "version " + above->version + " is published already and would follow this one: " + finding.message;
      finding.remedy = "publish above " + above->version + " instead";
      finding.where = change::locate_version({&after_, document_});
      finding.container.reset();
      finding.change.reset();
      judgement_.answer.findings.push_back(std::move(finding));
      judgement_.answer.verdict = std::max(judgement_.answer.verdict, answer.verdict);
    }
    return {};
  }

  const Catalog& catalog_;
  const std::shared_ptr<const Contract>& proposed_;
  const Contract& after_;
  const std::string& fingerprint_;
  const contract::Document* document_;
  const JudgeOptions& options_;
  change::Settings settings_;
  std::shared_ptr<const Contract> before_;
  std::optional<contract::Document> before_document_;
  std::vector<change::Change> changes_;
  History history_;
  std::vector<change::Agreement> agreements_;
  Judgement judgement_;
};

// Gates with such a finding, in their order.
std::vector<contract::Gate> gates_where(const change::Answer& answer, const auto& fits) {
  std::vector<contract::Gate> gates;
  for (const change::Finding& finding : answer.findings) {
    if (fits(finding)) gates.push_back(finding.gate);
  }
  std::ranges::sort(gates);
  gates.erase(std::unique(gates.begin(), gates.end()), gates.end());
  return gates;
}

std::string gates_text(const std::vector<contract::Gate>& gates) {
  std::string text = gates.size() == 1 ? "gate " : "gates ";
  for (std::size_t i = 0; i < gates.size(); ++i) {
    text += (i == 0 ? "" : i + 1 == gates.size() ? " and " : ", ") + std::string(to_string(gates[i]));
  }
  return text;
}

Problem problem_of(const change::Finding& finding) {
  const change::Place& place = finding.container ? *finding.container : finding.where;
  Problem problem;
  problem.severity = finding.level == change::Level::error     ? Severity::error
                     : finding.level == change::Level::warning ? Severity::warning
                                                               : Severity::note;
  problem.rule = std::string(to_string(finding.gate)) + '/' + finding.rule;
  problem.message = finding.message;
  problem.hint = finding.remedy;
  if (!place.previous) {
    problem.pointer = place.pointer;
    problem.line = place.line;
    problem.column = place.column;
  }
  return problem;
}

}  // namespace

std::vector<contract::Gate> Judgement::overridden() const {
  return gates_where(answer, [](const change::Finding& finding) { return finding.overridden; });
}

Result<Judgement> judge_contract(const Catalog& catalog, const contract::ParsedContract& parsed,
                                 const contract::Document* document, const JudgeOptions& options) {
  return Judging(catalog, parsed, document, options).run();
}

Error refusal(const Judgement& judgement, std::string_view id, std::string_view version) {
  const auto refusing = gates_where(
      judgement.answer, [](const change::Finding& finding) { return finding.level == change::Level::error; });
  std::string message = "version " + std::string(version) + " of `" + std::string(id) + "` may not follow " +
                        judgement.base + " as it is: refused by the " + gates_text(refusing);
  const bool too_low = std::ranges::find(refusing, contract::Gate::version) != refusing.end();
  if (too_low && !judgement.answer.suggested.empty()) {
    message += "; what it changes asks for version " + judgement.answer.suggested + " or higher";
  }
  Error error = make_error(ErrorCode::conflict, "gates-refused", std::move(message));
  for (const change::Finding& finding : judgement.answer.findings) error.problems.push_back(problem_of(finding));
  return error;
}

}  // namespace trama::service
