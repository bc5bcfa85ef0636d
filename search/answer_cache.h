// The latest answers by key, all of one epoch of the index (Published::epoch): popular queries and page turns are
// computed once per commit. Thread-safe. Holds at most kEntriesMax answers; the least recently used goes first.
#pragma once

#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <utility>

namespace trama::search {

template <typename Answer>
class AnswerCache {
 public:
  explicit AnswerCache(std::size_t entries_max) : entries_max_(entries_max) {}

  [[nodiscard]] std::shared_ptr<const Answer> find(std::uint64_t epoch, const std::string& key) {
    const std::scoped_lock lock(mutex_);
    const auto found = by_key_.find(key);
    if (epoch != epoch_ || found == by_key_.end()) return nullptr;
    entries_.splice(entries_.begin(), entries_, found->second);
    return found->second->second;
  }

  void put(std::uint64_t epoch, const std::string& key, std::shared_ptr<const Answer> answer) {
    const std::scoped_lock lock(mutex_);
    if (epoch < epoch_) return;
    if (epoch > epoch_) clear_locked();
    epoch_ = epoch;
    if (by_key_.contains(key)) return;
    entries_.emplace_front(key, std::move(answer));
    by_key_[key] = entries_.begin();
    if (entries_.size() <= entries_max_) return;
    by_key_.erase(entries_.back().first);
    entries_.pop_back();
  }

 private:
  void clear_locked() {
    by_key_.clear();
    entries_.clear();
  }

  using Entry = std::pair<std::string, std::shared_ptr<const Answer>>;

  std::size_t entries_max_;
  std::mutex mutex_;
  std::uint64_t epoch_ = 0;
  std::list<Entry> entries_;
  std::unordered_map<std::string, typename std::list<Entry>::iterator> by_key_;
};

}  // namespace trama::search
