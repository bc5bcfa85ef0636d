#include "web/service/imports.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <functional>
#include <utility>

#include <fcntl.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

#include "catalog/base/encoding.h"
#include "catalog/base/hash.h"
#include "catalog/base/limits.h"
#include "web/service/render.h"

namespace trama::service {
namespace {

using json = nlohmann::ordered_json;

constexpr std::size_t kBatchDocuments = 500;
constexpr std::size_t kReadBytes = 1U << 20;
constexpr std::size_t kQueueMax = 100;
constexpr std::chrono::milliseconds kTroublePause{500};  // between two tries while store or disk refuse writes

// Where the next batch begins: what the status does not show but a restart needs.
struct Position {
  std::uint64_t line = 1;           // of the input
  std::uint64_t results_bytes = 0;  // of the results that belong to finished batches
};

std::string state_text(const ImportStatus& status, const Position& position) {
  json state = import_json(status);
  state["line"] = position.line;
  state["results_bytes"] = position.results_bytes;
  return state.dump();
}

// A file's bytes, or a folder's names, survive a power cut once this has answered true.
bool sync(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return false;
  const bool synced = ::fsync(fd) == 0;
  ::close(fd);
  return synced;
}

bool write_file(const std::string& path, const std::string& text) {
  const std::string fresh = path + ".new";
  {
    std::ofstream file(fresh, std::ios::binary | std::ios::trunc);
    file << text;
    file.flush();
    if (!file) return false;
  }
  if (!sync(fresh)) return false;
  std::error_code error;
  std::filesystem::rename(fresh, path, error);
  return !error && sync(std::filesystem::path(path).parent_path().string());
}

bool ended(const ImportStatus& status) {
  return status.state == ImportState::done || status.state == ImportState::failed;
}

bool is_unavailable(const Result<Registered>& answer) {
  return !answer && answer.error().code == ErrorCode::unavailable;
}

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::optional<ImportStatus> read_state(const std::string& folder, Position* position) {
  const json state = json::parse(read_file(folder + "/state.json"), nullptr, false);
  if (!state.is_object()) return std::nullopt;
  ImportStatus status;
  status.id = state.value("id", "");
  status.format = state.value("format", "") == "yaml" ? ImportFormat::yaml : ImportFormat::ndjson;
  const std::string text = state.value("state", "");
  for (const ImportState candidate :
       {ImportState::queued, ImportState::running, ImportState::done, ImportState::failed}) {
    if (text == to_string(candidate)) status.state = candidate;
  }
  for (const auto& [name, member] : {std::pair{"bytes_total", &status.bytes_total},
                                     {"bytes_done", &status.bytes_done},
                                     {"documents", &status.documents},
                                     {"created", &status.created},
                                     {"revised", &status.revised},
                                     {"unchanged", &status.unchanged},
                                     {"restored", &status.restored},
                                     {"refused", &status.refused},
                                     {"gates_warned", &status.gates_warned},
                                     {"gates_failed", &status.gates_failed},
                                     {"seq", &status.seq}}) {
    *member = state.value(name, std::uint64_t{0});
  }
  status.actor = state.value("actor", "");
  status.trouble = state.value("trouble", "");
  status.strict = state.value("strict", false);
  position->line = state.value("line", std::uint64_t{1});
  position->results_bytes = state.value("results_bytes", std::uint64_t{0});
  return status;
}

void count(const Result<Registered>& answer, ImportStatus* status) {
  ++status->documents;
  if (!answer) {
    ++status->refused;
    return;
  }
  status->seq = std::max(status->seq, answer->receipt.seq);
  if (answer->judgement) {
    status->gates_warned += answer->judgement->answer.verdict == change::Verdict::warn ? 1 : 0;
    status->gates_failed += answer->judgement->answer.verdict == change::Verdict::refuse ? 1 : 0;
  }
  switch (answer->receipt.outcome) {
    case store::Outcome::created:
      ++status->created;
      break;
    case store::Outcome::revised:
      ++status->revised;
      break;
    case store::Outcome::unchanged:
      ++status->unchanged;
      break;
    case store::Outcome::restored:
      ++status->restored;
      break;
  }
}

// Works off one import: reads, splits, registers batch by batch, and writes down how far it came after each.
class ImportRun {
 public:
  ImportRun(Catalog& catalog, std::string folder, ImportStatus status, std::function<void(const ImportStatus&)> publish)
      : catalog_(catalog),
        folder_(std::move(folder)),
        status_(std::move(status)),
        publish_(std::move(publish)),
        splitter_(status_.format) {
    if (const auto saved = read_state(folder_, &position_)) status_ = *saved;
    status_.state = ImportState::running;
    options_.actor = status_.actor;
    options_.reason = "import " + status_.id;
    options_.strictness = status_.strict ? contract::Strictness::strict : contract::Strictness::lenient;
    splitter_.skip_to(status_.bytes_done, position_.line);
    publish_(status_);
  }

