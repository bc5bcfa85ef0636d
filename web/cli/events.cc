// import openlineage, jobs, run, dataset, status: what OpenLineage events tell.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>

#include <nlohmann/json.hpp>

#include "web/cli/output.h"
#include "web/cli/remote.h"
#include "web/http/compression.h"

namespace trama::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kBatchEvents = 500;
constexpr std::size_t kBatchBytes = 4U << 20;
constexpr std::size_t kReadBytes = 256U << 10;
constexpr std::uint64_t kUnpackedBytesMax = std::uint64_t{1} << 40;
constexpr std::uint64_t kRefusedShown = 20;

// Sends the events of one file, line by line, in batches.
class EventFile {
 public:
  EventFile(http::Client& client, const ImportEventsOptions& options, std::string file)
      : client_(client), options_(options), file_(std::move(file)) {}

  int run() {
    std::ifstream opened;
    if (file_ != "-") {
      opened.open(file_, std::ios::binary);
      std::error_code failed;
      total_ = std::filesystem::file_size(file_, failed);
      if (!opened || failed) {
        fail(make_error(ErrorCode::unreachable, "unreadable-file", "`" + file_ + "` cannot be read"));
        return kUsage;
      }
    }
    std::istream& in = file_ == "-" ? std::cin : opened;
    if (!read(in)) return exit_;
    if (!line_.empty()) take_line();
    flush();
    if (exit_ != kUnreachable) tell();
    return exit_;
  }

 private:
  // False: it cannot go on; said already.
  bool read(std::istream& in) {
    http::Gunzip unpack(kUnpackedBytesMax, [this](std::string_view piece) { return feed(piece); });
    std::string buffer(kReadBytes, '\0');
    bool packed = false;
    for (bool first = true; in; first = false) {
      in.read(buffer.data(), static_cast<std::streamsize>(buffer.size()));
      const std::string_view piece = std::string_view(buffer).substr(0, static_cast<std::size_t>(in.gcount()));
      if (first) packed = piece.starts_with("\x1f\x8b");
      if (!(packed ? unpack.feed(piece) : feed(piece))) break;
      read_ += piece.size();
    }
    if (exit_ == kUnreachable) return false;
    if (!packed || unpack.finish() == http::GunzipState::done) return true;
    exit_ = std::max<int>(exit_, kUsage);
    std::cerr << "trama: " << file_ << ": the gzip data is broken after line " << lines_ << '\n';
    return false;
  }

  bool feed(std::string_view piece) {
    while (!piece.empty()) {
      const std::size_t end = piece.find('\n');
      line_ += piece.substr(0, end);
      if (end == std::string_view::npos) return true;
      piece.remove_prefix(end + 1);
      take_line();
      if (exit_ == kUnreachable) return false;
    }
    return true;
  }

  void take_line() {
    ++lines_;
    std::string line = std::exchange(line_, {});
    if (lines_ < options_.from_line || line.find_first_not_of(" \t\r") == std::string::npos) return;
    if (batch_.size() + line.size() > kBatchBytes || numbers_.size() == kBatchEvents) flush();
    if (exit_ == kUnreachable) return;
    numbers_.push_back(lines_);
    batch_ += std::move(line) + '\n';
  }

  void flush() {
    if (numbers_.empty()) return;
    http::ClientRequest request;
    request.method = "POST";
    request.target = Target("/lineage/batch").text();
    request.body = std::exchange(batch_, {});
    request.content_type = "application/x-ndjson";
    const std::vector<std::uint64_t> numbers = std::exchange(numbers_, {});
    const Called called = call(client_, request, file_);
    if (called.exit != kFine) {
      exit_ = kUnreachable;
      std::cerr << "trama: " << file_ << ": stopped; go on with --from-line " << numbers.front() << '\n';
      return;
    }
    const Json answer = Json::parse(called.answer.body, nullptr, false);
    if (!answer.is_object()) return;
    sent_ += numbers.size();
    for (const Json& failed : answer.value("failed_events", Json::array())) {
      exit_ = std::max<int>(exit_, kFound);
      const auto index = failed.value("index", std::size_t{0});
      if (++refused_ > kRefusedShown || index >= numbers.size()) continue;
      std::cerr << "trama: " << file_ << ':' << numbers[index] << ": " << text_of(failed, "reason") << '\n';
    }
    if (total_ > 0) show_progress(file_, read_, total_);
  }

  void tell() const {
    if (options_.remote.json) {
      std::cout << Json{{"file", file_}, {"events", sent_}, {"refused", refused_}}.dump() << '\n';
    } else {
      std::cout << file_ << ": " << sent_ << " events, " << refused_ << " refused\n";
    }
    if (refused_ > kRefusedShown) std::cerr << "and " << refused_ - kRefusedShown << " more were refused\n";
  }

  http::Client& client_;
  const ImportEventsOptions& options_;
  std::string file_, line_, batch_;
  std::vector<std::uint64_t> numbers_;  // the line of each event of the batch
  std::uint64_t lines_ = 0, sent_ = 0, refused_ = 0, read_ = 0, total_ = 0;
  int exit_ = kFine;
};

std::string latest(const Json& job, const char* member) {
  return job.contains("latest_run") ? text_of(job["latest_run"], member) : "";
}

