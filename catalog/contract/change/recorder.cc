#include "catalog/contract/change/recorder.h"

#include "catalog/base/text.h"

namespace trama::change {
namespace {

constexpr std::size_t kValueBytesMax = 200;

}  // namespace

Change& Recorder::add(const Scope& scope, Rule rule, std::string_view member, std::string_view before,
                      std::string_view after) {
  return add_kind(scope, rule, row(rule).kind, member, before, after);
}

Change& Recorder::add_kind(const Scope& scope, Rule rule, ChangeKind kind, std::string_view member,
                           std::string_view before, std::string_view after) {
  const RuleRow& known = row(rule);
  Change& change = changes_.emplace_back();
  change.rule = rule;
  change.kind = kind;
  change.subject = scope.subject;
  change.dataset_before = scope.dataset_before;
  change.dataset_after = scope.dataset_after;
  change.path_before = scope.path_before;
  change.path_after = scope.path_after;
  change.name = scope.name;
  change.member = member;
  change.before = shorten(before, kValueBytesMax);
  change.after = shorten(after, kValueBytesMax);
  change.effect = known.effect;
  change.readers = known.readers;
  change.writers = known.writers;
  change.content = scope.content;
  return change;
}

}  // namespace trama::change
