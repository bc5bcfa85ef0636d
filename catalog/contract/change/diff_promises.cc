#include <algorithm>
#include <array>
#include <limits>
#include <optional>

#include "catalog/base/text.h"
#include "catalog/contract/change/compare_values.h"
#include "catalog/contract/change/diff_parts.h"

namespace trama::change {
namespace {

using contract::Contract;
using contract::Duration;
using contract::Sla;

constexpr double kSecondsOfMonth = 30.436875 * 86'400;

double seconds(const Duration& duration) {
  return static_cast<double>(duration.months) * kSecondsOfMonth + duration.seconds;
}

// How much is promised, in percent, seconds or plain numbers; forever is more than any time.
std::optional<double> amount(const Sla& sla) {
  if (sla.percent) return sla.percent;
  if (sla.duration) return seconds(*sla.duration);
  if (equal_ignoring_case(sla.value, "unlimited")) return std::numeric_limits<double>::infinity();
  return number_of(sla.value);
}

bool same_measure(const Sla& a, const Sla& b) {
  if (a.percent || b.percent) return a.percent.has_value() == b.percent.has_value();
  if (a.duration && b.duration) return true;
  const auto timeless = [](const Sla& s) { return s.duration || equal_ignoring_case(s.value, "unlimited"); };
  return timeless(a) == timeless(b) && (timeless(a) || a.unit == b.unit);
}

enum class Better { unknown, less, more };

// Names as canonical_sla_property leaves them; `latency_p95` counts as latency.
Better better(std::string_view property) {
  constexpr auto kLess = std::to_array<std::string_view>(
      {"freshness", "latency", "frequency", "timeToDetect", "timeToNotify", "timeToRepair", "errorRate", "responseTime",
       "recoveryTime", "recoveryPoint", "delay", "lag", "staleness", "duplicates"});
  constexpr auto kMore = std::to_array<std::string_view>({"availability", "completeness", "throughput", "retention",
                                                          "uptime", "accuracy", "validity", "uniqueness", "coverage",
                                                          "consistency", "endOfSupport", "endOfLife"});
  const auto begins = [&](std::string_view word) {
    return property.size() >= word.size() && equal_ignoring_case(property.substr(0, word.size()), word);
  };
  if (std::ranges::any_of(kLess, begins)) return Better::less;
  return std::ranges::any_of(kMore, begins) ? Better::more : Better::unknown;
}

bool is_retention(const Sla& sla) {
  return equal_ignoring_case(sla.property, "retention");
}

std::string spelled(const Sla& sla) {
  return sla.value + (sla.unit.empty() ? "" : " " + sla.unit);
}

std::optional<int> order_of(const Sla& before, const Sla& after) {
  const auto old_amount = amount(before);
  const auto new_amount = amount(after);
  if (old_amount && new_amount && same_measure(before, after)) {
    return *old_amount < *new_amount ? -1 : *old_amount > *new_amount ? 1 : 0;
  }
  const bool dates = better(after.property) == Better::more && !old_amount && !new_amount;
  return dates ? compare_values(before.value, after.value) : std::nullopt;
}

Rule amount_rule(const Sla& before, const Sla& after) {
  const auto order = order_of(before, after);
  if (order && *order == 0) return Rule::description_changed;  // other words for the same amount
  if (is_retention(after)) {
    if (!order) return Rule::retention_changed;
    return *order < 0 ? Rule::retention_lengthened : Rule::retention_shortened;
  }
  const Better direction = better(after.property);
  if (!order || direction == Better::unknown) return Rule::sla_changed;
  return (*order < 0) == (direction == Better::more) ? Rule::sla_tightened : Rule::sla_loosened;
}

void diff_level(Recorder* out, const Scope& scope, const Sla& before, const Sla& after) {
  const std::vector<std::string_view> amounts = {"value", "unit", "duration", "percent"};
  bool amount_differs = false;
  for (const MemberDifference& each : differences(before, after, {"property", "element", "custom"})) {
    if (std::ranges::find(amounts, each.key) != amounts.end()) {
      amount_differs = true;
      continue;
    }
    const Rule rule = each.key == "description" ? Rule::description_changed : Rule::sla_changed;
    out->add(scope, rule, each.key, each.before, each.after);
  }
  if (amount_differs) {
    const Rule rule = amount_rule(before, after);
    const bool same = rule == Rule::description_changed && out->across();
    if (!same) out->add(scope, rule, "value", spelled(before), spelled(after));
  }
  diff_custom(out, scope, before.custom, after.custom);
}

// terms.retention as a promise of its own, where the levels do not repeat it.
bool repeated(const Contract& contract) {
  return contract.terms.retention.empty() || std::ranges::any_of(contract.sla, [&](const Sla& sla) {
           return is_retention(sla) && sla.value == contract.terms.retention;
         });
}

struct PeriodRules {
  Rule longer, shorter, unclear;
};

Rule period_rule(const PeriodRules& rules, const std::optional<Duration>& before,
                 const std::optional<Duration>& after) {
  if (!before || !after) return rules.unclear;
  if (seconds(*before) == seconds(*after)) return Rule::description_changed;
  return seconds(*after) > seconds(*before) ? rules.longer : rules.shorter;
}

void diff_retention(Recorder* out, const Scope& scope, const Contract& before, const Contract& after) {
  const std::string& old_text = before.terms.retention;
  const std::string& new_text = after.terms.retention;
  if (old_text == new_text || (repeated(before) && repeated(after))) return;
  Rule rule = period_rule({Rule::retention_lengthened, Rule::retention_shortened, Rule::retention_changed},
                          before.terms.retention_period, after.terms.retention_period);
  if (old_text.empty()) rule = Rule::retention_stated;
  if (new_text.empty()) rule = Rule::retention_removed;
  out->add(scope, rule, "retention", old_text, new_text);
}

// None at all is the shortest notice.
void diff_notice(Recorder* out, const Scope& scope, const Contract& before, const Contract& after) {
  const std::string& old_text = before.terms.notice_period;
  const std::string& new_text = after.terms.notice_period;
  if (old_text == new_text) return;
  const auto period = [](const std::string& text, const std::optional<Duration>& read) {
    return text.empty() ? std::optional(Duration{}) : read;
  };
  Rule rule = period_rule({Rule::notice_period_lengthened, Rule::notice_period_shortened, Rule::notice_period_changed},
                          period(old_text, before.terms.notice), period(new_text, after.terms.notice));
  out->add(scope, rule, "notice_period", old_text, new_text);
}

}  // namespace

void diff_sla(Recorder* out, const Scope& scope, const std::vector<Sla>& before, const std::vector<Sla>& after) {
  const auto key = [](const Sla& s) { return to_lower(s.property) + "\n" + s.element; };
  for (const auto& [old_one, new_one] : pair_by(before, after, key)) {
    const Sla& named = old_one == nullptr ? *new_one : *old_one;
    const Sla& other = new_one == nullptr ? named : *new_one;
    const Scope there = scope.about(Subject::sla, std::min(named.property, other.property));
    if (old_one == nullptr) {
      out->add(there, is_retention(named) ? Rule::retention_stated : Rule::sla_added, "", "", spelled(named));
    } else if (new_one == nullptr) {
      out->add(there, is_retention(named) ? Rule::retention_removed : Rule::sla_removed, "", spelled(named), "");
    } else {
      if (old_one->property != new_one->property && !out->across()) {
        out->add(there, Rule::document_changed, "property", old_one->property, new_one->property);
      }
      diff_level(out, there, *old_one, *new_one);
    }
  }
}

void diff_terms(Recorder* out, const Scope& scope, const Contract& before, const Contract& after) {
  const Scope there = scope.about(Subject::terms, "");
  diff_retention(out, there, before, after);
  diff_notice(out, there, before, after);
  out->plain(there, before.terms, after.terms,
             {{"usage", Rule::terms_changed},
              {"limitations", Rule::terms_changed},
              {"policies", Rule::terms_changed},
              {"billing", Rule::price_changed}},
             {"notice_period", "notice", "retention", "retention_period", "custom"});
  diff_custom(out, there, before.terms.custom, after.terms.custom);
}

}  // namespace trama::change
