// What search costs, beside the stock way to do it with Xapian (TermGenerator, QueryParser, ValueCountMatchSpy), on the
// same documents in the same run: read the ratios, the absolute numbers move with the machine.
//
//   search_bench [documents=20000] [folder]
//
// Documents are seeded: about 1.2 KB of text, 13 columns, Zipf words, 60 domains, 300 owners. Limits that a line is
// held against stand beside it; a line over its limit is marked and makes the exit code 1.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <filesystem>
#include <fstream>
#include <functional>
#include <random>
#include <set>
#include <string>
#include <vector>

#include <sys/resource.h>
#include <xapian.h>

#include "search/search_index.h"
#include "tests/support/temp_dir.h"

namespace trama::search {
namespace {

using SteadyClock = std::chrono::steady_clock;

double seconds_since(SteadyClock::time_point start) {
  return std::chrono::duration<double>(SteadyClock::now() - start).count();
}

// Words ------------------------------------------------------------------------------------------------------------
class Words {
 public:
  Words() {
    static constexpr const char* kNames[] = {"customer", "order",   "payment", "product", "status", "country", "amount",
                                             "price",    "invoice", "region",  "channel", "date",   "segment", "stock"};
    for (const char* name : kNames) words_.emplace_back(name);
    std::mt19937 random(7);
    static constexpr const char* kSyllables[] = {"ba", "co",  "di",  "fe", "gu", "la", "mi",  "no",  "pra", "qui",
                                                 "ro", "sta", "ter", "vu", "xa", "ze", "lin", "mor", "sen", "tal"};
    while (words_.size() < kWords) {
      std::string word;
      const std::size_t syllables = 2 + random() % 3;
      for (std::size_t i = 0; i < syllables; ++i) word += kSyllables[random() % std::size(kSyllables)];
      words_.push_back(std::move(word));
    }
    double total = 0;
    for (std::size_t i = 0; i < kWords; ++i)
      cumulated_.push_back(total += 1.0 / std::pow(static_cast<double>(i) + 3, 0.9));
  }

  [[nodiscard]] const std::string& draw(std::mt19937& random) const {
    const double at = cumulated_.back() * (static_cast<double>(random()) / 4294967296.0);
    return words_[static_cast<std::size_t>(std::ranges::lower_bound(cumulated_, at) - cumulated_.begin())];
  }
  [[nodiscard]] const std::string& at(std::size_t rank) const { return words_[rank]; }

 private:
  static constexpr std::size_t kWords = 20'000;
  std::vector<std::string> words_;
  std::vector<double> cumulated_;
};

std::string sentence(const Words& words, std::mt19937& random, std::size_t count) {
  std::string out;
  for (std::size_t i = 0; i < count; ++i) out += (out.empty() ? "" : " ") + words.draw(random);
  return out;
}

SearchDocument make_document(const Words& words, std::uint32_t number) {
  std::mt19937 random(number * 2654435761U + 17);
  SearchDocument d;
  d.name = words.draw(random) + "-" + words.draw(random) + "-" + std::to_string(number);
  d.domain = "domain-" + std::to_string(random() % 60);
  d.id = "urn:datacontract:" + d.domain + ":" + d.name;
  d.kind = "contract";
  d.title = sentence(words, random, 3);
  d.datasets = {words.draw(random) + "_" + words.draw(random)};
  d.description = sentence(words, random, 60);
  for (int c = 0; c < 13; ++c)
    d.columns.push_back({.dataset = d.datasets[0],
                         .path = words.draw(random) + "_" + words.draw(random),
                         .title = {},
                         .description = sentence(words, random, 5),
                         .tags = {},
                         .pii = random() % 10 == 0});
  d.tags = {"tag-" + std::to_string(random() % 40), "tag-" + std::to_string(random() % 40)};
  d.owner = "team-" + std::to_string(random() % 300);
  static constexpr const char* kClasses[] = {"public", "internal", "confidential", "restricted"};
  static constexpr const char* kPlatforms[] = {"s3", "kafka", "postgres", "snowflake", "bigquery"};
  d.classification = kClasses[random() % std::size(kClasses)];
  d.platforms = {kPlatforms[random() % std::size(kPlatforms)]};
  d.status = random() % 20 == 0 ? "deprecated" : "active";
  d.updated_us = static_cast<std::int64_t>(random()) * 1000;
  return d;
}

// The stock way ----------------------------------------------------------------------------------------------------
class Stock {
 public:
  explicit Stock(const std::string& path) : database_(path, Xapian::DB_CREATE_OR_OVERWRITE | Xapian::DB_NO_SYNC) {
    generator_.set_stemmer(Xapian::Stem("english"));
  }

