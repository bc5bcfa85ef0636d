#include "catalog/lineage/sql/sql_lineage.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <utility>

#include "catalog/base/text.h"
#include "catalog/lineage/sql/analysis.h"
#include "catalog/lineage/sql/relations_only.h"
#include "catalog/lineage/sql/split_statements.h"
#include "catalog/lineage/sql/statement.h"
#include "catalog/lineage/sql/with_stack.h"

namespace trama::lineage::sql {
namespace {

// A statement has at most half as many operators as bytes, each some frames of the grammar's walkers; eight times as
// many were measured to fit.
constexpr std::size_t kStackBytes = 256U << 20;

class Text {
 public:
  explicit Text(std::string_view sql) {
    lines_.push_back(0);
    for (std::size_t at = sql.find('\n'); at != std::string_view::npos; at = sql.find('\n', at + 1)) {
      lines_.push_back(static_cast<std::uint32_t>(at + 1));
    }
  }
  [[nodiscard]] std::uint32_t line_of(std::uint32_t at) const {
    return static_cast<std::uint32_t>(std::ranges::upper_bound(lines_, at) - lines_.begin());
  }
  [[nodiscard]] std::uint32_t column_of(std::uint32_t at) const { return at - lines_[line_of(at) - 1] + 1; }

 private:
  std::vector<std::uint32_t> lines_;
};

class Script {
 public:
  Script(std::string_view sql, const Schemas& schemas, const Options& options)
      : sql_(sql), text_(sql), given_(schemas), options_(options), traits_(traits_of(options.dialect)) {
    // Where nobody says which dialect it is, backticks do: where they are names, double quotes are texts.
    if (options.dialect == Dialect::generic && sql.find('`') != std::string_view::npos) {
      traits_.double_quoted_strings = traits_.backslash_escapes = true;
    }
    schemas_ = [this](const SqlName& name) { return schema(name); };
  }

  std::vector<StatementLineage> run() {
    Cut cut = cut_tokens(sql_, traits_);
    const std::vector<std::uint32_t> unterminated = std::move(cut.unterminated);
    std::size_t count = 0;
    for (std::vector<Token>& tokens : split_statements(std::move(cut.tokens), traits_.dialect)) {
      if (++count > kStatementsMax) {
        if (!out_.empty()) {
          out_.back().findings.push_back(
              {Severity::warning, "too-large", "the text has more than 1000 statements; the rest is not read", 0, 0});
        }
        break;
      }
      statement(std::move(tokens));
    }
    for (const std::uint32_t at : unterminated) {
      if (out_.empty()) break;
      StatementLineage& last = out_.back();
      for (Source& source : last.sources) source.complete = false;
      tell(&last, {Severity::warning, "unterminated", "a quote or comment that begins here never ends", at});
    }
    bound_findings();
    return std::move(out_);
  }

 private:
  static std::string key_of(const SqlName& name) { return to_lower(to_string(name)); }

  std::optional<std::vector<std::string>> schema(const SqlName& name) const {
    if (const auto it = created_.find(key_of(name)); it != created_.end()) return it->second;
    return given_ ? given_(name) : std::nullopt;
  }

  void tell(StatementLineage* to, const Note& note) const {
    to->findings.push_back(
        {note.severity, std::string(note.rule), note.message, text_.line_of(note.at), text_.column_of(note.at)});
  }