  void work(const std::stop_token& stop) {
    std::ifstream input(folder_ + "/input", std::ios::binary);
    input.seekg(static_cast<std::streamoff>(status_.bytes_done));
    std::string buffer(kReadBytes, '\0');
    bool more = true;
    while (more && good(stop)) {
      input.read(buffer.data(), static_cast<std::streamsize>(buffer.size()));
      const auto got = static_cast<std::size_t>(input.gcount());
      more = got > 0;
      if (more) {
        splitter_.feed(std::string_view(buffer).substr(0, got), &pieces_);
      } else {
        splitter_.finish(&pieces_);
      }
      check_size();
      while (good(stop) && (pieces_.size() >= kBatchDocuments || (!more && !pieces_.empty()))) register_batch(stop);
    }
    if (status_.trouble.empty() && stop.stop_requested()) return;  // goes on at the next start
    finish();
  }

 private:
  [[nodiscard]] bool good(const std::stop_token& stop) const {
    return status_.trouble.empty() && !stop.stop_requested();
  }

  // A line that is a JSON string carries a document in any format, bytes and all.
  [[nodiscard]] std::string document_of(const DocumentSplitter::Piece& piece) const {
    if (status_.format != ImportFormat::ndjson || !piece.text.starts_with('"')) return piece.text;
    const json text = json::parse(piece.text, nullptr, false);
    return text.is_string() ? text.get<std::string>() : piece.text;
  }

  void check_size() {
    if (!splitter_.overlong()) return;
    status_.trouble = "the document that begins at line " + std::to_string(splitter_.line()) +
                      " is larger than any document may be (4 MiB); split the input";
  }

  // Stopped in between, the batch is done again at the next start.
  void register_batch(const std::stop_token& stop) {
    const std::size_t n = std::min(pieces_.size(), kBatchDocuments);
    std::vector<std::string> texts;
    texts.reserve(n);
    for (std::size_t i = 0; i < n; ++i) texts.push_back(document_of(pieces_[i]));
    auto answers = catalog_.register_documents(texts, options_);
    if (!outlast_refusals(texts, &answers, stop)) return;
    std::string lines;
    for (std::size_t i = 0; i < n; ++i) lines += note_answer(pieces_[i], answers[i]);
    const auto kept = [&] { return append_results(lines); };
    if (!insist(kept, "the results cannot be written; is the disk full?", stop)) return;
    position_.results_bytes += lines.size();
    status_.bytes_done = pieces_[n - 1].end;
    position_.line = n < pieces_.size() ? pieces_[n].line : splitter_.line();
    pieces_.erase(pieces_.begin(), pieces_.begin() + static_cast<std::ptrdiff_t>(n));
    if (!insist([this] { return save_state(); }, "the state cannot be written; is the disk full?", stop)) return;
    publish_(status_);
  }

  // A store that refuses writes does so for a while: what it refused is offered again, and nothing else.
  bool outlast_refusals(const std::vector<std::string>& texts, std::vector<Result<Registered>>* answers,
                        const std::stop_token& stop) {
    while (std::ranges::any_of(*answers, is_unavailable)) {
      const std::string why = std::ranges::find_if(*answers, is_unavailable)->error().message;
      if (!pause(why, stop)) return false;
      std::vector<std::size_t> places;
      std::vector<std::string> again;
      for (std::size_t i = 0; i < answers->size(); ++i) {
        if (!is_unavailable((*answers)[i])) continue;
        places.push_back(i);
        again.push_back(texts[i]);
      }
      auto later = catalog_.register_documents(again, options_);
      for (std::size_t i = 0; i < places.size(); ++i) (*answers)[places[i]] = std::move(later[i]);
    }
    return true;
  }

