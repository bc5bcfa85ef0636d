// Words with the number of documents that have them, for prefixes: which words start with what was typed, most frequent
// first. For up to three bytes the best are kept ready; longer prefixes are read off the ordered words, at most
// kExpansionScanMax of them. The indexer updates at commit; any thread looks up under a shared lock.
//
// Counts steer order only: whoever uses a word asks the index whether it still occurs.
#pragma once

#include <cstdint>
#include <map>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace trama::search {

struct WordCount {
  std::string word;
  std::uint32_t count = 0;
};

class Vocabulary {
 public:
  // Words beyond `words_max` are left out: they are still found, but not offered.
  explicit Vocabulary(std::size_t words_max = 1'000'000) : words_max_(words_max) {}

  void set(const std::string& word, std::uint32_t count);  // 0 removes
  void set_all(const std::vector<WordCount>& words);

  // Most frequent first, then by word; the word itself, if it is one, before all.
  [[nodiscard]] std::vector<WordCount> starting_with(std::string_view prefix, std::size_t max) const;

 private:
  static constexpr std::size_t kReadyBytes = 3;
  static constexpr std::size_t kReadyWords = 64;

  void set_locked(const std::string& word, std::uint32_t count);
  void set_ready(const std::string& prefix, const std::string& word, std::uint32_t count);

  std::size_t words_max_;
  mutable std::shared_mutex mutex_;
  std::map<std::string, std::uint32_t, std::less<>> words_;
  std::unordered_map<std::string, std::vector<WordCount>> ready_;  // by prefix of 1 to kReadyBytes bytes
};

}  // namespace trama::search
