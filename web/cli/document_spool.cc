#include "web/cli/document_spool.h"

#include <algorithm>
#include <chrono>
#include <iostream>
#include <thread>

#include <nlohmann/json.hpp>

#include "catalog/base/limits.h"
#include "catalog/base/text.h"
#include "web/cli/output.h"
#include "web/cli/remote.h"

namespace trama::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kName = "/documents.ndjson";
constexpr std::chrono::milliseconds kFirstPause{20}, kLongestPause{500};

// Results come a page at a time; each line is one answer.
void for_each_line(std::string_view text, const auto& line) {
  for (const std::string_view part : split(text, '\n')) {
    if (!part.empty()) line(Json::parse(part, nullptr, false));
  }
}

}  // namespace

int run_import(http::Client& client, bool strict, const std::string& file, std::string_view content_type,
               Json* status) {
  http::ClientRequest request;
  request.method = "POST";
  request.target = Target("/import").query("strict", strict ? "true" : "").text();
  request.content_type = content_type;
  auto started = client.send_file(request, file);
  if (!started) return fail(started.error(), file);
  if (started->status >= 400) return fail(started.value(), file);
  const std::string id = Json::parse(started->body).value("id", "");
  // A short import is over before anybody would want to look; a long one is not asked for all the time.
  for (auto pause = kFirstPause;; pause = std::min(2 * pause, kLongestPause)) {
    const Called called = call(client, {"GET", Target("/imports").segment(id).text(), "", "", {}});
    if (called.exit != kFine) return called.exit;
    *status = Json::parse(called.answer.body);
    show_progress("bytes", (*status)["bytes_done"], (*status)["bytes_total"]);
    const std::string state = status->value("state", "");
    if (state == "failed") std::cerr << "trama: " << status->value("trouble", "the import failed") << '\n';
    if (state == "failed") return kUnreachable;
    if (state == "done") return (*status)["refused"] != 0 ? kFound : kFine;
    std::this_thread::sleep_for(pause);
  }
}

DocumentSpool::DocumentSpool() {
  if (auto folder = TempFolder::make("trama-import")) folder_ = std::make_unique<TempFolder>(std::move(*folder));
  if (folder_) lines_.open(folder_->path() + std::string(kName), std::ios::binary);
}

bool DocumentSpool::add(const std::string& file, std::string_view text) {
  if (!folder_ || text.empty() || text.size() > limits::kDocumentBytesMax || !valid_utf8(text)) return false;
  const std::string line = Json(text).dump();
  if (line.size() > limits::kDocumentBytesMax) return false;
  lines_ << line << '\n';
  if (!lines_.flush()) return false;
  files_.push_back(file);
  return true;
}

DocumentSpool::Outcome DocumentSpool::send(http::Client& client, bool strict) {
  Outcome outcome;
  if (files_.empty()) return outcome;
  lines_.close();
  Json status;
  outcome.exit = run_import(client, strict, folder_->path() + std::string(kName), "application/x-ndjson", &status);
  if (outcome.exit >= kUsage) return outcome;
  outcome.registered = status.value("created", 0U) + status.value("revised", 0U) + status.value("restored", 0U);
  outcome.unchanged = status.value("unchanged", 0U);
  outcome.refused = status.value("refused", 0U);
  outcome.gates_warned = status.value("gates_warned", 0U);
  outcome.gates_failed = status.value("gates_failed", 0U);
  if (outcome.refused == 0) return outcome;
  const Called results =
      call(client, {"GET", Target("/imports").segment(status.value("id", "")).text() + "/results", "", "", {}});
  if (results.exit != kFine) {
    outcome.exit = results.exit;
    return outcome;
  }
  outcome.exit = kFine;
  for_each_line(results.answer.body, [&](const Json& line) {
    const auto problem = line.find("problem");
    const std::size_t index = line.value("index", files_.size());
    if (problem == line.end() || index >= files_.size()) return;
    http::ClientAnswer refusal;
    refusal.status = problem->value("status", 422);
    refusal.body = problem->dump();
    outcome.exit = std::max(outcome.exit, fail(refusal, files_[index]));
  });
  return outcome;
}

}  // namespace trama::cli
