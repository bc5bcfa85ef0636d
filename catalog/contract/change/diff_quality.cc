#include <algorithm>
#include <functional>
#include <initializer_list>
#include <limits>
#include <map>
#include <optional>
#include <set>

#include "catalog/contract/change/compare_values.h"
#include "catalog/contract/change/diff_parts.h"
#include "catalog/contract/json_tree.h"
#include "catalog/contract/quality.h"

namespace trama::change {
namespace {

using contract::QualityOperator;
using contract::QualityRule;

// The values a rule accepts, where its operators can be read as one range.
struct Accepted {
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();
  bool low_open = false, high_open = false;

  void at_least(double value, bool open) {
    if (value > low || (value == low && open)) {
      low = value;
      low_open = open;
    }
  }
  void at_most(double value, bool open) {
    if (value < high || (value == high && open)) {
      high = value;
      high_open = open;
    }
  }
  [[nodiscard]] bool within(const Accepted& outer) const {
    const bool below = low > outer.low || (low == outer.low && (low_open || !outer.low_open));
    const bool above = high < outer.high || (high == outer.high && (high_open || !outer.high_open));
    return below && above;
  }
};

std::optional<double> value_at(const contract::Node& node) {
  return number_of(node.scalar);
}

bool apply(const QualityOperator& op, Accepted* to) {
  const contract::Node value = contract::raw_node(op.json);
  if (op.name == "mustBeBetween" && value.list.size() == 2) {
    const auto low = value_at(value.list[0]);
    const auto high = value_at(value.list[1]);
    if (!low || !high) return false;
    to->at_least(*low, false);
    to->at_most(*high, false);
    return true;
  }
  const auto number = value_at(value);
  if (!number) return false;
  const bool equal = op.name == "mustBe";
  if (equal || op.name == "mustBeGreaterOrEqualTo") to->at_least(*number, false);
  if (equal || op.name == "mustBeLessOrEqualTo") to->at_most(*number, false);
  if (op.name == "mustBeGreaterThan") to->at_least(*number, true);
  if (op.name == "mustBeLessThan") to->at_most(*number, true);
  return equal || op.name.starts_with("mustBeGreater") || op.name.starts_with("mustBeLess");
}

std::optional<Accepted> accepted(const QualityRule& rule) {
  Accepted out;
  for (const QualityOperator& op : rule.operators) {
    if (!apply(op, &out)) return std::nullopt;
  }
  return out;
}

Rule operators_rule(const QualityRule& before, const QualityRule& after) {
  const auto old_values = accepted(before);
  const auto new_values = accepted(after);
  if (!old_values || !new_values) return Rule::quality_rule_changed;
  const bool inside = new_values->within(*old_values);
  const bool outside = old_values->within(*new_values);
  if (inside == outside) return Rule::quality_rule_changed;
  return inside ? Rule::quality_rule_tightened : Rule::quality_rule_loosened;
}

std::string operators_text(const QualityRule& rule) {
  std::vector<std::string> all;
  all.reserve(rule.operators.size());
  for (const QualityOperator& op : rule.operators) all.emplace_back(op.name).append(" ").append(op.json);
  std::ranges::sort(all);
  std::string out;
  for (const std::string& each : all) out += (out.empty() ? "" : ", ") + each;
  return out;
}

std::string kind_text(const QualityRule& rule) {
  for (const std::string* text : {&rule.metric, &rule.rule, &rule.engine}) {
    if (!text->empty()) return *text;
  }
  return rule.type;
}

std::string name_of(const QualityRule& rule) {
  if (!rule.name.empty()) return rule.name;
  return rule.id.empty() ? kind_text(rule) : rule.id;
}

std::string whole_text(const QualityRule& rule) {
  const std::string operators = operators_text(rule);
  return kind_text(rule) + (operators.empty() ? "" : " " + operators);
}

bool one_of(std::string_view key, std::initializer_list<std::string_view> keys) {
  return std::ranges::find(keys, key) != keys.end();
}

// What the check is, how much it asks, how it is described, and what it is called.
enum class About { check, operators, severity, words, id };

About about(std::string_view key) {
  if (one_of(key, {"type", "metric", "rule", "query", "engine", "implementation", "arguments", "unit", "dialect"})) {
    return About::check;
  }
  if (key == "operators") return About::operators;
  if (key == "severity") return About::severity;
  return key == "id" ? About::id : About::words;
}

// Its `rule` says nothing beside its metric.
bool only_metric(const QualityRule& rule) {
  return !rule.metric.empty() && (rule.rule.empty() || contract::canonical_metric(rule.rule) == rule.metric);
}

void diff_rule(Recorder* out, const Scope& scope, const QualityRule& before, const QualityRule& after) {
  // The same name from both sides.
  const Scope there = scope.about(Subject::quality, std::min(name_of(before), name_of(after)));
  auto differing = differences(before, after, {"custom"});
  // The same library metric, written by its older name in one of them.
  if (before.metric == after.metric && only_metric(before) && only_metric(after)) {
    std::erase_if(differing, [](const MemberDifference& d) { return d.key == "rule"; });
  }
  const auto first = [&](About what) {
    return std::ranges::find_if(differing, [&](const MemberDifference& d) { return about(d.key) == what; });
  };
  const auto differs = [&](About what) { return first(what) != differing.end(); };
  if (differs(About::check)) {
    // Two texts that look alike would leave the reader to search: then the member that differs is told.
    const MemberDifference& member = *first(About::check);
    std::string old_text = whole_text(before), new_text = whole_text(after);
    if (old_text == new_text) {
      old_text = std::string(member.key) + ' ' + member.before;
      new_text = std::string(member.key) + ' ' + member.after;
    }
    out->add(there, Rule::quality_rule_changed, "quality", std::move(old_text), std::move(new_text));
  } else if (differs(About::operators)) {
    out->add(there, operators_rule(before, after), "quality", operators_text(before), operators_text(after));
  } else if (differs(About::severity)) {
    out->add(there, Rule::quality_rule_changed, "quality", "severity " + before.severity, "severity " + after.severity);
  }
  if (differs(About::words)) {
    out->add(there, Rule::description_changed, "quality", first(About::words)->before, first(About::words)->after);
  }
  if (differs(About::id)) out->add(there, Rule::document_changed, "quality", before.id, after.id);
  diff_custom(out, there, before.custom, after.custom);
}

using Rules = std::vector<const QualityRule*>;
using RulePair = std::pair<const QualityRule*, const QualityRule*>;
using RuleKey = std::function<std::string(const QualityRule&)>;

// Joins the k-th of a key on both sides and takes them out; an empty key joins nothing.
void join(const RuleKey& key, Rules* before, Rules* after, std::vector<RulePair>* pairs) {
  std::multimap<std::string, const QualityRule*> open;
  for (const QualityRule* each : *before) open.emplace(key(*each), each);
  std::set<const QualityRule*> taken;
  Rules left;
  for (const QualityRule* each : *after) {
    const std::string text = key(*each);
    const auto at = text.empty() ? open.end() : open.find(text);
    if (at == open.end()) {
      left.push_back(each);
      continue;
    }
    // find() may give any of equal keys; the first is the one that stood first.
    const auto first = open.lower_bound(text);
    pairs->emplace_back(first->second, each);
    taken.insert(first->second);
    open.erase(first);
  }
  std::erase_if(*before, [&](const QualityRule* each) { return taken.contains(each); });
  *after = std::move(left);
}

Rules pointers(const std::vector<QualityRule>& rules) {
  Rules out;
  out.reserve(rules.size());
  for (const QualityRule& rule : rules) out.push_back(&rule);
  return out;
}

}  // namespace

void diff_quality(Recorder* out, const Scope& scope, const std::vector<QualityRule>& before,
                  const std::vector<QualityRule>& after) {
  if (before.empty() && after.empty()) return;
  Rules old_rules = pointers(before);
  Rules new_rules = pointers(after);
  std::vector<RulePair> pairs;
  for (const RuleKey& key :
       {RuleKey([](const QualityRule& r) { return canonical_text(r); }),
        RuleKey([](const QualityRule& r) { return r.id; }), RuleKey([](const QualityRule& r) { return r.name; }),
        RuleKey([](const QualityRule& r) { return r.query + (r.metric.empty() ? r.rule : r.metric); }),
        RuleKey([](const QualityRule& r) { return r.type + "\n" + r.engine; })}) {
    join(key, &old_rules, &new_rules, &pairs);
  }
  for (const auto& [old_rule, new_rule] : pairs) diff_rule(out, scope, *old_rule, *new_rule);
  for (const QualityRule* rule : new_rules) {
    out->add(scope.about(Subject::quality, name_of(*rule)), Rule::quality_rule_added, "quality", "", whole_text(*rule));
  }
  for (const QualityRule* rule : old_rules) {
    out->add(scope.about(Subject::quality, name_of(*rule)), Rule::quality_rule_removed, "quality", whole_text(*rule),
             "");
  }
}

}  // namespace trama::change
