#include "tests/tidy/rules.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace trama::tidy {
namespace {

using std::string_view;

// Which folder may include which others (and itself). The first part of a path that stands here is its layer.
struct Layer {
  string_view folder;
  std::array<string_view, 4> may_use;
};
constexpr std::array<Layer, 7> kLayers = {{
    {"catalog/base", {}},
    {"catalog/contract", {"catalog/base"}},
    {"catalog/lineage", {"catalog/base", "catalog/contract"}},
    {"catalog/store", {"catalog/base", "catalog/contract", "catalog/lineage"}},
    {"graph", {"catalog/base", "catalog/lineage"}},
    {"search", {"catalog/base"}},
    {"web", {"catalog", "graph", "search"}},
}};

// Headers of the big libraries, the folder that owns each, and the tests that may look inside.
struct Engine {
  string_view header;
  string_view home;
  std::array<string_view, 3> tests;
};
constexpr std::array<Engine, 5> kEngines = {{
    {"rocksdb/", "catalog/store", {"tests/unit/store", "tests/crash", "tests/bench"}},
    {"xapian", "search", {"tests/unit/search", "tests/bench"}},
    {"boost/", "graph", {"tests/unit/graph", "tests/bench"}},
    {"httplib.h", "web/http", {"tests/unit/http", "tests/bench"}},
    {"pg_query", "catalog/lineage/sql", {}},
}};

constexpr std::array<string_view, 12> kTopNames = {
    ".ci",     ".clang-format", ".clang-tidy", ".gitignore", "CMakeLists.txt", "README.md",
    "catalog", "data",          "graph",       "search",     "tests",          "web"};

struct Include {
  string_view target;
  bool angled = false;
};

std::optional<Include> include_of(string_view line) {
  const std::size_t hash = line.find_first_not_of(" \t");
  if (hash == string_view::npos || line[hash] != '#') return std::nullopt;
  line.remove_prefix(hash + 1);
  const std::size_t word = line.find_first_not_of(" \t");
  if (word == string_view::npos || !line.substr(word).starts_with("include")) return std::nullopt;
  const std::size_t open = line.find_first_of("<\"", word);
  if (open == string_view::npos) return std::nullopt;
  const char closing = line[open] == '<' ? '>' : '"';
  const std::size_t close = line.find(closing, open + 1);
  if (close == string_view::npos) return std::nullopt;
  return Include{line.substr(open + 1, close - open - 1), closing == '>'};
}

template <typename Visit>
void for_each_include(const Tree& tree, Visit visit) {
  for (const File& file : tree.files) {
    if (!is_cpp(file.path)) continue;
    std::size_t number = 0;
    for (const string_view line : lines_of(file.text)) {
      ++number;
      if (const auto include = include_of(line)) visit(file, number, *include);
    }
  }
}

const Layer* layer_of(string_view path) {
  const auto* it = std::find_if(kLayers.begin(), kLayers.end(), [&](const Layer& l) { return under(path, l.folder); });
  return it == kLayers.end() ? nullptr : it;
}

bool may_use(const Layer& from, string_view target) {
  return under(target, from.folder) || std::any_of(from.may_use.begin(), from.may_use.end(), [&](string_view folder) {
           return !folder.empty() && under(target, folder);
         });
}

const File* find_file(const Tree& tree, string_view path) {
  const auto it = std::find_if(tree.files.begin(), tree.files.end(), [&](const File& f) { return f.path == path; });
  return it == tree.files.end() ? nullptr : &*it;
}

// The words of a CMake list that may name a source.
std::vector<string_view> words_of(string_view cmake) {
  std::vector<string_view> words;
  constexpr string_view kBetween = " \t\r\n()\"";
  for (std::size_t at = cmake.find_first_not_of(kBetween); at != string_view::npos;) {
    const std::size_t end = std::min(cmake.find_first_of(kBetween, at), cmake.size());
    words.push_back(cmake.substr(at, end - at));
    at = cmake.find_first_not_of(kBetween, end);
  }
  return words;
}

// `${part}_test.cc` names `a_test.cc` if the list has the word `a`, as in foreach(part a b).
bool names_by_loop(const std::vector<string_view>& words, string_view word, string_view source) {
  const std::size_t close = word.find('}');
  if (!word.starts_with("${") || close == string_view::npos || word.find('/') != string_view::npos) return false;
  const string_view suffix = word.substr(close + 1);
  if (suffix.size() < 4 || !source.ends_with(suffix)) return false;
  const string_view stem = source.substr(0, source.size() - suffix.size());
  return std::find(words.begin(), words.end(), stem) != words.end();
}

std::set<std::string> built_sources(const Tree& tree) {
  std::set<std::string> built;
  for (const File& list : tree.files) {
    if (!list.path.ends_with("CMakeLists.txt")) continue;
    const std::filesystem::path folder = std::filesystem::path(list.path).parent_path();
    const auto words = words_of(list.text);
    for (const string_view word : words) {
      if (word.ends_with(".cc")) built.insert((folder / word).lexically_normal().generic_string());
    }
    for (const File& file : tree.files) {
      if (!file.path.ends_with(".cc") || std::filesystem::path(file.path).parent_path() != folder) continue;
      const std::string name = std::filesystem::path(file.path).filename().string();
      const auto by_loop = [&](string_view word) { return names_by_loop(words, word, name); };
      if (std::any_of(words.begin(), words.end(), by_loop)) built.insert(file.path);
    }
  }
  return built;
}

}  // namespace

