// Quality rules against tests and metrics.
#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>

#include "catalog/base/text.h"
#include "catalog/lineage/status/expectations.h"
#include "catalog/lineage/status/parts.h"

namespace trama::lineage {
namespace {

using contract::Contract;
using contract::Dataset;
using contract::Field;
using contract::QualityRule;
using openlineage::ColumnMetrics;
using openlineage::QualityResult;

struct Test {
  std::uint32_t dataset = 0;
  const openlineage::Name* name = nullptr;
  const openlineage::Facet<QualityResult>* result = nullptr;
  std::size_t number = 0;
};

bool is_warning(std::string_view severity) {
  const std::string word = to_lower(severity);
  return word.starts_with("warn") || word == "info";
}

// SodaCL as a whole, kept beside the rules that were read from it.
bool is_document(const QualityRule& rule) {
  return rule.type == "custom" && rule.engine == "soda" && rule.name.empty() &&
         rule.implementation_json.find("checks for ") != std::string::npos;
}

std::string test_name(const QualityResult& result) {
  if (result.name.empty() || result.name == result.assertion) return result.assertion;
  return result.assertion.empty() ? result.name : result.assertion + ": " + result.name;
}

// What a test says about a rule: nothing; that it holds, if it passed; or whether it holds.
enum class Match : std::uint8_t { none, if_passed, decides };

Match match_by_kind(const QualityRule& rule, const QualityResult& result) {
  const std::string metric = tested_metric(result.assertion);
  // Of a test of row counts nobody knows what it expected.
  if (metric.empty() || metric == "rowCount") return Match::none;
  const bool same = metric == rule.metric ||
                    (metric == "nullValues" && rule.metric == "missingValues" && rule.arguments_json.empty());
  if (!same) return Match::none;
  if (metric == "invalidValues") {
    const Validity tested = tested_validity(result.assertion), asked = asked_validity(rule);
    if (tested != asked && tested != Validity::any && asked != Validity::any) return Match::none;
  }
  return tolerates_nothing(rule) ? Match::decides : Match::if_passed;
}

// The tests of all datasets, to be found by name and by column.
class Tests {
 public:
  explicit Tests(const std::vector<DatasetFacts>& facts) {
    // Told under several names of the dataset, it is one test still.
    std::map<std::pair<std::uint32_t, openlineage::TestName>, Test> latest;
    for (const DatasetFacts& one : facts) {
      for (const auto& [key, result] : one.evidence.tests) {
        Test& test = latest[{one.dataset, key}];
        if (test.result == nullptr || *test.result < result) test = {one.dataset, &one.name, &result, 0};
      }
    }
    for (const auto& [key, test] : latest) {
      tests_.push_back(test);
      tests_.back().number = tests_.size() - 1;
    }
    for (const Test& test : tests_) {
      const QualityResult& result = test.result->value;
      by_column_[{test.dataset, to_lower(result.column)}].push_back(&test);
      const std::set<std::string> names = {plain_word(result.name), plain_word(result.assertion),
                                           plain_word(result.description)};
      for (const std::string& name : names) {
        if (!name.empty()) by_name_[{test.dataset, name}].push_back(&test);
      }
    }
  }

  // Calls visit(test, match) for every test that says something about the rule. field nullptr: of the dataset.
  template <typename Visit>
  void for_rule(std::uint32_t dataset, const Field* field, const QualityRule& rule, const Visit& visit) const {
    std::set<const Test*> seen;
    const std::set<std::string> columns = columns_of(field);
    for (const std::string& text : {rule.name, rule.id, rule.description}) {
      for (const Test* test : found(by_name_, dataset, plain_word(text))) {
        const std::string column = to_lower(test->result->value.column);
        const bool here = field == nullptr || column.empty() || columns.contains(column);
        if (here && seen.insert(test).second) visit(*test, Match::decides);
      }
    }
    for (const std::string& column : columns) {
      for (const Test* test : found(by_column_, dataset, column)) {
        const Match match = match_by_kind(rule, test->result->value);
        if (match != Match::none && seen.insert(test).second) visit(*test, match);
      }
    }
  }

  [[nodiscard]] const std::vector<Test>& all() const { return tests_; }

 private:
  using Index = std::map<std::pair<std::uint32_t, std::string>, std::vector<const Test*>, std::less<>>;

  static std::set<std::string> columns_of(const Field* field) {
    if (field == nullptr) return {""};
    std::set<std::string> names = {to_lower(field->path), to_lower(field->name), to_lower(field->physical_name)};
    names.erase("");
    return names;
  }
  static const std::vector<const Test*>& found(const Index& index, std::uint32_t dataset, const std::string& key) {
    static const std::vector<const Test*> none;
    const auto at = index.find(std::pair(dataset, key));
    return at == index.end() ? none : at->second;
  }

