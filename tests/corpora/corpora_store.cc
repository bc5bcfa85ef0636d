// corpora_store [FOLDER] [--details]
//
// Registers every public contract of a corpus folder in the real store, as its user would: each into a store that does
// not know its id, where its bytes must come back as they were and its own ODCS rendering must be a revision (the same
// meaning) of it; then all into one store, where only another meaning under the same version is a reason to refuse.
// Prints a table of both by dialect, and one of reasons. FOLDER: see corpus_files.h.
//
// Exit: 0 fine; 1 bytes or a meaning changed, or a conflict was none; 77 no corpus.
#include <iostream>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "catalog/contract/model_json.h"
#include "catalog/contract/odcs_render.h"
#include "catalog/contract/parse.h"
#include "catalog/store/registry.h"
#include "tests/corpora/corpus_files.h"
#include "tests/support/temp_dir.h"

namespace {

using namespace trama;
using namespace trama::corpora;
using store::Outcome;

struct Row {
  std::size_t files = 0, stored = 0, refused = 0, same_bytes = 0, same_meaning = 0;   // an empty store each
  std::size_t created = 0, revised = 0, unchanged = 0, conflicts = 0, no_reason = 0;  // one store for all
};

std::unique_ptr<store::Registry> open_store(const std::string& path) {
  store::StoreOptions options;
  options.path = path;
  options.cache_bytes = 8U << 20;
  auto registry = store::Registry::open(std::move(options));
  if (!registry) std::cout << "no store: " << registry.error().message << '\n';
  return registry ? registry.take() : nullptr;
}

Result<store::Receipt> put(store::Registry* registry, const std::string& bytes,
                           const contract::ParsedContract& parsed) {
  store::RegisterRequest request;
  request.contract = parsed.contract;
  request.original = bytes;
  request.model_json = contract::to_json(*parsed.contract);
  request.fingerprint = parsed.fingerprint;
  request.actor = "corpora";
  return registry->register_contract(std::move(request));
}

class Report {
 public:
  explicit Report(bool details) : details_(details) {}

  bool run(const std::vector<CorpusFile>& files) {
    const test::TempDir folder;
    const auto all = open_store(folder / "all");
    if (all == nullptr) return false;
    for (const CorpusFile& file : files) one(file, all.get());
    for (const auto& round : rounds_) alone(round, folder / ("round" + std::to_string(stores_++)));
    print();
    return ok_;
  }

 private:
  void one(const CorpusFile& file, store::Registry* all) {
    const std::string bytes = read_file(file.path);
    const auto parsed = contract::parse_contract(bytes);
    Row& row = rows_[parsed ? dialect(*parsed->contract) : file.kind];
    ++row.files;
    if (!parsed) {
      ++row.refused;
      ++reasons_["refused: " + parsed.error().slug];
      if (details_) std::cout << "refused " << file.name << ": " << parsed.error().message << '\n';
      return;
    }
    together(file, bytes, *parsed, all, &row);
    const std::size_t round = seen_[parsed->contract->id]++;
    if (round == rounds_.size()) rounds_.emplace_back();
    rounds_[round].push_back({file, bytes, *parsed, &row});
  }

  // To open a store costs more than to use it: those of different ids share one, which knows neither.
  struct Waiting {
    CorpusFile file;
    std::string bytes;
    contract::ParsedContract parsed;
    Row* row;
  };

  void alone(const std::vector<Waiting>& round, const std::string& path) {
    const auto registry = open_store(path);
    for (const Waiting& each : round) alone(each.file, each.bytes, each.parsed, registry.get(), each.row);
  }

  void alone(const CorpusFile& file, const std::string& bytes, const contract::ParsedContract& parsed,
             store::Registry* registry, Row* row) {
    if (registry == nullptr || !put(registry, bytes, parsed)) return fail(file, "was not stored");
    ++row->stored;
    const std::string& id = parsed.contract->id;
    const std::string& version = parsed.contract->version;
    const auto original = registry->original(id, version);
    const bool same = original && original.value() == bytes;
    row->same_bytes += same ? 1 : 0;
    if (!same) fail(file, "came back with other bytes");
    if (revises(registry, id, version)) {
      ++row->same_meaning;
    } else {
      fail(file, "means something else as ODCS");
    }
  }

