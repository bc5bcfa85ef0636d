#include "search/facet_values.h"

#include <algorithm>
#include <mutex>

#include "search/schema.h"
#include "search/tokens.h"

namespace trama::search {
namespace {

std::vector<std::string> words_of(std::string_view text) {
  constexpr std::size_t kWordsIndexed = 16;
  std::vector<std::string> words;
  for (Part& part : tokenise(text, kWordsIndexed).parts) words.push_back(std::move(part.text));
  std::ranges::sort(words);
  const auto repeated = std::ranges::unique(words);
  words.erase(repeated.begin(), repeated.end());
  return words;
}

void order(std::vector<ValueCount>* values) {
  std::ranges::sort(*values, [](const ValueCount& a, const ValueCount& b) {
    return a.count != b.count ? a.count > b.count : a.value < b.value;
  });
}

}  // namespace

Ordinal FacetValues::ordinal(Facet facet, std::string_view value, bool* fresh) {
  const std::unique_lock lock(mutex_);
  Dictionary& dictionary = dictionaries_[index_of(facet)];
  const auto found = dictionary.by_value.find(std::string(value));
  *fresh = found == dictionary.by_value.end();
  if (!*fresh) return found->second;
  const auto next = static_cast<Ordinal>(dictionary.values.size());
  insert(&dictionary, next, value);
  return next;
}

void FacetValues::restore(Facet facet, Ordinal ordinal, std::string_view value) {
  const std::unique_lock lock(mutex_);
  insert(&dictionaries_[index_of(facet)], ordinal, value);
}

void FacetValues::insert(Dictionary* dictionary, Ordinal ordinal, std::string_view value) {
  if (ordinal >= dictionary->values.size()) {
    dictionary->values.resize(ordinal + 1);
    dictionary->counts.resize(ordinal + 1);
  }
  dictionary->values[ordinal] = value;
  dictionary->by_value.emplace(value, ordinal);
  dictionary->by_folded[fold(value)].push_back(ordinal);
  for (std::string& word : words_of(value)) dictionary->by_word[std::move(word)].push_back(ordinal);
}

void FacetValues::recount(const DocFacets* before, const DocFacets* after) {
  const std::unique_lock lock(mutex_);
  for (std::size_t f = 0; f < kFacetCount; ++f) {
    auto& counts = dictionaries_[f].counts;
    if (before != nullptr)
      for (const Ordinal value : before->values[f])
        if (value < counts.size() && counts[value] > 0) --counts[value];
    if (after != nullptr)
      for (const Ordinal value : after->values[f])
        if (value < counts.size()) ++counts[value];
  }
}

std::array<std::size_t, kFacetCount> FacetValues::sizes() const {
  const std::shared_lock lock(mutex_);
  std::array<std::size_t, kFacetCount> sizes{};
  for (std::size_t f = 0; f < kFacetCount; ++f) sizes[f] = dictionaries_[f].values.size();
  return sizes;
}

std::optional<Ordinal> FacetValues::find(Facet facet, std::string_view value) const {
  const std::shared_lock lock(mutex_);
  const auto found = dictionaries_[index_of(facet)].by_value.find(std::string(value));
  return found == dictionaries_[index_of(facet)].by_value.end() ? std::nullopt : std::optional(found->second);
}

std::vector<std::string> FacetValues::resolve(Facet facet, std::string_view typed, std::size_t max) const {
  const std::vector<std::string> words = words_of(typed);
  const std::shared_lock lock(mutex_);
  const Dictionary& dictionary = dictionaries_[index_of(facet)];
  std::vector<Ordinal> found;
  if (const auto same = dictionary.by_folded.find(fold(typed)); same != dictionary.by_folded.end()) {
    found = same->second;
  } else {
    for (std::size_t i = 0; i < words.size(); ++i) {
      const auto with_word = dictionary.by_word.find(words[i]);
      if (with_word == dictionary.by_word.end()) return {};
      std::vector<Ordinal> both;
      std::ranges::set_intersection(i == 0 ? with_word->second : found, with_word->second, std::back_inserter(both));
      found = std::move(both);
    }
  }
  if (found.size() > max) found.resize(max);
  std::vector<std::string> values;
  for (const Ordinal ordinal : found) values.push_back(dictionary.values[ordinal]);
  return values;
}

std::vector<ValueCount> FacetValues::complete(Facet facet, std::string_view typed, std::size_t max) const {
  const std::vector<std::string> words = words_of(typed);
  if (words.empty()) return {};
  const std::string folded = fold(typed);
  const std::string& longest = *std::ranges::max_element(words, {}, &std::string::size);
  const std::shared_lock lock(mutex_);
  const Dictionary& dictionary = dictionaries_[index_of(facet)];
  std::vector<ValueCount> found;
  std::size_t looked_at = 0;
  for (auto it = dictionary.by_word.lower_bound(longest); it != dictionary.by_word.end(); ++it) {
    if (!it->first.starts_with(longest)) break;
    for (const Ordinal ordinal : it->second) {
      if (++looked_at > kExpansionScanMax) break;
      const std::string value = fold(dictionary.values[ordinal]);
      if (dictionary.counts[ordinal] == 0 || value.find(folded) == std::string::npos) continue;
      found.push_back({dictionary.values[ordinal], dictionary.counts[ordinal]});
    }
  }
  order(&found);
  const auto repeated = std::ranges::unique(found, {}, &ValueCount::value);
  found.erase(repeated.begin(), repeated.end());
  const auto exact = std::ranges::find_if(found, [&](const ValueCount& v) { return fold(v.value) == folded; });
  if (exact != found.end()) std::rotate(found.begin(), exact, exact + 1);
  if (found.size() > max) found.resize(max);
  return found;
}

std::vector<ValueCount> FacetValues::ranked(Facet facet, const std::vector<std::uint32_t>& counts,
                                            const std::vector<std::string>& keep, std::size_t max) const {
  const std::shared_lock lock(mutex_);
  const Dictionary& dictionary = dictionaries_[index_of(facet)];
  std::vector<Ordinal> shown, kept;
  for (Ordinal ordinal = 1; ordinal < counts.size(); ++ordinal) {
    if (!keep.empty() && std::ranges::find(keep, dictionary.values[ordinal]) != keep.end()) {
      kept.push_back(ordinal);
    } else if (counts[ordinal] > 0) {
      shown.push_back(ordinal);
    }
  }
  const auto before = [&](Ordinal a, Ordinal b) {
    return counts[a] != counts[b] ? counts[a] > counts[b] : dictionary.values[a] < dictionary.values[b];
  };
  const auto middle = shown.begin() + static_cast<std::ptrdiff_t>(std::min(max, shown.size()));
  std::partial_sort(shown.begin(), middle, shown.end(), before);
  shown.erase(middle, shown.end());
  shown.insert(shown.end(), kept.begin(), kept.end());
  std::ranges::sort(shown, before);
  std::vector<ValueCount> out;
  for (const Ordinal ordinal : shown) out.push_back({dictionary.values[ordinal], counts[ordinal]});
  return out;
}

}  // namespace trama::search
