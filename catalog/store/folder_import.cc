// Reading an export into an empty store: the history is lived again, change by change, with its times and actors.
#include <filesystem>
#include <fstream>
#include <sstream>
#include <utility>

#include "catalog/base/hash.h"
#include "catalog/contract/model_json.h"
#include "catalog/contract/parse.h"
#include "catalog/lineage/openlineage/event.h"
#include "catalog/store/folder.h"
#include "catalog/store/folder_changes.h"

namespace trama::store {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kRegistrationsPerGroup = 256;

Error corrupt(std::string what) {
  return make_error(ErrorCode::corrupt, "folder-corrupt", std::move(what));
}

Result<std::string> read_file(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream bytes;
  bytes << in.rdbuf();
  if (!in) return make_error(ErrorCode::unreachable, "folder-read", "cannot read `" + path.string() + "`");
  return std::move(bytes).str();
}

// "contracts/a/b.yaml" and nothing that leads out of the folder.
bool stays_inside(const std::string& relative) {
  const fs::path path(relative);
  if (path.is_absolute()) return false;
  for (const auto& part : path) {
    if (part == "..") return false;
  }
  return true;
}

class Import {
 public:
  Import(Registry& registry, const std::string& folder, const Progress& progress)
      : registry_(registry), folder_(folder), progress_(progress) {}

  Result<FolderCounts> run() {
    if (registry_.head() != 0) {
      return make_error(ErrorCode::invalid_argument, "store-not-empty",
                        "an export can only be imported into an empty store");
    }
    const auto marker = read_file(folder_ / "trama.json");
    if (!marker) return marker.error();
    const auto head = read_folder_marker(*marker);
    if (!head) return head.error();
    head_ = *head;
    std::ifstream lines(folder_ / "changes.ndjson", std::ios::binary);
    if (!lines && head_ > 0) return make_error(ErrorCode::unreachable, "folder-read", "cannot read changes.ndjson");
    for (std::string line; std::getline(lines, line);) {
      if (line.empty()) continue;
      if (auto done = take(line); !done) return at_change(done.error());
    }
    if (auto done = register_pending(); !done) return at_change(done.error());
    if (registry_.head() != head_) {
      return corrupt("trama.json promises " + std::to_string(head_) + " changes; there are " +
                     std::to_string(registry_.head()));
    }
    const auto stats = registry_.stats();
    return FolderCounts{.contracts = stats.contracts, .versions = stats.versions, .changes = head_};
  }

 private:
  [[nodiscard]] Error at_change(const Error& error) const {
    return error.context("importing change " + std::to_string(current_));
  }

  Result<void> take(const std::string& line) {
    current_ += 1;
    auto read = read_line(line);
    if (!read) return read.error();
    FolderChange change = read.take();
    if (change.change.seq != current_) return corrupt("expected seq " + std::to_string(current_));
    switch (change.change.kind) {
      case ChangeKind::contract_registered:
      case ChangeKind::contract_revised:
      case ChangeKind::contract_restored:
        if (auto queued = queue(std::move(change)); !queued) return queued;
        return pending_.size() < kRegistrationsPerGroup ? Result<void>() : register_pending();
      default:
        if (auto done = register_pending(); !done) return done;
        return check(change.change, apply(change));
    }
  }

  Result<void> queue(FolderChange line) {
    RegisterRequest request;
    request.actor = line.change.actor;
    request.reason = line.change.reason;
    request.recorded_us = line.change.time_us;
    request.override_gates = line.change.override_gates;
    auto filled = line.erased ? fill_erased(line, &request) : fill_text(line, &request);
    if (!filled) return filled;
    expected_.push_back(std::move(line.change));
    pending_.push_back(std::move(request));
    return {};
  }

  static Result<void> fill_erased(const FolderChange& line, RegisterRequest* request) {
    auto contract = std::make_shared<contract::Contract>();
    contract->id = line.change.subject;
    contract->version = line.change.version;
    contract->kind = line.erased->kind;
    contract->status = line.erased->status;
    contract->source = line.erased->source;
    request->contract = std::move(contract);
    request->fingerprint = line.erased->fingerprint;
    request->erased = RegisterRequest::Erased{.sha256 = line.change.sha256, .bytes = line.erased->bytes};
    return {};
  }

