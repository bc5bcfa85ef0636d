// The house rules: each reads a tree and lists what breaks it.
//
// A rule is a row: its name, the reason that stands in every failure, and a function. Rules know nothing of each other;
// a new one needs a row in all_rules() and a bad example in tidy_test.cc. Pure functions; any thread.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "tests/tidy/tree.h"

namespace trama::tidy {

struct Finding {
  std::string path;
  std::size_t line = 0;  // 0: the file as a whole
  std::string what;
};

using Findings = std::vector<Finding>;

struct Rule {
  const char* name;
  const char* reason;
  Findings (*check)(const Tree&);
};

[[nodiscard]] const std::vector<Rule>& all_rules();

// Of the build and the folders (rules.cc).
[[nodiscard]] Findings include_direction(const Tree& tree);
[[nodiscard]] Findings engines_at_home(const Tree& tree);
[[nodiscard]] Findings top_level(const Tree& tree);
[[nodiscard]] Findings sources_are_built(const Tree& tree);
[[nodiscard]] Findings commands_exist(const Tree& tree);
// Of the text of single files (text_rules.cc).
[[nodiscard]] Findings no_std_regex(const Tree& tree);
[[nodiscard]] Findings no_unfinished_work(const Tree& tree);
[[nodiscard]] Findings no_machine_paths(const Tree& tree);
[[nodiscard]] Findings line_length(const Tree& tree);
[[nodiscard]] Findings file_length(const Tree& tree);
[[nodiscard]] Findings headers_introduce_themselves(const Tree& tree);

}  // namespace trama::tidy
