// Goal: the versions of the sample company are honest: each is what the gates ask of its author, and the dialects are
// those its README counts. Method: the gate of `trama check` on every pair of consecutive versions, at a fixed time.
#include <map>
#include <set>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "catalog/base/clock.h"
#include "catalog/contract/change/gate.h"
#include "tests/data/sample.h"

using namespace trama;
using sample::Document;

namespace {

// Steps that the gates object to, as "<name> <version>" and the rule. Each is explained in the README of the sample.
std::multimap<std::string, std::string> deliberate() {
  return {{"dim-customers 2.0.0", "field-removed"}};
}

// Later than every announced end plus its window, whatever the clock of the machine says.
TimeUs day_of_the_check() {
  return parse_rfc3339("2026-06-30").value();
}

std::string step_name(const Document& document) {
  const std::string& id = document.contract->id;
  return id.substr(id.rfind(':') + 1) + " " + document.contract->version;
}

// What `trama check` answers to the version at `at`, under the policy and gates that hold unless others are set.
change::Answer answer_at(const std::vector<Document>& documents, std::size_t at) {
  std::vector<change::StoredVersion> history;
  for (std::size_t i = 0; i < at; ++i) history.push_back({day_of_the_check(), documents[i].contract.get()});
  const change::Proposal proposal{.before = {documents[at - 1].contract.get(), nullptr},
                                  .after = {documents[at].contract.get(), nullptr},
                                  .history = history,
                                  .agreements = {},
                                  .now = day_of_the_check()};
  return change::check(proposal, change::Settings{});
}

const std::vector<Document>& documents_of(const std::string& id) {
  return sample::sample().versions.at(id);
}

std::string without_ticks(std::string text) {
  std::erase(text, '`');
  return text;
}

std::string dialect_name(const contract::Contract& contract) {
  switch (contract.source.dialect) {
    case contract::Dialect::article:
      return "the article's dialect";
    case contract::Dialect::dcs:
      return "Data Contract Specification";
    case contract::Dialect::odcs2:
    case contract::Dialect::odcs3:
      return "Open Data Contract Standard";
    case contract::Dialect::odps:
      return "Open Data Product Standard";
  }
  return "";
}

}  // namespace

TEST_CASE("every step of every contract passes the gates, but for those that are meant") {
  std::multimap<std::string, std::string> found;
  std::size_t steps = 0;
  for (const auto& [id, documents] : sample::sample().versions) {
    for (std::size_t at = 1; at < documents.size(); ++at) {
      ++steps;
      for (const change::Finding& finding : answer_at(documents, at).findings) {
        if (!deliberate().contains(step_name(documents[at]))) MESSAGE(documents[at].file, ": ", finding.message);
        found.emplace(step_name(documents[at]), finding.rule);
      }
    }
  }
  CHECK(steps >= 40);
  CHECK(found == deliberate());
}

TEST_CASE("the README of the sample explains every step that the gates object to, and no other") {
  std::multimap<std::string, std::string> explained;
  for (const auto& row : sample::table_rows(sample::sample().readme)) {
    if (row.size() != 3 || !row[0].starts_with('`')) continue;
    explained.emplace(without_ticks(row[0]), without_ticks(row[1]));
    CHECK(row[2].size() > 40);
  }
  CHECK(explained == deliberate());
}

TEST_CASE("every version changes something, and no version changes less than it says") {
  for (const auto& [id, documents] : sample::sample().versions) {
    for (std::size_t at = 1; at < documents.size(); ++at) {
      CAPTURE(documents[at].file);
      const change::Answer answer = answer_at(documents, at);
      CHECK(answer.demanded != change::Bump::none);
      CHECK(answer.suggested == documents[at].contract->version);
    }
  }
}

TEST_CASE("the move of attribution from ODCS 2.2 to 3.1 shows only what the new version changes") {
  const auto& documents = documents_of("urn:datacontract:marketing:attribution");
  REQUIRE(documents.size() == 3);
  REQUIRE(documents[0].contract->source.dialect == contract::Dialect::odcs2);
  REQUIRE(documents[1].contract->source.dialect == contract::Dialect::odcs3);
  std::multiset<std::string> told;
  for (const change::JudgedChange& each : answer_at(documents, 1).changes) {
    told.insert(each.rule + " " + each.change.path());
  }
  CHECK(told == std::multiset<std::string>{"deprecation-marked click_order", "required-field-added attributed_revenue",
                                           "required-field-added credit"});
}

TEST_CASE("the README of the sample counts the documents of every dialect, and all of them occur") {
  std::map<std::string, std::string> counted, stated;
  std::map<std::string, std::size_t> documents_in;
  std::set<contract::Dialect> dialects;
  for (const auto& [id, documents] : sample::sample().versions) {
    for (const Document& document : documents) {
      const contract::Contract& contract = *document.contract;
      dialects.insert(contract.source.dialect);
      const std::string& version = contract.source.spec_version;
      ++documents_in[dialect_name(contract) + " " + version.substr(version.starts_with('v') ? 1 : 0)];
    }
  }
  for (const auto& [name, number] : documents_in) counted[name] = std::to_string(number);
  for (const auto& row : sample::table_rows(sample::sample().readme)) {
    if (row.size() == 3 && sample::has_number(row[2])) stated[row[0] + " " + row[1]] = row[2];
  }
  CHECK(stated == counted);
  CHECK(dialects == std::set<contract::Dialect>{contract::Dialect::article, contract::Dialect::dcs,
                                                contract::Dialect::odcs2, contract::Dialect::odcs3,
                                                contract::Dialect::odps});
  CHECK(counted.contains("Open Data Contract Standard 3.2.0"));
  CHECK(counted.contains("Open Data Product Standard 0.9.0"));
}
