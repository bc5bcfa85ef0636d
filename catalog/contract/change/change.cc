#include "catalog/contract/change/change.h"

#include <array>
#include <utility>

namespace trama::change {
namespace {

ChangeKind mirrored(ChangeKind kind) {
  if (kind == ChangeKind::added) return ChangeKind::removed;
  return kind == ChangeKind::removed ? ChangeKind::added : kind;
}

}  // namespace

std::string_view to_string(RenameEvidence evidence) {
  constexpr std::array<std::string_view, 8> kWords = {"none",    "stable-id",     "alias",        "previous-name",
                                                      "history", "physical-name", "only-dataset", "proposed"};
  return kWords.at(static_cast<std::size_t>(evidence));
}

Change mirrored(const Change& change) {
  Change out = change;
  out.rule = row(change.rule).mirror;
  if (change.rule == Rule::field_removed && change.required) out.rule = Rule::required_field_added;
  out.kind = mirrored(change.kind);
  const RuleRow& rule = row(out.rule);
  out.effect = rule.effect;
  out.readers = rule.readers;
  out.writers = rule.writers;
  std::swap(out.dataset_before, out.dataset_after);
  std::swap(out.path_before, out.path_after);
  std::swap(out.before, out.after);
  std::swap(out.rename.old_name_kept, out.rename.new_name_known);
  out.where.reset();
  out.container.reset();
  return out;
}

}  // namespace trama::change
