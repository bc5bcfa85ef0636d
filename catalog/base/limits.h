// Every bound that input can meet, its unit and why it is where it is. Answers that refuse something name the bound.
#pragma once

#include <cstddef>
#include <cstdint>

namespace trama::limits {

// One contract document. The largest public contract found is under 1 MB; a million-column estate fits in 13 columns
// each.
inline constexpr std::size_t kDocumentBytesMax = 4U << 20;
inline constexpr std::size_t kNestingMax = 64;               // levels of maps and lists in a document
inline constexpr std::size_t kYamlAnchorsMax = 100;          // distinct anchors
inline constexpr std::size_t kExpandedNodesMax = 250'000;    // nodes after aliases are expanded: stops alias bombs
inline constexpr std::size_t kExpandedBytesMax = 16U << 20;  // text of those nodes
inline constexpr std::size_t kFieldsMax = 20'000;            // fields of one contract, nested ones included
inline constexpr std::size_t kFieldNestingMax = 32;          // levels of structs, arrays and maps in one field
inline constexpr std::size_t kPathBytesMax = 16U << 20;      // paths of all fields of one contract together
inline constexpr std::size_t kKeyBytesMax = 1'024;           // one key of a map
inline constexpr std::size_t kNameBytesMax = 512;       // names of datasets, fields, servers, owners, domains, tags
inline constexpr std::size_t kTextBytesMax = 1U << 20;  // one description, query or other free text
inline constexpr std::size_t kProblemsMax = 200;        // problems listed for one document; the rest are counted

// HTTP requests (web/http).
inline constexpr std::size_t kBodyBytesMax = 8U << 20;          // any request but /import, after decompression
inline constexpr std::size_t kImportBodyBytesMax = 4ULL << 30;  // POST /import, spooled to disk, never in memory
inline constexpr std::size_t kHeaderBytesMax = 16U << 10;
inline constexpr std::size_t kHeaderLinesMax = 100;
inline constexpr std::size_t kTargetBytesMax = 8U << 10;
inline constexpr std::size_t kQueryTextBytesMax = 1'024;  // q= of search and suggest
inline constexpr std::size_t kImportWaitItemsMax = 10'000;

// Answers.
inline constexpr std::size_t kPageDefault = 50;
inline constexpr std::size_t kPageMax = 1'000;
inline constexpr std::size_t kSearchPageDefault = 20;
inline constexpr std::size_t kSearchPageMax = 100;
inline constexpr std::size_t kSearchOffsetMax = 10'000;
inline constexpr std::size_t kLineageNodesDefault = 1'000;
inline constexpr std::size_t kLineageNodesMax = 200'000;
inline constexpr std::int64_t kLineageTimeMsMax = 5'000;
inline constexpr std::int64_t kMinSeqWaitMsMax = 250;

}  // namespace trama::limits
