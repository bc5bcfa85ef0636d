// What is gathered while one statement is resolved: base relations and their columns, findings, and the budget.
//
// One thread. Exceeded is thrown when a bound is met; the statement then falls back to relations alone.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "catalog/lineage/sql/origins.h"
#include "catalog/lineage/sql/rewrite.h"
#include "catalog/lineage/sql/sql_lineage.h"
#include "catalog/lineage/sql/syntax_tree.h"

namespace trama::lineage::sql {

struct Exceeded {
  std::string what;
};

class Analysis {
 public:
  Analysis(const Rewrite& rewritten, const Rendered& rendered, const Options& options, const Schemas& schemas)
      : rewritten_(rewritten), rendered_(rendered), options_(options), schemas_(schemas) {}

  [[nodiscard]] const DialectTraits& traits() const { return *rewritten_.traits; }
  [[nodiscard]] const Rewrite& rewritten() const { return rewritten_; }

  // The name of a RangeVar, and a name as the grammar gives it.
  [[nodiscard]] SqlName name_of(const Node& range_var) const;
  [[nodiscard]] std::string stored(std::string_view name) const;
  // The author's text from the token at one byte of the rendered text to the comma or clause that ends its item.
  [[nodiscard]] std::string item_text(std::int64_t location) const;

  std::uint32_t source(const SqlName& name);
  std::uint32_t column(std::uint32_t source, const std::string& name);
  [[nodiscard]] const std::vector<std::string>* schema(std::uint32_t source) const;  // null: not known

  void finding(std::string_view rule, std::string message, std::int64_t location,
               Severity severity = Severity::warning);
  // The same message once for a statement, where it first applies.
  void note_once(std::string_view rule, std::string message, std::int64_t location);
  void incomplete(std::uint32_t source) { incomplete_.insert(source); }
  void all_incomplete() { all_incomplete_ = true; }
  [[nodiscard]] bool complete(std::uint32_t source) const { return !all_incomplete_ && !incomplete_.contains(source); }
  void spend(std::size_t work);  // throws Exceeded

  [[nodiscard]] const std::vector<SqlName>& sources() const { return sources_; }
  [[nodiscard]] const std::pair<std::uint32_t, std::string>& column_at(std::uint32_t column) const {
    return columns_[column];
  }
  [[nodiscard]] std::vector<Note> take_findings() { return std::move(findings_); }

  std::set<std::uint32_t> read;  // sources that stand in a FROM, not only as the target

 private:
  static constexpr std::size_t kWorkMax = 20'000'000;

  const Rewrite& rewritten_;
  const Rendered& rendered_;
  const Options& options_;
  const Schemas& schemas_;
  std::vector<SqlName> sources_;
  std::map<SqlName, std::uint32_t> source_of_;
  std::vector<std::optional<std::vector<std::string>>> source_schemas_;
  std::vector<std::pair<std::uint32_t, std::string>> columns_;
  std::map<std::pair<std::uint32_t, std::string>, std::uint32_t> column_of_;
  std::set<std::uint32_t> incomplete_;
  bool all_incomplete_ = false;
  std::vector<Note> findings_;
  std::set<std::pair<std::string, std::uint32_t>> told_;
  std::set<std::string> told_once_;
  std::size_t work_ = 0;
};

}  // namespace trama::lineage::sql
