#include "catalog/contract/document.h"

#include "catalog/base/limits.h"
#include "catalog/base/text.h"
#include "catalog/contract/loading.h"

namespace trama::contract {
namespace {

using loading::Loaded;

Error to_error(Problems* problems) {
  std::vector<Problem> all = problems->take();
  const Problem first = all.empty() ? Problem{} : all.front();
  const RuleInfo* info = find_rule(first.rule);
  Error error = make_error(info == nullptr ? ErrorCode::internal : info->code, first.rule, first.message);
  error.problems = std::move(all);
  return error;
}

Document to_document(Loaded loaded, Syntax syntax) {
  Document document;
  document.syntax = syntax;
  document.root = std::move(loaded.root);
  document.start = loaded.start;
  document.begin = loaded.begin;
  document.end = loaded.end;
  return document;
}

bool check_size(std::size_t bytes, Problems* problems) {
  if (bytes <= limits::kDocumentBytesMax) return true;
  problems->add(Rule::document_too_large, {"", {1, 1}}, "the document has " + std::to_string(bytes) + " bytes",
                {.expected = "at most " + std::to_string(limits::kDocumentBytesMax) + " bytes"});
  return false;
}

bool looks_like_json(std::string_view text) {
  const std::string_view ink = trim(text);
  return ink.starts_with('{') || ink.starts_with('[');
}

std::optional<Loaded> load_yaml(std::string_view text, Problems* problems) {
  loading::YamlReader reader(text);
  auto first = reader.next(problems);
  while (first) {
    const auto other = reader.next(problems);
    if (!other) break;
    // A file that ends or begins with a marker has a document that holds nothing.
    if (other->root.type == NodeType::null) continue;
    if (first->root.type == NodeType::null) {
      first = other;
      continue;
    }
    problems->add(Rule::several_documents, {"", other->start}, "a second document begins here",
                  {.found = "---", .expected = "one document"});
    break;
  }
  if (problems->broken()) return std::nullopt;
  return first;
}

std::optional<Document> load_one(std::string_view text, Problems* problems) {
  if (!looks_like_json(text)) {
    auto yaml = load_yaml(text, problems);
    return yaml ? std::optional(to_document(std::move(*yaml), Syntax::yaml)) : std::nullopt;
  }
  auto json = loading::load_json(text, problems);
  if (json) return to_document(std::move(*json), Syntax::json);
  // Flow YAML looks like JSON too; what neither reads is reported as JSON, which it most likely is.
  if (!problems->has(Rule::not_json)) return std::nullopt;
  Problems second(Strictness::lenient);
  auto yaml = load_yaml(text, &second);
  if (!yaml) return std::nullopt;
  *problems = Problems(Strictness::lenient);
  return to_document(std::move(*yaml), Syntax::yaml);
}

bool check_ink(std::string_view text, Problems* problems) {
  if (!trim(text).empty()) return true;
  problems->add(Rule::empty_document, {"", {1, 1}}, "the text is empty");
  return false;
}

// Moves a document's offsets behind the byte order mark that the readers never saw.
void shift(std::size_t bytes, Document* document) {
  if (document->begin > 0) document->begin += bytes;
  document->end += bytes;
}

}  // namespace

Reading read_document(std::string_view bytes) {
  Problems problems(Strictness::lenient);
  Reading out;
  const std::string_view text = loading::without_bom(bytes);
  if (check_size(bytes.size(), &problems) && check_ink(text, &problems) && loading::check_characters(text, &problems)) {
    out.document = load_one(text, &problems);
    if (!out.document && !problems.has_error()) {
      problems.add(Rule::empty_document, {"", {1, 1}}, "the text holds only comments");
    }
  }
  if (out.document) {
    out.document->begin = 0;
    out.document->end = bytes.size();
  }
  if (problems.has_error()) out.error = to_error(&problems);
  return out;
}

Result<Document> load_document(std::string_view bytes) {
  Reading reading = read_document(bytes);
  if (reading.error) return std::move(*reading.error);
  return std::move(*reading.document);
}

std::vector<Result<Document>> load_documents(std::string_view bytes) {
  std::vector<Result<Document>> out;
  Problems problems(Strictness::lenient);
  const std::string_view text = loading::without_bom(bytes);
  if (looks_like_json(text)) {
    out.push_back(load_document(bytes));
    return out;
  }
  if (!check_ink(text, &problems) || !loading::check_characters(text, &problems)) {
    out.emplace_back(to_error(&problems));
    return out;
  }
  loading::YamlReader reader(text);
  while (auto loaded = reader.next(&problems)) {
    if (problems.has_error()) break;
    if (loaded->root.type == NodeType::null) continue;
    // Comments between two documents belong to the first, so that no byte is lost.
    if (!out.empty()) out.back()->end = loaded->begin + (bytes.size() - text.size());
    const bool first = out.empty();
    out.emplace_back(to_document(std::move(*loaded), Syntax::yaml));
    Document& document = *out.back();
    if (first) document.begin = 0;
    shift(bytes.size() - text.size(), &document);
    document.end = bytes.size();
  }
  if (problems.has_error()) {
    out.emplace_back(to_error(&problems));
  } else if (out.empty()) {
    problems.add(Rule::empty_document, {"", {1, 1}}, "the text holds only comments");
    out.emplace_back(to_error(&problems));
  }
  return out;
}

}  // namespace trama::contract
