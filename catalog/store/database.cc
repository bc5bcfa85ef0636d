#include "catalog/store/database.h"

#include <algorithm>
#include <cstdarg>
#include <cstdio>
#include <filesystem>

#include <rocksdb/cache.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/listener.h>
#include <rocksdb/table.h>

#include "catalog/base/clock.h"
#include "catalog/store/registry.h"

namespace trama::store {
namespace {

constexpr std::size_t kBulkyMemtableBytes = 32U << 20;
constexpr std::size_t kMemtableBytes = 8U << 20;
constexpr std::size_t kAllMemtablesBytes = 128U << 20;
constexpr std::uint64_t kWalBytesMax = 256U << 20;  // many small families would pin logs for ever otherwise
constexpr std::size_t kBlockBytes = 16U << 10;
constexpr std::size_t kReadaheadBytes = 2U << 20;
constexpr std::size_t kInfoLogBytes = 16U << 20;
constexpr int kOpenFilesMax = 512;
constexpr double kBloomBits = 10;

class ErrorNotes final : public rocksdb::EventListener {
 public:
  explicit ErrorNotes(std::function<void(const std::string&)> note) : note_(std::move(note)) {}
  void OnBackgroundError(rocksdb::BackgroundErrorReason /*reason*/, rocksdb::Status* status) override {
    note_(status->ToString());
  }

 private:
  std::function<void(const std::string&)> note_;
};

// RocksDB's own log, in a file of ours. RocksDB's logger stops the process by an assertion when it writes again after a
// failed append, which is what a full disk makes it do at the worst moment; this one just loses lines.
class InfoLog final : public rocksdb::Logger {
 public:
  explicit InfoLog(const std::string& path) : Logger(rocksdb::InfoLogLevel::WARN_LEVEL) {
    std::error_code unknown;
    const bool full = std::filesystem::file_size(path, unknown) > kInfoLogBytes && !unknown;
    file_ = std::fopen(path.c_str(), full ? "we" : "ae");
  }
  ~InfoLog() override {
    if (file_ != nullptr) std::fclose(file_);
  }
  InfoLog(const InfoLog&) = delete;
  InfoLog& operator=(const InfoLog&) = delete;
  using Logger::Logv;
  void Logv(const char* format, va_list arguments) override {
    if (file_ == nullptr) return;
    std::array<char, 1024> line{};
    std::vsnprintf(line.data(), line.size(), format, arguments);
    // One call a line, so that lines of several threads do not mix; stdio locks the stream.
    std::fprintf(file_, "%s %s\n", format_rfc3339(SystemClock().now_us()).c_str(), line.data());
    std::fflush(file_);
  }

 private:
  std::FILE* file_ = nullptr;
};

bool bulky(Family family) {
  return family == Family::originals || family == Family::models || family == Family::facts;
}

rocksdb::ColumnFamilyOptions family_options(bool bulky, const std::shared_ptr<rocksdb::Cache>& cache) {
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = cache;
  table.block_size = kBlockBytes;
  table.cache_index_and_filter_blocks = true;
  table.pin_l0_filter_and_index_blocks_in_cache = true;
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(kBloomBits));
  table.format_version = 5;
  rocksdb::ColumnFamilyOptions options;
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  options.write_buffer_size = bulky ? kBulkyMemtableBytes : kMemtableBytes;
  options.compression = rocksdb::kLZ4Compression;
  options.bottommost_compression = rocksdb::kZSTD;
  options.level_compaction_dynamic_level_bytes = true;
  return options;
}

rocksdb::DBOptions db_options(const DatabaseOptions& wanted) {
  rocksdb::DBOptions options;
  if (wanted.env != nullptr) options.env = wanted.env;
  options.create_if_missing = true;
  options.create_missing_column_families = true;
  options.db_write_buffer_size = kAllMemtablesBytes;
  options.max_total_wal_size = kWalBytesMax;
  options.max_background_jobs = 2;
  options.bytes_per_sync = 1U << 20;
  // Beside a running server its files vanish while we read: hold them open.
  options.max_open_files = wanted.read_only ? -1 : kOpenFilesMax;
  options.info_log = std::make_shared<InfoLog>(wanted.path + (wanted.read_only ? "/LOG.reader" : "/LOG"));
  // Opening flushes what it found in the log: a tail that was written but never synced would otherwise be believed
  // now and lost at the next power cut.
  options.avoid_flush_during_recovery = false;
  // Point in time: a torn tail after a power cut is normal. That this mode also forgives worse is why TRAMA-HEAD
  // exists.
  options.wal_recovery_mode = rocksdb::WALRecoveryMode::kPointInTimeRecovery;
  // A failed write turns writes off until resume() has looked at the store; RocksDB must not decide that by itself.
  options.max_bgerror_resume_count = 0;
  if (wanted.on_background_error) options.listeners = {std::make_shared<ErrorNotes>(wanted.on_background_error)};
  return options;
}

std::optional<Error> refuse_unknown(const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    bool known = name == rocksdb::kDefaultColumnFamilyName;
    for (std::size_t i = 0; i < kFamilies; ++i) known = known || name == family_name(static_cast<Family>(i));
    if (!known) {
      return make_error(ErrorCode::corrupt, "store-newer",
                        "the store has a family `" + name +
                            "` that this version of Trama does not know: a newer "
                            "version wrote it; use that one");
    }
  }
  return std::nullopt;
}

