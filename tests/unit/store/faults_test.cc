// Goal: a failing disk loses nothing acknowledged, turns writes off and leaves reads on.
// Method: a file system of our own under RocksDB (its public FileSystemWrapper) that fails appends or syncs on demand,
// or forgets what was never synced.
#include <atomic>
#include <filesystem>
#include <map>
#include <mutex>
#include <random>
#include <string>

#include <doctest/doctest.h>
#include <rocksdb/env.h>
#include <rocksdb/file_system.h>

#include "catalog/store/registry_impl.h"
#include "tests/unit/store/fixture.h"

using namespace trama;
using namespace trama::store;
using namespace trama::store::test;

namespace {

// powered_off: from that moment nothing reaches the disk any more.
enum class Fault { none, append_fails, sync_fails, disk_full, powered_off };

// Which bytes of which file a power cut would keep.
struct Disk {
  std::atomic<Fault> fault{Fault::none};
  std::mutex mutex;
  std::map<std::string, std::uint64_t> synced, written;
};

rocksdb::IOStatus broken(Fault fault) {
  return fault == Fault::disk_full ? rocksdb::IOStatus::NoSpace("No space left on device")
                                   : rocksdb::IOStatus::IOError("injected");
}

class File final : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  File(std::unique_ptr<rocksdb::FSWritableFile>&& file, Disk& disk, std::string name)
      : FSWritableFileOwnerWrapper(std::move(file)), disk_(disk), name_(std::move(name)) {}
  using FSWritableFileOwnerWrapper::Append;
  rocksdb::IOStatus Append(const rocksdb::Slice& data, const rocksdb::IOOptions& options,
                           rocksdb::IODebugContext* dbg) override {
    const Fault fault = disk_.fault;
    if (fault != Fault::none && fault != Fault::sync_fails) return broken(fault);
    auto status = FSWritableFileOwnerWrapper::Append(data, options, dbg);
    const std::scoped_lock lock(disk_.mutex);
    if (status.ok()) disk_.written[name_] += data.size();
    return status;
  }
  rocksdb::IOStatus Sync(const rocksdb::IOOptions& options, rocksdb::IODebugContext* dbg) override {
    return synced(FSWritableFileOwnerWrapper::Sync(options, dbg));
  }
  rocksdb::IOStatus Fsync(const rocksdb::IOOptions& options, rocksdb::IODebugContext* dbg) override {
    return synced(FSWritableFileOwnerWrapper::Fsync(options, dbg));
  }

 private:
  rocksdb::IOStatus synced(rocksdb::IOStatus status) {
    const std::scoped_lock lock(disk_.mutex);
    const Fault fault = disk_.fault;
    if (fault == Fault::sync_fails || fault == Fault::powered_off) return broken(fault);
    if (status.ok()) disk_.synced[name_] = disk_.written[name_];
    return status;
  }
  Disk& disk_;
  std::string name_;
};

class FaultySystem final : public rocksdb::FileSystemWrapper {
 public:
  explicit FaultySystem(Disk& disk) : FileSystemWrapper(rocksdb::FileSystem::Default()), disk_(disk) {}
  const char* Name() const override { return "FaultySystem"; }
  rocksdb::IOStatus NewWritableFile(const std::string& name, const rocksdb::FileOptions& options,
                                    std::unique_ptr<rocksdb::FSWritableFile>* file,
                                    rocksdb::IODebugContext* dbg) override {
    const Fault fault = disk_.fault;
    if (fault == Fault::disk_full || fault == Fault::powered_off) return broken(fault);
    std::unique_ptr<rocksdb::FSWritableFile> inner;
    auto status = target()->NewWritableFile(name, options, &inner, dbg);
    if (!status.ok()) return status;
    const std::scoped_lock lock(disk_.mutex);
    disk_.written[name] = disk_.synced[name] = 0;
    *file = std::make_unique<File>(std::move(inner), disk_, name);
    return status;
  }
  rocksdb::IOStatus RenameFile(const std::string& from, const std::string& to, const rocksdb::IOOptions& options,
                               rocksdb::IODebugContext* dbg) override {
    const std::scoped_lock lock(disk_.mutex);
    if (disk_.fault == Fault::powered_off) return broken(Fault::powered_off);
    auto status = target()->RenameFile(from, to, options, dbg);
    if (status.ok() && disk_.written.contains(from)) {
      disk_.written[to] = disk_.written[from];
      disk_.synced[to] = disk_.synced[from];
    }
    return status;
  }

  rocksdb::IOStatus DeleteFile(const std::string& name, const rocksdb::IOOptions& options,
                               rocksdb::IODebugContext* dbg) override {
    const std::scoped_lock lock(disk_.mutex);
    if (disk_.fault == Fault::powered_off) return broken(Fault::powered_off);
    return target()->DeleteFile(name, options, dbg);
  }

 private:
  Disk& disk_;
};