  void put(const SearchDocument& d) {
    Xapian::Document document;
    generator_.set_document(document);
    generator_.index_text(d.title, 10, "S");
    generator_.index_text(d.title, 10);
    generator_.increase_termpos();
    generator_.index_text(d.description);
    for (const ColumnText& column : d.columns) {
      generator_.index_text(column.path, 4, "XC");
      generator_.index_text(column.path, 4);
      generator_.index_text(column.description);
    }
    const std::string values[] = {d.domain, d.owner, d.tags[0], d.classification, d.platforms[0], d.status};
    for (Xapian::valueno slot = 0; slot < std::size(values); ++slot) document.add_value(slot, values[slot]);
    document.add_boolean_term("XD" + d.domain);
    document.set_data(d.id + "\n" + d.title + "\n" + d.description);
    document.add_boolean_term("Q" + d.id);
    database_.replace_document("Q" + d.id, document);
  }

  void commit() { database_.commit(); }

  void search(const std::string& text, const std::string& domain, bool facets, unsigned flags) const {
    Xapian::QueryParser parser;
    parser.set_stemmer(Xapian::Stem("english"));
    parser.set_stemming_strategy(Xapian::QueryParser::STEM_SOME);
    parser.set_default_op(Xapian::Query::OP_AND);
    parser.set_database(database_);
    parser.set_max_expansion(100, Xapian::Query::WILDCARD_LIMIT_MOST_FREQUENT, Xapian::QueryParser::FLAG_PARTIAL);
    Xapian::Query query = parser.parse_query(text, flags | Xapian::QueryParser::FLAG_DEFAULT);
    if (!domain.empty()) query = {Xapian::Query::OP_FILTER, query, Xapian::Query("XD" + domain)};
    Xapian::Enquire enquire(database_);
    enquire.set_query(query);
    enquire.set_weighting_scheme(Xapian::BM25PlusWeight());
    std::deque<Xapian::ValueCountMatchSpy> spies;
    for (Xapian::valueno slot = 0; facets && slot < 6; ++slot) spies.emplace_back(slot);
    for (auto& spy : spies) enquire.add_matchspy(&spy);
    const Xapian::MSet set = enquire.get_mset(0, 20, facets ? database_.get_doccount() : 0);
    for (auto it = set.begin(); it != set.end(); ++it) bytes_ += set.snippet(it.get_document().get_data()).size();
  }

 private:
  Xapian::WritableDatabase database_;
  Xapian::TermGenerator generator_;
  mutable std::size_t bytes_ = 0;
};

// Measuring --------------------------------------------------------------------------------------------------------
struct Times {
  double p50 = 0, p99 = 0;
};

// Best of three rounds per call.
Times measure(const std::vector<std::function<void()>>& calls, const std::function<void()>& before_round) {
  std::vector<double> best(calls.size(), 1e9);
  for (int round = 0; round < 3; ++round) {
    before_round();
    for (std::size_t i = 0; i < calls.size(); ++i) {
      const auto start = SteadyClock::now();
      calls[i]();
      best[i] = std::min(best[i], seconds_since(start) * 1e3);
    }
  }
  std::ranges::sort(best);
  return {best[best.size() / 2], best[best.size() * 99 / 100]};
}

std::uint64_t resident_kb() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<std::uint64_t>(usage.ru_maxrss);
}

std::uint64_t folder_bytes(const std::string& path) {
  std::uint64_t bytes = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(path))
    if (entry.is_regular_file()) bytes += entry.file_size();
  return bytes;
}

