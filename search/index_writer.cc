#include "search/index_writer.h"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <optional>

#include "catalog/base/text.h"
#include "search/schema.h"
#include "search/spelling.h"

namespace trama::search {
namespace {

constexpr std::size_t kSpellingWordsMax = 500'000;

std::string value_key(std::size_t facet, Ordinal ordinal) {
  constexpr std::size_t kHexDigits = 8;
  char hex[kHexDigits + 1];
  std::snprintf(hex, sizeof hex, "%08x", ordinal);
  return std::string(kMetaFacetValue) + std::string(kFacetNames[facet]) + '/' + hex;
}

std::uint64_t to_number(std::string_view text) {
  std::uint64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

std::string_view without_prefix(std::string_view term, std::string_view prefix) {
  return term.substr(prefix.size());
}

}  // namespace

IndexWriter::~IndexWriter() {
  if (!open_) return;
  try {
    abandon();
    database_.close();
    folders_.close_cleanly(generation_);
  } catch (const Xapian::Error&) {
    // The next open finds `running` and decides.
  }
}

template <typename Work>
Result<void> IndexWriter::guarded(Work work) {
  try {
    work();
    return {};
  } catch (const Xapian::Error& error) {
    return to_error(error);
  }
}

Result<void> IndexWriter::open() {
  const bool trusted = folders_.trusted();
  if (!folders_.mark_running())
    return make_error(ErrorCode::unavailable, "index-not-writable", "the search index folder cannot be written");
  return guarded([&] {
    std::vector<std::uint64_t> generations = folders_.generations();
    const std::uint64_t newest = generations.empty() ? 0 : generations.back();
    const bool kept = newest > 0 && trusted && open_generation(newest);
    if (!kept) create_generation(newest + 1);
    open_ = true;
    for (const std::uint64_t generation : generations)
      if (generation != generation_) folders_.remove(generation);
  });
}

bool IndexWriter::open_generation(std::uint64_t generation) {
  try {
    database_ = Xapian::WritableDatabase(folders_.folder(generation), Xapian::DB_OPEN | Xapian::DB_NO_SYNC);
    generation_ = generation;
    return database_.get_metadata(std::string(kMetaSchema)) == kSchemaVersion && load();
  } catch (const Xapian::DatabaseLockError&) {
    throw;  // somebody works with it: not ours to throw away
  } catch (const Xapian::Error&) {
    return false;
  }
}

void IndexWriter::create_generation(std::uint64_t generation) {
  database_ = Xapian::WritableDatabase();
  knowledge_ = std::make_shared<Knowledge>();
  spelled_.clear();
  columns_ = {};
  changes_.clear();
  touched_ = {};
  folders_.remove(generation);
  database_ = Xapian::WritableDatabase(folders_.folder(generation), Xapian::DB_CREATE | Xapian::DB_NO_SYNC);
  generation_ = generation;
  database_.set_metadata(std::string(kMetaSchema), std::string(kSchemaVersion));
  database_.commit();
  publish(0, {});
}

bool IndexWriter::load() {
  load_values();
  FacetColumns::Changes rows;
  if (!load_rows(&rows)) return false;
  columns_ = FacetColumns().with(rows);
  changes_ = std::move(rows);
  recount({});
  changes_.clear();
  load_words();
  publish(to_number(database_.get_metadata(std::string(kMetaSeq))), columns_);
  return true;
}

void IndexWriter::load_values() {
  for (std::size_t f = 0; f < kFacetCount; ++f) {
    const std::string start = std::string(kMetaFacetValue) + std::string(kFacetNames[f]) + '/';
    for (auto it = database_.metadata_keys_begin(start); it != database_.metadata_keys_end(start); ++it) {
      Ordinal ordinal = 0;
      const std::string key = *it;
      std::from_chars(key.data() + start.size(), key.data() + key.size(), ordinal, 16);
      knowledge_->values.restore(static_cast<Facet>(f), ordinal, database_.get_metadata(key));
    }
  }
}

// Values only: documents are not read.
bool IndexWriter::load_rows(FacetColumns::Changes* rows) {
  std::uint64_t found = 0;
  for (auto it = database_.valuestream_begin(kSlotFacets); it != database_.valuestream_end(kSlotFacets); ++it) {
    auto row = decode_facets(*it);
    if (!row) return false;
    rows->emplace_hint(rows->end(), it.get_docid(), std::move(row));
    ++found;
  }
  return found == database_.get_doccount();
}

void IndexWriter::load_words() {
  spelled_.clear();
  for (auto it = database_.spellings_begin(); it != database_.spellings_end(); ++it) spelled_[*it] = it.get_termfreq();
  std::unordered_map<std::string, std::uint32_t> words;
  for (const std::string_view prefix : {prefix::kTitle, prefix::kColumn}) {
    const std::string start(prefix);
    for (auto it = database_.allterms_begin(start); it != database_.allterms_end(start); ++it)
      words[std::string(without_prefix(*it, start))] += it.get_termfreq();
  }
  for (const auto& [word, count] : words) knowledge_->words.set(word, count);
  const std::string start(prefix::kExactColumn);
  for (auto it = database_.allterms_begin(start); it != database_.allterms_end(start); ++it)
    knowledge_->columns.set(std::string(without_prefix(*it, start)), it.get_termfreq());
}

void IndexWriter::start_transaction() {
  if (in_transaction_) return;
  database_.begin_transaction(true);
  in_transaction_ = true;
}

void IndexWriter::abandon() {
  changes_.clear();
  touched_ = {};
  if (!in_transaction_) return;
  in_transaction_ = false;
  database_.cancel_transaction();
}

Result<void> IndexWriter::put(const SearchDocument& document) {
  return guarded([&] {
    start_transaction();
    Xapian::Document built = builder_.build(document, &touched_);
    DocFacets row = facets_of(document);
    built.add_value(kSlotFacets, encode_facets(row));
    const Xapian::docid id = database_.replace_document(id_term(document.id), built);
    changes_[id] = std::move(row);
  });
}

Result<void> IndexWriter::remove(std::string_view id) {
  return guarded([&] {
    start_transaction();
    const std::string term = id_term(id);
    const auto found = database_.postlist_begin(term);
    if (found == database_.postlist_end(term)) return;
    const Xapian::docid document = *found;
    database_.delete_document(document);
    changes_[document] = std::nullopt;
  });
}

DocFacets IndexWriter::facets_of(const SearchDocument& document) {
  DocFacets row{.retired = document.retired, .updated_us = document.updated_us, .values = {}};
  add_values({document.domain}, Facet::domain, &row);
  add_values({document.owner}, Facet::owner, &row);
  add_values(document.tags, Facet::tag, &row);
  add_values({document.classification}, Facet::classification, &row);
  add_values(document.platforms, Facet::platform, &row);
  add_values({document.status}, Facet::status, &row);
  return row;
}

void IndexWriter::add_values(const std::vector<std::string>& values, Facet facet, DocFacets* row) {
  std::vector<Ordinal>& ordinals = row->values[index_of(facet)];
  for (const std::string& value : values) {
    if (value.empty()) continue;
    bool fresh = false;
    ordinals.push_back(knowledge_->values.ordinal(facet, value, &fresh));
    if (fresh) database_.set_metadata(value_key(index_of(facet), ordinals.back()), value);
  }
  std::ranges::sort(ordinals);
  const auto repeated = std::ranges::unique(ordinals);
  ordinals.erase(repeated.begin(), repeated.end());
}

Result<void> IndexWriter::commit(std::uint64_t seq) {
  return guarded([&] {
    start_transaction();
    database_.set_metadata(std::string(kMetaSeq), std::to_string(seq));
    const std::vector<WordCount> words = counted(touched_.words, prefix::kTitle, prefix::kColumn);
    const std::vector<WordCount> columns = counted(touched_.columns, prefix::kExactColumn, "");
    teach_spelling(words);
    FacetColumns next = columns_.with(changes_);
    database_.commit_transaction();
    in_transaction_ = false;
    publish(seq, std::move(next));
    knowledge_->words.set_all(words);
    knowledge_->columns.set_all(columns);
    touched_ = {};
  });
}

std::vector<WordCount> IndexWriter::counted(const std::set<std::string>& words, std::string_view prefix,
                                            std::string_view other_prefix) {
  std::vector<WordCount> counts;
  for (const std::string& word : words) {
    std::uint32_t count = database_.get_termfreq(bounded_term(prefix, word));
    if (!other_prefix.empty()) count += database_.get_termfreq(bounded_term(other_prefix, word));
    counts.push_back({word, count});
  }
  return counts;
}

// The spelling table costs a third of the indexing rate if every occurrence is written; it needs to know words when
// they appear and their frequency roughly, so a word is written when its count has doubled.
void IndexWriter::teach_spelling(const std::vector<WordCount>& words) {
  for (const WordCount& word : words) {
    if (!is_spelling_word(word.word)) continue;
    const auto known = spelled_.find(word.word);
    const std::uint32_t before = known == spelled_.end() ? 0 : known->second;
    if (word.count < 2 * before || word.count == 0) continue;
    if (before == 0 && spelled_.size() >= kSpellingWordsMax) continue;
    database_.add_spelling(word.word, word.count - before);
    spelled_[word.word] = word.count;
  }
}

void IndexWriter::recount(const FacetColumns& before) {
  for (const auto& [id, row] : changes_) {
    const auto old = before.row(id);
    knowledge_->values.recount(old && !old->retired ? &*old : nullptr, row && !row->retired ? &*row : nullptr);
  }
}

void IndexWriter::publish(std::uint64_t seq, FacetColumns columns) {
  auto next = std::make_shared<Published>();
  next->epoch = ++epoch_;
  next->generation = generation_;
  next->folder = folders_.folder(generation_);
  next->revision = database_.get_revision();
  next->seq = seq;
  next->columns = columns;
  next->knowledge = knowledge_;
  readers_.publish(std::move(next));
  recount(columns_);
  columns_ = std::move(columns);
  changes_.clear();
}

Result<void> IndexWriter::clear() {
  return guarded([&] {
    abandon();
    database_.close();
    const std::uint64_t old = generation_;
    create_generation(old + 1);
    folders_.remove(old);
  });
}

}  // namespace trama::search
