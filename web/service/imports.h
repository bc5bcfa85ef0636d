// Bulk imports: NDJSON or multi-document YAML, spooled to disk and worked off in the background, one import at a time.
//
// An import is a folder `imports/<id>/` with the input, a state file and the results, one NDJSON line per document in
// the order of the input. Input and state are synced before the import is acknowledged, results and state after every
// batch, so a restart goes on where the last batch ended, also after a power cut; a batch done twice is harmless, since
// registering the same bytes again changes nothing. While the store refuses writes (a full disk) an import waits.
//
// The newest thousand that ended are kept, older ones go with their results. Thread-safe. The worker stops between
// batches when the object is destroyed.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "catalog/base/result.h"
#include "web/service/catalog.h"

namespace trama::service {

enum class ImportFormat : std::uint8_t { ndjson, yaml };
enum class ImportState : std::uint8_t { queued, running, done, failed };
[[nodiscard]] std::string_view to_string(ImportState state);

struct ImportStatus {
  std::string id;
  ImportFormat format = ImportFormat::ndjson;
  ImportState state = ImportState::queued;
  std::uint64_t bytes_total = 0, bytes_done = 0;
  std::uint64_t documents = 0, created = 0, revised = 0, unchanged = 0, restored = 0, refused = 0;
  // New versions on which the gates would have warned, or which they would have refused; stored all the same.
  std::uint64_t gates_warned = 0, gates_failed = 0;
  std::uint64_t seq = 0;  // of the last change so far
  std::string actor, trouble;
  bool strict = false;
};

// Splits a stream of documents without parsing it: lines for NDJSON (blank ones skipped), `---` lines for YAML.
class DocumentSplitter {
 public:
  explicit DocumentSplitter(ImportFormat format) : format_(format) {}
  // Takes more text; complete documents go to `out` with the offset behind each.
  struct Piece {
    std::string text;
    std::uint64_t end = 0;
    std::uint64_t line = 0;  // of its first line in the input, from 1
  };
  void feed(std::string_view text, std::vector<Piece>* out);
  void finish(std::vector<Piece>* out);
  // Continues at a later place of the same input (after a restart).
  void skip_to(std::uint64_t offset, std::uint64_t line) {
    offset_ = offset;
    line_ = line;
  }
  [[nodiscard]] std::uint64_t line() const { return line_; }
  [[nodiscard]] bool overlong() const { return overlong_; }

 private:
  void take_line(std::string_view line, std::vector<Piece>* out);
  void emit(std::vector<Piece>* out);

  ImportFormat format_;
  std::string rest_;      // an unfinished line
  std::string document_;  // the document so far
  std::uint64_t offset_ = 0, line_ = 1, document_line_ = 1;
  bool overlong_ = false;
};

class Imports {
 public:
  // Goes on with what an earlier run left unfinished. `waiters_max`: callers that may be inside wait() at once, since
  // each keeps a thread of the server.
  Imports(Catalog& catalog, std::string folder, std::size_t waiters_max = 4, std::size_t kept_max = 1'000);
  ~Imports();
  Imports(const Imports&) = delete;
  Imports& operator=(const Imports&) = delete;

  // Takes over the file at `input_path` (moves it). Errors: unavailable when the disk is full or 100 imports wait
  // already.
  [[nodiscard]] Result<ImportStatus> enqueue(const std::string& input_path, ImportFormat format, std::string actor,
                                             bool strict);
  [[nodiscard]] Result<ImportStatus> status(std::string_view id) const;
  // Newest first, those older than `before` ("" = all).
  [[nodiscard]] std::vector<ImportStatus> list(std::string_view before, std::size_t limit) const;
  // Waits until it is done or failed, has grown beyond `documents_max`, `stop` is requested or the time is up; at once
  // when too many wait already.
  [[nodiscard]] Result<ImportStatus> wait(std::string_view id, std::int64_t timeout_ms, std::uint64_t documents_max,
                                          const std::stop_token& stop) const;
  [[nodiscard]] Result<std::string> results_path(std::string_view id) const;

 private:
  void work(const std::stop_token& stop);
  void run(ImportStatus status, const std::stop_token& stop);
  void publish(const ImportStatus& status);
  void forget_old();
  [[nodiscard]] std::string folder_of(std::string_view id) const;

  Catalog& catalog_;
  std::string folder_;
  const std::size_t waiters_max_, kept_max_;
  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  // Guarded by mutex_.
  std::map<std::string, ImportStatus, std::less<>> imports_;
  std::deque<std::string> queue_;
  mutable std::size_t waiters_ = 0;
  std::uint64_t next_ = 1;
  std::jthread worker_;
};

// One document's result as the API gives it, a JSON object in one line.
[[nodiscard]] std::string result_line(std::uint64_t index, std::uint64_t line, const Result<Registered>& answer);

}  // namespace trama::service