  // Until it works or the import is stopped (false).
  bool insist(const std::function<bool()>& step, const std::string& trouble, const std::stop_token& stop) {
    while (!step()) {
      if (!pause(trouble, stop)) return false;
    }
    return true;
  }

  bool pause(const std::string& why, const std::stop_token& stop) {
    ImportStatus waiting = status_;
    waiting.trouble = "waiting: " + why;
    publish_(waiting);
    std::this_thread::sleep_for(kTroublePause);
    return !stop.stop_requested();
  }

  std::string note_answer(const DocumentSplitter::Piece& piece, const Result<Registered>& answer) {
    std::string line = result_line(status_.documents, piece.line, answer);
    count(answer, &status_);
    return line;
  }

  // Behind the results of finished batches, in place of what an unfinished one left.
  [[nodiscard]] bool append_results(const std::string& lines) const {
    const std::string path = folder_ + "/results.ndjson";
    std::ofstream(path, std::ios::app).close();
    std::error_code failed;
    std::filesystem::resize_file(path, position_.results_bytes, failed);
    std::ofstream file(path, std::ios::binary | std::ios::app);
    file << lines;
    file.flush();
    return !failed && file && sync(path);
  }

  [[nodiscard]] bool save_state() const { return write_file(folder_ + "/state.json", state_text(status_, position_)); }

  void finish() {
    status_.state = status_.trouble.empty() ? ImportState::done : ImportState::failed;
    if (status_.state == ImportState::done) status_.bytes_done = status_.bytes_total;
    // Without its last state an import is done again at the next start, which needs the input.
    std::error_code ignored;
    if (save_state()) std::filesystem::remove(folder_ + "/input", ignored);
    publish_(status_);
  }

