#include "catalog/base/limits.h"
#include "catalog/base/text.h"
#include "web/service/imports.h"

namespace trama::service {
namespace {

bool is_separator(std::string_view line) {
  return line.starts_with("---") &&
         (line.size() == 3 || line[3] == ' ' || line[3] == '\t' || line[3] == '\r' || line[3] == '\n');
}

// Comments and directives before the first document are no document of their own.
bool has_content(std::string_view text) {
  for (const std::string_view line : split(text, '\n')) {
    const std::string_view trimmed = trim(line);
    if (!trimmed.empty() && !trimmed.starts_with('#') && !trimmed.starts_with('%')) return true;
  }
  return false;
}

}  // namespace

void DocumentSplitter::feed(std::string_view text, std::vector<Piece>* out) {
  std::size_t start = 0;
  for (std::size_t newline = text.find('\n'); newline != std::string_view::npos; newline = text.find('\n', start)) {
    rest_ += text.substr(start, newline + 1 - start);
    take_line(rest_, out);
    rest_.clear();
    start = newline + 1;
  }
  rest_ += text.substr(start);
  // A line this long is no document anyone may register; keep just enough to be refused as too large.
  if (rest_.size() + document_.size() > 2 * limits::kDocumentBytesMax) overlong_ = true;
}

void DocumentSplitter::finish(std::vector<Piece>* out) {
  if (!rest_.empty()) take_line(rest_, out);
  rest_.clear();
  emit(out);
}

void DocumentSplitter::take_line(std::string_view line, std::vector<Piece>* out) {
  if (format_ == ImportFormat::ndjson) {
    document_line_ = line_;
    document_ = trim(line);
    offset_ += line.size();
    ++line_;
    emit(out);
    return;
  }
  if (is_separator(line)) {
    emit(out);
    document_line_ = line_;
  } else if (!line.starts_with("...")) {
    document_ += line;
  }
  offset_ += line.size();
  ++line_;
}

void DocumentSplitter::emit(std::vector<Piece>* out) {
  if (has_content(document_)) out->push_back({document_, offset_, document_line_});
  document_.clear();
}

}  // namespace trama::service