std::string names_of(const Json& run, const char* side) {
  std::string text;
  for (const Json& dataset : run.value(side, Json::array()))
    text += (text.empty() ? "" : ", ") + text_of(dataset, "name");
  return text;
}

// "orders.order_id", "orders", "" (the contract as a whole)
std::string place_of(const Json& check) {
  const std::string field = text_of(check, "field");
  return text_of(check, "dataset") + (field.empty() ? "" : "." + field);
}

std::string rule_name(const Json& rule) {
  for (const char* key : {"name", "description", "metric", "id", "type"}) {
    if (std::string text = text_of(rule, key); !text.empty()) return text;
  }
  return "rule";
}

std::string result_of(const Json& check) {
  const std::string result = text_of(check, "result");
  return result == "failed" && check.contains("severity") ? "warning" : result;
}

std::string promised(const Json& level) {
  std::string text = text_of(level, "value");
  for (const char* key : {"unit", "schedule"}) {
    if (const std::string more = text_of(level, key); !more.empty()) text += (text.empty() ? "" : " ") + more;
  }
  return text;
}

void print_checks(const Json& quality) {
  std::vector<Row> rows;
  for (const Json& rule : quality["rules"]) {
    const std::string when = rule.contains("evidence") ? text_of(rule["evidence"], "time") : "";
    rows.push_back({place_of(rule), rule_name(rule), result_of(rule), when, text_of(rule, "reason")});
  }
  for (const Json& test : quality["tests"]) {
    const std::string name = text_of(test, "name");
    rows.push_back({place_of(test), "test " + (name.empty() ? text_of(test, "assertion") : name), result_of(test),
                    text_of(test["evidence"], "time"), text_of(test, "constraint")});
  }
  if (rows.empty()) return;
  std::cout << '\n';
  print_table({"WHERE", "CHECK", "RESULT", "TESTED", "WHY"}, rows);
}

void print_status(const Json& answer) {
  std::vector<Row> rows;
  for (const Json& level : answer["sla"]["levels"]) {
    rows.push_back({text_of(level, "property"), promised(level), text_of(level, "verdict"), text_of(level, "reason")});
  }
  if (!rows.empty()) print_table({"SERVICE LEVEL", "PROMISED", "VERDICT", "WHY"}, rows);
  print_checks(answer["quality"]);
  rows.clear();
  for (const Json& port : answer.value("ports", Json::array())) {
    rows.push_back({text_of(port, "contract"), text_of(port, "sla"), text_of(port, "quality")});
  }
  if (!rows.empty()) print_table({"CONTRACT", "SERVICE LEVELS", "QUALITY"}, rows);
  std::cout << "service levels " << text_of(answer["sla"], "verdict") << "; quality "
            << text_of(answer["quality"], "verdict");
  if (const std::string why = text_of(answer["quality"], "reason"); !why.empty()) std::cout << " (" << why << ')';
  std::cout << "; as of seq " << text_of(answer, "as_of_seq") << '\n';
}

}  // namespace

int import_events(const ImportEventsOptions& options) {
  int exit = kFine;
  const auto client = connect(options.remote, &exit);
  if (!client) return exit;
  for (const std::string& file : options.files) {
    exit = std::max(exit, EventFile(*client, options, file).run());
    if (exit == kUnreachable) break;
  }
  return exit;
}

int jobs(const JobsOptions& options) {
  int exit = kFine;
  const auto client = connect(options.remote, &exit);
  if (!client) return exit;
  if (!options.id.empty()) {
    return print_list(*client, options.remote, Target("/jobs").segment(options.id).segment("runs"),
                      {{"RUN", "id"},
                       {"STATE", "state"},
                       {"STARTED", "started"},
                       {"ENDED", "ended"},
                       {"INPUTS", [](const Json& run) { return names_of(run, "inputs"); }},
                       {"OUTPUTS", [](const Json& run) { return names_of(run, "outputs"); }}});
  }
  return print_list(*client, options.remote, Target("/jobs"),
                    {{"JOB", "id"},
                     {"STATE", [](const Json& job) { return latest(job, "state"); }},
                     {"STARTED", [](const Json& job) { return latest(job, "started"); }},
                     {"LINEAGE AS OF", "lineage_as_of"}});
}

int run_by_id(const RunOptions& options) {
  int exit = kFine;
  const auto client = connect(options.remote, &exit);
  if (!client) return exit;
  http::ClientRequest request;
  request.target = Target("/runs").segment(options.id).text();
  return print_answer(*client, request);
}

int dataset(const DatasetOptions& options) {
  int exit = kFine;
  const auto client = connect(options.remote, &exit);
  if (!client) return exit;
  http::ClientRequest request;
  request.target = Target("/datasets").segment(options.id).text();
  return print_answer(*client, request);
}

int status(const StatusOptions& options) {
  int exit = kFine;
  const auto client = connect(options.remote, &exit);
  if (!client) return exit;
  http::ClientRequest request;
  request.target = Target("/contracts").segment(options.id).segment("status").text();
  if (options.remote.json) return print_answer(*client, request);
  const Json answer = call_json(*client, request, &exit);
  if (exit == kFine) print_status(answer);
  return exit;
}

}  // namespace trama::cli
