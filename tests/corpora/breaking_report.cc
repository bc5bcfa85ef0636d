// breaking_report [FOLDER]
//
// Compares the public corpora of changes with what the policies say: datacontract-cli's own answers for pairs of DCS
// documents, rule by rule, severity and path (FOLDER/breaking/dcs-goldens.json); what an ODCS tool calls additive and
// breaking (odcs-compat); and that every contract of the corpora that moves to ODCS shows no change.
//
// FOLDER defaults to the environment's TRAMA_CORPORA, then to ../shared/corpora beside the checkout. Exit: 0 all agree;
// 1 something does not; 77 no corpus.
#include <algorithm>
#include <filesystem>
#include <iostream>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "catalog/contract/change/datacontract_cli.h"
#include "catalog/contract/change/diff.h"
#include "catalog/contract/change/json.h"
#include "catalog/contract/change/policy.h"
#include "catalog/contract/odcs_render.h"
#include "catalog/contract/parse.h"
#include "tests/corpora/corpus_files.h"

namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using namespace trama;
using namespace trama::change;

struct Count {
  int agreed = 0, differed = 0;

  void see(bool same) { ++(same ? agreed : differed); }
  void print(const std::string& what) const {
    std::cout << what << ": " << agreed << " agree, " << differed << " differ\n";
  }
};

std::vector<std::string> lines(const json& changes) {
  std::vector<std::string> out;
  for (const json& each : changes) {
    out.push_back(each["rule"].get<std::string>() + " " + each["severity"].get<std::string>() + " " +
                  each["path"].get<std::string>() + " " + each["description"].get<std::string>());
  }
  std::ranges::sort(out);
  return out;
}

std::vector<std::string> lines(const std::vector<CliChange>& changes) {
  std::vector<std::string> out;
  for (const CliChange& each : changes) {
    out.push_back(each.rule + " " + std::string(to_string(each.level)) + " " + each.dotted() + " " + each.description);
  }
  std::ranges::sort(out);
  return out;
}

void print_difference(const std::vector<std::string>& expected, const std::vector<std::string>& found) {
  std::vector<std::string> only;
  std::ranges::set_difference(expected, found, std::back_inserter(only));
  for (const std::string& line : only) std::cout << "    missing " << line << '\n';
  only.clear();
  std::ranges::set_difference(found, expected, std::back_inserter(only));
  for (const std::string& line : only) std::cout << "    extra   " << line << '\n';
}

Count goldens(const fs::path& folder) {
  Count count;
  const json all = json::parse(corpora::read_file(folder / "dcs-goldens.json"), nullptr, false);
  if (all.is_discarded()) return count;
  for (const json& pair : all["pairs"]) {
    const std::string names = pair["old"].get<std::string>() + " -> " + pair["new"].get<std::string>();
    const auto before =
        contract::load_document(corpora::read_file(folder / "dcs-pairs" / pair["old"].get<std::string>()));
    const auto after =
        contract::load_document(corpora::read_file(folder / "dcs-pairs" / pair["new"].get<std::string>()));
    if (!before || !after) {
      std::cout << "unreadable: " << names << '\n';
      count.see(false);
      continue;
    }
    const auto expected = lines(pair["changes"]);
    const auto found = lines(datacontract_cli_changes(before->root, after->root));
    count.see(expected == found);
    if (expected != found) {
      std::cout << names << '\n';
      print_difference(expected, found);
    }
  }
  return count;
}

Level worst(Policy policy, const fs::path& before, const fs::path& after) {
  const auto old_one = contract::parse_contract(corpora::read_file(before));
  const auto new_one = contract::parse_contract(corpora::read_file(after));
  Level out = Level::info;
  if (!old_one || !new_one) return Level::error;
  for (const Change& change : diff(*old_one->contract, *new_one->contract)) {
    out = std::max(out, judge(policy, change).level);
  }
  return out;
}

Count odcs_pairs(const fs::path& folder) {
  Count count;
  const fs::path base = folder / "odcs-compat" / "base.yaml";
  count.see(worst(Policy::article, base, folder / "odcs-compat" / "additive-new-column.yaml") != Level::error);
  count.see(worst(Policy::article, base, folder / "odcs-compat" / "breaking-removed-column.yaml") == Level::error);
  const fs::path changelog = folder / "odcs-changelog";
  count.see(worst(Policy::article, changelog / "changelog_unit_v1.yaml", changelog / "changelog_unit_v2.yaml") ==
            Level::error);
  return count;
}

Count moves(const fs::path& folder) {
  Count count;
  for (const auto* kind : {"article", "dcs", "odcs"}) {
    if (!fs::is_directory(folder / kind)) continue;
    for (const auto& entry : fs::recursive_directory_iterator(folder / kind)) {
      const auto parsed = entry.is_regular_file() ? contract::parse_contract(corpora::read_file(entry.path()))
                                                  : Result<contract::ParsedContract>(Error{});
      if (!parsed) continue;
      const auto moved = contract::parse_contract(contract::render_odcs_yaml(*parsed->contract));
      if (!moved) continue;  // told by corpora_report
      const auto changes = diff(*parsed->contract, *moved->contract);
      count.see(changes.empty());
      if (!changes.empty()) {
        std::cout << fs::relative(entry.path(), folder).generic_string() << ": " << to_json(changes.front()) << '\n';
      }
    }
  }
  return count;
}

}  // namespace

int main(int argc, char** argv) {
  const fs::path folder = corpora::corpus_folder(argc > 1 ? argv[1] : "");
  if (!fs::is_directory(folder / "breaking")) {
    std::cout << "skipped: no corpus of changes at " << folder.generic_string()
              << "; name a folder as argument or in TRAMA_CORPORA\n";
    return 77;
  }
  const Count cli = goldens(folder / "breaking");
  const Count odcs = odcs_pairs(folder / "breaking");
  const Count moved = moves(folder);
  cli.print("datacontract-cli, pairs");
  odcs.print("ODCS pairs");
  moved.print("contracts moved to ODCS without a change");
  return cli.differed + odcs.differed + moved.differed > 0 || cli.agreed == 0 ? 1 : 0;
}
