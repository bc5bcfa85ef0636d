#include "catalog/contract/change/change.h"

#include <array>
#include <utility>

#include "catalog/base/text.h"

namespace trama::change {
namespace {

ChangeKind mirrored(ChangeKind kind) {
  if (kind == ChangeKind::added) return ChangeKind::removed;
  return kind == ChangeKind::removed ? ChangeKind::added : kind;
}

std::string quoted(std::string_view text) {
  return "`" + shorten(text, 80) + "`";
}

// "field `orders.amount`", "server `production`", "the contract".
std::string subject_of(const Change& change) {
  std::string dotted = change.dataset();
  if (!change.path().empty()) dotted += (dotted.empty() ? "" : ".") + change.path();
  if (!change.path().empty()) return "field " + quoted(dotted);
  if (!change.name.empty()) {
    return std::string(to_string(change.subject)) + " " + quoted(change.name) +
           (dotted.empty() ? "" : " of dataset " + quoted(dotted));
  }
  return dotted.empty() ? "the contract" : "dataset " + quoted(dotted);
}

std::string values_of(const Change& change) {
  if (change.before.empty() && change.after.empty()) return {};
  if (change.before.empty()) return ": " + quoted(change.after);
  if (change.after.empty()) return ": was " + quoted(change.before);
  return ": " + quoted(change.before) + " became " + quoted(change.after);
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

std::string describe(const Change& change) {
  std::string what = subject_of(change);
  if (change.kind == ChangeKind::renamed) {
    const bool field = !change.path_before.empty();
    return (field ? "field " : "dataset ") + quoted(field ? change.path_before : change.dataset_before) +
           " was renamed to " + quoted(field ? change.path_after : change.dataset_after);
  }
  if (change.member.empty() && change.kind != ChangeKind::changed) {
    return what + " was " + std::string(to_string(change.kind));
  }
  return what + ": " + std::string(row(change.rule).id) + values_of(change);
}

}  // namespace trama::change
