#include "search/terms.h"

#include <algorithm>
#include <array>
#include <unordered_map>

#include <xapian.h>

#include "catalog/base/hash.h"
#include "search/schema.h"

namespace trama::search {
namespace {

constexpr std::size_t kStemCacheMax = 100'000;
constexpr std::size_t kStemBytesMin = 3, kStemBytesMax = 40;

std::size_t stored_bytes(std::string_view text) {
  return text.size() + static_cast<std::size_t>(std::ranges::count(text, '\0'));
}

bool is_stemmable(std::string_view part) {
  return part.size() >= kStemBytesMin && part.size() <= kStemBytesMax &&
         std::ranges::all_of(part, [](char c) { return c >= 'a' && c <= 'z'; });
}

constexpr std::array<std::string_view, 42> kStopWords = {
    "a",   "ai",    "al", "an", "and", "are",  "as",   "at",  "be",   "by", "che", "con", "da",    "dei",
    "del", "della", "di", "e",  "for", "from", "has",  "i",   "il",   "in", "is",  "it",  "its",   "la",
    "le",  "nel",   "of", "on", "or",  "per",  "that", "the", "this", "to", "una", "was", "which", "with"};

}  // namespace

std::string bounded_term(std::string_view prefix, std::string_view value) {
  std::string term = std::string(prefix) + std::string(value);
  if (stored_bytes(term) <= kTermBytesMax) return term;
  constexpr std::size_t kHashHex = 32, kKeep = 100;  // 100 NULs would still fit
  term.resize(prefix.size() + kKeep);
  return term + '#' + sha256_hex(value).substr(0, kHashHex);
}

struct Stemmer::Impl {
  Xapian::Stem stem{"english"};
  std::unordered_map<std::string, std::string> cache;
};

Stemmer::Stemmer() : impl_(std::make_unique<Impl>()) {}
Stemmer::~Stemmer() = default;

std::string Stemmer::operator()(const std::string& part) {
  if (!is_stemmable(part)) return bounded_term("", part);
  if (const auto found = impl_->cache.find(part); found != impl_->cache.end()) return found->second;
  if (impl_->cache.size() >= kStemCacheMax) impl_->cache.clear();
  std::string stem = impl_->stem(part);
  impl_->cache.emplace(part, stem);
  return stem;
}

bool is_stop_word(std::string_view folded) {
  return std::ranges::binary_search(kStopWords, folded);
}

}  // namespace trama::search
