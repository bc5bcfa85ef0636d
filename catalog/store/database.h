// RocksDB as this folder uses it: families by name, options, errors as values, bounded cursors. Private to the folder.
//
// Thread-safe but for Cursor (one thread). Destruction needs every Cursor and Snapshot of it gone.
#pragma once

#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <rocksdb/db.h>

#include "catalog/base/result.h"
#include "catalog/store/keys.h"
#include "catalog/store/view.h"

namespace trama::store {

struct DatabaseOptions {
  std::string path;
  std::size_t cache_bytes = 128U << 20;
  bool read_only = false;
  rocksdb::Env* env = nullptr;  // tests inject faults here; nullptr: the real one
  // From any thread of RocksDB, with its locks held: may only take a note.
  std::function<void(const std::string& what)> on_background_error;
};

// unavailable/disk-full, unavailable/store-locked, corrupt/store-corrupt, unavailable/store-io
[[nodiscard]] Error to_error(const rocksdb::Status& status, std::string_view doing);

// A forward walk over [lower, upper) of one family. `upper` "" means to the end.
class Cursor {
 public:
  Cursor(rocksdb::DB* db, rocksdb::ColumnFamilyHandle* family, const std::string& lower, std::string upper,
         const rocksdb::Snapshot* snapshot, bool bulk);
  [[nodiscard]] bool valid() const { return iterator_->Valid(); }
  void next() { iterator_->Next(); }
  void seek(std::string_view key) { iterator_->Seek(rocksdb::Slice(key.data(), key.size())); }
  [[nodiscard]] std::string_view key() const { return {iterator_->key().data(), iterator_->key().size()}; }
  [[nodiscard]] std::string_view value() const { return {iterator_->value().data(), iterator_->value().size()}; }
  // To be asked after every loop: a broken table ends a walk early and silently.
  [[nodiscard]] std::optional<Error> error() const;

 private:
  std::string upper_;
  rocksdb::Slice upper_slice_;
  std::unique_ptr<rocksdb::Iterator> iterator_;
};

class Database {
 public:
  [[nodiscard]] static Result<std::unique_ptr<Database>> open(const DatabaseOptions& options);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  [[nodiscard]] rocksdb::DB* raw() const { return db_; }
  [[nodiscard]] rocksdb::ColumnFamilyHandle* handle(Family family) const {
    return handles_[static_cast<std::size_t>(family)];
  }
  [[nodiscard]] Result<void> write(rocksdb::WriteBatch* batch, bool sync) const;
  [[nodiscard]] std::unique_ptr<Cursor> cursor(Family family, const std::string& lower, std::string upper,
                                               const rocksdb::Snapshot* snapshot = nullptr, bool bulk = false) const;
  [[nodiscard]] std::uint64_t disk_bytes() const;
  [[nodiscard]] std::uint64_t memory_bytes() const;

 private:
  Database() = default;
  void write_out_memory() const;

  std::shared_ptr<rocksdb::Cache> cache_;
  rocksdb::DB* db_ = nullptr;
  bool read_only_ = false;
  std::array<rocksdb::ColumnFamilyHandle*, kFamilies> handles_{};
  std::vector<rocksdb::ColumnFamilyHandle*> opened_;
};

// A View of the database: of one moment (snapshot) or always of now (live). The Database must outlive it.
class StoreView final : public View {
 public:
  enum class Of : bool { now, moment };
  explicit StoreView(const Database& db, Of of = Of::moment)
      : db_(db), snapshot_(of == Of::moment ? db.raw()->GetSnapshot() : nullptr) {}
  ~StoreView() override {
    if (snapshot_ != nullptr) db_.raw()->ReleaseSnapshot(snapshot_);
  }
  StoreView(const StoreView&) = delete;
  StoreView& operator=(const StoreView&) = delete;

  std::optional<std::string> get(Family family, std::string_view key) override;
  std::optional<KeyValue> next(Family family, std::string_view prefix, std::string_view from) override;
  std::optional<KeyValue> previous(Family family, std::string_view prefix, std::string_view before) override;

  [[nodiscard]] const Database& db() const { return db_; }
  [[nodiscard]] std::unique_ptr<Cursor> cursor(Family family, const std::string& lower, std::string upper) const {
    return db_.cursor(family, lower, std::move(upper), snapshot_);
  }
  [[nodiscard]] std::unique_ptr<Cursor> all(Family family) const { return db_.cursor(family, "", "", snapshot_, true); }

 private:
  const Database& db_;
  const rocksdb::Snapshot* snapshot_;
};

}  // namespace trama::store
