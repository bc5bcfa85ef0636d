#include "search/vocabulary.h"

#include <algorithm>
#include <mutex>

#include "search/schema.h"

namespace trama::search {
namespace {

bool more_frequent(const WordCount& a, const WordCount& b) {
  return a.count != b.count ? a.count > b.count : a.word < b.word;
}

}  // namespace

void Vocabulary::set(const std::string& word, std::uint32_t count) {
  const std::unique_lock lock(mutex_);
  set_locked(word, count);
}

void Vocabulary::set_all(const std::vector<WordCount>& words) {
  const std::unique_lock lock(mutex_);
  for (const WordCount& word : words) set_locked(word.word, word.count);
}

void Vocabulary::set_locked(const std::string& word, std::uint32_t count) {
  if (word.empty()) return;
  const auto found = words_.find(word);
  if (count == 0) {
    if (found != words_.end()) words_.erase(found);
  } else if (found != words_.end()) {
    found->second = count;
  } else if (words_.size() < words_max_) {
    words_.emplace(word, count);
  } else {
    return;
  }
  for (std::size_t bytes = 1; bytes <= kReadyBytes && bytes <= word.size(); ++bytes)
    set_ready(word.substr(0, bytes), word, count);
}

void Vocabulary::set_ready(const std::string& prefix, const std::string& word, std::uint32_t count) {
  std::vector<WordCount>& best = ready_[prefix];
  const auto same = std::ranges::find(best, word, &WordCount::word);
  if (same != best.end()) best.erase(same);
  const WordCount entry{word, count};
  if (count > 0 && (best.size() < kReadyWords || more_frequent(entry, best.back())))
    best.insert(std::ranges::upper_bound(best, entry, more_frequent), entry);
  if (best.size() > kReadyWords) best.pop_back();
}

std::vector<WordCount> Vocabulary::starting_with(std::string_view prefix, std::size_t max) const {
  if (prefix.empty()) return {};
  const std::shared_lock lock(mutex_);
  std::vector<WordCount> found;
  if (prefix.size() <= kReadyBytes) {
    const auto ready = ready_.find(std::string(prefix));
    if (ready != ready_.end()) found = ready->second;
  } else {
    std::size_t looked_at = 0;
    for (auto it = words_.lower_bound(prefix); it != words_.end() && it->first.starts_with(prefix); ++it) {
      if (++looked_at > kExpansionScanMax) break;
      found.push_back({it->first, it->second});
    }
    std::ranges::sort(found, more_frequent);
  }
  const auto itself = words_.find(prefix);
  if (itself != words_.end()) {
    std::erase_if(found, [&](const WordCount& w) { return w.word == prefix; });
    found.insert(found.begin(), {itself->first, itself->second});
  }
  if (found.size() > max) found.resize(max);
  return found;
}

}  // namespace trama::search