  Result<void> fill_text(const FolderChange& line, RegisterRequest* request) const {
    if (line.file.empty() || !stays_inside(line.file)) return corrupt("`file` must name a file of the folder");
    auto bytes = read_file(folder_ / line.file);
    if (!bytes) return bytes.error();
    if (sha256_hex(*bytes) != line.change.sha256) return corrupt("`" + line.file + "` does not have its sha256");
    const auto parsed = contract::parse_contract(*bytes);
    if (!parsed) return parsed.error().context("reading `" + line.file + "`");
    if (parsed->contract->id != line.change.subject || parsed->contract->version != line.change.version) {
      return corrupt("`" + line.file + "` is another contract or version than its change says");
    }
    request->contract = parsed->contract;
    request->fingerprint = parsed->fingerprint;
    request->model_json = contract::to_json(*parsed->contract);
    request->original = bytes.take();
    return {};
  }

  Result<void> register_pending() {
    const auto answers = registry_.register_many(std::exchange(pending_, {}));
    const auto expected = std::exchange(expected_, {});
    for (std::size_t i = 0; i < answers.size(); ++i) {
      if (!answers[i]) return answers[i].error();
      Change change = expected[i];
      change.seq = answers[i]->seq;
      change.time_us = answers[i]->time_us;
      if (auto same = check(expected[i], std::move(change)); !same) return same;
    }
    return {};
  }

  Result<Change> apply(const FolderChange& line) {
    const Change& change = line.change;
    const auto at = change.time_us;
    switch (change.kind) {
      case ChangeKind::contract_retired:
        return registry_.retire({change.subject, "", change.actor, change.reason, at});
      case ChangeKind::version_erased:
        return registry_.erase_version({change.subject, change.version, change.actor, change.reason, at});
      case ChangeKind::consumer_set: {
        auto consumer =
            lineage::consumer_from_json(line.consumer_json, change.subject, lineage::ConsumerOrigin::stored);
        if (!consumer) return consumer.error();
        return registry_.set_consumer(consumer.take(), "", change.actor, at);
      }
      case ChangeKind::consumer_removed:
        return registry_.remove_consumer(change.subject, "", change.actor, at);
      case ChangeKind::edge_added:
        return add_edge(line);
      case ChangeKind::edge_removed:
        return registry_.remove_edge(change.subject, change.actor, at);
      case ChangeKind::alias_added:
        return registry_.set_alias({change.subject, line.node, change.actor, change.reason, 0, 0}, at);
      case ChangeKind::alias_removed:
        return registry_.remove_alias(change.subject, change.actor, at);
      case ChangeKind::settings_set:
      case ChangeKind::settings_removed:
        return apply_settings(line);
      case ChangeKind::proposal_opened:
        return propose(line);
      case ChangeKind::proposal_acknowledged:
      case ChangeKind::proposal_objected:
        return registry_.sign(
            {.contract = change.subject,
             .proposal = change.proposal,
             .consumer = change.consumer,
             .comment = change.reason,
             .actor = change.actor,
             .stance = change.kind == ChangeKind::proposal_objected ? Stance::objected : Stance::acknowledged,
             .consumer_seq = {},
             .recorded_us = at});
      case ChangeKind::proposal_withdrawn:
        return registry_.withdraw({change.subject, change.proposal, change.actor, change.reason, at});
      case ChangeKind::proposal_published:
        return publish(change);
      case ChangeKind::event_received:
        return receive(line);
      case ChangeKind::manifest_imported:
        return import_manifest(line);
      case ChangeKind::manifest_removed:
        return registry_.remove_manifest({change.subject, change.actor, change.reason, at});
      case ChangeKind::lineage_swept:
        return registry_.sweep(
            {{change.version == "job" ? lineage::AsserterKind::job : lineage::AsserterKind::manifest, change.subject},
             INT64_MAX,
             change.actor,
             change.reason,
             at});
      default:
        return corrupt("this kind of change cannot stand here");
    }
  }

