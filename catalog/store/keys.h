// Where everything lies in the store: an essay on every column family, key and value. Read this before records.h.
//
// Constraints. Ids are 1 to 512 arbitrary bytes (they contain ':', '/', anything), so keys are tuples, never joined
// text. Every list is a range scan in key order and pages by "the last key". One write touches some twenty keys; all of
// them lie in one WriteBatch, which RocksDB makes atomic across families through its single WAL. Comparator: bytewise,
// everywhere, for ever (a comparator's name is part of the file format). No merge operators, no range deletions, no
// blobs, no prefix extractors: 7.8 has open bugs in each, and plain ranges with an upper bound are enough.
//
// Notation: t(x) is text by append_key_text (0x00 -> 00 FF, ends with 00 01), n(x) eight bytes big endian, b(x) one
// byte. Values begin with one format byte; records.h says what follows. Example ids are shortened.
//
//   family      key                                             value
//   meta        "format"                                        the store's format number in decimal, "1"
//               "head"                                          Head: seq, time, hash chain, counts, and the last
//               change on which a verdict may depend (accord.h)
//   contracts   t(id)                                           ContractRow: the head of a contract
//               "orders" = 6f 72 64 65 72 73 00 01
//   versions    t(id) t(version)                                VersionRow: revisions, who, when, sha256, erasure
//   order       t(id) rank(version)                             the version text. Only versions that are not erased, so
//               the latest is the last key of a contract and neighbours are one seek away. rank: semver.h
//   originals   t(id) t(version) n(revision)                    format byte, then the bytes as posted
//   models      t(id) t(version) n(revision)                    format byte, then the model's JSON
//   facts       t(id) t(version)                                FactsRow: packed summary and packed assertions of this
//               version as they were understood when it was registered. Erasing and `as_of` lists read these instead
//               of parsing documents again with rules that may have changed since.
//   summaries   b(group) t(id)                                  lineage::pack(Summary); group 1 contracts and products,
//               2 consumers, 3 physical datasets; what the subject looks like now. Start-up reads this family end to
//               end.
//   assertions  b(asserter kind) t(asserter id)                 AssertionsRow: all open assertions of one asserter, in
//               one row, each with the seq that opened it. Absent when there are none. Start-up reads it end to end.
//   intervals   b(end) b(kind) t(owner) t(table) b(asserter kind) t(asserter id) n(from_seq)
//               end: 1 source, 2 target; kind, owner, table: of that end. Value IntervalRow: the assertions that this
//               asserter opened at from_seq and that have this dataset at this end, each with its to_seq (0: open).
//               The field path is inside the value and not in the key: one row per dataset pair and change instead of
//               one per column edge makes a registration write 6 rows instead of 30 (13 columns, 17 column edges, both
//               ends), and a past question about a column reads the rows of its dataset only. Rejected: to_seq in the
//               key (closing would move rows), one row per asserter (a hub would read its readers' whole lineage).
//               b(3) b(asserter kind) t(asserter id) n(from_seq)
//               The same rows by who said it: everything that this asserter opened at from_seq. What a change of the
//               log moved is read from here, so that two points of the log are compared at the cost of what lies
//               between them.
//   changes     n(seq)                                          ChangeRow: the change and the hash chain over it
//   times       n(time, sign bit flipped)                       n(seq): the last change at this record time
//   history     t(id) n(seq)                                    HistoryRow: kind, version, revision of every change to
//               one contract; `as_of` answers are replayed from it, at the cost of the contract's own history
//   details     n(seq)                                          what a change set, where no other family keeps it:
//               consumer JSON, one packed edge, an alias' node, settings JSON; so that an export can replay everything
//   indexes     b(field) t(value) t(id)                         empty. field: IndexField; of the latest version
//   consumers   t(id)                                           ConsumerRow: seq, time, actor, JSON
//   edges       n(seq)                                          EdgeRow: the manual edge "edge-<seq>"
//   aliases     t(alias)                                        AliasRow
//   last_seen   t(id)                                           n(time) of the last identical registration; rewritten
//               at most once an hour, without a sync of its own and without a change record
//
//   settings    t(scope)                                        SettingsRow: seq, time, actor, reason, JSON. scope:
//               "catalog", "domain:<name>", "contract:<id>"
//   proposals   b(part) ...                                     a proposal is numbered by the change that opened it
//               1 rows        t(contract) n(proposal)           ProposalRow: what was proposed, by whom, how it ended
//               2 open        t(contract) t(fingerprint) n(proposal)   empty; until it is withdrawn or published. The
//               gate asks for the proposals of one content at the cost of the answer. One whose time ran out stays
//               here, since running out is not written; who reads looks at the row's time.
//               3 texts       n(proposal)                       format byte, then the bytes as posted; apart from the
//               rows, so that lists do not read documents
//               4 signatures  n(proposal) n(seq)                SignatureRow, in the order they were given
//               5 last        n(proposal) t(consumer)           SignatureRow: the last one of each. A row apiece and
//               not one list in the proposal, or a hub's thousand signatures would write half a million of them.
//
//   jobs        t(namespace) t(name)                            JobRow: what all its events say of the job itself,
//   whose
//               run its assertions are of, its latest run. What OpenLineage told: events.h
//   runs        b(part) ...                                     a run is known by its job and its id
//               1 rows        t(namespace) t(name) t(run id)    RunRow: all its events merged
//               2 recent      t(namespace) t(name) n(start) t(run id)   empty; start: sign bit flipped. Newest first is
//               a walk backwards; the first of a job is what goes when there are too many
//               3 jobs        t(run id) t(namespace) t(name)    empty: whose run this is
//   physical    t(namespace) t(name)                            PhysicalRow: dated facts about a physical dataset.
//               What the graph knows of it stands in summaries, group 3, under its node id
//
// Room kept for later, so that none of the names above has to change its meaning: families `tokens`, `policies`,
// `idempotency` (request keys of batch clients).
// Opening a store creates families that are missing (opening for reading takes them as empty) and refuses a store that
// has families it does not know, since a newer Trama wrote it. Numbers of families, groups, ends, fields, parts and
// kinds are never reused.
//
// Beside the database lies TRAMA-HEAD (head_file.h): the head once more, to notice a log that lost its end.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "catalog/lineage/assertion.h"

