// Sentences from the table of rules: most ids are a noun and what happened to it ("length-narrowed"), so most sentences
// are made of those words; the few that would read badly are written out.
#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "catalog/base/text.h"
#include "catalog/contract/change/change.h"

namespace trama::change {
namespace {

constexpr std::size_t kQuotedMax = 80;

std::string quoted(std::string_view text) {
  return "`" + shorten(text, kQuotedMax) + "`";
}

std::string_view noun_of(Subject subject) {
  switch (subject) {
    case Subject::sla:
      return "service level";
    case Subject::quality:
      return "quality rule";
    default:
      return to_string(subject);
  }
}

// "field `orders.amount`", "dataset `orders`", "" where it is about neither.
std::string place_of(const Change& change) {
  std::string dotted = change.dataset();
  if (change.path().empty()) return dotted.empty() ? "" : "dataset " + quoted(dotted);
  dotted += (dotted.empty() ? "" : ".") + change.path();
  return "field " + quoted(dotted);
}

// "field `orders.amount`", "quality rule `not-empty` of dataset `orders`", "the contract".
std::string subject_of(const Change& change) {
  const std::string place = place_of(change);
  const bool named = !change.name.empty() && change.subject != Subject::field && change.subject != Subject::dataset;
  if (!named) return place.empty() ? "the contract" : place;
  return std::string(noun_of(change.subject)) + " " + quoted(change.name) + (place.empty() ? "" : " of " + place);
}

std::string values_of(const Change& change) {
  if (change.before.empty() && change.after.empty()) return {};
  if (change.before.empty()) return ": " + quoted(change.after);
  if (change.after.empty()) return ": was " + quoted(change.before);
  return ": " + quoted(change.before) + " became " + quoted(change.after);
}

// Written out; "%" is what it happened to.
constexpr auto kSentences = std::to_array<std::pair<Rule, std::string_view>>({
    {Rule::contract_id_changed, "the contract's id changed"},
    {Rule::field_became_required, "% became required"},
    {Rule::field_became_nullable, "% became nullable"},
    {Rule::field_became_unique, "% became unique"},
    {Rule::field_uniqueness_dropped, "% is no longer unique"},
    {Rule::pii_marked, "% was marked as personal data"},
    {Rule::pii_unmarked, "% is no longer marked as personal data"},
    {Rule::pii_stated, "whether % is personal data was restated"},
    {Rule::deprecation_marked, "% was deprecated"},
    {Rule::deprecation_withdrawn, "% is no longer deprecated"},
    {Rule::additional_fields_allowed, "% now allows fields that it does not name"},
    {Rule::additional_fields_forbidden, "% no longer allows fields that it does not name"},
    {Rule::fields_reordered, "the fields of % were put in another order"},
    {Rule::critical_element_changed, "whether % is a critical data element changed"},
    {Rule::required_field_added, "required % was added"},
    {Rule::dataset_kind_changed, "% became another kind of dataset"},
});

// The noun of an id, where it is not "the" and its words.
constexpr auto kNouns = std::to_array<std::pair<std::string_view, std::string_view>>({
    {"alias", "an alias"},
    {"reference", "a reference"},
    {"custom property", "a custom property"},
    {"enum", "the list of allowed values"},
    {"enum values", "allowed values"},
    {"length limit", "a limit on the length"},
    {"size limit", "a limit on the size"},
    {"range limit", "a limit on the range"},
    {"decimal", "the number of digits"},
    {"timezone", "the time zone"},
    {"multiple of", "the step"},
    {"document", "the bookkeeping"},
    {"history", "the author's history"},
    {"lineage", "the declared sources"},
    {"definition", "a shared definition"},
    {"encryption", "the name of the encrypted copy"},
    {"granularity", "the grain"},
});

std::string spaced(std::string_view text) {
  std::string out(text);
  std::ranges::replace(out, '-', ' ');
  return out;
}

bool is_plural(std::string_view noun) {
  return noun.ends_with("s") && !noun.ends_with("ss") && !noun.ends_with("alias");
}

std::string happened(std::string_view participle, bool plural) {
  if (participle == "changed" || participle == "moved") return std::string(participle);
  if (participle == "stated") return plural ? "are now stated" : "is now stated";
  if (participle == "unstated") return plural ? "are no longer stated" : "is no longer stated";
  return (plural ? "were " : "was ") + std::string(participle);
}

std::string sentence_of(const Change& change, const std::string& what) {
  const auto* written = std::ranges::find(kSentences, change.rule, &std::pair<Rule, std::string_view>::first);
  if (written != kSentences.end()) {
    std::string text(written->second);
    if (const std::size_t at = text.find('%'); at != std::string::npos) text.replace(at, 1, what);
    return text;
  }
  const std::string_view id = row(change.rule).id;
  const std::size_t last = id.rfind('-');
  const std::string_view participle = id.substr(last + 1);
  std::string noun = spaced(id.substr(0, last));
  // What an id says of the subject itself: "server-moved", "quality-rule-tightened".
  for (const std::string_view self :
       {"contract", "dataset", "field", "server", "sla", "quality rule", "role", "port"}) {
    if (noun == self) return what + " " + happened(participle, false);
    if (noun.starts_with(self) && noun[self.size()] == ' ') noun.erase(0, self.size() + 1);
  }
  const auto* other = std::ranges::find(kNouns, noun, &std::pair<std::string_view, std::string_view>::first);
  const std::string named = other == kNouns.end() ? "the " + noun : std::string(other->second);
  return named + " of " + what + " " + happened(participle, is_plural(named));
}

}  // namespace

std::string describe(const Change& change) {
  if (change.kind == ChangeKind::renamed) {
    const bool field = !change.path_before.empty();
    return (field ? "field " : "dataset ") + quoted(field ? change.path_before : change.dataset_before) +
           " was renamed to " + quoted(field ? change.path_after : change.dataset_after);
  }
  const std::string what = subject_of(change);
  if (change.member.empty() && change.kind != ChangeKind::changed && change.rule != Rule::required_field_added) {
    return what + " was " + std::string(to_string(change.kind));
  }
  return sentence_of(change, what) + values_of(change);
}

}  // namespace trama::change
