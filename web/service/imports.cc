#include "web/service/imports.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <functional>
#include <utility>

#include <nlohmann/json.hpp>

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

bool write_file(const std::string& path, const std::string& text) {
  const std::string fresh = path + ".new";
  {
    std::ofstream file(fresh, std::ios::binary | std::ios::trunc);
    file << text;
    file.flush();
    if (!file) return false;
  }
  std::error_code error;
  std::filesystem::rename(fresh, path, error);
  return !error;
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
    open_results();
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
      while (good(stop) && (pieces_.size() >= kBatchDocuments || (!more && !pieces_.empty()))) register_batch();
    }
    if (status_.trouble.empty() && stop.stop_requested()) return;  // goes on at the next start
    finish();
  }

 private:
  [[nodiscard]] bool good(const std::stop_token& stop) const {
    return status_.trouble.empty() && !stop.stop_requested();
  }

  void open_results() {
    const std::string path = folder_ + "/results.ndjson";
    std::ofstream(path, std::ios::app).close();
    // Results of a batch whose state was not saved will be written again.
    std::error_code ignored;
    std::filesystem::resize_file(path, position_.results_bytes, ignored);
    results_.open(path, std::ios::binary | std::ios::app);
  }

  void check_size() {
    if (!splitter_.overlong()) return;
    status_.trouble = "the document that begins at line " + std::to_string(splitter_.line()) +
                      " is larger than any document may be (4 MiB); split the input";
  }

  void register_batch() {
    const std::size_t n = std::min(pieces_.size(), kBatchDocuments);
    std::vector<std::string> texts;
    texts.reserve(n);
    for (std::size_t i = 0; i < n; ++i) texts.push_back(pieces_[i].text);
    const auto answers = catalog_.register_documents(texts, options_);
    for (std::size_t i = 0; i < n; ++i) note_answer(pieces_[i], answers[i]);
    results_.flush();
    if (!results_) status_.trouble = "the results file cannot be written; is the disk full?";
    status_.bytes_done = pieces_[n - 1].end;
    position_.line = n < pieces_.size() ? pieces_[n].line : splitter_.line();
    pieces_.erase(pieces_.begin(), pieces_.begin() + static_cast<std::ptrdiff_t>(n));
    save_state();
    publish_(status_);
  }

  void note_answer(const DocumentSplitter::Piece& piece, const Result<Registered>& answer) {
    const std::string result = result_line(status_.documents, piece.line, answer);
    results_ << result;
    position_.results_bytes += result.size();
    count(answer, &status_);
    if (!answer && answer.error().code == ErrorCode::unavailable) status_.trouble = answer.error().message;
  }

  void save_state() {
    if (write_file(folder_ + "/state.json", state_text(status_, position_))) return;
    status_.trouble = "the import's state cannot be written; is the disk full?";
  }

  void finish() {
    status_.state = status_.trouble.empty() ? ImportState::done : ImportState::failed;
    if (status_.state == ImportState::done) status_.bytes_done = status_.bytes_total;
    save_state();
    std::error_code ignored;
    std::filesystem::remove(folder_ + "/input", ignored);
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
  std::ofstream results_;
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

Imports::Imports(Catalog& catalog, std::string folder) : catalog_(catalog), folder_(std::move(folder)) {
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
  if (error || !write_file(folder + "/state.json", state_text(status, {}))) {
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

std::vector<ImportStatus> Imports::list() const {
  const std::lock_guard lock(mutex_);
  std::vector<ImportStatus> all;
  for (const auto& [id, status] : imports_) all.insert(all.begin(), status);
  return all;
}

Result<ImportStatus> Imports::wait(std::string_view id, std::int64_t timeout_ms) const {
  {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, std::chrono::milliseconds(timeout_ms), [&] {
      const auto found = imports_.find(id);
      return found == imports_.end() || found->second.state == ImportState::done ||
             found->second.state == ImportState::failed;
    });
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

void Imports::work(const std::stop_token& stop) {
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
  }
}

void Imports::run(ImportStatus status, const std::stop_token& stop) {
  const std::string folder = folder_of(status.id);
  ImportRun(catalog_, folder, std::move(status), [this](const ImportStatus& now) { publish(now); }).work(stop);
}

}  // namespace trama::service
