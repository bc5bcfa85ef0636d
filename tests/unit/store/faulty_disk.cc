#include "tests/unit/store/faulty_disk.h"

#include <filesystem>
#include <fstream>
#include <iterator>

#include <doctest/doctest.h>

#include "catalog/store/registry_impl.h"

namespace trama::store::test {
namespace {

namespace fs = std::filesystem;

rocksdb::IOStatus broken(Fault fault) {
  return fault == Fault::disk_full ? rocksdb::IOStatus::NoSpace("No space left on device")
                                   : rocksdb::IOStatus::IOError("injected");
}

std::optional<std::string> bytes_at(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return std::nullopt;
  return std::string{std::istreambuf_iterator<char>(in), {}};
}

class File final : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  File(std::unique_ptr<rocksdb::FSWritableFile>&& file, Disk& disk, std::string name)
      : FSWritableFileOwnerWrapper(std::move(file)), disk_(disk), name_(std::move(name)) {}
  using FSWritableFileOwnerWrapper::Append;
  rocksdb::IOStatus Append(const rocksdb::Slice& data, const rocksdb::IOOptions& options,
                           rocksdb::IODebugContext* dbg) override {
    const Fault fault = disk_.step();
    if (fault != Fault::none && fault != Fault::sync_fails) return broken(fault);
    auto status = FSWritableFileOwnerWrapper::Append(data, options, dbg);
    const std::scoped_lock lock(disk_.mutex);
    if (status.ok()) disk_.written[name_] += data.size();
    return status;
  }
  rocksdb::IOStatus Sync(const rocksdb::IOOptions& options, rocksdb::IODebugContext* dbg) override {
    const std::uint64_t reached = written();
    return synced(FSWritableFileOwnerWrapper::Sync(options, dbg), reached);
  }
  rocksdb::IOStatus Fsync(const rocksdb::IOOptions& options, rocksdb::IODebugContext* dbg) override {
    const std::uint64_t reached = written();
    return synced(FSWritableFileOwnerWrapper::Fsync(options, dbg), reached);
  }

 private:
  std::uint64_t written() {
    const std::scoped_lock lock(disk_.mutex);
    return disk_.written[name_];
  }
  rocksdb::IOStatus synced(rocksdb::IOStatus status, std::uint64_t reached) {
    const Fault fault = disk_.step();
    if (fault == Fault::sync_fails || fault == Fault::powered_off) return broken(fault);
    const std::scoped_lock lock(disk_.mutex);
    if (status.ok()) disk_.synced[name_] = reached;
    return status;
  }
  Disk& disk_;
  std::string name_;
};

class Folder final : public rocksdb::FSDirectoryWrapper {
 public:
  Folder(std::unique_ptr<rocksdb::FSDirectory>&& folder, Disk& disk)
      : FSDirectoryWrapper(std::move(folder)), disk_(disk) {}
  rocksdb::IOStatus Fsync(const rocksdb::IOOptions& options, rocksdb::IODebugContext* dbg) override {
    return settled(FSDirectoryWrapper::Fsync(options, dbg));
  }
  rocksdb::IOStatus FsyncWithDirOptions(const rocksdb::IOOptions& options, rocksdb::IODebugContext* dbg,
                                        const rocksdb::DirFsyncOptions& how) override {
    return settled(FSDirectoryWrapper::FsyncWithDirOptions(options, dbg, how));
  }

