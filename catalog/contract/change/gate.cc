#include "catalog/contract/change/gate.h"

#include <algorithm>
#include <array>

#include "catalog/base/semver.h"
#include "catalog/base/text.h"
#include "catalog/contract/change/datacontract_cli.h"
#include "catalog/contract/change/diff.h"
#include "catalog/contract/change/versions.h"

namespace trama::change {
namespace {

using contract::Dialect;

std::string id_of(const Change& change) {
  return std::string(row(change.rule).id);
}

std::vector<JudgedChange> judged(const std::vector<Change>& changes, Policy policy, const std::string& against) {
  std::vector<JudgedChange> out;
  out.reserve(changes.size());
  for (const Change& change : changes) out.push_back({change, judge(policy, change), id_of(change), against});
  return out;
}

std::vector<Change> located(std::vector<Change> changes, const Side& before, const Side& after) {
  locate(&changes, before, after);
  return changes;
}

std::vector<Change> located_diff(const Side& before, const Side& after) {
  return located(diff(*before.contract, *after.contract), before, after);
}

// A transitive policy asks about every earlier version; what is fine with an older one was told already.
void judge_earlier(const Proposal& proposal, Policy policy, Answer* answer) {
  if (!transitive(policy)) return;
  for (const StoredVersion& stored : proposal.history) {
    if (stored.contract->version == proposal.before.contract->version) continue;
    const auto changes = located_diff({stored.contract, nullptr}, proposal.after);
    for (JudgedChange& each : judged(changes, policy, stored.contract->version)) {
      if (each.judgement.level == Level::error) answer->changes.push_back(std::move(each));
    }
  }
}

bool wrote_dcs(const Side& side) {
  return side.document != nullptr && side.contract->source.dialect == Dialect::dcs;
}

std::vector<CliChange> cli_changes(const Proposal& proposal) {
  const Side& before = proposal.before;
  const Side& after = proposal.after;
  if (wrote_dcs(before) && wrote_dcs(after)) {
    return datacontract_cli_changes(before.document->root, after.document->root);
  }
  return datacontract_cli_changes(dcs_view(*before.contract), dcs_view(*after.contract));
}

// The command has its own list of changes; ours are still told, without a judgement.
struct Demand {
  std::string rule, message;
  Judgement judgement;
  std::optional<std::size_t> change;
  Place where;
  std::optional<Place> container;
};

std::vector<Demand> cli_demands(const Proposal& proposal) {
  std::vector<Demand> out;
  for (const CliChange& each : cli_changes(proposal)) {
    const Side& side = each.removed ? proposal.before : proposal.after;
    out.push_back({each.rule,
                   each.dotted() + " " + each.description,
                   {each.level, bump_of(each)},
                   std::nullopt,
                   locate_pointer(side, each.pointer(), each.removed),
                   std::nullopt});
  }
  return out;
}

std::vector<Demand> demands(const Answer& answer) {
  std::vector<Demand> out;
  for (std::size_t i = 0; i < answer.changes.size(); ++i) {
    const JudgedChange& each = answer.changes[i];
    std::string message = describe(each.change);
    if (!each.against.empty()) message += " since version " + each.against;
    out.push_back(
        {each.rule, std::move(message), each.judgement, i, each.change.where.value_or(Place{}), each.change.container});
  }
  return out;
}

Level level_of(GateMode mode) {
  return mode == GateMode::warn ? Level::warning : Level::error;
}

class Checker {
 public:
  Checker(const Proposal& proposal, const Settings& settings) : proposal_(proposal), settings_(settings) {}

  Answer run() {
    if (proposal_.before.contract == nullptr) return std::move(answer_);
    const std::vector<Change> changes = proposal_.changes
                                            ? located(*proposal_.changes, proposal_.before, proposal_.after)
                                            : located_diff(proposal_.before, proposal_.after);
    const bool cli = settings_.policy == Policy::datacontract_cli;
    answer_.changes = judged(changes, cli ? Policy::confluent_none : settings_.policy, "");
    judge_earlier(proposal_, settings_.policy, &answer_);
    check_version(cli ? cli_demands(proposal_) : demands(answer_));
    check_window(changes);
    check_acknowledgements(changes);
    conclude();
    return std::move(answer_);
  }

 private:
  void check_version(const std::vector<Demand>& demanded) {
    const std::string& before = proposal_.before.contract->version;
    const std::string& declared = proposal_.after.contract->version;
    for (const Demand& each : demanded) answer_.demanded = std::max(answer_.demanded, each.judgement.bump);
    answer_.suggested = suggest_version(before, answer_.demanded);
    if (settings_.version == GateMode::off || answer_.demanded == Bump::none) return;
    if (!version_allowed(before, declared, Bump::patch)) return report_text(before, declared);
    for (const Demand& each : demanded) {
      if (!*version_allowed(before, declared, each.judgement.bump)) report_demand(each, before, declared);
    }
  }

