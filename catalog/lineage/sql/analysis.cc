#include "catalog/lineage/sql/analysis.h"

#include "catalog/base/text.h"

namespace trama::lineage::sql {

std::string Analysis::stored(std::string_view name) const {
  if (name.starts_with(kMark)) {
    const auto it = rewritten_.names.find(std::string(name));
    if (it != rewritten_.names.end()) return it->second;
  }
  // Keywords went to the grammar as they were, and came back in lower case.
  return traits().fold == Fold::upper && is_keyword(name) ? folded(name, Fold::upper) : std::string(name);
}

SqlName Analysis::name_of(const Node& range_var) const {
  SqlName name;
  std::vector<std::string> parts;
  for (const char* field : {"catalogname", "schemaname", "relname"}) {
    if (const std::string_view part = range_var.text(field); !part.empty()) parts.push_back(stored(part));
  }
  name.written = parts;
  const auto longer = parts.empty() ? rewritten_.long_names.end() : rewritten_.long_names.find(parts.back());
  if (longer != rewritten_.long_names.end()) {
    name.written = parts = longer->second;
  } else {
    // As the author spelled it, where the parts stand side by side.
    const Tokens& t = rewritten_.tokens;
    std::size_t at = rendered_.token_at(static_cast<std::size_t>(range_var.location()));
    std::vector<std::string> written;
    while (at < t.size() && t[at].identifier() && !t[at].name.empty()) {
      written.push_back(t[at].name);
      if (at + 2 >= t.size() || !t[at + 1].is(".")) break;
      at += 2;
    }
    if (written.size() == parts.size()) name.written = std::move(written);
  }
  if (parts.empty()) return name;
  name.table = parts.back();
  name.schema = parts.size() > 1 ? parts[parts.size() - 2] : options_.schema;
  name.catalog = parts.size() > 2 ? parts[parts.size() - 3] : options_.catalog;
  for (std::size_t i = 4; i <= parts.size(); ++i) name.catalog = parts[parts.size() - i] + "." + name.catalog;
  return name;
}

std::string Analysis::item_text(std::int64_t location) const {
  const Tokens& t = rewritten_.tokens;
  const std::size_t begin = rendered_.token_at(static_cast<std::size_t>(location));
  const std::size_t end = t.find(begin, {",", "from", "where", "union", "group", "order", "limit", "as"});
  std::string out;
  for (std::size_t i = begin; i < end && out.size() < 200; ++i) {
    if (!out.empty() && !t[i].glued) out += ' ';
    const Token& token = t[i];
    out += token.kind == TokenKind::symbol   ? token.word
           : token.kind == TokenKind::string ? quoted_string(token.name)
           : token.name.empty()              ? token.text
                                             : token.name;
  }
  return traits().fold == Fold::upper ? folded(out, Fold::upper) : out;
}

std::uint32_t Analysis::source(const SqlName& name) {
  SqlName key = name;
  key.written.clear();
  const auto [it, added] = source_of_.try_emplace(std::move(key), static_cast<std::uint32_t>(sources_.size()));
  if (!added) return it->second;
  sources_.push_back(name);
  source_schemas_.push_back(schemas_ ? schemas_(name) : std::nullopt);
  return it->second;
}

const std::vector<std::string>* Analysis::schema(std::uint32_t source) const {
  const auto& known = source_schemas_[source];
  return known ? &*known : nullptr;
}

std::uint32_t Analysis::column(std::uint32_t source, const std::string& name) {
  const auto [it, added] = column_of_.try_emplace({source, name}, static_cast<std::uint32_t>(columns_.size()));
  if (added) columns_.emplace_back(source, name);
  return it->second;
}

void Analysis::finding(std::string_view rule, std::string message, std::int64_t location, Severity severity) {
  const std::size_t token = location < 0 ? 0 : rendered_.token_at(static_cast<std::size_t>(location));
  const std::uint32_t at = token < rewritten_.tokens.size() ? rewritten_.tokens[token].begin : 0;
  if (findings_.size() >= kFindingsMax || !told_.emplace(std::string(rule) + message, at).second) return;
  findings_.push_back({severity, rule, std::move(message), at});
}

void Analysis::note_once(std::string_view rule, std::string message, std::int64_t location) {
  if (told_once_.emplace(std::string(rule) + message).second) {
    finding(rule, std::move(message), location, Severity::note);
  }
}

void Analysis::spend(std::size_t work) {
  work_ += work;
  if (work_ > kWorkMax) throw Exceeded{"its column lineage takes too many steps"};
}

}  // namespace trama::lineage::sql