  Result<Change> receive(const FolderChange& line) {
    auto event = openlineage::parse_event(line.event);
    if (!event) return event.error();
    event->notes.clear();
    const auto received = registry_.receive_event(
        {std::make_shared<const openlineage::Event>(event.take()), line.event, line.change.actor, line.change.time_us});
    if (!received) return received.error();
    Change change = line.change;
    change.seq = received->seq;
    change.time_us = received->time_us;
    change.sha256 = sha256_hex(line.event);
    return change;
  }

  // Its consumers are set already, by the changes before.
  Result<Change> import_manifest(const FolderChange& line) {
    auto manifest = lineage::read_manifest(line.manifest);
    if (!manifest) return manifest.error();
    const auto imported = registry_.import_manifest(
        {std::make_shared<const lineage::Manifest>(manifest.take()), line.change.actor, line.change.time_us});
    if (!imported) return imported.error();
    Change change = line.change;
    change.seq = imported->seq;
    change.time_us = imported->time_us;
    change.sha256 = sha256_hex(line.manifest);
    return change;
  }

  Result<Change> apply_settings(const FolderChange& line) {
    const Change& change = line.change;
    auto scope = contract::parse_scope(change.subject);
    if (!scope) return scope.error();
    SettingsRequest request{.scope = scope.take(),
                            .settings = {},
                            .if_match = "",
                            .actor = change.actor,
                            .reason = change.reason,
                            .recorded_us = change.time_us};
    if (change.kind == ChangeKind::settings_removed) return registry_.remove_settings(std::move(request));
    auto settings = contract::settings_from_json(line.settings_json);
    if (!settings) return settings.error();
    request.settings = settings.take();
    return registry_.set_settings(std::move(request));
  }

  Result<Change> propose(const FolderChange& line) {
    RegisterRequest text;
    auto filled = line.erased ? fill_erased(line, &text) : fill_text(line, &text);
    if (!filled) return filled.error();
    ProposeRequest request;
    request.contract = text.contract;
    request.original = std::move(text.original);
    request.fingerprint = text.fingerprint;
    request.actor = line.change.actor;
    request.reason = line.change.reason;
    request.expires_us = line.expires_us;
    request.recorded_us = line.change.time_us;
    if (line.erased) request.erased = {.sha256 = line.change.sha256, .bytes = line.erased->bytes};
    return registry_.propose(std::move(request));
  }

  Result<Change> publish(const Change& change) {
    PublishRequest request;
    request.contract = change.subject;
    request.proposal = change.proposal;
    request.actor = change.actor;
    request.reason = change.reason;
    request.revision = change.revision;
    request.recorded_us = change.time_us;
    auto published = registry_.publish_proposal(std::move(request));
    if (!published) return published.error();
    return published.take().change;
  }

  Result<Change> add_edge(const FolderChange& line) {
    if (!line.assertion) return corrupt("an edge-added change needs `edge`");
    ManualEdge edge;
    edge.assertion = *line.assertion;
    edge.actor = line.change.actor;
    edge.reason = line.change.reason;
    const auto added = registry_.add_edge(edge, line.change.time_us);
    if (!added) return added.error();
    Change change = line.change;
    change.seq = added->seq;
    change.time_us = added->time_us;
    return change;
  }

  // Living it again must give the same record; else the folder was edited by hand or is incomplete.
  Result<void> check(const Change& expected, const Result<Change>& now) {
    if (!now) return now.error();
    if (now->seq != expected.seq || now->time_us != expected.time_us) {
      return corrupt("change " + std::to_string(expected.seq) + " (" + std::string(to_string(expected.kind)) + " " +
                     expected.subject + ") came out as change " + std::to_string(now->seq));
    }
    if (progress_) progress_(expected.seq, head_);
    return {};
  }

  Registry& registry_;
  const fs::path folder_;
  const Progress& progress_;
  Seq head_ = 0, current_ = 0;
  std::vector<RegisterRequest> pending_;
  std::vector<Change> expected_;
};

}  // namespace

Result<FolderCounts> import_folder(Registry& registry, const std::string& folder, const Progress& progress) {
  return Import(registry, folder, progress).run();
}

}  // namespace trama::store
