#include "search/readers.h"

#include <chrono>
#include <thread>

namespace trama::search {
namespace {

constexpr int kAttemptsMax = 20;
constexpr int kWaitsMax = 20'000;
constexpr auto kWait = std::chrono::microseconds(100);

}  // namespace

void Readers::publish(std::shared_ptr<const Published> published) {
  const std::scoped_lock lock(mutex_);
  if (published_ && published_->generation != published->generation) idle_.clear();
  published_ = std::move(published);
}

std::shared_ptr<const Published> Readers::published() const {
  const std::scoped_lock lock(mutex_);
  return published_;
}

std::unique_ptr<Reader> Readers::take() {
  const std::scoped_lock lock(mutex_);
  if (idle_.empty()) return std::make_unique<Reader>();
  std::unique_ptr<Reader> reader = std::move(idle_.back());
  idle_.pop_back();
  return reader;
}

void Readers::give_back(std::unique_ptr<Reader> reader) {
  const std::scoped_lock lock(mutex_);
  if (published_ && reader->generation == published_->generation) idle_.push_back(std::move(reader));
}

bool Readers::bring_up(Reader* reader, const Published& published) {
  if (reader->generation != published.generation) {
    reader->database = Xapian::Database(published.folder);
    reader->generation = published.generation;
  } else if (reader->revision == published.revision) {
    return true;
  } else {
    reader->database.reopen();
  }
  reader->revision = reader->database.get_revision();
  return reader->revision == published.revision;
}

Result<void> Readers::with_reader(const Work& work) {
  std::unique_ptr<Reader> reader = take();
  int waits = 0;
  for (int attempt = 0; attempt < kAttemptsMax;) {
    const std::shared_ptr<const Published> now = published();
    try {
      if (bring_up(reader.get(), *now)) {
        work(*reader, *now);
        give_back(std::move(reader));
        return {};
      }
      if (++waits > kWaitsMax) break;
      std::this_thread::sleep_for(kWait);
    } catch (const Xapian::DatabaseModifiedError&) {
      reader->revision = 0;
      ++attempt;
    } catch (const Xapian::DatabaseOpeningError&) {
      reader->generation = 0;  // the folder was thrown away meanwhile
      ++attempt;
    } catch (const Xapian::Error& error) {
      return to_error(error);
    }
  }
  return make_error(ErrorCode::unavailable, "index-busy", "the search index changed faster than it could be read");
}

Error to_error(const Xapian::Error& error) {
  const std::string detail = std::string(error.get_type()) + ": " + error.get_msg();
  const std::string_view type = error.get_type();
  if (type == "DatabaseCorruptError")
    return make_error(ErrorCode::corrupt, "index-corrupt", "the search index is damaged: " + detail);
  if (type == "DatabaseLockError")
    return make_error(ErrorCode::unavailable, "index-locked", "another process has the search index open: " + detail);
  return make_error(ErrorCode::internal, "index-failed", "the search index failed: " + detail);
}

}  // namespace trama::search
