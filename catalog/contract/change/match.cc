#include "catalog/contract/change/match.h"

#include <algorithm>
#include <array>
#include <optional>
#include <tuple>
#include <unordered_map>

#include "catalog/base/text.h"
#include "catalog/contract/change/diff.h"
#include "catalog/contract/change/names_alike.h"

namespace trama::change {
namespace {

using contract::Contract;
using contract::Dataset;
using contract::Field;

constexpr double kProposedFrom = 0.5;

// Without the quotes, brackets and full stops that stand around names in prose.
std::string_view bare(std::string_view word) {
  constexpr std::string_view kAround = "`'\"“”()[]{},;:.!";
  const std::size_t first = word.find_first_not_of(kAround);
  if (first == std::string_view::npos) return {};
  return word.substr(first, word.find_last_not_of(kAround) - first + 1);
}

std::string last_part(std::string_view dotted) {
  return std::string(dotted.substr(dotted.rfind('.') == dotted.npos ? 0 : dotted.rfind('.') + 1));
}

bool one_of(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::ranges::any_of(words, [&](std::string_view each) { return equal_ignoring_case(word, each); });
}

std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> out;
  constexpr std::string_view kBlank = " \t\r\n";
  for (std::size_t at = text.find_first_not_of(kBlank); at != text.npos;) {
    const std::size_t end = std::min(text.find_first_of(kBlank, at), text.size());
    if (const std::string_view word = bare(text.substr(at, end - at)); !word.empty()) out.push_back(word);
    at = text.find_first_not_of(kBlank, end);
  }
  return out;
}

bool towards(std::string_view word) {
  return one_of(word, {"to", "as", "into", "->", "=>", "→"});
}

// "renamed [the] [column] a to b" and "a was renamed to b".
void read_renames(std::string_view text, HistoryRenames* out) {
  const auto words = words_of(text);
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {
    if (!one_of(words[i], {"renamed", "rename", "renames", "renaming"})) continue;
    if (towards(words[i + 1])) {
      std::size_t subject = i;
      while (subject > 0 && one_of(words[subject - 1], {"was", "is", "were", "been", "has"})) --subject;
      if (subject > 0 && i + 2 < words.size()) {
        out->emplace_back(last_part(words[subject - 1]), last_part(words[i + 2]));
      }
      continue;
    }
    std::size_t from = i + 1;
    while (from < words.size() && one_of(words[from], {"the", "column", "field", "table", "dataset"})) ++from;
    if (from + 2 < words.size() && towards(words[from + 1])) {
      out->emplace_back(last_part(words[from]), last_part(words[from + 2]));
    }
  }
}

class Matcher {
 public:
  Matcher(const std::vector<Candidate>& before, const std::vector<Candidate>& after)
      : before_(before), after_(after), of_before_(before.size()), of_after_(after.size()) {}

  void by_name() {
    std::unordered_map<std::string_view, std::vector<std::size_t>> places;
    for (std::size_t j = after_.size(); j-- > 0;) places[after_[j].name].push_back(j);
    for (std::size_t i = 0; i < before_.size(); ++i) {
      const auto at = places.find(before_[i].name);
      if (at == places.end() || at->second.empty()) continue;
      join(i, at->second.back(), RenameEvidence::none);
      at->second.pop_back();
    }
  }

  // Texts that both have, where the text is not blank.
  template <typename Text>
  void by_text(RenameEvidence evidence, Text text) {
    std::vector<Pair> found;
    const auto names = index(after_, of_after_, text);
    for (std::size_t i = 0; i < before_.size(); ++i) {
      const std::string_view own = text(before_[i]);
      if (!of_before_[i] && !own.empty()) add_all(i, names, own, &found);
    }
    join_all(std::move(found), evidence);
  }

  // One of them lists the other's name among those it had.
  template <typename Former>
  void by_former(RenameEvidence evidence, Former former) {
    std::vector<Pair> found;
    const auto names = index(after_, of_after_, [](const Candidate& c) { return c.name; });
    Index formers;
    for (std::size_t j = 0; j < after_.size(); ++j) {
      if (of_after_[j]) continue;
      for (const std::string_view name : former(after_[j])) formers[name].push_back(j);
    }
    for (std::size_t i = 0; i < before_.size(); ++i) {
      if (of_before_[i]) continue;
      add_all(i, formers, before_[i].name, &found);
      for (const std::string_view name : former(before_[i])) add_all(i, names, name, &found);
    }
    join_all(std::move(found), evidence);
  }

