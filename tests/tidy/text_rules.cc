#include <algorithm>
#include <array>
#include <cctype>
#include <string>
#include <string_view>

#include "tests/tidy/rules.h"

namespace trama::tidy {
namespace {

using std::string_view;

constexpr std::size_t kColumnsMax = 120;
constexpr std::size_t kLinesMax = 800;

// Spelled in two parts, so that this file keeps its own rules.
constexpr std::array<string_view, 6> kUnfinished = {
    "TO"
    "DO",
    "FIX"
    "ME",
    "X"
    "XX",
    "HA"
    "CK",
    "not "
    "implemented",
    "not yet "
    "implemented"};
constexpr std::array<string_view, 5> kMachinePaths = {
    "/wo"
    "rk/",
    "/fa"
    "rm/",
    "/ho"
    "me/",
    "/ro"
    "ot/",
    "/Us"
    "ers/"};

bool word_char(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

// Finds `needle` where no letter, digit or underscore touches it (nor one of `also_before` stands before it).
bool stands_alone(string_view line, string_view needle, string_view also_before = {}, bool check_after = true) {
  for (std::size_t at = line.find(needle); at != string_view::npos; at = line.find(needle, at + 1)) {
    const std::size_t end = at + needle.size();
    const bool before = at > 0 && (word_char(line[at - 1]) || also_before.find(line[at - 1]) != string_view::npos);
    const bool after = check_after && end < line.size() && word_char(line[end]);
    if (!before && !after) return true;
  }
  return false;
}

bool has_suffix(string_view path, std::initializer_list<string_view> suffixes) {
  return std::any_of(suffixes.begin(), suffixes.end(), [&](string_view s) { return path.ends_with(s); });
}

bool hand_written(string_view path) {
  return is_cpp(path) ||
         has_suffix(path, {".ts", ".tsx", ".css", ".mjs", ".js", ".py", ".sh", ".cmake", "CMakeLists.txt"}) ||
         path == "data/quickstart" || path == "tests/run" || path.starts_with(".ci/");
}

bool is_text(const File& file) {
  const string_view head = string_view(file.text).substr(0, 4096);
  return head.find('\0') == string_view::npos;
}

std::size_t columns(string_view line) {
  const auto continues = [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; };
  return line.size() - static_cast<std::size_t>(std::count_if(line.begin(), line.end(), continues));
}

template <typename Takes, typename Check>
Findings each_line(const Tree& tree, Takes takes, Check check) {
  Findings found;
  for (const File& file : tree.files) {
    if (!takes(file)) continue;
    std::size_t number = 0;
    for (const string_view line : lines_of(file.text)) {
      ++number;
      if (std::string what = check(line); !what.empty()) found.push_back({file.path, number, std::move(what)});
    }
  }
  return found;
}

// True if a raw string covers some of the line; `end` carries its closing text from line to line.
bool follow_raw_string(string_view line, std::string* end) {
  bool touched = false;
  while (true) {
    if (!end->empty()) {
      touched = true;
      const std::size_t close = line.find(*end);
      if (close == string_view::npos) return true;
      line.remove_prefix(close + end->size());
      end->clear();
    }
    const std::size_t open = line.find("R\"");
    const std::size_t bracket = open == string_view::npos ? open : line.find('(', open);
    if (bracket == string_view::npos || bracket - open > 18) return touched;
    *end = ")" + std::string(line.substr(open + 2, bracket - open - 2)) + "\"";
    line.remove_prefix(bracket + 1);
  }
}

bool takes_cpp(const File& file) {
  return is_cpp(file.path);
}

}  // namespace

Findings no_std_regex(const Tree& tree) {
  return each_line(tree, takes_cpp, [](string_view line) -> std::string {
    const bool uses = stands_alone(line,
                                   "std::"
                                   "regex",
                                   {}, false) ||
                      line.find(
                          "#include <"
                          "regex>") == 0;
    const bool talks = line.find("//") != string_view::npos && line.find("//") < line.find(
                                                                                     "std::"
                                                                                     "regex");
    return uses && !talks ? "uses the standard library's regular expressions" : "";
  });
}

Findings no_unfinished_work(const Tree& tree) {
  const auto takes = [](const File& file) { return hand_written(file.path); };
  return each_line(tree, takes, [](string_view line) -> std::string {
    for (const string_view word : kUnfinished) {
      if (stands_alone(line, word)) return "says \"" + std::string(word) + "\"";
    }
    return "";
  });
}

Findings no_machine_paths(const Tree& tree) {
  return each_line(tree, is_text, [](string_view line) -> std::string {
    for (const string_view path : kMachinePaths) {
      if (stands_alone(line, path, ".}$*~-", false)) return "names " + std::string(path);
    }
    return "";
  });
}

Findings line_length(const Tree& tree) {
  Findings found;
  for (const File& file : tree.files) {
    if (!is_cpp(file.path)) continue;
    std::size_t number = 0;
    std::string raw_end;  // of the raw string that is open, "" outside
    for (const string_view line : lines_of(file.text)) {
      ++number;
      // What cannot be wrapped may be longer: addresses and raw strings.
      const bool unbreakable = follow_raw_string(line, &raw_end) || line.find("://") != string_view::npos;
      if (unbreakable || columns(line) <= kColumnsMax) continue;
      found.push_back({file.path, number, std::to_string(columns(line)) + " columns"});
    }
  }
  return found;
}

Findings file_length(const Tree& tree) {
  Findings found;
  for (const File& file : tree.files) {
    if (!hand_written(file.path)) continue;
    const std::size_t count = lines_of(file.text).size();
    if (count > kLinesMax) found.push_back({file.path, 0, std::to_string(count) + " lines"});
  }
  return found;
}

Findings headers_introduce_themselves(const Tree& tree) {
  Findings found;
  for (const File& file : tree.files) {
    if (!file.path.ends_with(".h")) continue;
    if (!file.text.starts_with("// ")) found.push_back({file.path, 1, "does not begin with a comment"});
    if (file.text.find("#pragma once") == std::string::npos) found.push_back({file.path, 0, "has no #pragma once"});
  }
  return found;
}

}  // namespace trama::tidy