struct Case {
  std::string name;
  std::function<std::string(std::mt19937&)> text;
  std::string domain;
  bool facets = false, prefix = false;
  double ratio_max = 0;  // ours may cost this many times the stock way; 0: not held against anything
};

class Bench {
 public:
  Bench(std::uint32_t documents, const std::string& folder)
      : count_(documents), folder_(folder), stock_(folder + "/stock") {
    auto opened = SearchIndex::open(folder + "/trama");
    if (!opened) std::abort();
    index_ = opened.take();
  }

  int run() {
    load();
    std::printf("%-34s %18s %18s %8s\n", "query, top 20 (ms)", "trama p50 / p99", "stock p50 / p99", "ratio");
    for (const Case& each : cases()) run_case(each);
    suggestions();
    reopen();
    return failed_ ? 1 : 0;
  }

 private:
  static constexpr std::uint32_t kBatch = 1'000;

  void load() {
    double ours = 0, stock = 0;
    for (std::uint32_t first = 0; first < count_; first += kBatch) {
      std::vector<SearchDocument> batch;
      for (std::uint32_t i = first; i < std::min(count_, first + kBatch); ++i)
        batch.push_back(make_document(words_, i));
      auto start = SteadyClock::now();
      for (const SearchDocument& d : batch) check(index_->put(d).has_value());
      check(index_->commit(first + 1).has_value());
      ours += seconds_since(start);
      start = SteadyClock::now();
      for (const SearchDocument& d : batch) stock_.put(d);
      stock_.commit();
      stock += seconds_since(start);
      if (first % 10'000 == 0) std::fprintf(stderr, "\r%u of %u", first, count_);
    }
    std::fprintf(stderr, "\r%24s\r", "");
    std::printf("documents %u, commit each %u\n", count_, kBatch);
    std::printf("index rate   trama %.0f/s, stock %.0f/s, ratio %.2f\n", count_ / ours, count_ / stock, stock / ours);
    std::printf("disk         trama %.1f KB/doc, stock %.1f KB/doc\n", kb_per_doc("/trama"), kb_per_doc("/stock"));
    std::printf("memory       peak %.0f MB (both)\n\n", static_cast<double>(resident_kb()) / 1024);
    index_.reset();
    index_ = SearchIndex::open(folder_ + "/trama").take();
  }

  [[nodiscard]] double kb_per_doc(const char* name) const {
    return static_cast<double>(folder_bytes(folder_ + name)) / 1024 / count_;
  }

  static void check(bool fine) {
    if (!fine) std::abort();
  }

  [[nodiscard]] std::vector<Case> cases() const {
    const auto rare = [this](std::mt19937& r) { return words_.at(8'000 + r() % 8'000); };
    const auto common = [this](std::mt19937& r) { return words_.at(r() % 14); };
    const auto middle = [this](std::mt19937& r) { return words_.at(20 + r() % 300); };
    return {
        {"rare word", rare, "", false, false, 0},
        {"common word", common, "", false, false, 0},
        {"two words AND", [=](auto& r) { return middle(r) + " " + common(r); }, "", false, false, 0},
        {"three words OR", [=](auto& r) { return middle(r) + " OR " + middle(r) + " OR " + common(r); }, "", false,
         false, 0},
        {"OR + domain filter", [=](auto& r) { return middle(r) + " OR " + common(r); }, "domain-7", false, false, 0},
        {"AND, last word unfinished", [=](auto& r) { return middle(r) + " " + middle(r).substr(0, 4); }, "", false,
         true, 0},
        {"rare + 6 exact facets", rare, "", true, false, 0},
        {"AND + 6 exact facets", [=](auto& r) { return middle(r) + " " + common(r); }, "", true, false, 1.0},
        {"common + 6 exact facets", common, "", true, false, 0.5},
        {"common + filter + 6 exact facets", common, "domain-7", true, false, 1.0},
    };
  }

  // What was cached goes with a commit, so that every call stands for a first one.
  void forget() {
    check(index_->commit(++seq_).has_value());
    check(index_->search({}).has_value());
  }

  [[nodiscard]] static std::set<std::string> distinct(std::size_t count, const std::function<std::string()>& draw) {
    std::set<std::string> texts;
    for (std::size_t i = 0; i < count * 4 && texts.size() < count; ++i) texts.insert(draw());
    return texts;
  }

  void run_case(const Case& each) {
    std::mt19937 random(11);
    std::vector<std::function<void()>> ours, stock;
    for (const std::string& text : distinct(60, [&] { return each.text(random); })) {
      ours.emplace_back([this, &each, text] { search(each, text); });
      const unsigned flags = each.prefix ? unsigned{Xapian::QueryParser::FLAG_PARTIAL} : 0U;
      stock.emplace_back([this, &each, text, flags] { stock_.search(text, each.domain, each.facets, flags); });
    }
    const Times stock_times = measure(stock, [] {});
    const Times our_times = measure(ours, [this] { forget(); });
    const double ratio = our_times.p50 / stock_times.p50;
    const bool over = each.ratio_max > 0 && ratio > each.ratio_max;
    failed_ = failed_ || over;
    std::printf("%-34s %8.2f / %7.2f %8.2f / %7.2f %8.2f", each.name.c_str(), our_times.p50, our_times.p99,
                stock_times.p50, stock_times.p99, ratio);
    if (each.ratio_max > 0) std::printf("  limit %.2f%s", each.ratio_max, over ? "  OVER" : "");
    std::printf("\n");
  }

  void search(const Case& each, const std::string& text) {
    SearchRequest request;
    request.query = text;
    request.prefix_last_word = each.prefix;
    request.facets = each.facets;
    if (!each.domain.empty()) request.filters["domain"] = {each.domain};
    check(index_->search(request).has_value());
  }

  void suggestions() {
    std::mt19937 random(13);
    for (const std::size_t bytes : {1U, 2U, 3U, 6U}) {
      std::vector<std::function<void()>> calls;
      for (const std::string& text : distinct(60, [&] { return words_.draw(random).substr(0, bytes); }))
        calls.emplace_back([this, text] { check(index_->suggest(text, 8).has_value()); });
      const Times times = measure(calls, [this] { forget(); });
      std::printf("suggest, %zu characters %18.2f / %7.2f\n", bytes, times.p50, times.p99);
    }
  }

  void reopen() {
    index_.reset();
    const auto start = SteadyClock::now();
    auto opened = SearchIndex::open(folder_ + "/trama");
    check(opened.has_value() && (*opened)->documents() == count_);
    std::printf("\nopen, facet columns and words %.2f s (%.0f MB peak)\n", seconds_since(start),
                static_cast<double>(resident_kb()) / 1024);
  }

  std::uint32_t count_;
  std::string folder_;
  Words words_;
  Stock stock_;
  std::unique_ptr<SearchIndex> index_;
  std::uint64_t seq_ = 1U << 30;
  bool failed_ = false;
};

}  // namespace
}  // namespace trama::search

int main(int argc, char** argv) {
  constexpr std::uint32_t kDocumentsDefault = 20'000;
  const std::uint32_t documents =
      argc > 1 ? static_cast<std::uint32_t>(std::strtoul(argv[1], nullptr, 10)) : kDocumentsDefault;
  const trama::test::TempDir folder;
  return trama::search::Bench(documents, argc > 2 ? argv[2] : folder.path().string()).run();
}
