// Writing an export. See folder.h for its layout and file_names.h for its names.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>

#include "catalog/store/file_names.h"
#include "catalog/store/folder.h"
#include "catalog/store/folder_changes.h"

namespace trama::store {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kChangesPerRead = 1'000;
constexpr int kTriesMax = 3;

bool carries_text(ChangeKind kind) {
  return kind == ChangeKind::contract_registered || kind == ChangeKind::contract_revised ||
         kind == ChangeKind::contract_restored;
}

std::string extension_of(std::string_view bytes) {
  const auto first = bytes.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
  const bool json = first != std::string_view::npos && (bytes[first] == '{' || bytes[first] == '[');
  return json ? "json" : "yaml";
}

class Export {
 public:
  Export(const Registry& registry, const std::string& folder, const Progress& progress)
      : registry_(registry), folder_(folder), progress_(progress), head_(registry.head()) {}

  Result<FolderCounts> run() {
    if (auto prepared = prepare(); !prepared) return prepared.error();
    const fs::path log = folder_ / "changes.ndjson.new";
    std::ofstream lines(log, std::ios::binary | std::ios::trunc);
    for (Seq since = 0; since < head_;) {
      const auto changes = registry_.changes(since, kChangesPerRead);
      if (!changes) return changes.error();
      if (changes->empty()) return make_error(ErrorCode::corrupt, "store-corrupt", "the change log ends early");
      for (const Change& change : *changes) {
        if (change.seq > head_) break;
        const auto line = line_of(change);
        if (!line) return line.error();
        lines << *line << '\n';
        if (progress_) progress_(change.seq, head_);
      }
      since = changes->back().seq;
    }
    lines.close();
    if (!lines) return cannot_write(log);
    return finish(log);
  }

  // An erasure after the head of this export took a text from under it.
  [[nodiscard]] bool overtaken() const {
    return std::ranges::any_of(needs_erasure_, [&](const auto& version) { return !erasures_.contains(version); });
  }

 private:
  static Error cannot_write(const fs::path& path) {
    return make_error(ErrorCode::unreachable, "folder-write", "cannot write `" + path.string() + "`");
  }

  // An empty folder, one that holds an export already, or nothing but hidden files (a fresh git repository).
  Result<void> prepare() {
    std::error_code failed;
    fs::create_directories(folder_, failed);
    if (failed)
      return make_error(ErrorCode::unreachable, "folder-write",
                        "cannot make `" + folder_.string() + "`: " + failed.message());
    if (!fs::exists(folder_ / "trama.json", failed)) {
      for (const auto& entry : fs::directory_iterator(folder_, failed)) {
        if (entry.path().filename().string().starts_with('.')) continue;
        return make_error(ErrorCode::invalid_argument, "folder-not-empty",
                          "`" + folder_.string() + "` is neither empty nor an earlier export");
      }
    }
    if (failed)
      return make_error(ErrorCode::unreachable, "folder-read",
                        "cannot read `" + folder_.string() + "`: " + failed.message());
    return {};
  }

  Result<std::string> line_of(const Change& change) {
    FolderChange line;
    line.change = change;
    count(change);
    if (carries_text(change.kind)) {
      if (auto added = add_text(&line); !added) return added.error();
    }
    if (change.kind == ChangeKind::version_erased) erasures_.insert({change.subject, change.version});
    if (auto added = add_detail(&line); !added) return added.error();
    if (change.kind == ChangeKind::proposal_opened) {
      if (auto added = add_proposal(&line); !added) return added.error();
    }
    return to_line(line);
  }

  void count(const Change& change) {
    counts_.changes += 1;
    if (change.kind != ChangeKind::contract_registered) return;
    counts_.versions += 1;
    counts_.contracts += contracts_.insert(change.subject).second ? 1 : 0;
  }

  Result<void> add_text(FolderChange* line) {
    const Change& change = line->change;
    const auto bytes = registry_.original(change.subject, change.version, change.revision);
    if (!bytes && bytes.error().slug == "erased") return add_erased(line);
    if (!bytes) return bytes.error();
    const fs::path relative = fs::path("contracts") / file_name(change.subject) /
                              version_file_name(change.version, change.revision, extension_of(*bytes));
    line->file = relative.generic_string();
    if (change.kind == ChangeKind::contract_restored) return {};
    return write_file(relative, *bytes);
  }

  Result<void> add_erased(FolderChange* line) {
    const Change& change = line->change;
    needs_erasure_.insert({change.subject, change.version});
    const auto versions = registry_.versions(change.subject);
    const auto info = registry_.contract(change.subject);
    if (!versions) return versions.error();
    if (!info) return info.error();
    const auto found = std::ranges::find(*versions, change.version, &VersionInfo::version);
    if (found == versions->end())
      return make_error(ErrorCode::corrupt, "store-corrupt", "an erased version is missing");
    line->erased = FolderChange::Erased{.bytes = found->bytes,
                                        .fingerprint = found->fingerprint,
                                        .status = found->status,
                                        .kind = info->kind,
                                        .source = found->source};
    return {};
  }

