#include "search/highlights.h"

#include <algorithm>
#include <array>

#include "search/schema.h"
#include "search/tokens.h"

namespace trama::search {
namespace {

bool is_marked(const Part& part, const Marks& marks, Stemmer& stem) {
  if (marks.stems.contains(stem(part.text)) || marks.joined.contains(part.text)) return true;
  return std::ranges::any_of(marks.prefixes, [&](const std::string& start) { return part.text.starts_with(start); });
}

bool is_marked_run(const std::string& joined, const Marks& marks) {
  if (marks.joined.contains(joined)) return true;
  return marks.starts_joined &&
         std::ranges::any_of(marks.prefixes, [&](const std::string& start) { return joined.starts_with(start); });
}

void mark_runs(const Tokens& tokens, const Group& group, const Marks& marks, std::vector<bool>* marked) {
  for_each_joined_run(group.first, group.count, [&](std::size_t first, std::size_t count) {
    if (!is_marked_run(tokens.joined(first, count), marks)) return;
    for (std::size_t i = first; i < first + count; ++i) (*marked)[i] = true;
  });
}

// Neighbouring parts of one identifier become one range.
std::vector<Range> to_ranges(const Tokens& tokens, const std::vector<bool>& marked) {
  std::vector<Range> ranges;
  for (const Group& group : tokens.groups) {
    bool open = false;
    for (std::size_t i = group.first; i < group.first + group.count; ++i) {
      const Part& part = tokens.parts[i];
      if (!marked[i]) {
        open = false;
      } else if (open) {
        ranges.back().second = part.end - ranges.back().first;
      } else {
        ranges.emplace_back(part.begin, part.end - part.begin);
        open = true;
      }
    }
  }
  return ranges;
}

// Whether tokenising is worth it: texts mostly do not match, and reading bytes is ten times cheaper. A text of ASCII
// can only hold a marked word if it holds how that begins, give or take case and connectors; others are always
// tokenised.
class Gate {
 public:
  explicit Gate(const Marks& marks) {
    for (const std::string& stem : marks.stems) add(stem);
    for (const std::string& joined : marks.joined) add(joined);
    for (const std::string& prefix : marks.prefixes) add(prefix);
  }

  [[nodiscard]] bool open(std::string_view text) const {
    for (std::size_t at = 0; at < text.size(); ++at) {
      if ((static_cast<unsigned char>(text[at]) & 0x80U) != 0) return true;
      const char first = lower(text[at]);
      if (!starts_[static_cast<unsigned char>(first)]) continue;
      for (const std::string& needle : needles_)
        if (needle[0] == first && begins(text.substr(at), needle)) return true;
    }
    return false;
  }

 private:
  // Stemming keeps the first two letters of all but a handful of words (dying, lying, tying).
  void add(const std::string& word) {
    constexpr std::size_t kNeedleBytes = 3;
    const std::string needle = word.substr(0, word.size() > kNeedleBytes ? kNeedleBytes : kNeedleBytes - 1);
    if (needle.empty() || (static_cast<unsigned char>(needle[0]) & 0x80U) != 0) return;
    if (std::ranges::find(needles_, needle) == needles_.end()) needles_.push_back(needle);
    starts_[static_cast<unsigned char>(needle[0])] = true;
  }

  static char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; }

  static bool begins(std::string_view text, std::string_view needle) {
    std::size_t found = 0;
    for (const char c : text) {
      if (found > 0 && (c == '_' || c == '-' || c == '.')) continue;
      if (lower(c) != needle[found]) return false;
      if (++found == needle.size()) return true;
    }
    return false;
  }