namespace trama::store {

inline constexpr std::uint64_t kStoreFormat = 2;  // 1 had no intervals by asserter

enum class Family : std::uint8_t {
  meta,
  contracts,
  versions,
  order,
  originals,
  models,
  facts,
  summaries,
  assertions,
  intervals,
  changes,
  times,
  history,
  details,
  indexes,
  consumers,
  edges,
  aliases,
  last_seen,
  settings,
  proposals,
  jobs,
  runs,
  physical,
  manifests,
};
inline constexpr std::size_t kFamilies = 25;
[[nodiscard]] std::string_view family_name(Family family);

enum class SummaryGroup : std::uint8_t { contracts = 1, consumers = 2, physical = 3 };
enum class IndexField : std::uint8_t {
  domain = 1,
  owner = 2,
  tag = 3,
  classification = 4,
  platform = 5,
  status = 6,
  kind = 7,  // products only: contracts are nearly everything
};
enum class IntervalEnd : std::uint8_t { source = 1, target = 2, asserter = 3 };
enum class ProposalPart : std::uint8_t { rows = 1, open = 2, texts = 3, signatures = 4, last = 5 };
enum class RunPart : std::uint8_t { rows = 1, recent = 2, jobs = 3 };

namespace keys {

inline constexpr std::string_view kFormat = "format";
inline constexpr std::string_view kHead = "head";

[[nodiscard]] std::string text(std::string_view id);
[[nodiscard]] std::string text(std::string_view id, std::string_view second);
[[nodiscard]] std::string number(std::uint64_t value);
[[nodiscard]] std::string revision(std::string_view id, std::string_view version, std::uint64_t revision);
[[nodiscard]] std::string order(std::string_view id, std::string_view rank);
[[nodiscard]] std::string history(std::string_view id, std::uint64_t seq);
[[nodiscard]] std::string time(std::int64_t time_us);
[[nodiscard]] std::string summary(SummaryGroup group, std::string_view id);
[[nodiscard]] std::string asserter(const lineage::Asserter& asserter);
// Everything of one field and value; the id follows.
[[nodiscard]] std::string index(IndexField field, std::string_view value);
// Everything of one dataset at one end.
[[nodiscard]] std::string interval_dataset(IntervalEnd end, lineage::EndpointKind kind, std::string_view owner,
                                           std::string_view table);
[[nodiscard]] std::string interval_owner(IntervalEnd end, lineage::EndpointKind kind, std::string_view owner);
[[nodiscard]] std::string interval(IntervalEnd end, const lineage::Endpoint& endpoint,
                                   const lineage::Asserter& asserter, std::uint64_t from_seq);
// Everything that one asserter ever said, and what he said first at this seq.
[[nodiscard]] std::string said(const lineage::Asserter& asserter);
[[nodiscard]] std::string said(const lineage::Asserter& asserter, std::uint64_t from_seq);

// Everything of one job, one run of it, and everything of one run id.
[[nodiscard]] std::string runs_of(RunPart part, std::string_view space, std::string_view name);
[[nodiscard]] std::string run(std::string_view space, std::string_view name, std::string_view run_id);
[[nodiscard]] std::string recent_run(std::string_view space, std::string_view name, std::int64_t started_us,
                                     std::string_view run_id);
[[nodiscard]] std::string jobs_of_run(std::string_view run_id);
[[nodiscard]] std::string job_of_run(std::string_view run_id, std::string_view space, std::string_view name);

// Everything of one part, and of one contract or proposal in it.
[[nodiscard]] std::string proposal_part(ProposalPart part);
[[nodiscard]] std::string proposals_of(std::string_view contract);
[[nodiscard]] std::string proposal(std::string_view contract, std::uint64_t proposal);
[[nodiscard]] std::string open_proposals(std::string_view contract, std::string_view fingerprint);
[[nodiscard]] std::string open_proposal(std::string_view contract, std::string_view fingerprint,
                                        std::uint64_t proposal);
[[nodiscard]] std::string proposal_part(ProposalPart part, std::uint64_t proposal);  // texts, signatures, last
[[nodiscard]] std::string signature(std::uint64_t proposal, std::uint64_t seq);
[[nodiscard]] std::string last_signature(std::uint64_t proposal, std::string_view consumer);

// The first bytes of t(x) for every x that begins with `prefix`.
[[nodiscard]] std::string text_prefix(std::string_view prefix);
// The smallest key that is greater than every key beginning with `prefix`; "" if there is none.
[[nodiscard]] std::string after_prefix(std::string_view prefix);

// Reading back. False: not a key of that family.
struct IntervalKey {
  IntervalEnd end = IntervalEnd::source;
  lineage::EndpointKind kind = lineage::EndpointKind::contract;
  std::string owner, table;  // of source and target
  lineage::Asserter asserter;
  std::uint64_t from_seq = 0;
};
[[nodiscard]] bool read_interval(std::string_view key, IntervalKey* out);
// What follows the part.
struct ProposalKey {
  ProposalPart part = ProposalPart::rows;
  std::string contract, fingerprint, consumer;
  std::uint64_t proposal = 0, seq = 0;
};
[[nodiscard]] bool read_proposal(std::string_view key, ProposalKey* out);
[[nodiscard]] bool read_asserter(std::string_view* rest, lineage::Asserter* out);
[[nodiscard]] bool read_texts(std::string_view key, std::string* first, std::string* second);

}  // namespace keys
}  // namespace trama::store