  Result<void> add_detail(FolderChange* line) {
    const ChangeKind kind = line->change.kind;
    const std::string& subject = line->change.subject;
    if (kind == ChangeKind::consumer_removed) current_.erase(current_file("consumers", subject));
    if (kind == ChangeKind::settings_removed) current_.erase(current_file("compatibility", subject));
    if (kind != ChangeKind::consumer_set && kind != ChangeKind::edge_added && kind != ChangeKind::alias_added &&
        kind != ChangeKind::settings_set && kind != ChangeKind::event_received && kind != ChangeKind::manifest_imported)
      return {};
    auto detail = registry_.change_detail(line->change.seq);
    if (!detail) return detail.error();
    if (kind == ChangeKind::event_received) line->event = detail.take();
    if (kind == ChangeKind::manifest_imported) line->manifest = detail.take();
    if (kind == ChangeKind::alias_added) line->node = detail.take();
    if (kind == ChangeKind::edge_added) {
      auto assertions = lineage::unpack(*detail);
      if (!assertions) return assertions.error();
      if (assertions->size() == 1) line->assertion = std::move(assertions->front());
    }
    if (kind == ChangeKind::consumer_set) {
      current_[current_file("consumers", subject)] = *detail;
      line->consumer_json = detail.take();
    }
    if (kind == ChangeKind::settings_set) {
      current_[current_file("compatibility", subject)] = *detail;
      line->settings_json = detail.take();
    }
    return {};
  }

  static fs::path current_file(const char* folder, const std::string& subject) {
    return fs::path(folder) / (file_name(subject) + ".json");
  }

  Result<void> add_proposal(FolderChange* line) {
    const Change& change = line->change;
    const auto proposal = registry_.proposal(change.subject, change.seq);
    if (!proposal) return proposal.error();
    line->expires_us = proposal->expires_us;
    const auto bytes = registry_.proposal_text(change.subject, change.seq);
    if (!bytes && bytes.error().slug == "erased") {
      needs_erasure_.insert({change.subject, change.version});
      line->erased = FolderChange::Erased{.bytes = proposal->bytes,
                                          .fingerprint = proposal->fingerprint,
                                          .status = proposal->status,
                                          .kind = proposal->kind,
                                          .source = proposal->source};
      return {};
    }
    if (!bytes) return bytes.error();
    const fs::path relative =
        fs::path("proposals") / file_name(change.subject) / (proposal_id(change.seq) + "." + extension_of(*bytes));
    line->file = relative.generic_string();
    return write_file(relative, *bytes);
  }

  Result<void> write_file(const fs::path& relative, std::string_view bytes) {
    const fs::path path = folder_ / relative;
    std::error_code failed;
    fs::create_directories(path.parent_path(), failed);
    std::ofstream out(path, std::ios::binary | std::ios::trunc);
    out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    out.close();
    if (!out) return cannot_write(path);
    written_.insert(relative.generic_string());
    return {};
  }

  Result<FolderCounts> finish(const fs::path& log) {
    for (const auto& [file, json] : current_) {
      if (auto done = write_file(file, pretty_json(json) + "\n"); !done) return done.error();
    }
    if (auto removed = remove_stale(); !removed) return removed.error();
    std::error_code failed;
    fs::rename(log, folder_ / "changes.ndjson", failed);
    if (failed) return cannot_write(folder_ / "changes.ndjson");
    if (auto done = write_file("trama.json", folder_marker(head_)); !done) return done.error();
    return counts_;
  }

  // What an earlier export left and this one does not have: erased texts above all.
  Result<void> remove_stale() {
    std::error_code failed;
    for (const char* part : {"contracts", "consumers", "compatibility", "proposals"}) {
      std::vector<fs::path> stale;
      for (auto at = fs::recursive_directory_iterator(folder_ / part, failed); !failed && at != fs::end(at);
           at.increment(failed)) {
        const fs::path relative = fs::relative(at->path(), folder_);
        if (at->is_regular_file() && !written_.contains(relative.generic_string())) stale.push_back(at->path());
      }
      for (const fs::path& path : stale) {
        fs::remove(path, failed);
        if (failed) return cannot_write(path);
        if (fs::is_empty(path.parent_path(), failed)) fs::remove(path.parent_path(), failed);
      }
    }
    return {};
  }

  const Registry& registry_;
  const fs::path folder_;
  const Progress& progress_;
  const Seq head_;
  FolderCounts counts_;
  std::set<std::string> contracts_, written_;
  std::set<std::pair<std::string, std::string>> needs_erasure_, erasures_;
  std::map<fs::path, std::string> current_;  // consumers and settings as they are at the head
};

}  // namespace

Result<FolderCounts> export_folder(const Registry& registry, const std::string& folder, const Progress& progress) {
  for (int attempt = 1;; ++attempt) {
    Export run(registry, folder, progress);
    auto counts = run.run();
    if (!counts || !run.overtaken() || attempt == kTriesMax) return counts;
  }
}

}  // namespace trama::store