  std::vector<Test> tests_;
  Index by_column_, by_name_;
};

// Metrics of all datasets, columns found by name.
class Measures {
 public:
  explicit Measures(const std::vector<DatasetFacts>& facts) {
    for (const DatasetFacts& one : facts) {
      const openlineage::Metrics* metrics = one.evidence.metrics.get();
      if (metrics == nullptr) continue;
      Measure& measure = measures_[one.dataset].emplace_back();
      measure.facts = &one;
      for (const ColumnMetrics& column : metrics->columns) measure.columns.emplace(to_lower(column.column), &column);
    }
  }

  // Calls visit(facts, value) for each that measures what the rule is about.
  template <typename Visit>
  void for_rule(std::uint32_t dataset, const Field* field, const QualityRule& rule, const Visit& visit) const {
    const auto known = measures_.find(dataset);
    if (known == measures_.end()) return;
    for (const Measure& measure : known->second) {
      const ColumnMetrics* column = nullptr;
      if (field != nullptr) {
        column = measure.find(*field);
        if (column == nullptr) continue;
      }
      if (const auto value = measured(rule, measure.facts->evidence.metrics.value, column)) {
        visit(*measure.facts, *value);
      }
    }
  }

 private:
  struct Measure {
    const DatasetFacts* facts = nullptr;
    std::map<std::string, const ColumnMetrics*, std::less<>> columns;

    [[nodiscard]] const ColumnMetrics* find(const Field& field) const {
      for (const std::string& name : {field.path, field.name, field.physical_name}) {
        const auto at = columns.find(to_lower(name));
        if (!name.empty() && at != columns.end()) return at->second;
      }
      return nullptr;
    }
  };
  std::map<std::uint32_t, std::vector<Measure>> measures_;
};

std::string shown_number(double value) {
  if (value == std::floor(value) && std::abs(value) < 1e15) return std::to_string(static_cast<std::int64_t>(value));
  std::string text = std::to_string(value);
  while (text.ends_with('0')) text.pop_back();
  return text;
}

template <typename Visit>
void for_each_field(const std::vector<Field>& fields, const Visit& visit) {
  for (const Field& field : fields) {
    visit(field);
    for (const auto* inner : {&field.children, &field.items, &field.map_key, &field.map_value}) {
      for_each_field(*inner, visit);
    }
  }
}

class Judge {
 public:
  Judge(const Contract& contract, const std::vector<DatasetFacts>& facts)
      : contract_(contract), tests_(facts), measures_(facts), used_(tests_.all().size(), false) {
    for (const DatasetFacts& one : facts) told_.insert(one.dataset);
  }

  QualityStatus run() {
    for (std::size_t i = 0; i < contract_.quality.size(); ++i) judge({}, nullptr, i, contract_.quality[i]);
    for (std::uint32_t d = 0; d < contract_.datasets.size(); ++d) {
      const Dataset& dataset = contract_.datasets[d];
      for (std::size_t i = 0; i < dataset.quality.size(); ++i) judge(d, nullptr, i, dataset.quality[i]);
      for_each_field(dataset.fields, [&](const Field& field) {
        for (std::size_t i = 0; i < field.quality.size(); ++i) judge(d, &field, i, field.quality[i]);
      });
    }
    list_other_tests();
    sum_up();
    return std::move(status_);
  }

 private:
  void judge(std::optional<std::uint32_t> dataset, const Field* field, std::size_t index, const QualityRule& rule) {
    RuleStatus status;
    status.dataset = dataset;
    status.field = field == nullptr ? "" : field->path;
    status.rule = index;
    status.told = &rule;
    status.warning = is_warning(rule.severity);
    status.testable = rule.type != "text" && !is_document(rule);
    if (dataset) {
      find_proof(*dataset, field, rule, &status);
    } else {  // may be answered from any dataset
      for (const std::uint32_t told : told_) find_proof(told, field, rule, &status);
    }
    if (status.verdict == Verdict::unknown) status.reason = unknown_reason(status, rule);
    status_.rules.push_back(std::move(status));
  }

  void find_proof(std::uint32_t dataset, const Field* field, const QualityRule& rule, RuleStatus* status) {
    tests_.for_rule(dataset, field, rule, [&](const Test& test, Match match) {
      const QualityResult& result = test.result->value;
      used_[test.number] = true;
      Proof proof{*test.name, test.result->at_us, test_name(result), result.expected, result.actual};
      if (match == Match::if_passed && !result.success) {
        if (!status->proof) status->reason = "a stricter test failed, which the rule allows for";
        return;
      }
      keep(result.success, std::move(proof), status);
      if (!result.severity.empty() && is_warning(result.severity)) status->warning = true;
    });
    measures_.for_rule(dataset, field, rule, [&](const DatasetFacts& facts, double value) {
      const auto met = satisfies(value, rule);
      if (!met) return;
      keep(*met,
           {facts.name, facts.evidence.metrics.at_us, "dataQualityMetrics", operators_text(rule), shown_number(value)},
           status);
    });
  }

