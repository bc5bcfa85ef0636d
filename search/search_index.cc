#include "search/search_index.h"

#include <mutex>

#include "search/document.h"
#include "search/index_writer.h"
#include "search/readers.h"
#include "search/searcher.h"
#include "search/stored.h"

namespace trama::search {
namespace {

class XapianIndex final : public SearchIndex {
 public:
  explicit XapianIndex(const std::string& path) : writer_(path, readers_), searcher_(readers_) {}

  Result<void> open_all() { return writer_.open(); }

  Result<void> put(const SearchDocument& document) override { return writer_.put(document); }
  Result<void> remove(std::string_view id) override { return writer_.remove(id); }
  Result<void> commit(std::uint64_t seq) override { return writer_.commit(seq); }
  Result<void> clear() override { return writer_.clear(); }

  [[nodiscard]] std::uint64_t applied_seq() const override { return readers_.published()->seq; }
  [[nodiscard]] std::uint64_t documents() const override { return readers_.published()->columns.live(); }
  [[nodiscard]] Result<SearchAnswer> search(const SearchRequest& request) const override {
    return searcher_.search(request);
  }
  [[nodiscard]] Result<std::vector<Suggestion>> suggest(std::string_view text, std::size_t limit) const override {
    return searcher_.suggest(text, limit);
  }

  [[nodiscard]] Result<std::optional<std::string>> stored_digest(std::string_view id) const override {
    std::optional<std::string> found;
    auto done = readers_.with_reader([&](Reader& reader, const Published&) {
      found.reset();
      const std::string term = id_term(id);
      const auto it = reader.database.postlist_begin(term);
      if (it == reader.database.postlist_end(term)) return;
      const auto stored = decode_stored(reader.database.get_document(*it).get_data());
      found = stored ? stored->digest : std::string();
    });
    if (!done) return done.error();
    return found;
  }

 private:
  mutable Readers readers_;
  IndexWriter writer_;
  mutable Searcher searcher_;
};

}  // namespace

Result<std::unique_ptr<SearchIndex>> SearchIndex::open(const std::string& path) {
  auto index = std::make_unique<XapianIndex>(path);
  if (auto opened = index->open_all(); !opened) return opened.error();
  return std::unique_ptr<SearchIndex>(std::move(index));
}

}  // namespace trama::search
