// Storage that only grows and never moves, so that every snapshot can share it.
//
// AppendArray: elements in chunks behind a directory of fixed size. HashIndex: an open-addressing set of u32 ids whose
// keys live elsewhere. Threads: push_back() and insert() by the one writer. Readers may read every element that was
// there when they were handed the number of elements; finding an id in a HashIndex makes what was written before its
// insertion visible.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace trama::graph {

template <typename T, unsigned kChunkBits = 16>
class AppendArray {
 public:
  explicit AppendArray(std::size_t capacity) : chunks_((capacity + kChunk - 1) / kChunk) {}

  [[nodiscard]] const T& operator[](std::size_t index) const { return chunks_[index >> kChunkBits][index & kMask]; }
  [[nodiscard]] T* data_at(std::size_t index) { return &chunks_[index >> kChunkBits][index & kMask]; }
  [[nodiscard]] const T* data_at(std::size_t index) const { return &chunks_[index >> kChunkBits][index & kMask]; }
  [[nodiscard]] std::size_t size() const { return size_; }  // writer only
  [[nodiscard]] bool full() const { return size_ >= chunks_.size() * kChunk; }

  void push_back(const T& value) {
    extend(1);
    chunks_[(size_ - 1) >> kChunkBits][(size_ - 1) & kMask] = value;
  }
  // Room for `count` more elements in a row (at most one chunk); skips the rest of a chunk that is too short. Returns
  // the index of the first.
  std::size_t extend(std::size_t count) {
    if ((size_ & kMask) + count > kChunk) size_ = (size_ | kMask) + 1;
    const std::size_t first = size_;
    auto& chunk = chunks_[first >> kChunkBits];
    if (!chunk) chunk = std::make_unique<T[]>(kChunk);
    size_ += count;
    return first;
  }
  [[nodiscard]] std::size_t memory_bytes() const {
    return chunks_.size() * sizeof(void*) + (size_ + kChunk - 1) / kChunk * kChunk * sizeof(T);
  }

  static constexpr std::size_t kChunk = std::size_t{1} << kChunkBits;

 private:
  static constexpr std::size_t kMask = kChunk - 1;
  std::vector<std::unique_ptr<T[]>> chunks_;  // never resized
  std::size_t size_ = 0;
};

// Ids are not zero. A copy shares the slots; when the writer outgrows them it gets new ones and copies keep the old.
class HashIndex {
 public:
  // `same(id)` says whether an id has the wanted key. 0: none.
  template <typename Same>
  [[nodiscard]] std::uint32_t find(std::size_t hash, const Same& same) const {
    if (!slots_) return 0;
    for (std::size_t at = mix(hash) & slots_->mask;; at = (at + 1) & slots_->mask) {
      const std::uint32_t id = slots_->ids[at].load(std::memory_order_acquire);
      if (id == 0 || same(id)) return id;
    }
  }

  // `hash_of(id)` is needed when the table grows. REQUIRES: the key is not in the index.
  template <typename HashOf>
  void insert(std::uint32_t id, const HashOf& hash_of) {
    if (!slots_ || (count_ + 1) * 10 > (slots_->mask + 1) * 7) grow(hash_of);
    place(*slots_, id, hash_of(id));
    ++count_;
  }
  [[nodiscard]] std::size_t memory_bytes() const { return slots_ ? (slots_->mask + 1) * sizeof(std::uint32_t) : 0; }

 private:
  struct Slots {
    explicit Slots(std::size_t size) : ids(std::make_unique<std::atomic<std::uint32_t>[]>(size)), mask(size - 1) {}
    std::unique_ptr<std::atomic<std::uint32_t>[]> ids;
    std::size_t mask;
  };

  static std::size_t mix(std::size_t hash) {
    hash *= 0x9E3779B97F4A7C15ULL;
    return hash ^ (hash >> 32);
  }
  static void place(Slots& slots, std::uint32_t id, std::size_t hash) {
    std::size_t at = mix(hash) & slots.mask;
    while (slots.ids[at].load(std::memory_order_relaxed) != 0) at = (at + 1) & slots.mask;
    slots.ids[at].store(id, std::memory_order_release);
  }
  template <typename HashOf>
  void grow(const HashOf& hash_of) {
    auto larger = std::make_shared<Slots>(slots_ ? (slots_->mask + 1) * 2 : 64);
    for (std::size_t at = 0; slots_ && at <= slots_->mask; ++at) {
      const std::uint32_t id = slots_->ids[at].load(std::memory_order_relaxed);
      if (id != 0) place(*larger, id, hash_of(id));
    }
    slots_ = std::move(larger);
  }

  std::shared_ptr<Slots> slots_;
  std::size_t count_ = 0;
};

}  // namespace trama::graph
