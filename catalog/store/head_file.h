// TRAMA-HEAD: the last acknowledged change once more, beside the database.
//
// RocksDB's recovery takes the longest sound beginning of its log: a flipped byte in the middle would silently lose
// synced changes. TRAMA-HEAD remembers seq and hash chain of the last one, so that opening the store can notice.
// The file has two fixed slots written in turn, each with a check sum, so that a torn write leaves the other. A slot is
// written after every group (which survives kill -9 at once) and fdatasync'ed at most once a second and at close, so
// that it costs no second sync per group; after a power cut it may therefore lag by a second, and never leads.
//
// One thread (the writer).
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "catalog/base/result.h"

namespace trama::store {

struct HeadMark {
  std::uint64_t seq = 0;
  std::string chain;  // raw bytes
};

class HeadFile {
 public:
  HeadFile() = default;
  ~HeadFile();
  HeadFile(const HeadFile&) = delete;
  HeadFile& operator=(const HeadFile&) = delete;

  // Opens or creates; error: unreachable.
  [[nodiscard]] Result<void> open(const std::string& path);
  // Missing, empty or damaged in both slots: nullopt.
  [[nodiscard]] static std::optional<HeadMark> read(const std::string& path);

  void note(const HeadMark& mark);
  [[nodiscard]] bool dirty() const { return dirty_; }
  // At most once a second unless `now`.
  void sync(bool now);

 private:
  int fd_ = -1;
  bool dirty_ = false;
  unsigned slot_ = 0;
  std::chrono::steady_clock::time_point synced_at_{};
};

}  // namespace trama::store