Error open_error(const rocksdb::Status& status, const std::string& path) {
  const std::string text = status.ToString();
  if (status.IsIOError() && (text.find("lock") != std::string::npos || text.find("LOCK") != std::string::npos)) {
    return make_error(ErrorCode::unavailable, "store-locked",
                      "the store `" + path + "` is in use by another process (" + text + ")");
  }
  return to_error(status, "opening the store `" + path + "`");
}

}  // namespace

Error to_error(const rocksdb::Status& status, std::string_view doing) {
  const std::string what = std::string(doing) + ": " + status.ToString();
  if (status.IsCorruption()) return make_error(ErrorCode::corrupt, "store-corrupt", what);
  if (status.IsNoSpace() || status.ToString().find("No space left") != std::string::npos) {
    return make_error(ErrorCode::unavailable, "disk-full", "the disk of the store is full; " + what);
  }
  return make_error(ErrorCode::unavailable, "store-io", what);
}

Cursor::Cursor(rocksdb::DB* db, rocksdb::ColumnFamilyHandle* family, const std::string& lower, std::string upper,
               const rocksdb::Snapshot* snapshot, bool bulk)
    : upper_(std::move(upper)), upper_slice_(upper_) {
  rocksdb::ReadOptions options;
  options.snapshot = snapshot;
  if (!upper_.empty()) options.iterate_upper_bound = &upper_slice_;
  if (bulk) {
    options.fill_cache = false;
    options.readahead_size = kReadaheadBytes;
  }
  iterator_.reset(db->NewIterator(options, family));
  seek(lower);
}

std::optional<Error> Cursor::error() const {
  if (iterator_->status().ok()) return std::nullopt;
  return to_error(iterator_->status(), "walking the store");
}

Result<std::unique_ptr<Database>> Database::open(const DatabaseOptions& options) {
  const rocksdb::DBOptions db_opts = db_options(options);
  std::vector<std::string> names;
  const bool exists = db_opts.env->FileExists(options.path + "/CURRENT").ok();
  if (exists) {
    const auto listed = rocksdb::DB::ListColumnFamilies(db_opts, options.path, &names);
    if (!listed.ok()) return open_error(listed, options.path);
    if (auto unknown = refuse_unknown(names)) return *unknown;
  }
  std::unique_ptr<Database> database(new Database());
  database->read_only_ = options.read_only;
  database->cache_ = rocksdb::NewLRUCache(options.cache_bytes);
  std::vector<rocksdb::ColumnFamilyDescriptor> families{
      {rocksdb::kDefaultColumnFamilyName, family_options(false, database->cache_)}};
  // A store of an older Trama lacks families that reading cannot create: they are empty, as the default family is.
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < kFamilies; ++i) {
    const auto family = static_cast<Family>(i);
    const std::string name(family_name(family));
    if (options.read_only && std::ranges::find(names, name) == names.end()) continue;
    places.push_back(i);
    families.emplace_back(name, family_options(bulky(family), database->cache_));
  }
  const rocksdb::Status status =
      options.read_only
          ? rocksdb::DB::OpenForReadOnly(db_opts, options.path, families, &database->opened_, &database->db_)
          : rocksdb::DB::Open(db_opts, options.path, families, &database->opened_, &database->db_);
  if (!status.ok()) return open_error(status, options.path);
  database->handles_.fill(database->opened_.front());
  for (std::size_t i = 0; i < places.size(); ++i) database->handles_[places[i]] = database->opened_[i + 1];
  return database;
}

