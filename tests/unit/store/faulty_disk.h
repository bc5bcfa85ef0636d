// A file system of our own under RocksDB (its public FileSystemWrapper): fails appends or syncs on demand, is full, or
// loses power. A power cut keeps what was synced and any part of the rest: bytes behind a file's last sync, and names
// that were made or renamed since the folder's last sync, may be gone.
//
// Disk and FaultyStore: power_cut and open from one thread while no other uses the registry; the faults from any.
#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <random>
#include <set>
#include <string>

#include <rocksdb/env.h>
#include <rocksdb/file_system.h>

#include "catalog/store/registry.h"
#include "tests/support/temp_dir.h"

namespace trama::store::test {

// powered_off: from that moment nothing reaches the disk any more.
enum class Fault { none, append_fails, sync_fails, disk_full, powered_off };

// What a power cut would keep.
struct Disk {
  std::atomic<Fault> fault{Fault::none};
  std::atomic<std::int64_t> steps_left{-1};  // changes to the disk until the power fails; negative: it does not
  std::mutex mutex;
  std::map<std::string, std::uint64_t> synced, written;
  std::set<std::string> made;                                // names whose folder was not synced since
  std::map<std::string, std::optional<std::string>> before;  // renamed over since: what had stood there

  // Counts one change to the disk; the fault that it meets.
  Fault step();
};

class FaultyStore {
 public:
  FaultyStore();
  ~FaultyStore();
  FaultyStore(const FaultyStore&) = delete;
  FaultyStore& operator=(const FaultyStore&) = delete;

  // False: the disk would not let it.
  bool open();
  // The process dies and the machine loses power; the store is opened again on what is left.
  void power_cut(std::mt19937& random);
  [[nodiscard]] std::string path() const { return dir_ / "store"; }

 private:
  void drop_unsynced(const std::string& image, std::mt19937& random);

  trama::test::TempDir dir_;

 public:
  Disk disk;

 private:
  std::shared_ptr<rocksdb::FileSystem> system_;
  std::unique_ptr<rocksdb::Env> env_;

 public:
  std::unique_ptr<Registry> registry;
};

}  // namespace trama::store::test