  Catalog& catalog_;
  std::string folder_;
  ImportStatus status_;
  std::function<void(const ImportStatus&)> publish_;
  Position position_;
  RegisterOptions options_;
  DocumentSplitter splitter_;
  std::vector<DocumentSplitter::Piece> pieces_;
};

}  // namespace

std::string_view to_string(ImportState state) {
  switch (state) {
    case ImportState::queued:
      return "queued";
    case ImportState::running:
      return "running";
    case ImportState::done:
      return "done";
    case ImportState::failed:
      return "failed";
  }
  return "failed";
}

std::string result_line(std::uint64_t index, std::uint64_t line, const Result<Registered>& answer) {
  json result = answer ? registered_json(answer.value()) : json{{"problem", problem_json(answer.error())}};
  result["index"] = index;
  result["line"] = line;
  return result.dump(-1, ' ', false, json::error_handler_t::replace) + "\n";
}

Imports::Imports(Catalog& catalog, std::string folder, std::size_t waiters_max, std::size_t kept_max)
    : catalog_(catalog), folder_(std::move(folder)), waiters_max_(waiters_max), kept_max_(kept_max) {
  std::error_code error;
  std::filesystem::create_directories(folder_, error);
  std::vector<std::string> unfinished;
  for (const auto& entry : std::filesystem::directory_iterator(folder_, error)) {
    Position position;
    const auto status = read_state(entry.path().string(), &position);
    if (!status || status->id != entry.path().filename().string()) continue;
    imports_[status->id] = *status;
    if (status->state == ImportState::queued || status->state == ImportState::running) unfinished.push_back(status->id);
    const std::string number = status->id.substr(0, status->id.find('-'));
    next_ = std::max<std::uint64_t>(next_, std::strtoull(number.c_str(), nullptr, 10) + 1);
  }
  std::ranges::sort(unfinished);
  queue_.assign(unfinished.begin(), unfinished.end());
  worker_ = std::jthread([this](const std::stop_token& stop) { work(stop); });
}

Imports::~Imports() {
  worker_.request_stop();
  changed_.notify_all();
}

std::string Imports::folder_of(std::string_view id) const {
  return folder_ + "/" + std::string(id);
}

Result<ImportStatus> Imports::enqueue(const std::string& input_path, ImportFormat format, std::string actor,
                                      bool strict) {
  ImportStatus status;
  status.format = format;
  status.actor = std::move(actor);
  status.strict = strict;
  std::error_code error;
  status.bytes_total = std::filesystem::file_size(input_path, error);
  {
    const std::lock_guard lock(mutex_);
    if (queue_.size() >= kQueueMax) {
      return make_error(ErrorCode::unavailable, "import-queue-full",
                        "100 imports are waiting already; try again later");
    }
    // The random part keeps an id from being guessed; the number keeps the order of arrival readable.
    char number[16];
    std::snprintf(number, sizeof number, "%06llu", static_cast<unsigned long long>(next_++));
    status.id = std::string(number) + "-" + hex_encode(random_bytes(4));
  }
  const std::string folder = folder_of(status.id);
  std::filesystem::create_directories(folder, error);
  std::filesystem::rename(input_path, folder + "/input", error);
  if (error) {
    error.clear();
    std::filesystem::copy_file(input_path, folder + "/input", error);
    if (!error) std::filesystem::remove(input_path, error);
  }
  const bool kept =
      !error && sync(folder + "/input") && write_file(folder + "/state.json", state_text(status, {})) && sync(folder_);
  if (!kept) {
    std::filesystem::remove_all(folder, error);
    return make_error(ErrorCode::unavailable, "no-space", "the import cannot be kept: the data folder refuses writes");
  }
  const std::lock_guard lock(mutex_);
  imports_[status.id] = status;
  queue_.push_back(status.id);
  changed_.notify_all();
  return status;
}

Result<ImportStatus> Imports::status(std::string_view id) const {
  const std::lock_guard lock(mutex_);
  const auto found = imports_.find(id);
  if (found == imports_.end()) {
    return make_error(ErrorCode::not_found, "no-such-import", "there is no import " + std::string(id));
  }
  return found->second;
}

std::vector<ImportStatus> Imports::list(std::string_view before, std::size_t limit) const {
  const std::lock_guard lock(mutex_);
  std::vector<ImportStatus> page;
  // Ids begin with the number of their arrival.
  auto at = before.empty() ? imports_.end() : imports_.lower_bound(before);
  while (at != imports_.begin() && page.size() < limit) page.push_back((--at)->second);
  return page;
}

Result<ImportStatus> Imports::wait(std::string_view id, std::int64_t timeout_ms, std::uint64_t documents_max,
                                   const std::stop_token& stop) const {
  const std::stop_callback wake(stop, [this] {
    const std::lock_guard lock(mutex_);
    changed_.notify_all();
  });
  {
    std::unique_lock lock(mutex_);
    if (waiters_ < waiters_max_) {
      ++waiters_;
      changed_.wait_for(lock, std::chrono::milliseconds(timeout_ms), [&] {
        const auto found = imports_.find(id);
        return stop.stop_requested() || found == imports_.end() || ended(found->second) ||
               found->second.documents > documents_max;
      });
      --waiters_;
    }
  }
  return status(id);
}

Result<std::string> Imports::results_path(std::string_view id) const {
  if (const auto known = status(id); !known) return known.error();
  return folder_of(id) + "/results.ndjson";
}

void Imports::publish(const ImportStatus& status) {
  const std::lock_guard lock(mutex_);
  imports_[status.id] = status;
  changed_.notify_all();
}

void Imports::forget_old() {
  std::vector<std::string> old;
  {
    const std::lock_guard lock(mutex_);
    std::size_t kept = 0;
    for (auto at = imports_.rbegin(); at != imports_.rend(); ++at) {
      if (ended(at->second) && ++kept > kept_max_) old.push_back(at->first);
    }
    for (const std::string& id : old) imports_.erase(id);
  }
  std::error_code ignored;
  for (const std::string& id : old) std::filesystem::remove_all(folder_of(id), ignored);
}

void Imports::work(const std::stop_token& stop) {
  forget_old();
  while (!stop.stop_requested()) {
    ImportStatus next;
    {
      std::unique_lock lock(mutex_);
      changed_.wait_for(lock, std::chrono::milliseconds(500), [&] { return !queue_.empty() || stop.stop_requested(); });
      if (queue_.empty() || stop.stop_requested()) continue;
      next = imports_[queue_.front()];
      queue_.pop_front();
    }
    run(std::move(next), stop);
    forget_old();
  }
}

void Imports::run(ImportStatus status, const std::stop_token& stop) {
  const std::string folder = folder_of(status.id);
  ImportRun(catalog_, folder, std::move(status), [this](const ImportStatus& now) { publish(now); }).work(stop);
}

}  // namespace trama::service
