// Any bytes as a search: tokenised, understood, searched for, suggested from and highlighted in. Also any bytes as what
// the index stored: decoding must refuse or give something, never fail.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "catalog/base/limits.h"
#include "search/facet_columns.h"
#include "search/highlights.h"
#include "search/query.h"
#include "search/schema.h"
#include "search/search_index.h"
#include "search/stored.h"
#include "search/terms.h"
#include "search/tokens.h"
#include "tests/support/temp_dir.h"

using namespace trama;
using namespace trama::search;

namespace {

void demand(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "%s\n", what);
  std::abort();
}

void check_tokens(std::string_view text) {
  const Tokens tokens = tokenise(text);
  std::size_t next = 0;
  for (const Group& group : tokens.groups) {
    demand(group.first >= next && group.count > 0, "groups overlap or are empty");
    next = std::size_t{group.first} + group.count;
    demand(next <= tokens.parts.size(), "a group beyond the parts");
  }
  for (const Part& part : tokens.parts) {
    demand(!part.text.empty() && part.begin < part.end && part.end <= text.size(), "a part without text or place");
    demand(bounded_term(prefix::kTitle, part.text).size() <= kTermBytesMax, "a term beyond its bound");
  }
  const std::string key = spelling_key(text);
  demand(spelling_key(key) == key, "a spelling key with another spelling key");
}

void check_query(std::string_view text) {
  for (const bool prefix : {false, true}) {
    const ParsedQuery query = parse_query(text, prefix);
    for (const Clause& clause : query.clauses) {
      demand(!clause.any.empty(), "a clause of nothing");
      for (const Atom& atom : clause.any) {
        demand(atom.kind == AtomKind::field ? !atom.values.empty() : !atom.parts.empty(), "an atom of nothing");
        for (const Part& part : atom.parts) demand(part.end <= text.size(), "a part beyond the text");
      }
    }
    (void)describe(query);
  }
}

struct Small {
  test::TempDir folder;
  std::unique_ptr<SearchIndex> index;

  Small() {
    auto opened = SearchIndex::open(folder / "index");
    demand(opened.has_value(), "the index does not open");
    index = opened.take();
    SearchDocument d;
    d.id = "urn:datacontract:orders:fact-orders";
    d.title = "Fact Orders";
    d.description = "Orders of every customer, l'adresse comprise";
    d.columns = {{.dataset = "t", .path = "customer_id", .title = "", .description = "key", .tags = {}, .pii = true}};
    d.domain = "Orders";
    d.tags = {"core"};
    demand(index->put(d).has_value() && index->commit(1).has_value(), "the index does not take a document");
  }
};

void check_search(const std::string& text) {
  static const Small small;
  SearchRequest request;
  request.query = text;
  request.explain = true;
  const auto answer = small.index->search(request);
  demand(answer.has_value(), "a search failed");
  demand(answer->total == answer->hits.size(), "the total is not what was found");
  for (const Hit& hit : answer->hits)
    for (const Highlight& light : hit.highlights)
      for (const auto& [offset, length] : light.matches)
        demand(std::size_t{offset} + length <= light.text.size(), "a highlight beyond its text");
  demand(small.index->suggest(text, 8).has_value(), "a suggestion failed");
}

void check_stored(std::string_view bytes) {
  (void)decode_stored(bytes);
  (void)decode_stored(std::string(kSchemaVersion) + std::string(bytes));
  (void)decode_facets(bytes);
  SearchDocument d;
  d.id = d.title = d.description = std::string(bytes);
  const auto back = decode_stored(encode_stored(d, digest(d)));
  demand(back.has_value() && back->document.title == d.title, "a document is not what was stored");
  Marks marks;
  marks.joined.insert(spelling_key(bytes));
  Stemmer stem;
  for (const auto& [offset, length] : find_marks(bytes, marks, stem))
    demand(std::size_t{offset} + length <= bytes.size(), "a mark beyond its text");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  check_tokens(text);
  check_query(text);
  check_stored(text);
  if (size <= limits::kQueryTextBytesMax) check_search(text);
  return 0;
}
