// The gate a proposed version has to pass: three gates, all of which must pass, each finding with its remedy.
//
//   version          the declared version is at least what the changes demand under the policy. One finding for every
//                    change that demands more than was declared, and one at the version where it is not semver.
//   window           nothing is taken away before its deprecation window is over (window.h)
//   acknowledgement  a breaking change to a field that an agreement names has its consumer's acknowledgement
//
// A gate's mode makes its findings errors (enforce), warnings (warn) or leaves them out (off). Left to itself
// (automatic), the window is enforced for contracts whose status was active, and warns for all others. `overridden`
// lets findings of those gates pass as info, marked as such; nothing overrides the version.
//
// Pure function of its input; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "catalog/base/clock.h"
#include "catalog/contract/change/change.h"
#include "catalog/contract/change/locate.h"
#include "catalog/contract/change/policy.h"
#include "catalog/contract/change/window.h"
#include "catalog/contract/compatibility.h"

namespace trama::change {

using contract::Gate;
using contract::GateMode;

enum class Verdict : std::uint8_t { pass, warn, refuse };

[[nodiscard]] std::string_view to_string(Verdict verdict);

struct Finding {
  Gate gate = Gate::version;
  Level level = Level::error;
  std::string rule;  // of the change, datacontract-cli's own under that policy, or version-not-semver
  std::string message, remedy;
  std::optional<std::size_t> change;  // its number in the answer
  Place where;
  std::optional<Place> container;  // removals: what it is missing from, in the proposed document
  std::string consumer;            // acknowledgement
  bool overridden = false;
};

struct Settings {
  Policy policy = Policy::article;
  GateMode version = GateMode::enforce;
  GateMode window = GateMode::automatic;
  GateMode acknowledgement = GateMode::enforce;
  int window_days = kWindowDays;
  std::vector<Gate> overridden = {};
};

// What a consumer said he uses, and whether he agreed to this proposal.
struct Agreement {
  std::string consumer, dataset, path;  // path "": the whole dataset
  bool acknowledged = false;
};

struct Proposal {
  Side before, after;                      // before.contract null: the first version
  std::span<const StoredVersion> history;  // oldest first, with the one before
  std::span<const Agreement> agreements;
  TimeUs now = 0;
  std::optional<std::vector<Change>> changes = {};  // diff(before, after), where the caller has it already
};

struct JudgedChange {
  Change change;
  Judgement judgement;
  std::string rule;     // as the policy calls it
  std::string against;  // transitive policies: the earlier version it breaks with, "" for the one before
};

struct Answer {
  std::vector<JudgedChange> changes;
  std::vector<Finding> findings;  // by gate, then in the order of the changes
  Verdict verdict = Verdict::pass;
  Bump demanded = Bump::none;
  std::string suggested;  // the version that would be right; "" where the one before is not semver, or there is none
};

[[nodiscard]] Answer check(const Proposal& proposal, const Settings& settings);

}  // namespace trama::change
