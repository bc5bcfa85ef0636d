// The one writer of the index: documents in, one commit with its seq, what readers need published with it. Private to
// search/ (it names Xapian). Owned by the indexer thread; `readers` is shared and thread-safe.
//
// All changes between two commits are one Xapian transaction: they become visible together or are lost together, and
// nothing is flushed in between behind our back. Errors are Xapian's; the index rethrows none of them.
#pragma once

#include <memory>
#include <string>
#include <unordered_map>

#include <xapian.h>

#include "catalog/base/result.h"
#include "search/document.h"
#include "search/folders.h"
#include "search/readers.h"

namespace trama::search {

class IndexWriter {
 public:
  IndexWriter(std::string path, Readers& readers) : folders_(std::move(path)), readers_(readers) {}
  ~IndexWriter();
  IndexWriter(const IndexWriter&) = delete;
  IndexWriter& operator=(const IndexWriter&) = delete;

  Result<void> open();
  Result<void> put(const SearchDocument& document);
  Result<void> remove(std::string_view id);
  Result<void> commit(std::uint64_t seq);
  Result<void> clear();

 private:
  template <typename Work>
  Result<void> guarded(Work work);

  bool open_generation(std::uint64_t generation);  // false: damaged or of another schema
  void create_generation(std::uint64_t generation);
  bool load();
  void load_values();
  bool load_rows(FacetColumns::Changes* rows);
  void load_words();
  void start_transaction();
  void abandon();

  DocFacets facets_of(const SearchDocument& document);
  void add_values(const std::vector<std::string>& values, Facet facet, DocFacets* row);
  std::vector<WordCount> counted(const std::set<std::string>& words, std::string_view prefix,
                                 std::string_view other_prefix);
  void teach_spelling(const std::vector<WordCount>& words);
  void recount(const FacetColumns& before);
  void publish(std::uint64_t seq, FacetColumns columns);

  Folders folders_;
  std::shared_ptr<Knowledge> knowledge_ = std::make_shared<Knowledge>();  // of this generation
  Readers& readers_;
  Xapian::WritableDatabase database_;
  bool open_ = false;
  bool in_transaction_ = false;
  std::uint64_t generation_ = 0;
  std::uint64_t epoch_ = 0;
  DocumentBuilder builder_;
  FacetColumns columns_;
  FacetColumns::Changes changes_;
  TouchedWords touched_;
  std::unordered_map<std::string, std::uint32_t> spelled_;  // counts the spelling table has
};

}  // namespace trama::search
