// The layout of the index in one table: term prefixes, value slots, weights and bounds. Whoever changes any of it, the
// tokeniser or the stored data raises kSchemaVersion, and every index is thrown away and rebuilt from the change log.
//
// One stemmed term per word carries the weight of every field it occurs in as its within-document frequency; that
// costs about 2.4 times less than a second weighted copy per field. Short prefixed terms beside it serve what the
// general term cannot: prefix search and suggestions (not stemmed), exact matches, filters.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace trama::search {

inline constexpr std::string_view kSchemaVersion = "2";

// Terms -----------------------------------------------------------------------------------------------------------
namespace prefix {
inline constexpr std::string_view kId = "Q";             // the id, unique
inline constexpr std::string_view kTitle = "S";          // a word of title, name or dataset names, as it is and stemmed
inline constexpr std::string_view kColumn = "XC";        // a word of a column name; not stemmed
inline constexpr std::string_view kExactName = "XN";     // spelling_key of title or name
inline constexpr std::string_view kExactDataset = "XB";  // spelling_key of a dataset, physical name or place
inline constexpr std::string_view kExactColumn = "XK";   // spelling_key of a column's last name
inline constexpr std::string_view kKind = "XJ";          // the rest: values as they are
inline constexpr std::string_view kDomain = "XD";
inline constexpr std::string_view kOwner = "XO";
inline constexpr std::string_view kTag = "XT";
inline constexpr std::string_view kClassification = "XL";
inline constexpr std::string_view kPlatform = "XP";
inline constexpr std::string_view kStatus = "XS";
inline constexpr std::string_view kFlag = "XF";  // "pii", "retired"
}  // namespace prefix

// Bytes of one term after NUL doubling: Xapian refuses 246.
inline constexpr std::size_t kTermBytesMax = 245;

// Value slots -----------------------------------------------------------------------------------------------------
inline constexpr std::uint32_t kSlotFacets = 0;  // DocFacets, packed: facet_columns.h
inline constexpr std::uint32_t kSlotName = 1;    // folded title, NUL, id

// Metadata --------------------------------------------------------------------------------------------------------
inline constexpr std::string_view kMetaSchema = "schema";
inline constexpr std::string_view kMetaSeq = "seq";
inline constexpr std::string_view kMetaFacetValue = "facet/";  // + name + '/' + ordinal as 8 hex digits

// Weights: within-document frequency one occurrence adds. -----------------------------------------------------------
namespace weight {
inline constexpr std::uint32_t kName = 10;
inline constexpr std::uint32_t kDataset = 8;
inline constexpr std::uint32_t kPhysicalName = 4;
inline constexpr std::uint32_t kColumn = 4;
inline constexpr std::uint32_t kTag = 4;
inline constexpr std::uint32_t kDomain = 3;
inline constexpr std::uint32_t kOwner = 3;
inline constexpr std::uint32_t kPerson = 2;
inline constexpr std::uint32_t kPlatform = 3;
inline constexpr std::uint32_t kText = 1;
}  // namespace weight

// Tiers: what an exact match adds to the score, far above what words can earn, so that it always comes first. ---------
namespace tier {
inline constexpr double kId = 1e7;
inline constexpr double kName = 1e6;
inline constexpr double kDataset = 1e5;
inline constexpr double kColumn = 1e4;
inline constexpr double kNamed = 2e3;       // some of the words are an exact name, dataset or column
inline constexpr double kTitleWords = 1e3;  // title, name or dataset names contain every word
inline constexpr double kWord = 1e2;        // each word found, where a query had to be relaxed
}  // namespace tier

// A column name in more than this share of the documents (and more than this many) says little: it counts as a title
// word would, so that `status` finds the product called Order Status before half the catalog.
inline constexpr double kCommonColumnShare = 0.01;
inline constexpr std::size_t kCommonColumnMin = 100;

// BM25+ for short documents: little normalisation by length.
namespace bm25 {
inline constexpr double kK1 = 1.2, kK2 = 0, kK3 = 1, kB = 0.3, kMinNormLength = 0.5, kDelta = 1.0;
}  // namespace bm25

// Bounds ----------------------------------------------------------------------------------------------------------
inline constexpr std::size_t kWordsMax = 64;              // words of a query; the rest is ignored
inline constexpr std::size_t kNamedWordsMax = 16;         // words among which names are looked for
inline constexpr std::size_t kExpansionsMax = 20;         // terms a prefix stands for
inline constexpr std::size_t kExpansionScanMax = 2'000;   // terms looked at to find them
inline constexpr std::size_t kFieldValuesMax = 64;        // facet values a typed field:value may stand for
inline constexpr std::size_t kPhraseInsteadMax = 20'000;  // postings up to which an identifier also matches as phrase
inline constexpr std::size_t kFacetValuesShown = 200;     // values listed per facet, plus those filtered by
inline constexpr std::size_t kHighlightsMax = 5;
inline constexpr std::size_t kSnippetBytes = 180;
inline constexpr std::size_t kStoredDescriptionBytes = 8'192;
inline constexpr std::size_t kStoredColumnTextBytes = 512;
inline constexpr std::size_t kStoredColumnsBytes = 256U << 10;

}  // namespace trama::search
