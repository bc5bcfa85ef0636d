// Goal: every rule of the table has a folder with a contract before and after and what is expected of it, and every
// folder a rule. The folder of a rule shows what the rule is about, so expectations name everything an author is told.
//
// expected.json: {"changes": [rule, what it is about, pointer], "demanded", "suggested", "verdict",
// "findings": [gate, level, rule, pointer]}, all under the policy `article` at a fixed time. TRAMA_RULES_WRITE=FOLDER
// writes what was found, to be read and, where it is right, taken over.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "catalog/base/clock.h"
#include "catalog/contract/change/gate.h"
#include "catalog/contract/change/json.h"
#include "catalog/contract/parse.h"

namespace trama::change {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

const fs::path kFolder = TRAMA_RULES_FOLDER;

std::string read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

std::set<std::string> folders() {
  std::set<std::string> out;
  for (const auto& entry : fs::directory_iterator(kFolder)) {
    if (entry.is_directory()) out.insert(entry.path().filename().string());
  }
  return out;
}

struct Parsed {
  contract::Document document;
  contract::ParsedContract contract;
};

Parsed parse(const fs::path& path) {
  auto document = contract::load_document(read(path));
  REQUIRE_MESSAGE(document.has_value(), path.string());
  auto contract = contract::parse_contract(*document);
  REQUIRE_MESSAGE(contract.has_value(), path.string(), ": ",
                  contract                            ? ""
                  : contract.error().problems.empty() ? ""
                                                      : contract.error().problems[0].message);
  return {document.take(), contract.take()};
}

Answer answer_of(const fs::path& folder) {
  const Parsed before = parse(folder / "before.yaml");
  const Parsed after = parse(folder / "after.yaml");
  const contract::Contract& old_contract = *before.contract.contract;
  const StoredVersion stored{*parse_rfc3339("2026-01-01"), &old_contract};
  const Proposal proposal{.before = {&old_contract, &before.document},
                          .after = {after.contract.contract.get(), &after.document},
                          .history = {&stored, 1},
                          .agreements = {},
                          .now = *parse_rfc3339("2026-02-01")};
  return check(proposal, Settings{});
}

std::string told(const Change& change) {
  std::string out(row(change.rule).id);
  std::string where = change.dataset();
  if (!change.path().empty()) where += "." + change.path();
  if (!change.name.empty()) where += (where.empty() ? "" : " ") + change.name;
  return where.empty() ? out : out + " " + where;
}

std::string told(const Finding& finding) {
  return std::string(to_string(finding.gate)) + " " + std::string(to_string(finding.level)) + " " + finding.rule + " " +
         (finding.where.previous ? "previous " : "") + finding.where.pointer +
         (finding.container ? " in " + finding.container->pointer : "");
}

json summary(const Answer& answer) {
  json out = {{"changes", json::array()},
              {"findings", json::array()},
              {"verdict", to_string(answer.verdict)},
              {"demanded", to_string(answer.demanded)},
              {"suggested", answer.suggested}};
  for (const JudgedChange& each : answer.changes) {
    out["changes"].push_back(told(each.change) + " at " + (each.change.where->previous ? "previous " : "") +
                             each.change.where->pointer);
  }
  for (const Finding& finding : answer.findings) out["findings"].push_back(told(finding));
  return out;
}

}  // namespace

TEST_CASE("Every rule has its folder and every folder its rule") {
  std::set<std::string> ids;
  for (const RuleRow& rule : rules()) ids.emplace(rule.id);
  CHECK(ids == folders());
}

TEST_CASE("A rule's mirror mirrors back, and points the other way") {
  for (const RuleRow& rule : rules()) {
    const RuleRow& mirror = row(rule.mirror);
    INFO(rule.id);
    // A new required field is the one exception: its removal is a removal like any other.
    if (rule.rule != Rule::required_field_added) CHECK(mirror.mirror == rule.rule);
    CHECK(rule_from(rule.id) == rule.rule);
    if (rule.rule == rule.mirror) CHECK((rule.effect == Effect::changes || rule.effect == Effect::neutral));
    if (rule.effect == Effect::neutral) CHECK(rule.bump == Bump::patch);
    CHECK((rule.level == Level::error) == (rule.bump == Bump::major));
  }
}

TEST_CASE("Each rule finds what its folder shows") {
  for (const RuleRow& rule : rules()) {
    const fs::path folder = kFolder / std::string(rule.id);
    if (!fs::is_directory(folder)) continue;  // told above
    const Answer answer = answer_of(folder);
    INFO(rule.id);
    const auto is_rule = [&](const JudgedChange& each) { return each.change.rule == rule.rule; };
    CHECK(std::ranges::any_of(answer.changes, is_rule));
    for (const JudgedChange& each : answer.changes) {
      REQUIRE(each.change.where.has_value());
      CHECK(each.change.where->line > 0);
    }
    const json found = summary(answer);
    if (const char* folder_to_write = std::getenv("TRAMA_RULES_WRITE")) {  // NOLINT(concurrency-mt-unsafe): one thread
      std::ofstream(fs::path(folder_to_write) / (std::string(rule.id) + ".json")) << found.dump(2) << '\n';
    }
    const json expected = json::parse(read(folder / "expected.json"), nullptr, false);
    REQUIRE_FALSE(expected.is_discarded());
    CHECK_MESSAGE(found == expected, found.dump(2));
  }
}

}  // namespace trama::change
