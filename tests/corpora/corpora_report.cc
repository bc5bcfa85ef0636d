// corpora_report [FOLDER] [--refused] [--warnings] [--notes]
//
// Parses every file below FOLDER/{odcs,dcs,odps}, renders what was accepted as ODCS and as DCS in YAML and JSON, parses
// that again and compares the meaning; and reads what was rendered as DCS in strict mode, where it may break no rule
// that the file itself keeps. No file that its own closed schema accepts may use a key of a later version. Prints a
// table of outcomes by dialect and one of reasons. FOLDER: see corpus_files.h.
//
// Exit: 0 fine; 1 a round trip changed a meaning, a rendering broke a rule, a valid file was said to use a later key,
// or more was refused than the corpus' own index explains; 77 no corpus.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/base/text.h"
#include "catalog/contract/canonical.h"
#include "catalog/contract/change/diff.h"
#include "catalog/contract/dcs_render.h"
#include "catalog/contract/model_json.h"
#include "catalog/contract/odcs_render.h"
#include "catalog/contract/parse.h"
#include "tests/corpora/corpus_files.h"

namespace {

namespace fs = std::filesystem;
using namespace trama;
using namespace trama::contract;

struct Options {
  fs::path folder;
  bool refused = false, warnings = false, notes = false;
};

struct Outcome {
  std::size_t files = 0, clean = 0, noted = 0, warned = 0, refused = 0, refused_valid = 0, changed = 0, misdated = 0;
  std::size_t dcs_changed = 0, dcs_strict = 0, dcs_broken = 0;  // renderings as DCS
};

// What INDEX.tsv says of each file: version and whether it is valid against the schema it declares.
struct Expectation {
  std::string version, verdict;
};

std::map<std::string, Expectation> read_index(const fs::path& folder) {
  std::map<std::string, Expectation> out;
  std::ifstream in(folder / "INDEX.tsv");
  for (std::string line; std::getline(in, line);) {
    const auto columns = split(line, '\t');
    if (columns.size() > 3) out[std::string(columns[3])] = {std::string(columns[1]), std::string(columns[2])};
  }
  return out;
}

// Files that say by their path that something is wrong with them on purpose.
bool negative(std::string_view path) {
  const std::string lower = to_lower(path);
  return lower.find("negative") != lower.npos || lower.find("invalid") != lower.npos;
}

class Report {
 public:
  explicit Report(Options options) : options_(std::move(options)), index_(read_index(options_.folder)) {}

  void run() {
    for (const corpora::CorpusFile& file : corpora::corpus_files(options_.folder)) one(file);
    print();
  }

  [[nodiscard]] bool failed() const {
    return std::ranges::any_of(rows_, [](const auto& row) {
      return row.second.changed + row.second.refused_valid + row.second.misdated + row.second.dcs_changed +
                 row.second.dcs_broken >
             0;
    });
  }

 private:
  void one(const corpora::CorpusFile& file) {
    const std::string& name = file.name;
    const auto at = index_.find(name);
    const Expectation expected = at == index_.end() ? Expectation{"?", "not indexed"} : at->second;
    Outcome& row = rows_[file.kind + " " + expected.version];
    ++row.files;
    const std::string bytes = corpora::read_file(file.path);
    const auto parsed = parse_contract(bytes);
    if (!parsed) return refused(name, expected, parsed.error(), &row);
    accepted(name, *parsed, &row);
    if (file.kind == "odcs" && expected.verdict == "valid") measure_versions(name, *parsed, &row);
  }

  // The schemas of ODCS are closed, but for the description of v3.0.0: what one accepts uses no later key.
  static void measure_versions(const std::string& name, const ParsedContract& parsed, Outcome* row) {
    for (const Problem& problem : parsed.notes) {
      if (problem.rule != "later-version" || problem.pointer.starts_with("/description/")) continue;
      ++row->misdated;
      std::cout << "valid as it is declared: " << name << '\n';
      print(problem);
    }
  }

  void refused(const std::string& name, const Expectation& expected, const Error& error, Outcome* row) {
    ++row->refused;
    if (expected.verdict == "valid" && !negative(name)) ++row->refused_valid;
    std::set<std::string> rules;
    for (const Problem& problem : error.problems) {
      if (problem.severity == Severity::error) rules.insert(problem.rule);
    }
    for (const std::string& rule : rules) reasons_["refused  " + rule] += 1;
    if (!options_.refused) return;
    std::cout << "refused (" << expected.verdict << ") " << name << '\n';
    for (const Problem& problem : error.problems) {
      if (problem.severity == Severity::error) print(problem);
    }
  }

  void accepted(const std::string& name, const ParsedContract& parsed, Outcome* row) {
    bool warned = false;
    std::set<std::string> rules;
    for (const Problem& problem : parsed.notes) {
      warned = warned || problem.severity == Severity::warning;
      rules.insert(std::string(to_string(problem.severity)) + "  " + problem.rule);
    }
    for (const std::string& rule : rules) reasons_[rule] += 1;
    ++(warned ? row->warned : parsed.notes.empty() ? row->clean : row->noted);
    if ((options_.warnings && warned) || (options_.notes && !parsed.notes.empty())) print_notes(name, parsed);
    if (!same_again(name, parsed)) ++row->changed;
    const std::string yaml = render_dcs_yaml(*parsed.contract);
    const bool same_yaml = reads_the_same(name, "DCS YAML", yaml, parsed);
    if (!reads_the_same(name, "DCS JSON", render_dcs_json(*parsed.contract), parsed) || !same_yaml) ++row->dcs_changed;
    read_strictly(name, yaml, parsed, row);
  }