 private:
  // The store has one folder.
  rocksdb::IOStatus settled(rocksdb::IOStatus status) {
    const Fault fault = disk_.step();
    if (fault == Fault::sync_fails || fault == Fault::powered_off) return broken(fault);
    const std::scoped_lock lock(disk_.mutex);
    disk_.made.clear();
    disk_.before.clear();
    return status;
  }
  Disk& disk_;
};

class FaultySystem final : public rocksdb::FileSystemWrapper {
 public:
  explicit FaultySystem(Disk& disk) : FileSystemWrapper(rocksdb::FileSystem::Default()), disk_(disk) {}
  const char* Name() const override { return "FaultySystem"; }
  rocksdb::IOStatus NewWritableFile(const std::string& name, const rocksdb::FileOptions& options,
                                    std::unique_ptr<rocksdb::FSWritableFile>* file,
                                    rocksdb::IODebugContext* dbg) override {
    const Fault fault = disk_.step();
    if (fault == Fault::disk_full || fault == Fault::powered_off) return broken(fault);
    std::unique_ptr<rocksdb::FSWritableFile> inner;
    auto status = target()->NewWritableFile(name, options, &inner, dbg);
    if (!status.ok()) return status;
    const std::scoped_lock lock(disk_.mutex);
    disk_.written[name] = disk_.synced[name] = 0;
    disk_.made.insert(name);
    *file = std::make_unique<File>(std::move(inner), disk_, name);
    return status;
  }
  rocksdb::IOStatus NewDirectory(const std::string& name, const rocksdb::IOOptions& options,
                                 std::unique_ptr<rocksdb::FSDirectory>* folder, rocksdb::IODebugContext* dbg) override {
    std::unique_ptr<rocksdb::FSDirectory> inner;
    auto status = target()->NewDirectory(name, options, &inner, dbg);
    if (status.ok()) *folder = std::make_unique<Folder>(std::move(inner), disk_);
    return status;
  }
  rocksdb::IOStatus RenameFile(const std::string& from, const std::string& to, const rocksdb::IOOptions& options,
                               rocksdb::IODebugContext* dbg) override {
    if (disk_.step() == Fault::powered_off) return broken(Fault::powered_off);
    const std::scoped_lock lock(disk_.mutex);
    disk_.before.try_emplace(to, bytes_at(to));
    auto status = target()->RenameFile(from, to, options, dbg);
    if (status.ok() && disk_.written.contains(from)) {
      disk_.written[to] = disk_.written[from];
      disk_.synced[to] = disk_.synced[from];
    }
    return status;
  }
  rocksdb::IOStatus DeleteFile(const std::string& name, const rocksdb::IOOptions& options,
                               rocksdb::IODebugContext* dbg) override {
    if (disk_.step() == Fault::powered_off) return broken(Fault::powered_off);
    return target()->DeleteFile(name, options, dbg);
  }

 private:
  Disk& disk_;
};

}  // namespace

Fault Disk::step() {
  if (steps_left.load() >= 0 && steps_left.fetch_sub(1) <= 0) fault = Fault::powered_off;
  return fault;
}

FaultyStore::FaultyStore() : system_(std::make_shared<FaultySystem>(disk)), env_(rocksdb::NewCompositeEnv(system_)) {
  if (!open()) FAIL("the store does not open");
}

FaultyStore::~FaultyStore() = default;

bool FaultyStore::open() {
  registry.reset();
  StoreOptions options;
  options.path = path();
  auto opened = open_registry(options, env_.get());
  if (opened) registry = opened.take();
  if (!opened && disk.fault != Fault::powered_off) FAIL(opened.error().message);
  return registry != nullptr;
}

void FaultyStore::drop_unsynced(const std::string& image, std::mt19937& random) {
  const std::scoped_lock lock(disk.mutex);
  const auto in_image = [&](const std::string& name) { return fs::path(image) / fs::path(name).filename(); };
  std::error_code gone;
  for (const auto& [name, written] : disk.written) {
    const std::uint64_t synced = disk.synced[name];
    const std::uint64_t keep = synced + (written > synced ? random() % (written - synced + 1) : 0);
    const auto file = in_image(name);
    if (fs::exists(file) && fs::file_size(file) > keep) fs::resize_file(file, keep, gone);
  }
  for (const auto& [name, bytes] : disk.before) {
    if (random() % 2 == 0) continue;
    fs::remove(in_image(name), gone);
    if (bytes) std::ofstream(in_image(name), std::ios::binary) << *bytes;
  }
  for (const std::string& name : disk.made) {
    if (random() % 2 == 0) fs::remove(in_image(name), gone);
  }
  disk.made.clear();
  disk.before.clear();
}

void FaultyStore::power_cut(std::mt19937& random) {
  disk.fault = Fault::powered_off;
  const std::string image = dir_ / "image";
  fs::copy(path(), image);
  drop_unsynced(image, random);
  registry.reset();
  fs::remove_all(path());
  fs::rename(image, path());
  disk.steps_left = -1;
  disk.fault = Fault::none;
  static_cast<void>(open());
}

}  // namespace trama::store::test