class FaultyStore {
 public:
  FaultyStore() : system_(std::make_shared<FaultySystem>(disk)), env_(rocksdb::NewCompositeEnv(system_)) { open(); }
  void open() {
    StoreOptions options;
    options.path = path();
    auto opened = open_registry(options, env_.get());
    if (!opened) FAIL(opened.error().message);
    registry = opened.take();
  }
  // The process dies and the machine loses power: every file keeps what was synced, and some of the rest.
  void power_cut(std::mt19937& random) {
    std::map<std::string, std::uint64_t> keep;
    {
      const std::scoped_lock lock(disk.mutex);
      disk.fault = Fault::powered_off;
      for (const auto& [name, written] : disk.written) {
        const std::uint64_t synced = disk.synced[name];
        keep[name] = synced + (written > synced ? random() % (written - synced + 1) : 0);
      }
    }
    const std::string image = dir_ / "image";
    std::filesystem::copy(path(), image);
    for (const auto& [name, bytes] : keep) {
      const auto file = std::filesystem::path(image) / std::filesystem::path(name).filename();
      std::error_code gone;
      if (std::filesystem::exists(file) && std::filesystem::file_size(file) > bytes)
        std::filesystem::resize_file(file, bytes, gone);
    }
    registry.reset();
    std::filesystem::remove_all(path());
    std::filesystem::rename(image, path());
    disk.fault = Fault::none;
    open();
  }
  [[nodiscard]] std::string path() const { return dir_ / "store"; }

 private:
  trama::test::TempDir dir_;

 public:
  Disk disk;

 private:
  std::shared_ptr<FaultySystem> system_;
  std::unique_ptr<rocksdb::Env> env_;

 public:
  std::unique_ptr<Registry> registry;
};

void check_store_survives(Fault fault, const std::string& slug) {
  FaultyStore store;
  put(*store.registry, {.id = "before"});
  store.disk.fault = fault;
  const auto refused = store.registry->register_contract(request_of({.id = "during"}));
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == ErrorCode::unavailable);
  CHECK(refused.error().slug == slug);
  CHECK_FALSE(store.registry->writable());
  CHECK(store.registry->register_contract(request_of({.id = "after"})).error().code == ErrorCode::unavailable);
  CHECK(store.registry->head() == 1);
  CHECK(store.registry->contract("before"));
  CHECK(*store.registry->original("before", "") == bytes_of({.id = "before"}));
  CHECK_FALSE(store.registry->contract("after"));

  // Still broken: resuming fails, says why, and reads go on.
  CHECK_FALSE(store.registry->resume());
  CHECK(store.registry->contract("before"));

  store.disk.fault = Fault::none;
  const auto resumed = store.registry->resume();
  if (!resumed) FAIL(resumed.error().message);
  CHECK(store.registry->writable());
  put(*store.registry, {.id = "during"});
  put(*store.registry, {.id = "after"});
  CHECK(store.registry->contract("before"));
  CHECK(fsck_of(*store.registry).empty());
}

}  // namespace

TEST_CASE("A failed append turns writes off, leaves reads on, and resume finds the store sound") {
  check_store_survives(Fault::append_fails, "store-io");
}

TEST_CASE("A failed sync turns writes off, leaves reads on, and resume finds the store sound") {
  check_store_survives(Fault::sync_fails, "store-io");
}

TEST_CASE("A full disk turns writes off with its name, leaves reads on, and resume finds the store sound") {
  check_store_survives(Fault::disk_full, "disk-full");
}

TEST_CASE("A group whose sync failed and that is in the log all the same reaches the listener after resume") {
  FaultyStore store;
  std::vector<Seq> heard;
  store.registry->set_commit_listener([&](std::span<const Committed> batch) {
    for (const auto& committed : batch) heard.push_back(committed.change.seq);
  });
  put(*store.registry, {.id = "a"});
  store.disk.fault = Fault::sync_fails;
  REQUIRE_FALSE(store.registry->register_contract(request_of({.id = "b"})));
  store.disk.fault = Fault::none;
  REQUIRE(store.registry->resume());
  put(*store.registry, {.id = "c"});
  const bool there = store.registry->contract("b").has_value();
  CHECK(heard.size() == (there ? 3 : 2));
  for (std::size_t i = 0; i < heard.size(); ++i) CHECK(heard[i] == i + 1);
  CHECK(store.registry->head() == heard.size());
}

TEST_CASE("A power cut that drops what was never synced loses nothing acknowledged") {
  std::mt19937 random(3);
  FaultyStore store;
  std::map<std::string, Seq> acknowledged;
  for (int round = 0; round < 12; ++round) {
    for (int i = 0; i < 10; ++i) {
      const std::string id = "c" + std::to_string(round) + "-" + std::to_string(i);
      acknowledged[id] = put(*store.registry, {.id = id}).seq;
    }
    store.power_cut(random);
    CHECK(store.registry->head() >= acknowledged.size());
    for (const auto& [id, seq] : acknowledged) {
      const auto info = store.registry->contract(id);
      REQUIRE(info);
      CHECK(info->seq == seq);
    }
    CHECK(fsck_of(*store.registry).empty());
  }
}