  void by_history(const HistoryRenames& history) {
    std::vector<Pair> found;
    const auto olds = index(before_, of_before_, [](const Candidate& c) { return c.name; });
    const auto news = index(after_, of_after_, [](const Candidate& c) { return c.name; });
    for (const auto& [from, to] : history) {
      for (const auto& [old_name, new_name] : {std::pair(from, to), std::pair(to, from)}) {
        const auto at = olds.find(old_name);
        if (at == olds.end()) continue;
        for (const std::size_t i : at->second) add_all(i, news, new_name, &found);
      }
    }
    join_all(std::move(found), RenameEvidence::history);
  }

  Matching result(const Likeness& likeness) {
    Matching out;
    for (std::size_t j = 0; j < after_.size(); ++j) {
      if (of_after_[j]) {
        out.pairs.push_back({*of_after_[j], j, rename_[j]});
      } else {
        out.added.push_back(j);
      }
    }
    for (std::size_t i = 0; i < before_.size(); ++i) {
      if (!of_before_[i]) out.removed.push_back(i);
    }
    propose(likeness, &out);
    return out;
  }

 private:
  using Pair = std::pair<std::size_t, std::size_t>;
  using Index = std::unordered_map<std::string_view, std::vector<std::size_t>>;

  template <typename Text>
  static Index index(const std::vector<Candidate>& all, const std::vector<std::optional<std::size_t>>& taken,
                     Text text) {
    Index out;
    for (std::size_t k = 0; k < all.size(); ++k) {
      if (!taken[k]) out[text(all[k])].push_back(k);
    }
    return out;
  }

  static void add_all(std::size_t i, const Index& index, std::string_view text, std::vector<Pair>* found) {
    const auto at = index.find(text);
    if (at == index.end() || text.empty()) return;
    for (const std::size_t j : at->second) found->emplace_back(i, j);
  }

  // An order that looks the same from both sides, so that both join the same pairs.
  void join_all(std::vector<Pair> found, RenameEvidence evidence) {
    std::ranges::sort(found, {}, [](const Pair& p) {
      return std::tuple(std::min(p.first, p.second), std::max(p.first, p.second), p.first);
    });
    for (const auto& [i, j] : found) {
      if (!of_before_[i] && !of_after_[j]) join(i, j, evidence);
    }
  }

  void join(std::size_t i, std::size_t j, RenameEvidence evidence) {
    of_before_[i] = j;
    of_after_[j] = i;
    rename_[j] = {evidence, evidence == RenameEvidence::none ? 0.0 : 1.0, ""};
  }

  struct Best {
    double score = 0;
    std::size_t other = 0;
    bool single = false;

    void see(double seen, std::size_t from) {
      if (seen == score) single = false;
      if (seen > score) *this = {seen, from, true};
    }
  };

  static void propose(const Likeness& likeness, Matching* out) {
    const std::size_t rows = out->removed.size();
    const std::size_t columns = out->added.size();
    if (rows == 0 || columns == 0 || rows > kProposalPairsMax / columns) return;
    std::vector<Best> of_row(rows);
    std::vector<Best> of_column(columns);
    for (std::size_t r = 0; r < rows; ++r) {
      for (std::size_t c = 0; c < columns; ++c) {
        const double score = likeness(out->removed[r], out->added[c]);
        of_row[r].see(score, c);
        of_column[c].see(score, r);
      }
    }
    for (std::size_t r = 0; r < rows; ++r) {
      const Best& best = of_row[r];
      const bool mutual = best.single && of_column[best.other].single && of_column[best.other].other == r;
      if (!mutual || best.score < kProposedFrom) continue;
      out->proposed.push_back({out->removed[r], out->added[best.other], {RenameEvidence::proposed, best.score, ""}});
    }
  }