  std::vector<std::string> needles_;
  std::array<bool, 256> starts_{};
};

bool is_tail_byte(char c) {
  return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

// Moves to the start of a word, at most a few bytes.
std::size_t word_start(std::string_view text, std::size_t at, std::size_t limit) {
  const std::size_t space = text.find(' ', at);
  if (space != std::string_view::npos && space < limit) return space + 1;
  while (at < limit && is_tail_byte(text[at])) ++at;
  return at;
}

std::size_t char_end(std::string_view text, std::size_t at) {
  while (at > 0 && at < text.size() && is_tail_byte(text[at])) --at;
  return std::min(at, text.size());
}

class Cutter {
 public:
  Cutter(const Marks& marks, Stemmer& stem) : marks_(marks), gate_(marks), stem_(stem) {}

  [[nodiscard]] bool full() const { return out_.size() >= kHighlightsMax; }

  // True when the text matched.
  bool add(std::string_view field, std::string_view where, std::string_view text) {
    if (full() || !gate_.open(text)) return false;
    const std::vector<Range> ranges = find_marks(text, marks_, stem_);
    if (ranges.empty()) return false;
    out_.push_back(cut(field, where, text, ranges));
    return true;
  }

  std::vector<Highlight> take() { return std::move(out_); }

 private:
  static Highlight cut(std::string_view field, std::string_view where, std::string_view text,
                       const std::vector<Range>& ranges) {
    Highlight out{.field = std::string(field), .where = std::string(where), .text = {}, .matches = {}};
    constexpr std::size_t kBefore = 40;
    constexpr std::string_view kMore = "…";
    std::size_t begin = 0, end = text.size();
    if (text.size() > kSnippetBytes) {
      const std::size_t first = ranges.front().first;
      if (first > kBefore) begin = word_start(text, first - kBefore, first);
      end = char_end(text, std::max<std::size_t>(begin + kSnippetBytes, first + ranges.front().second));
    }
    if (begin > 0) out.text = kMore;
    const std::size_t shift = out.text.size();
    out.text += text.substr(begin, end - begin);
    if (end < text.size()) out.text += kMore;
    for (const auto& [offset, length] : ranges)
      if (offset >= begin && offset + length <= end)
        out.matches.emplace_back(static_cast<std::uint32_t>(offset - begin + shift), length);
    return out;
  }

  const Marks& marks_;
  Gate gate_;
  Stemmer& stem_;
  std::vector<Highlight> out_;
};

}  // namespace

std::vector<Range> find_marks(std::string_view text, const Marks& marks, Stemmer& stem) {
  const Tokens tokens = tokenise(text);
  std::vector<bool> marked(tokens.parts.size());
  for (std::size_t i = 0; i < marked.size(); ++i) marked[i] = is_marked(tokens.parts[i], marks, stem);
  for (const Group& group : tokens.groups) mark_runs(tokens, group, marks, &marked);
  return to_ranges(tokens, marked);
}

std::vector<Highlight> highlight(const SearchDocument& document, const Marks& marks, Stemmer& stem) {
  if (marks.empty()) return {};
  Cutter cutter(marks, stem);
  if (!cutter.add("title", "", document.title)) cutter.add("name", "", document.name);
  for (const std::string& dataset : document.datasets) cutter.add("dataset", dataset, dataset);
  for (const ColumnText& column : document.columns) {
    if (cutter.full()) break;
    cutter.add("column", column.path, column.path);
  }
  for (const std::string& tag : document.tags) cutter.add("tag", "", tag);
  cutter.add("description", "", document.description);
  for (const ColumnText& column : document.columns) {
    if (cutter.full()) break;
    if (!cutter.add("column_title", column.path, column.title))
      cutter.add("column_description", column.path, column.description);
  }
  for (const std::string& location : document.locations) cutter.add("location", location, location);
  for (const std::string& name : document.physical_names) cutter.add("physical_name", name, name);
  cutter.add("owner", "", document.owner);
  for (const std::string& person : document.people) cutter.add("person", "", person);
  cutter.add("domain", "", document.domain);
  for (const std::string& platform : document.platforms) cutter.add("platform", "", platform);
  cutter.add("classification", "", document.classification);
  cutter.add("status", "", document.status);
  return cutter.take();
}

}  // namespace trama::search
