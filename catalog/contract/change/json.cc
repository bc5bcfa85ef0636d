#include "catalog/contract/change/json.h"

#include <array>
#include <cstdio>

#include "catalog/contract/change/json_object.h"
#include "catalog/contract/json_tree.h"

namespace trama::change {
namespace {

std::string rename_json(const Rename& rename) {
  if (rename.evidence == RenameEvidence::none) return {};
  JsonObject out;
  out.text("evidence", to_string(rename.evidence));
  std::array<char, 16> digits{};
  std::snprintf(digits.data(), digits.size(), "%.2f", rename.confidence);
  out.raw("confidence", digits.data());
  out.text("other", rename.other);
  out.flag("old_name_kept", rename.old_name_kept);
  return out.take();
}

std::string from_json(const Change& change) {
  JsonObject out;
  const bool dataset = !change.dataset_before.empty() && change.dataset_before != change.dataset();
  const bool field = !change.path_before.empty() && change.path_before != change.path();
  if (dataset) out.text("dataset", change.dataset_before);
  if (field) out.text("field", change.path_before);
  return dataset || field ? out.take() : std::string();
}

void put_where(JsonObject* out, const Change& change) {
  if (change.where) out->raw("where", to_json(*change.where));
  if (change.container) out->raw("container", to_json(*change.container));
}

}  // namespace

void JsonObject::text(std::string_view key, std::string_view value) {
  if (value.empty()) return;
  std::string json;
  contract::append_json_text(&json, value);
  raw(key, json);
}

void JsonObject::raw(std::string_view key, std::string_view json) {
  if (json.empty()) return;
  if (out_.size() > 1) out_ += ',';
  contract::append_json_text(&out_, key);
  out_ += ':';
  out_ += json;
}

void JsonObject::flag(std::string_view key, bool value) {
  if (value) raw(key, "true");
}

void JsonObject::number(std::string_view key, std::uint64_t value) {
  raw(key, std::to_string(value));
}

std::string JsonObject::take() {
  return out_ + "}";
}

std::string to_json(const Place& place) {
  JsonObject out;
  out.text("document", place.previous ? "previous" : "proposed");
  std::string pointer;
  contract::append_json_text(&pointer, place.pointer);
  out.raw("pointer", pointer);
  if (place.line > 0) out.number("line", place.line);
  if (place.column > 0) out.number("column", place.column);
  return out.take();
}

namespace {

void put_change(JsonObject* object, const Change& change) {
  JsonObject& out = *object;
  out.text("rule", row(change.rule).id);
  out.text("kind", to_string(change.kind));
  out.text("subject", to_string(change.subject));
  out.text("dataset", change.dataset());
  out.text("field", change.path());
  out.raw("from", from_json(change));
  out.text("name", change.name);
  out.text("member", change.member);
  out.text("before", change.before);
  out.text("after", change.after);
  out.text("effect", to_string(change.effect));
  out.text("readers", to_string(change.readers));
  out.text("writers", to_string(change.writers));
  out.raw("rename", rename_json(change.rename));
  out.text("message", describe(change));
  put_where(&out, change);
}

template <typename T>
std::string list_json(const std::vector<T>& items) {
  std::string out;
  for (const T& item : items) out += (out.empty() ? "" : ",") + to_json(item);
  return "[" + out + "]";
}

}  // namespace

std::string to_json(const Change& change) {
  JsonObject out;
  put_change(&out, change);
  return out.take();
}

std::string to_json(const JudgedChange& change) {
  JsonObject out;
  put_change(&out, change.change);
  out.text("level", to_string(change.judgement.level));
  out.text("bump", to_string(change.judgement.bump));
  if (change.rule != row(change.change.rule).id) out.text("policy_rule", change.rule);
  out.text("against", change.against);
  return out.take();
}

std::string to_json(const Finding& finding) {
  JsonObject out;
  out.text("gate", to_string(finding.gate));
  out.text("level", to_string(finding.level));
  out.text("rule", finding.rule);
  out.text("message", finding.message);
  out.text("remedy", finding.remedy);
  if (finding.change) out.number("change", *finding.change);
  out.text("document", finding.where.previous ? "previous" : "proposed");
  out.text("pointer", finding.where.pointer);
  if (finding.where.line > 0) out.number("line", finding.where.line);
  if (finding.where.column > 0) out.number("column", finding.where.column);
  if (finding.container) out.raw("container", to_json(*finding.container));
  out.text("consumer", finding.consumer);
  out.flag("overridden", finding.overridden);
  return out.take();
}

std::string to_json(const Answer& answer) {
  JsonObject out;
  out.text("verdict", to_string(answer.verdict));
  out.text("demanded", to_string(answer.demanded));
  out.text("suggested_version", answer.suggested);
  out.raw("changes", list_json(answer.changes));
  out.raw("findings", list_json(answer.findings));
  return out.take();
}

}  // namespace trama::change