  bool same_again(const std::string& name, const ParsedContract& parsed) const {
    const Contract& contract = *parsed.contract;
    const auto stored = from_json(to_json(contract));
    bool same = check(name, "model JSON", stored ? fingerprint(*stored) : stored.error().message, parsed.fingerprint);
    same = reads_the_same(name, "ODCS YAML", render_odcs_yaml(contract), parsed) && same;
    return reads_the_same(name, "ODCS JSON", render_odcs_json(contract), parsed) && same;
  }

  static bool reads_the_same(const std::string& name, std::string_view format, const std::string& text,
                             const ParsedContract& parsed) {
    const auto again = parse_contract(text);
    const bool same = check(name, format, again ? again->fingerprint : again.error().message, parsed.fingerprint);
    if (!again || change::diff(*parsed.contract, *again->contract).empty()) return same;
    std::cout << "differs by " << format << ": " << name << '\n';
    return false;
  }

  // Nothing is said of the rendering that was not said of the file.
  void read_strictly(const std::string& name, const std::string& yaml, const ParsedContract& parsed, Outcome* row) {
    const auto strictly = parse_contract(yaml, Strictness::strict);
    if (strictly) {
      ++row->dcs_strict;
      return;
    }
    std::set<std::string> own;
    for (const Problem& problem : strictly.error().problems) {
      if (std::ranges::find(parsed.notes, problem.rule, &Problem::rule) != parsed.notes.end()) continue;
      if (own.insert(problem.rule).second) std::cout << "rendered as DCS: " << name << '\n';
      print(problem);
    }
    for (const std::string& rule : own) reasons_["rendered as DCS  " + rule] += 1;
    if (!own.empty()) ++row->dcs_broken;
  }

  static bool check(const std::string& name, std::string_view format, const std::string& got, const std::string& want) {
    if (got == want) return true;
    std::cout << "changed by " << format << ": " << name << (got.size() == 64 ? "" : " (" + got + ")") << '\n';
    return false;
  }

  void print_notes(const std::string& name, const ParsedContract& parsed) const {
    std::cout << "accepted " << name << '\n';
    for (const Problem& problem : parsed.notes) {
      if (options_.notes || problem.severity == Severity::warning) print(problem);
    }
  }

  static void print(const Problem& problem) {
    std::cout << "    " << problem.line << ':' << problem.column << ' ' << problem.rule << ' ' << problem.pointer
              << ": " << problem.message << (problem.found.empty() ? "" : " [" + problem.found + "]")
              << (problem.hint.empty() ? "" : " " + problem.hint) << '\n';
  }

  static void print_row(const std::string& name, const Outcome& row) {
    using corpora::cell;
    std::cout << name << std::string(name.size() < 24 ? 24 - name.size() : 1, ' ') << cell(row.files) << cell(row.clean)
              << cell(row.noted) << cell(row.warned) << cell(row.refused) << cell(row.refused_valid)
              << cell(row.changed) << cell(row.dcs_changed) << cell(row.dcs_strict) << cell(row.dcs_broken) << '\n';
  }

  void print() const {
    std::cout
        << "\n                                                                                          rendered as "
           "DCS\n"
           "dialect                      files     clean     notes  warnings   refused  of valid   changed   changed"
           "    strict    broken\n";
    Outcome all;
    for (const auto& [name, row] : rows_) {
      print_row(name, row);
      all.files += row.files;
      all.clean += row.clean;
      all.noted += row.noted;
      all.warned += row.warned;
      all.refused += row.refused;
      all.refused_valid += row.refused_valid;
      all.changed += row.changed;
      all.dcs_changed += row.dcs_changed;
      all.dcs_strict += row.dcs_strict;
      all.dcs_broken += row.dcs_broken;
    }
    print_row("all", all);
    std::cout << "\nfiles  reason\n";
    for (const auto& [reason, files] : reasons_) {
      const std::string text = std::to_string(files);
      std::cout << std::string(5 - std::min<std::size_t>(5, text.size()), ' ') << text << "  " << reason << '\n';
    }
  }

  Options options_;
  std::map<std::string, Expectation> index_;
  std::map<std::string, Outcome> rows_;
  std::map<std::string, int> reasons_;
};

Options read_options(int argc, char** argv) {
  Options options;
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    if (word == "--refused") {
      options.refused = true;
    } else if (word == "--warnings") {
      options.warnings = true;
    } else if (word == "--notes") {
      options.notes = true;
    } else {
      options.folder = word;
    }
  }
  options.folder = corpora::corpus_folder(options.folder.string());
  return options;
}

}  // namespace

int main(int argc, char** argv) {
  Options options = read_options(argc, argv);
  if (!fs::is_directory(options.folder)) {
    std::cout << "skipped: no corpus folder at " << options.folder.generic_string()
              << "; name one as argument or in TRAMA_CORPORA\n";
    return 77;
  }
  Report report(std::move(options));
  report.run();
  return report.failed() ? 1 : 0;
}
