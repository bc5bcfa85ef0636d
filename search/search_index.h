// The search index: a projection of the registry in one Xapian database (which only search/ includes).
//
// Writing is one thread's (the indexer), without sync; each commit also stores the seq it holds, so that after a crash
// the projector replays the rest from the change log. Searching is any thread's: readers are pooled, one per call at a
// time, and reopen when the index moved. Facet columns (domain, owner, tag, classification, platform, status) live in
// memory and are counted exactly, in a second pass over the boolean match set. Highlights are offsets, never markup.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "catalog/base/result.h"

namespace trama::search {

// One column of a dataset, as search sees it.
struct ColumnText {
  std::string dataset, path, title, description;
  std::vector<std::string> tags;
  bool pii = false;
};

struct SearchDocument {
  std::string id;           // contract, product or consumer id; unique
  std::string kind;         // contract, product, consumer
  std::string title, name;  // name: last part of the id, table names come below
  std::vector<std::string> datasets, physical_names;
  std::vector<std::string> locations;  // where it lies, as a URL: s3://bucket/path, kafka://host:port/topic
  std::string description;             // description, purpose, usage
  std::vector<ColumnText> columns;
  std::vector<std::string> tags;
  std::string domain, owner, classification, status, version;
  std::vector<std::string> platforms;
  std::vector<std::string> people;  // contacts, members
  bool pii = false;
  bool retired = false;
  std::int64_t updated_us = 0;
};

// Facet names in the order answers give them.
inline constexpr std::string_view kFacetNames[] = {"domain", "owner", "tag", "classification", "platform", "status"};

enum class Sort : std::uint8_t { relevance, updated, name };

struct SearchRequest {
  std::string query;  // what a person typed (search/query.h has the grammar); "" matches everything, newest first.
                      // field:value works for domain, owner, tag, classification, platform, status, kind, id, column,
                      // title (or dataset), pii:true, retired:true
  std::map<std::string, std::vector<std::string>, std::less<>> filters;  // facet -> values: OR inside, AND between
  bool include_retired = false;
  bool facets = true;
  bool prefix_last_word = true;
  bool explain = false;
  std::size_t limit = 20, offset = 0;
  Sort sort = Sort::relevance;
};

struct Highlight {
  std::string field;  // title, name, description, column, dataset, tag, owner, domain, platform, person, ...
  std::string where;  // the column's path or dataset name; else ""
  std::string text;   // the snippet, plain
  std::vector<std::pair<std::uint32_t, std::uint32_t>> matches;  // byte offset and length within text
};

struct Hit {
  std::string id, kind, title, description, domain, owner, classification, status, version;
  std::vector<std::string> tags, platforms, datasets;
  std::uint32_t columns = 0;
  bool pii = false, retired = false;
  std::int64_t updated_us = 0;
  double score = 0;
  std::vector<Highlight> highlights;
  std::string explanation;  // explain: which terms, with their weights
};

struct FacetValue {
  std::string value;
  std::uint64_t count = 0;
};

struct SearchAnswer {
  std::uint64_t total = 0;
  std::vector<Hit> hits;
  std::vector<std::pair<std::string, std::vector<FacetValue>>>
      facets;                // most frequent first, then by name. A facet's own filter does not narrow its own counts
  std::string did_you_mean;  // the query with its unknown words replaced; only where that finds something
  bool relaxed = false;      // no document has all the words: these have some of them, those with most first
  std::string explanation;   // explain: how the query was understood
  std::uint64_t as_of_seq = 0;
};

struct Suggestion {
  std::string kind;  // product, column, owner, domain, tag
  std::string id;    // contract id; for columns the contract that has it
  std::string title, detail;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> matches;  // in title
};

class SearchIndex {
 public:
  // Opens or creates; an index of another schema version is thrown away and starts at seq 0.
  [[nodiscard]] static Result<std::unique_ptr<SearchIndex>> open(const std::string& path);
  virtual ~SearchIndex() = default;

  // Indexer thread only
  // -------------------------------------------------------------------------------------------------
  virtual Result<void> put(const SearchDocument& document) = 0;
  virtual Result<void> remove(std::string_view id) = 0;
  // Makes everything up to `seq` visible.
  virtual Result<void> commit(std::uint64_t seq) = 0;
  virtual Result<void> clear() = 0;  // throw away and start at seq 0

  // Any thread
  // ----------------------------------------------------------------------------------------------------------
  [[nodiscard]] virtual std::uint64_t applied_seq() const = 0;
  // Errors: too_large (query, limit or offset beyond base/limits.h), corrupt (clear() and replay), unavailable.
  [[nodiscard]] virtual Result<SearchAnswer> search(const SearchRequest& request) const = 0;
  // As-you-type, from one character on: products, then columns, domains, owners, tags. The products are those a search
  // for the same text ranks first.
  [[nodiscard]] virtual Result<std::vector<Suggestion>> suggest(std::string_view text, std::size_t limit) const = 0;
  [[nodiscard]] virtual Result<std::optional<std::string>> stored_digest(
      std::string_view id) const = 0;  // for fsck: digest(document) of what is indexed
  [[nodiscard]] virtual std::uint64_t documents() const = 0;
};

// What fsck compares: a hash of everything that is indexed for a document.
[[nodiscard]] std::string digest(const SearchDocument& document);

}  // namespace trama::search