  // USE db; USE db.schema; USE SCHEMA s; USE DATABASE d; USE CATALOG c.
  bool use(const Tokens& t) {
    if (!t.is(t.first(), "use")) return false;
    std::size_t at = t.next(t.first());
    const std::string what = t[at].word;
    const bool says = (what == "schema" || what == "database" || what == "catalog" || what == "namespace") &&
                      t.after(at).identifier();
    if (what == "role" || what == "warehouse" || what == "secondary") return true;
    if (says) at = t.next(at);
    std::vector<std::string> parts;
    while (at < t.size() && t[at].identifier()) {
      parts.push_back(t[at].kind == TokenKind::word ? folded(t[at].name, traits_.fold) : t[at].name);
      at = t.next(at);
      if (!t.is(at, ".")) break;
      at = t.next(at);
    }
    if (parts.empty()) return true;
    const bool databases_are_schemas =
        traits_.dialect == Dialect::spark || traits_.dialect == Dialect::mysql || traits_.dialect == Dialect::trino;
    if (parts.size() > 1) {
      options_.catalog = parts[0];
      options_.schema = parts[1];
    } else if (what == "catalog" || (what == "database" && !databases_are_schemas) ||
               (!says && traits_.dialect == Dialect::snowflake)) {
      options_.catalog = parts[0];
    } else {
      options_.schema = parts[0];
    }
    return true;
  }