  // What is rendered from the stored model, registered again.
  static bool revises(store::Registry* registry, const std::string& id, const std::string& version) {
    const auto json = registry->model_json(id, version);
    const auto model = json ? contract::from_json(json.value()) : Result<contract::Contract>(json.error());
    if (!model) return false;
    const std::string rendered = contract::render_odcs_yaml(model.value());
    const auto parsed = contract::parse_contract(rendered);
    const auto receipt = parsed ? put(registry, rendered, *parsed) : Result<store::Receipt>(parsed.error());
    return receipt && (receipt->outcome == Outcome::revised || receipt->outcome == Outcome::unchanged);
  }

  void together(const CorpusFile& file, const std::string& bytes, const contract::ParsedContract& parsed,
                store::Registry* all, Row* row) {
    const auto receipt = put(all, bytes, parsed);
    if (receipt) {
      ++(receipt->outcome == Outcome::created   ? row->created
         : receipt->outcome == Outcome::revised ? row->revised
                                                : row->unchanged);
      return;
    }
    ++row->conflicts;
    ++reasons_["one store: " + receipt.error().slug];
    if (details_) std::cout << "conflict " << file.name << ": " << receipt.error().message << '\n';
    if (receipt.error().slug == "version-exists" && differs(*all, parsed)) return;
    ++row->no_reason;
    fail(file, "was refused beside the others without a reason");
  }

  // The store must hold another meaning under this id and version.
  static bool differs(const store::Registry& all, const contract::ParsedContract& parsed) {
    const auto versions = all.versions(parsed.contract->id);
    if (!versions) return false;
    for (const store::VersionInfo& each : versions.value()) {
      if (each.version == parsed.contract->version) return each.fingerprint != parsed.fingerprint;
    }
    return false;
  }

  static std::string dialect(const contract::Contract& contract) {
    constexpr const char* kNames[] = {"article", "dcs", "odcs v2", "odcs v3", "odps"};
    return kNames[static_cast<std::size_t>(contract.source.dialect)];
  }

  void fail(const CorpusFile& file, std::string_view what) {
    ok_ = false;
    std::cout << file.name << ' ' << what << '\n';
  }

  void print() const {
    std::cout << "\n                 each into a store new to it                       all into one store\n"
                 "dialect              files    stored   refused same bytes same mean.   created   revised unchanged"
                 "  conflict no reason\n";
    for (const auto& [name, row] : rows_) {
      std::cout << name << std::string(name.size() < 16 ? 16 - name.size() : 1, ' ');
      for (const std::size_t value : {row.files, row.stored, row.refused, row.same_bytes, row.same_meaning, row.created,
                                      row.revised, row.unchanged, row.conflicts, row.no_reason}) {
        std::cout << cell(value);
      }
      std::cout << '\n';
    }
    std::cout << "\nfiles  reason\n";
    for (const auto& [reason, files] : reasons_) std::cout << cell(files).substr(5) << "  " << reason << '\n';
  }

  bool details_;
  bool ok_ = true;
  std::size_t stores_ = 0;
  std::map<std::string, std::size_t> seen_;  // how many files have this id
  std::vector<std::vector<Waiting>> rounds_;
  std::map<std::string, Row> rows_;
  std::map<std::string, std::size_t> reasons_;
};

}  // namespace

int main(int argc, char** argv) {
  bool details = false;
  std::string named;
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    if (word == "--details") {
      details = true;
    } else {
      named = word;
    }
  }
  const auto folder = corpus_folder(named);
  if (!std::filesystem::is_directory(folder)) {
    std::cout << "skipped: no corpus folder at " << folder.generic_string()
              << "; name one as argument or in TRAMA_CORPORA\n";
    return 77;
  }
  return Report(details).run(corpus_files(folder)) ? 0 : 1;
}