Findings include_direction(const Tree& tree) {
  Findings found;
  for_each_include(tree, [&](const File& file, std::size_t line, const Include& include) {
    const Layer* from = layer_of(file.path);
    if (from == nullptr || include.angled) return;
    const std::string target(include.target);
    if (target.starts_with("../") || target.starts_with("./")) {
      found.push_back({file.path, line, "\"" + target + "\" does not start at the repository root"});
    } else if ((layer_of(target) != nullptr || under(target, "tests")) && !may_use(*from, target)) {
      found.push_back({file.path, line, std::string(from->folder) + " may not include " + target});
    }
  });
  return found;
}

Findings engines_at_home(const Tree& tree) {
  Findings found;
  for_each_include(tree, [&](const File& file, std::size_t line, const Include& include) {
    for (const Engine& engine : kEngines) {
      if (!include.target.starts_with(engine.header) || under(file.path, engine.home)) continue;
      const bool own_test = std::any_of(engine.tests.begin(), engine.tests.end(), [&](string_view folder) {
        return !folder.empty() && under(file.path, folder);
      });
      if (own_test) continue;
      found.push_back({file.path, line, std::string(include.target) + " belongs to " + std::string(engine.home)});
    }
  });
  return found;
}

Findings top_level(const Tree& tree) {
  Findings found;
  for (const std::string& name : tree.top_names) {
    if (std::find(kTopNames.begin(), kTopNames.end(), name) == kTopNames.end()) {
      found.push_back({name, 0, "is not one of the names that stand at the top"});
    }
  }
  for (const string_view name : kTopNames) {
    if (!std::binary_search(tree.top_names.begin(), tree.top_names.end(), name)) {
      found.push_back({std::string(name), 0, "is missing at the top"});
    }
  }
  return found;
}

Findings sources_are_built(const Tree& tree) {
  Findings found;
  const std::set<std::string> built = built_sources(tree);
  for (const File& file : tree.files) {
    if (file.path.ends_with(".cc") && !built.contains(file.path)) {
      found.push_back({file.path, 0, "is in no CMake source list"});
    }
  }
  return found;
}

Findings commands_exist(const Tree& tree) {
  Findings found;
  const File* readme = find_file(tree, "README.md");
  const File* ci = find_file(tree, ".ci/run");
  for (const char* command : {"data/quickstart", "tests/run"}) {
    const File* file = find_file(tree, command);
    if (file == nullptr || !file->executable) found.push_back({command, 0, "is missing or cannot be run"});
    if (readme == nullptr || readme->text.find(command) == std::string::npos) {
      found.push_back({"README.md", 0, "does not name the command " + std::string(command)});
    }
  }
  if (ci == nullptr || !ci->executable || ci->text.find("tests/run") == std::string::npos) {
    found.push_back({".ci/run", 0, "is missing, cannot be run or does not call tests/run"});
  }
  return found;
}

const std::vector<Rule>& all_rules() {
  static const std::vector<Rule> rules = {
      {"include direction",
       "Includes point one way only: catalog <- graph, search <- web, inside catalog base <- contract <- lineage <- "
       "store; "
       "graph and search do not know each other. So each folder builds, tests and is understood alone.",
       include_direction},
      {"engines at home",
       "RocksDB, Xapian, Boost, cpp-httplib and libpg_query are each included in exactly one folder (and its tests and "
       "benches), so that each can be replaced, and its exceptions and types stop there.",
       engines_at_home},
      {"top level", "The top of the tree holds the names README explains and nothing else.", top_level},
      {"sources are built", "A source that no CMake list names is dead text that still looks alive.",
       sources_are_built},
      {"commands exist", "README promises two commands, and CI runs the same test command as everybody.",
       commands_exist},
      {"no standard regex",
       "The standard regex recurses over its input and overflows the stack on long text; use RE2 or plain code.",
       no_std_regex},
      {"no unfinished work", "What is left open is finished or said in the issue, not in the code.",
       no_unfinished_work},
      {"no machine paths", "A path of one machine is wrong on every other one.", no_machine_paths},
      {"line length",
       "C++ lines have at most 120 columns (URLs and raw strings excepted), so that two files fit side by side.",
       line_length},
      {"file length", "Over 800 lines a second noun has moved in: split by noun.", file_length},
      {"headers introduce themselves",
       "A header begins with a comment that says what it is, and is guarded by #pragma once.",
       headers_introduce_themselves},
  };
  return rules;
}

}  // namespace trama::tidy
