#include "catalog/contract/change/policy.h"

#include <algorithm>
#include <span>

#include "catalog/base/text.h"

namespace trama::change {
namespace {

// Whoever is not broken sees an addition at most.
Bump addition(const RuleRow& rule) {
  return std::min(rule.bump, Bump::minor);
}

Judgement by_impact(const RuleRow& rule, Impact impact) {
  if (impact == Impact::breaks) return {Level::error, Bump::major};
  if (impact == Impact::possible) return {Level::warning, std::max(addition(rule), Bump::minor)};
  return {Level::info, addition(rule)};
}

// New data that an old reader may choke on counts as if it did.
Judgement for_strict_readers(const RuleRow& rule) {
  const bool unreadable = rule.effect == Effect::widens && rule.backward != Compatible::unjudged;
  return by_impact(rule, unreadable && rule.readers == Impact::possible ? Impact::breaks : rule.readers);
}

bool looks_backward(Policy policy) {
  return policy == Policy::confluent_backward || policy == Policy::confluent_backward_transitive ||
         policy == Policy::confluent_full || policy == Policy::confluent_full_transitive;
}

bool looks_forward(Policy policy) {
  return policy == Policy::confluent_forward || policy == Policy::confluent_forward_transitive ||
         policy == Policy::confluent_full || policy == Policy::confluent_full_transitive;
}

// Avro reads texts as bytes and bytes as text.
bool text_and_bytes(const Change& change) {
  return (change.before == "string" && change.after == "bytes") ||
         (change.before == "bytes" && change.after == "string");
}

Judgement by_compatibility(Policy policy, const Change& change) {
  const RuleRow& rule = row(change.rule);
  if (policy == Policy::confluent_none) return {Level::info, Bump::none};
  const bool broken = (looks_backward(policy) && backward(change) == Compatible::breaks) ||
                      (looks_forward(policy) && backward(mirrored(change)) == Compatible::breaks);
  return broken ? Judgement{Level::error, Bump::major} : Judgement{Level::info, addition(rule)};
}

}  // namespace

std::string_view to_string(Policy policy) {
  return contract::policy_names()[static_cast<std::size_t>(policy)];
}

std::optional<Policy> policy_from(std::string_view name) {
  const std::span<const std::string_view> names = contract::policy_names();
  const auto found =
      std::ranges::find_if(names, [&](std::string_view known) { return equal_ignoring_case(name, known); });
  if (found == names.end()) return std::nullopt;
  return static_cast<Policy>(found - names.begin());
}

bool transitive(Policy policy) {
  return policy == Policy::confluent_backward_transitive || policy == Policy::confluent_forward_transitive ||
         policy == Policy::confluent_full_transitive;
}

Compatible backward(const Change& change) {
  switch (change.rule) {
    case Rule::field_added:
      // Data of an open model may already have a field of that name, of any type.
      return change.content == Content::open ? Compatible::breaks : Compatible::ok;
    case Rule::field_removed:
      return change.content == Content::closed ? Compatible::breaks : Compatible::ok;
    case Rule::field_renamed:
      return change.rename.old_name_kept ? Compatible::ok : Compatible::breaks;
    case Rule::field_type_changed:
      return text_and_bytes(change) ? Compatible::ok : Compatible::breaks;
    default:
      return row(change.rule).backward;
  }
}

Judgement judge(Policy policy, const Change& change) {
  const RuleRow& rule = row(change.rule);
  switch (policy) {
    case Policy::article:
    case Policy::datacontract_cli:
      return {rule.level, rule.bump};
    case Policy::consumer_strict:
      return for_strict_readers(rule);
    case Policy::producer:
      return by_impact(rule, rule.writers);
    default:
      return by_compatibility(policy, change);
  }
}

}  // namespace trama::change