  // DECLARE a, b INT64 DEFAULT 1
  void declare(const Tokens& t) {
    if (!t.is(t.first(), "declare")) return;
    for (std::size_t at = t.next(t.first()); at < t.size() && t[at].identifier(); at = t.next(t.next(at))) {
      if (variables_.size() < 1'000) variables_.insert(to_lower(t[at].name));
      if (!t.after(at).is(",")) return;
    }
  }

  void statement(std::vector<Token> tokens) {
    const Tokens given(tokens);
    if (given.empty() || use(given)) return;
    const std::uint32_t begin = given[0].begin;
    const std::size_t bytes = given[given.size() - 1].end - std::min(begin, given[given.size() - 1].end);
    declare(given);
    Rewrite rewritten = rewrite(std::move(tokens), traits_);
    if (!rewritten.lineage) return;
    rewritten.variables = variables_;
    if (bytes > kStatementBytesMax || rewritten.tokens.exhausted()) {
      return fall_back(given, rewritten, {Severity::warning, "too-large", "it is too long to be resolved", begin});
    }
    const Rendered rendered = render(rewritten.tokens);
    const SyntaxTree tree = SyntaxTree::parse(rendered.text);
    if (tree.failure()) {
      const std::size_t token = rendered.token_at(tree.failure()->offset);
      const std::uint32_t at = rendered.pieces.empty() ? begin : rewritten.tokens[token].begin;
      return fall_back(given, rewritten, {Severity::warning, "not-understood", tree.failure()->message, at});
    }
    try {
      resolve(tree.statement(), rewritten.kind, rewritten, rendered);
    } catch (const Exceeded& bound) {
      fall_back(given, rewritten, {Severity::warning, "too-large", bound.what, begin});
    }
  }

  void fall_back(const Tokens& given, const Rewrite& rewritten, const Note& why) {
    // The templates are taken from the rewritten text, everything else from the author's.
    Tokens tokens = given;
    for (std::size_t i = 0; i < tokens.size() && tokens.size() == rewritten.tokens.size(); ++i) {
      if (tokens[i].kind == TokenKind::jinja) template_name(&tokens[i], rewritten.tokens[i]);
    }
    StatementLineage lineage = relations_only(tokens, rewritten.kind, traits_, options_);
    lineage.line = text_.line_of(given[0].begin);
    Note note = why;
    note.message = "only the relations are known: " + why.message;
    tell(&lineage, note);
    for (const Note& each : rewritten.notes) tell(&lineage, each);
    if (!lineage.target && lineage.sources.empty() && rewritten.kind == StatementKind::other) {
      lineage.findings.front().message = "no statement: " + why.message;
    }
    out_.push_back(std::move(lineage));
  }

  static void template_name(Token* token, const Token& filled) {
    if (filled.text.size() < 2) return;
    token->kind = TokenKind::name;
    token->text = filled.text;
    token->name = filled.text.substr(1, filled.text.size() - 2);
    if (const std::size_t dot = token->name.find("\".\""); dot != std::string::npos) token->name.replace(dot, 3, ".");
  }

  void resolve(const Node& node, StatementKind kind, const Rewrite& rewritten, const Rendered& rendered) {
    Analysis analysis(rewritten, rendered, options_, schemas_);
    std::vector<Node> nested;
    StatementLineage lineage = resolve_statement(node, kind, &analysis, &nested);
    lineage.line = text_.line_of(rewritten.tokens[0].begin);
    for (const Note& note : rewritten.notes) tell(&lineage, note);
    for (const Note& note : analysis.take_findings()) tell(&lineage, note);
    for (const Node& each : nested) {
      if (out_.size() < kStatementsMax) resolve(each, kind_of(each), rewritten, rendered);
    }
    const bool creates = lineage.kind == StatementKind::create_table || lineage.kind == StatementKind::create_view;
    if (creates && lineage.target && lineage.columns_complete) created_[key_of(*lineage.target)] = lineage.columns;
    if (!rewritten.defines_columns) out_.push_back(std::move(lineage));
  }

  void bound_findings() {
    std::size_t told = 0;
    std::size_t left_out = 0;
    for (StatementLineage& lineage : out_) {
      const std::size_t room = kFindingsMax - std::min(told, kFindingsMax);
      if (lineage.findings.size() > room) {
        left_out += lineage.findings.size() - room;
        lineage.findings.resize(room);
      }
      told += lineage.findings.size();
    }
    if (left_out == 0) return;
    out_.back().findings.push_back(
        {Severity::note, "more-findings", std::to_string(left_out) + " more findings are left out", 0, 0});
  }

  std::string_view sql_;
  Text text_;
  const Schemas& given_;
  Options options_;
  DialectTraits traits_;
  Schemas schemas_;
  std::map<std::string, std::vector<std::string>> created_;
  std::set<std::string> variables_;
  std::vector<StatementLineage> out_;
};

}  // namespace

std::string to_string(const SqlName& name) {
  std::string out;
  for (const std::string* part : {&name.catalog, &name.schema, &name.table}) {
    if (part->empty()) continue;
    if (!out.empty()) out += '.';
    out += *part;
  }
  return out;
}

std::string_view to_string(StatementKind kind) {
  static constexpr std::array<std::string_view, 8> kWords = {"select", "insert", "create table", "create view",
                                                             "merge",  "update", "delete",       "other"};
  return kWords[static_cast<std::size_t>(kind)];
}

const std::vector<std::string_view>& finding_rules() {
  static const std::vector<std::string_view> rules = {
      "alias-assumed",       "ambiguous-column",        "clause-ignored",
      "column-assumed",      "columns-matched-by-name", "more-findings",
      "natural-join",        "not-understood",          "star-filtered",
      "star-unknown-schema", "target-columns-assumed",  "template",
      "too-large",           "unknown-column",          "unnamed-column",
      "unterminated"};
  return rules;
}

Result<std::vector<StatementLineage>> sql_lineage(std::string_view sql, const Schemas& schemas,
                                                  const Options& options) {
  if (sql.size() > kSqlBytesMax) {
    return make_error(ErrorCode::too_large, "sql-too-large",
                      "the SQL has " + std::to_string(sql.size()) + " bytes; at most " + std::to_string(kSqlBytesMax) +
                          " are read. Split it into statements.");
  }
  if (const auto at = first_invalid_utf8(sql)) {
    return make_error(ErrorCode::unreadable, "not-utf-8",
                      "the SQL is not UTF-8 (byte " + std::to_string(*at) + "). Convert it to UTF-8.");
  }
  std::vector<StatementLineage> out;
  if (!with_stack(kStackBytes, [&] { out = Script(sql, schemas, options).run(); })) {
    return make_error(ErrorCode::unavailable, "no-thread", "no thread could be started to read the SQL. Try again.");
  }
  return out;
}

}  // namespace trama::lineage::sql