  const std::vector<Candidate>& before_;
  const std::vector<Candidate>& after_;
  std::vector<std::optional<std::size_t>> of_before_, of_after_;
  std::unordered_map<std::size_t, Rename> rename_;  // by number in `after`
};

double closeness(std::size_t i, std::size_t j, std::size_t count) {
  const std::size_t apart = i > j ? i - j : j - i;
  return 1.0 - static_cast<double>(apart) / static_cast<double>(std::max<std::size_t>(count, 1));
}

double likeness_of(const Field& a, const Field& b, double position) {
  if (a.type.kind != b.type.kind) return 0;
  const bool same_words = !a.description.empty() && a.description == b.description;
  const double details = (a.required == b.required ? 0.5 : 0.0) + (same_words ? 0.5 : 0.0);
  return 0.6 * names_alike(a.name, b.name) + 0.25 * position + 0.15 * details;
}

// Shared field names, and names that are alike.
double likeness_of(const Dataset& a, const Dataset& b) {
  constexpr std::size_t kFieldsMax = 1'000;
  std::vector<std::string_view> names;
  names.reserve(a.fields.size());
  for (const Field& field : a.fields) names.push_back(field.name);
  std::ranges::sort(names);
  std::size_t shared = 0;
  if (a.fields.size() > kFieldsMax || b.fields.size() > kFieldsMax) return 0;
  for (const Field& field : b.fields) shared += std::ranges::binary_search(names, field.name) ? 1 : 0;
  const auto all = static_cast<double>(std::max({a.fields.size(), b.fields.size(), std::size_t{1}}));
  return 0.7 * static_cast<double>(std::min({shared, a.fields.size(), b.fields.size()})) / all +
         0.3 * names_alike(a.name, b.name);
}

std::vector<Candidate> candidates(const std::vector<Field>& fields) {
  std::vector<Candidate> out;
  out.reserve(fields.size());
  for (const Field& f : fields) out.push_back({f.name, f.id, f.previous_name, {}, f.aliases});
  return out;
}

std::vector<Candidate> candidates(const std::vector<Dataset>& datasets) {
  std::vector<Candidate> out;
  out.reserve(datasets.size());
  for (const Dataset& d : datasets) out.push_back({d.name, d.id, {}, d.physical_name, {}});
  return out;
}

bool only_article(const Contract& contract) {
  return contract.source.dialect == contract::Dialect::article && contract.datasets.size() == 1;
}

void name_proposals(const std::vector<Candidate>& before, Matching* matching) {
  for (Matched& each : matching->proposed) each.rename.other = before[each.before].name;
}

}  // namespace

HistoryRenames history_renames(const Contract& before, const Contract& after) {
  HistoryRenames out;
  for (const Contract* contract : {&before, &after}) {
    for (const contract::HistoryEntry& entry : contract->history) read_renames(entry.changes, &out);
  }
  return out;
}

Matching match(const std::vector<Candidate>& before, const std::vector<Candidate>& after, const HistoryRenames& history,
               const Likeness& likeness) {
  Matcher matcher(before, after);
  matcher.by_name();
  matcher.by_text(RenameEvidence::stable_id, [](const Candidate& c) { return c.id; });
  matcher.by_former(RenameEvidence::alias, [](const Candidate& c) { return c.aliases; });
  matcher.by_former(RenameEvidence::previous_name, [](const Candidate& c) { return std::array{c.previous}; });
  matcher.by_history(history);
  matcher.by_text(RenameEvidence::physical_name, [](const Candidate& c) { return c.physical; });
  Matching out = matcher.result(likeness);
  name_proposals(before, &out);
  return out;
}

Matching match_fields(const std::vector<Field>& before, const std::vector<Field>& after,
                      const HistoryRenames& history) {
  const std::size_t count = std::max(before.size(), after.size());
  return match(candidates(before), candidates(after), history,
               [&](std::size_t i, std::size_t j) { return likeness_of(before[i], after[j], closeness(i, j, count)); });
}

Matching match_datasets(const Contract& before, const Contract& after, const HistoryRenames& history) {
  if (only_article(before) && only_article(after)) {
    const bool same = before.datasets[0].name == after.datasets[0].name;
    const auto evidence = same ? RenameEvidence::none : RenameEvidence::only_dataset;
    return {.pairs = {{0, 0, {evidence, same ? 0.0 : 1.0, ""}}}, .removed = {}, .added = {}, .proposed = {}};
  }
  return match(candidates(before.datasets), candidates(after.datasets), history,
               [&](std::size_t i, std::size_t j) { return likeness_of(before.datasets[i], after.datasets[j]); });
}

}  // namespace trama::change
