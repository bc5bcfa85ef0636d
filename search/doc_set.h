// A set of document numbers as a bitmap: one bit per document number ever given out. One thread at a time.
#pragma once

#include <bit>
#include <cstdint>
#include <vector>

namespace trama::search {

using DocId = std::uint32_t;  // from 1

class DocSet {
 public:
  DocSet() = default;
  explicit DocSet(DocId last) : words_((std::size_t{last} + kBits) / kBits) {}

  void add(DocId id) {
    if (id / kBits < words_.size()) words_[id / kBits] |= bit(id);
  }
  [[nodiscard]] bool contains(DocId id) const {
    return id / kBits < words_.size() && (words_[id / kBits] & bit(id)) != 0;
  }
  void keep_only(const DocSet& other) {
    for (std::size_t i = 0; i < words_.size(); ++i) words_[i] &= i < other.words_.size() ? other.words_[i] : 0;
  }
  void add_all(const DocSet& other) {
    if (words_.size() < other.words_.size()) words_.resize(other.words_.size());
    for (std::size_t i = 0; i < other.words_.size(); ++i) words_[i] |= other.words_[i];
  }
  void remove_all(const DocSet& other) {
    for (std::size_t i = 0; i < words_.size() && i < other.words_.size(); ++i) words_[i] &= ~other.words_[i];
  }
  [[nodiscard]] std::uint64_t count() const {
    std::uint64_t total = 0;
    for (const std::uint64_t word : words_) total += static_cast<std::uint64_t>(std::popcount(word));
    return total;
  }
  template <typename Holds>
  [[nodiscard]] bool any(Holds holds) const {
    for (std::size_t i = 0; i < words_.size(); ++i)
      for (std::uint64_t word = words_[i]; word != 0; word &= word - 1)
        if (holds(static_cast<DocId>(i * kBits + static_cast<std::size_t>(std::countr_zero(word))))) return true;
    return false;
  }
  // Ascending.
  template <typename Use>
  void for_each(Use use) const {
    for (std::size_t i = 0; i < words_.size(); ++i)
      for (std::uint64_t word = words_[i]; word != 0; word &= word - 1)
        use(static_cast<DocId>(i * kBits + static_cast<std::size_t>(std::countr_zero(word))));
  }

 private:
  static constexpr std::size_t kBits = 64;
  static std::uint64_t bit(DocId id) { return std::uint64_t{1} << (id % kBits); }

  std::vector<std::uint64_t> words_;
};

}  // namespace trama::search