  void report_demand(const Demand& demand, const std::string& before, const std::string& declared) {
    Finding& finding = answer_.findings.emplace_back();
    finding.level = level_of(settings_.version);
    finding.rule = demand.rule;
    finding.message = demand.message + ": after " + before + " this needs a " +
                      std::string(to_string(demand.judgement.bump)) + " version, and `" + shorten(declared, 40) +
                      "` is none";
    finding.remedy = "set the version to " + answer_.suggested;
    finding.change = demand.change;
    finding.where = demand.where;
    finding.container = demand.container;
  }

  void report_text(const std::string& before, const std::string& declared) {
    const bool old_text = !parse_semver(before);
    Finding& finding = answer_.findings.emplace_back();
    finding.level = level_of(settings_.version);
    finding.rule = "version-not-semver";
    finding.message = "the version" + std::string(old_text ? " before, `" : " `") +
                      shorten(old_text ? before : declared, 40) +
                      "`, is not MAJOR.MINOR.PATCH, so nobody can tell what changed by it";
    finding.remedy = old_text ? "give the contract a semantic version, such as 1.0.0, under which its history goes on"
                              : "set the version to " + answer_.suggested;
    finding.where = locate_version(proposal_.after);
    // Nothing after a text that is no version could ever be right.
    if (old_text && parse_semver(declared)) finding.level = Level::warning;
  }

  void check_window(const std::vector<Change>& changes) {
    const GateMode mode = contract::window_mode(settings_.window, proposal_.before.contract->status);
    if (mode == GateMode::off) return;
    for (const Held& held : held_changes(changes, *proposal_.before.contract, *proposal_.after.contract,
                                         proposal_.history, proposal_.now, settings_.window_days)) {
      Finding& finding = about(Gate::window, mode, changes[held.change], held.change);
      finding.message = held.reason;
      finding.remedy = held.remedy;
    }
  }

  void check_acknowledgements(const std::vector<Change>& changes) {
    if (settings_.acknowledgement == GateMode::off || proposal_.agreements.empty()) return;
    for (std::size_t i = 0; i < changes.size(); ++i) {
      if (!breaking(i)) continue;
      for (const Agreement& agreement : proposal_.agreements) {
        if (agreement.acknowledged || !names(agreement, changes[i])) continue;
        Finding& finding = about(Gate::acknowledgement, settings_.acknowledgement, changes[i], i);
        finding.consumer = agreement.consumer;
        finding.message = describe(changes[i]) + ", which " + agreement.consumer + " has agreed to use";
        finding.remedy = "ask " + agreement.consumer + " to acknowledge the proposal, or keep what it uses";
      }
    }
  }

  // datacontract-cli judges no change of ours; the table does.
  [[nodiscard]] bool breaking(std::size_t i) const {
    const JudgedChange& each = answer_.changes[i];
    if (settings_.policy != Policy::datacontract_cli) return each.judgement.level == Level::error;
    return row(each.change.rule).level == Level::error;
  }

  static bool overlap(std::string_view a, std::string_view b) {
    const std::string_view shorter = a.size() < b.size() ? a : b;
    const std::string_view longer = a.size() < b.size() ? b : a;
    if (!longer.starts_with(shorter)) return false;
    const std::string_view rest = longer.substr(shorter.size());
    return shorter.empty() || rest.empty() || rest.front() == '.' || rest.front() == '[' || rest.front() == '{';
  }

  // The changed field, one around it or one below it; a change of the dataset as a whole concerns all its fields.
  static bool names(const Agreement& agreement, const Change& change) {
    if (change.dataset_before.empty() || agreement.dataset != change.dataset_before) return false;
    return overlap(agreement.path, change.path_before);
  }

  Finding& about(Gate gate, GateMode mode, const Change& change, std::size_t number) {
    Finding& finding = answer_.findings.emplace_back();
    finding.gate = gate;
    finding.overridden =
        may_be_overridden(gate) && std::ranges::find(settings_.overridden, gate) != settings_.overridden.end();
    finding.level = finding.overridden ? Level::info : level_of(mode);
    finding.rule = id_of(change);
    finding.change = number;
    finding.where = change.where.value_or(Place{});
    finding.container = change.container;
    return finding;
  }

  void conclude() {
    for (const Finding& finding : answer_.findings) {
      const Verdict verdict = finding.level == Level::error     ? Verdict::refuse
                              : finding.level == Level::warning ? Verdict::warn
                                                                : Verdict::pass;
      answer_.verdict = std::max(answer_.verdict, verdict);
    }
  }

  const Proposal& proposal_;
  const Settings& settings_;
  Answer answer_;
};

}  // namespace

std::string_view to_string(Verdict verdict) {
  constexpr std::array<std::string_view, 3> kWords = {"pass", "warn", "refuse"};
  return kWords.at(static_cast<std::size_t>(verdict));
}

Answer check(const Proposal& proposal, const Settings& settings) {
  return Checker(proposal, settings).run();
}

}  // namespace trama::change
