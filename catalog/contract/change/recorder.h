// Where the comparison stands, and the list it writes. Internal to catalog/contract/change. One thread at a time.
#pragma once

#include <algorithm>
#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "catalog/contract/change/change.h"
#include "catalog/contract/change/match.h"
#include "catalog/contract/change/noun_members.h"

namespace trama::change {

// The names under which changes are reported; copied and narrowed on the way down.
struct Scope {
  Subject subject = Subject::contract;
  std::string dataset_before, dataset_after, path_before, path_after, name;
  Content content = Content::unsaid;

  [[nodiscard]] Scope about(Subject what, std::string named) const {
    Scope out = *this;
    out.subject = what;
    out.name = std::move(named);
    return out;
  }
};

// A member whose change means the same whatever its values are.
struct PlainRule {
  std::string_view key;
  Rule rule;
};

class Recorder {
 public:
  // `across`: the two sides are written in dialects that cannot say the same things.
  Recorder(bool across, HistoryRenames history) : across_(across), history_(std::move(history)) {}

  [[nodiscard]] bool across() const { return across_; }
  [[nodiscard]] const HistoryRenames& history() const { return history_; }
  [[nodiscard]] std::vector<Change>& changes() { return changes_; }

  // kind and impact as the rule has them.
  Change& add(const Scope& scope, Rule rule, std::string_view member, std::string_view before, std::string_view after);
  Change& add_kind(const Scope& scope, Rule rule, ChangeKind kind, std::string_view member, std::string_view before,
                   std::string_view after);

  // Every member that differs and is not in `apart`, by its plain rule, else document-changed.
  template <typename Noun>
  void plain(const Scope& scope, const Noun& before, const Noun& after, std::initializer_list<PlainRule> plain_rules,
             const std::vector<std::string_view>& apart) {
    for (const MemberDifference& each : differences(before, after, apart)) {
      Rule rule = Rule::document_changed;
      for (const PlainRule& known : plain_rules) {
        if (known.key == each.key) rule = known.rule;
      }
      add(scope, rule, each.key, each.before, each.after);
    }
  }

 private:
  bool across_;
  HistoryRenames history_;
  std::vector<Change> changes_;
};

// What tells nouns of one key apart.
template <typename Noun>
[[nodiscard]] std::string telling_text(const Noun& noun) {
  return canonical_text(noun);
}
inline std::string telling_text(const std::pair<std::string, std::string>& pair) {
  return pair.second;
}

// Pairs nouns of one key, several of a key in the order of their contents, so that the order in which an author wrote
// them does not matter: (before or nullptr, after or nullptr), in the order of `after`, those that are gone last.
template <typename Noun, typename Key>
[[nodiscard]] std::vector<std::pair<const Noun*, const Noun*>> pair_by(const std::vector<Noun>& before,
                                                                       const std::vector<Noun>& after, Key key) {
  using Entry = std::pair<std::string, const Noun*>;
  const auto sorted = [&](const std::vector<Noun>& nouns) {
    std::vector<Entry> out;
    out.reserve(nouns.size());
    for (const Noun& noun : nouns) out.emplace_back(key(noun), &noun);
    std::ranges::sort(out, [](const Entry& a, const Entry& b) {
      return a.first != b.first ? a.first < b.first : telling_text(*a.second) < telling_text(*b.second);
    });
    return out;
  };
  const std::vector<Entry> olds = sorted(before);
  std::vector<std::pair<const Noun*, const Noun*>> out;
  std::vector<const Noun*> gone;
  auto old_one = olds.begin();
  for (const auto& [name, noun] : sorted(after)) {
    for (; old_one != olds.end() && old_one->first < name; ++old_one) gone.push_back(old_one->second);
    const bool found = old_one != olds.end() && old_one->first == name;
    out.emplace_back(found ? (old_one++)->second : nullptr, noun);
  }
  for (; old_one != olds.end(); ++old_one) gone.push_back(old_one->second);
  // All of one vector: the order of addresses is theirs.
  std::ranges::sort(out, std::less<>(), &std::pair<const Noun*, const Noun*>::second);
  std::ranges::sort(gone, std::less<>());
  for (const Noun* noun : gone) out.emplace_back(noun, nullptr);
  return out;
}

}  // namespace trama::change