// An orderly end writes out what a start would have to replay from the log: 100 MB of log cost seconds. Failing leaves
// it to the next start; nothing depends on it.
void Database::write_out_memory() const {
  constexpr std::uint64_t kWorthWritingBytes = 8U << 20;
  std::uint64_t bytes = 0;
  for (auto* family : opened_) {
    std::uint64_t part = 0;
    if (db_->GetIntProperty(family, rocksdb::DB::Properties::kCurSizeActiveMemTable, &part)) bytes += part;
  }
  if (bytes < kWorthWritingBytes) return;
  rocksdb::FlushOptions options;
  options.wait = true;
  db_->Flush(options, opened_).PermitUncheckedError();
}

Database::~Database() {
  if (db_ == nullptr) return;
  if (!read_only_) write_out_memory();
  for (auto* handle : opened_) db_->DestroyColumnFamilyHandle(handle);
  // Close() reports what a destructor cannot; everything acknowledged is in the synced log already.
  db_->Close();
  delete db_;
}

Result<void> Database::write(rocksdb::WriteBatch* batch, bool sync) const {
  rocksdb::WriteOptions options;
  options.sync = sync;
  const rocksdb::Status status = db_->Write(options, batch);
  if (!status.ok()) return to_error(status, "writing to the store");
  return {};
}

std::unique_ptr<Cursor> Database::cursor(Family family, const std::string& lower, std::string upper,
                                         const rocksdb::Snapshot* snapshot, bool bulk) const {
  return std::make_unique<Cursor>(db_, handle(family), lower, std::move(upper), snapshot, bulk);
}

std::uint64_t Database::disk_bytes() const {
  std::uint64_t bytes = 0;
  rocksdb::VectorLogPtr logs;
  if (db_->GetSortedWalFiles(logs).ok()) {
    for (const auto& log : logs) bytes += log->SizeFileBytes();
  }
  for (auto* family : opened_) {
    std::uint64_t tables = 0;
    if (db_->GetIntProperty(family, rocksdb::DB::Properties::kTotalSstFilesSize, &tables)) bytes += tables;
  }
  return bytes;
}

std::uint64_t Database::memory_bytes() const {
  std::uint64_t bytes = cache_->GetUsage();
  for (auto* family : opened_) {
    std::uint64_t part = 0;
    if (db_->GetIntProperty(family, rocksdb::DB::Properties::kCurSizeAllMemTables, &part)) bytes += part;
    if (db_->GetIntProperty(family, rocksdb::DB::Properties::kEstimateTableReadersMem, &part)) bytes += part;
  }
  return bytes;
}

std::optional<std::string> StoreView::get(Family family, std::string_view key) {
  rocksdb::ReadOptions options;
  options.snapshot = snapshot_;
  std::string value;
  const auto status = db_.raw()->Get(options, db_.handle(family), rocksdb::Slice(key.data(), key.size()), &value);
  if (status.ok()) return value;
  if (!status.IsNotFound()) fail(to_error(status, "reading the store"));
  return std::nullopt;
}

std::optional<KeyValue> StoreView::next(Family family, std::string_view prefix, std::string_view from) {
  const auto found = cursor(family, std::string(std::max(prefix, from)), keys::after_prefix(prefix));
  if (found->valid()) return KeyValue{std::string(found->key()), std::string(found->value())};
  if (auto error = found->error()) fail(std::move(*error));
  return std::nullopt;
}

std::optional<KeyValue> StoreView::previous(Family family, std::string_view prefix, std::string_view before) {
  rocksdb::ReadOptions options;
  options.snapshot = snapshot_;
  const rocksdb::Slice upper(before.data(), before.size());
  const rocksdb::Slice lower(prefix.data(), prefix.size());
  if (!before.empty()) options.iterate_upper_bound = &upper;
  options.iterate_lower_bound = &lower;
  const std::unique_ptr<rocksdb::Iterator> iterator(db_.raw()->NewIterator(options, db_.handle(family)));
  iterator->SeekToLast();
  if (iterator->Valid()) return KeyValue{iterator->key().ToString(), iterator->value().ToString()};
  if (!iterator->status().ok()) fail(to_error(iterator->status(), "reading the store"));
  return std::nullopt;
}

}  // namespace trama::store