  // The later answer counts; of two at one time the bad one.
  static void keep(bool passed, Proof proof, RuleStatus* status) {
    if (status->proof && status->proof->at_us > proof.at_us) return;
    if (status->proof && status->proof->at_us == proof.at_us && passed) return;
    status->verdict = passed ? Verdict::met : Verdict::broken;
    status->reason = (passed ? "passed: " : "failed: ") + proof.test;
    status->proof = std::move(proof);
  }

  [[nodiscard]] std::string unknown_reason(const RuleStatus& status, const QualityRule& rule) const {
    if (!status.reason.empty()) return status.reason;
    if (rule.type == "text") return "the rule is in words only";
    if (is_document(rule)) return "a document of checks; those that can be read stand as rules of their own";
    const bool told = status.dataset ? told_.contains(*status.dataset) : !told_.empty();
    return told ? "no test or metric of it has been reported" : std::string(kNoRun);
  }

  void list_other_tests() {
    for (const Test& test : tests_.all()) {
      if (used_[test.number] || test.dataset >= contract_.datasets.size()) continue;
      TestStatus other{test.dataset, *test.name, test.result->value, test.result->at_us, {}};
      other.constraint = constraint_of(test);
      status_.tests.push_back(std::move(other));
    }
    std::ranges::stable_sort(status_.tests, {}, [](const TestStatus& test) {
      return std::tuple(test.dataset, std::string_view(test.result.column), std::string_view(test.result.assertion),
                        std::string_view(test.result.name));
    });
  }

  [[nodiscard]] std::string constraint_of(const Test& test) const {
    const QualityResult& result = test.result->value;
    const std::string metric = tested_metric(result.assertion);
    if (metric.empty() || result.column.empty()) return {};
    std::string found;
    for_each_field(contract_.datasets[test.dataset].fields, [&](const Field& field) {
      const bool same = equal_ignoring_case(field.path, result.column) ||
                        equal_ignoring_case(field.name, result.column) ||
                        equal_ignoring_case(field.physical_name, result.column);
      if (!same || !found.empty()) return;
      if (metric == "nullValues" && (field.required || field.primary_key)) found = "required";
      if (metric == "duplicateValues" && (field.unique || field.primary_key)) found = "unique";
      if (metric == "invalidValues" && !field.constraints.enum_values.empty()) found = "enum";
    });
    return found;
  }

  void count(Verdict verdict, bool warning) {
    status_.passed += verdict == Verdict::met ? 1 : 0;
    status_.unknown += verdict == Verdict::unknown ? 1 : 0;
    if (verdict == Verdict::broken) ++(warning ? status_.warnings : status_.failed);
  }

  void sum_up() {
    for (const RuleStatus& rule : status_.rules) {
      if (rule.testable || rule.verdict != Verdict::unknown) count(rule.verdict, rule.warning);
    }
    for (const TestStatus& test : status_.tests) {
      count(test.result.success ? Verdict::met : Verdict::broken, test.warning());
    }
    const std::uint32_t answered = status_.passed + status_.failed + status_.warnings;
    if (status_.failed > 0) {
      status_.verdict = Verdict::broken;
      status_.reason = std::to_string(status_.failed) + " of " + std::to_string(answered) + " checks failed";
    } else if (answered == 0) {
      status_.reason = status_.unknown == 0 ? "the contract has no rule that can be tested"
                       : told_.empty()      ? std::string(kNoRun)
                                            : "no test or metric of its rules has been reported";
    } else if (status_.unknown > 0) {
      status_.reason = std::to_string(status_.unknown) + (status_.unknown == 1 ? " rule has" : " rules have") +
                       " no reported result";
    } else {
      status_.verdict = Verdict::met;
      status_.reason = status_.warnings > 0 ? std::to_string(status_.warnings) + " of " + std::to_string(answered) +
                                                  " checks failed with a warning only"
                                            : "all checks passed";
    }
  }

  const Contract& contract_;
  std::set<std::uint32_t> told_;  // datasets of which anything is known
  Tests tests_;
  Measures measures_;
  std::vector<bool> used_;  // by Test::number: the answer to a rule
  QualityStatus status_;
};

}  // namespace

bool TestStatus::warning() const {
  return is_warning(result.severity);
}

QualityStatus quality_status(const Contract& contract, const std::vector<DatasetFacts>& facts) {
  return Judge(contract, facts).run();
}

}  // namespace trama::lineage
