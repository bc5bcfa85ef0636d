#include "catalog/store/engine.h"

#include <filesystem>
#include <mutex>

namespace trama::store {
namespace {

constexpr Seq kLinksVerified = 64;                    // of the chain's end, at every start; fsck verifies all
constexpr std::uintmax_t kReopenBytesMin = 4U << 20;  // manifest, options and the first log; else do not even close

Error broken_log(const std::string& what) {
  return make_error(ErrorCode::corrupt, "store-log-broken",
                    what + "; do not write to this store: restore a backup, or import an export, into a new folder");
}

std::optional<Error> verify_links(View& view, const Head& head) {
  const Seq from = head.seq > kLinksVerified ? head.seq - kLinksVerified + 1 : 1;
  std::string chain;
  if (from > 1) {
    const auto before = view.row<ChangeRow>(Family::changes, keys::number(from - 1));
    if (!before) return broken_log("change " + std::to_string(from - 1) + " is missing or unreadable");
    chain = before->chain;
  }
  for (Seq seq = from; seq <= head.seq; ++seq) {
    const auto row = view.row<ChangeRow>(Family::changes, keys::number(seq));
    if (!row) return broken_log("change " + std::to_string(seq) + " is missing or unreadable");
    chain = chain_after(chain, row->change);
    if (chain != row->chain) return broken_log("the hash chain of the log breaks at change " + std::to_string(seq));
  }
  if (chain != head.chain) return broken_log("the head does not belong to the log");
  return std::nullopt;
}

std::optional<Error> verify_mark(View& view, const Head& head, const std::optional<HeadMark>& mark,
                                 const std::string& path) {
  if (!mark || mark->seq == 0) return std::nullopt;
  if (mark->seq > head.seq) {
    return make_error(ErrorCode::corrupt, "store-rolled-back",
                      "the store ends at change " + std::to_string(head.seq) + ", but change " +
                          std::to_string(mark->seq) + " had been acknowledged: the log lost its end (a damaged disk, " +
                          "or an older copy of the folder). Restore a backup; or, to accept the loss, remove `" + path +
                          "` and start again");
  }
  const auto row = view.row<ChangeRow>(Family::changes, keys::number(mark->seq));
  if (row && row->chain == mark->chain) return std::nullopt;
  return broken_log("change " + std::to_string(mark->seq) + " is not the one that had been acknowledged");
}

}  // namespace

Engine::Engine(DatabaseOptions options) : options_(std::move(options)) {
  options_.on_background_error = [this](const std::string& what) {
    turn_writes_off(make_error(ErrorCode::unavailable,
                               what.find("No space") != std::string::npos ? "disk-full" : "store-io",
                               "the store stopped writing: " + what));
  };
}

Engine::~Engine() {
  closing_.store(true);
  const std::unique_lock lock(readers_);
  db_.reset();
}

Engine::Lease Engine::lease() const {
  while (closing_.load()) closing_.wait(true);
  std::shared_lock lock(readers_);
  return {std::move(lock), *db_};
}

Error Engine::write_error() const {
  Error error = *why_not_.lock();
  error.message = "writes are off: " + error.message;
  return error;
}

void Engine::turn_writes_off(Error why) {
  if (writable_.exchange(false)) *why_not_.lock() = std::move(why);
}

Result<void> Engine::open() {
  std::error_code failed;
  if (options_.read_only) {
    if (!std::filesystem::exists(options_.path + "/CURRENT", failed)) {
      return make_error(ErrorCode::unreachable, "store-folder", "there is no store in `" + options_.path + "`");
    }
    return open_for_reading(make_error(ErrorCode::unavailable, "read-only", "the store was opened for reading"));
  }
  std::filesystem::create_directories(options_.path, failed);
  if (failed) {
    return make_error(ErrorCode::unreachable, "store-folder",
                      "cannot use the folder `" + options_.path + "`: " + failed.message());
  }
  auto opened = open_database();
  if (opened || opened.error().slug != "disk-full") return opened;
  return open_for_reading(opened.error());
}

Result<void> Engine::open_for_reading(const Error& why) {
  DatabaseOptions reading = options_;
  reading.read_only = true;
  auto db = Database::open(reading);
  if (!db) return db.error();
  db_ = db.take();
  *why_not_.lock() = why;
  return verify();
}

Result<void> Engine::open_database() {
  auto db = Database::open(options_);
  if (!db) return db.error();
  db_ = db.take();
  if (auto verified = verify(); !verified) {
    db_.reset();
    return verified;
  }
  if (auto opened = head_file_.open(head_path()); !opened) {
    db_.reset();
    return opened;
  }
  writable_.store(true);
  return {};
}

Result<void> Engine::start_format(View& view) {
  if (view.next(Family::changes, "", "")) {
    return make_error(ErrorCode::corrupt, "store-format", "`" + options_.path + "` has changes but no format marker");
  }
  if (options_.read_only) return {};
  rocksdb::WriteBatch batch;
  batch.Put(db_->handle(Family::meta), rocksdb::Slice(keys::kFormat.data(), keys::kFormat.size()),
            std::to_string(kStoreFormat));
  return db_->write(&batch, true);
}

Result<void> Engine::verify() {
  StoreView view(*db_);
  const auto format = view.get(Family::meta, keys::kFormat);
  if (auto error = view.take_error()) return *error;
  if (!format) {
    recovered_ = {};
    return start_format(view);
  }
  if (*format != std::to_string(kStoreFormat)) {
    const bool older = *format == "1";
    return make_error(
        ErrorCode::corrupt, older ? "store-older" : "store-newer",
        "the store has format " + *format + " and this version of Trama reads format " + std::to_string(kStoreFormat) +
            (older ? ": an older version wrote it; `trama export` it with that one, and `trama import` the "
                     "folder into a new store"
                   : ": a newer version wrote it; use that one"));
  }
  recovered_ = view.row<Head>(Family::meta, keys::kHead).value_or(Head{});
  if (auto error = view.take_error()) return *error;
  if (auto broken = verify_links(view, recovered_)) return *broken;
  // A reader beside a running server may see the mark before the change.
  if (options_.read_only) return {};
  const auto mark = HeadFile::read(head_path());
  if (auto broken = verify_mark(view, recovered_, mark, head_path())) return *broken;
  return {};
}

Result<void> Engine::reopen() {
  std::error_code unknown;
  const auto space = std::filesystem::space(options_.path, unknown);
  if (!unknown && space.available < kReopenBytesMin) {
    return make_error(
        ErrorCode::unavailable, "disk-full",
        "the disk of the store is still full: only " + std::to_string(space.available) + " bytes are free");
  }
  closing_.store(true);
  Result<void> result;
  {
    const std::unique_lock lock(readers_);
    db_.reset();
    result = open_database();
    if (!result) {
      const Error& why = result.error();
      // Nothing to read from is the worst answer: take what can be opened.
      if (auto reading = open_for_reading(why); !reading) *why_not_.lock() = reading.error();
    }
  }
  closing_.store(false);
  closing_.notify_all();
  return result;
}

}  // namespace trama::store
