// The values of the store: one struct per family, packed by encode() and read back by decode().
//
// Every value begins with a format byte. decode() answers false for an unknown format byte, for bytes
// that end too early and for bytes that are left over; callers turn that into Error `corrupt`. A struct that changes
// gets the next format byte and keeps reading the old one; where only few records need the new members, the others are
// still written in the old format, byte for byte (changes above all: the hash chain is over their bytes).
// Plain value types; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/store/registry.h"

namespace trama::store {

inline constexpr char kValueFormat = 1;
// Head with `accord`; a change with override, proposal or consumer; a version with an override.
inline constexpr char kSecondFormat = 2;

struct Counts {
  std::uint64_t contracts = 0, retired = 0, versions = 0, consumers = 0;
  friend bool operator==(const Counts&, const Counts&) = default;
};

struct Head {
  Seq seq = 0;
  TimeUs time_us = 0;
  std::string chain;  // 32 bytes; "" before the first change
  Counts counts;
  // The last change that moves_accord(); 0: none since the store knows of it (format 2).
  Seq accord = 0;
};

struct ContractRow {
  contract::Kind kind = contract::Kind::contract;
  lineage::SubjectState state = lineage::SubjectState::active;
  std::string latest;
  Seq seq = 0;
  TimeUs created_us = 0, updated_us = 0;
  std::uint32_t versions = 0;
};

struct RevisionRow {
  Seq seq = 0;
  TimeUs time_us = 0;
  std::string actor, sha256, status;
  std::uint64_t bytes = 0;
  contract::Source source;
};

struct VersionRow {
  std::string fingerprint;
  bool erased = false;
  Seq erased_seq = 0;  // 0 while an import has not yet reached the erasure
  std::string erased_reason;
  std::vector<RevisionRow> revisions;  // [0] is revision 1; never empty
  std::vector<contract::Gate> override_gates;
  std::string override_reason;
};

struct FactsRow {
  std::string summary, assertions;  // as lineage::pack makes them
};

// Assertions with one seq each: what opened them (family assertions) or closed them (family intervals).
struct TimedAssertion {
  lineage::Assertion assertion;
  Seq seq = 0;
  friend auto operator<=>(const TimedAssertion&, const TimedAssertion&) = default;
};
using TimedAssertions = std::vector<TimedAssertion>;  // sorted, each assertion once

struct ChangeRow {
  Change change;
  std::string chain;
};

struct HistoryRow {
  ChangeKind kind = ChangeKind::contract_registered;
  std::string version;
  std::uint32_t revision = 0;
};

struct ConsumerRow {
  Seq seq = 0;
  TimeUs time_us = 0;
  std::string actor, json;
};

struct EdgeRow {
  TimeUs time_us = 0;
  std::string actor, reason;
  std::string assertion;  // lineage::pack of one
};

struct AliasRow {
  std::string node, actor, reason;
  Seq seq = 0;
  TimeUs time_us = 0;
};

struct SettingsRow {
  Seq seq = 0;
  TimeUs time_us = 0;
  std::string actor, reason, json;
};

// `id` and `contract` are in the key, `state` follows from the ending and the time.
struct ProposalRow {
  Proposal proposal;
};

// `proposal` is in the key.
struct SignatureRow {
  Signature signature;
};

// What OpenLineage events told (events.h); records, evidence and orders as catalog/lineage/openlineage packs them.
struct RunRow {
  Seq seq = 0;
  TimeUs time_us = 0;
  std::string record;
};
struct JobRow {
  Seq seq = 0;
  TimeUs time_us = 0;
  lineage::openlineage::ClaimOrder claims;
  std::optional<RunStamp> latest;
  std::uint32_t runs = 0;
  std::string record;
};
struct PhysicalRow {
  Seq seq = 0;
  TimeUs time_us = 0;
  lineage::openlineage::ClaimOrder claims;  // of what the dataset says of itself
  std::string evidence;
};

// `id` is in the key.
struct ManifestRow {
  Seq seq = 0;
  TimeUs time_us = 0;
  TimeUs at_us = 0;
  std::string actor, sha256, about;
  std::vector<std::string> consumers;  // its own, sorted
};

[[nodiscard]] std::string encode(const Head& row);
[[nodiscard]] std::string encode(const ContractRow& row);
[[nodiscard]] std::string encode(const VersionRow& row);
[[nodiscard]] std::string encode(const FactsRow& row);
[[nodiscard]] std::string encode(const TimedAssertions& row);
// The same from parts: one seq for each assertion of `packed`, in its order.
[[nodiscard]] std::string encode_timed(const std::vector<Seq>& seqs, std::string_view packed);
[[nodiscard]] std::string encode(const ChangeRow& row);
[[nodiscard]] std::string encode(const HistoryRow& row);
[[nodiscard]] std::string encode(const ConsumerRow& row);
[[nodiscard]] std::string encode(const EdgeRow& row);
[[nodiscard]] std::string encode(const AliasRow& row);
[[nodiscard]] std::string encode(const SettingsRow& row);
[[nodiscard]] std::string encode(const ProposalRow& row);
[[nodiscard]] std::string encode(const SignatureRow& row);
[[nodiscard]] std::string encode(const RunRow& row);
[[nodiscard]] std::string encode(const JobRow& row);
[[nodiscard]] std::string encode(const PhysicalRow& row);
[[nodiscard]] std::string encode(const ManifestRow& row);
[[nodiscard]] std::string encode_blob(std::string_view bytes);  // originals, models, details, texts of proposals
[[nodiscard]] std::string encode_number(std::uint64_t value);   // times, last_seen

[[nodiscard]] bool decode(std::string_view bytes, Head* row);
[[nodiscard]] bool decode(std::string_view bytes, ContractRow* row);
[[nodiscard]] bool decode(std::string_view bytes, VersionRow* row);
[[nodiscard]] bool decode(std::string_view bytes, FactsRow* row);
[[nodiscard]] bool decode(std::string_view bytes, TimedAssertions* row);
[[nodiscard]] bool decode(std::string_view bytes, ChangeRow* row);
[[nodiscard]] bool decode(std::string_view bytes, HistoryRow* row);
[[nodiscard]] bool decode(std::string_view bytes, ConsumerRow* row);
[[nodiscard]] bool decode(std::string_view bytes, EdgeRow* row);
[[nodiscard]] bool decode(std::string_view bytes, AliasRow* row);
[[nodiscard]] bool decode(std::string_view bytes, SettingsRow* row);
[[nodiscard]] bool decode(std::string_view bytes, ProposalRow* row);
[[nodiscard]] bool decode(std::string_view bytes, SignatureRow* row);
[[nodiscard]] bool decode(std::string_view bytes, RunRow* row);
[[nodiscard]] bool decode(std::string_view bytes, JobRow* row);
[[nodiscard]] bool decode(std::string_view bytes, PhysicalRow* row);
[[nodiscard]] bool decode(std::string_view bytes, ManifestRow* row);
[[nodiscard]] bool decode_blob(std::string_view bytes, std::string* out);
[[nodiscard]] bool decode_number(std::string_view bytes, std::uint64_t* out);

// The chain over the log: SHA-256 of the previous link and the change, 32 raw bytes. "" is the link before seq 1.
[[nodiscard]] std::string chain_after(std::string_view previous, const Change& change);

[[nodiscard]] ContractInfo to_info(std::string_view id, const ContractRow& row);
[[nodiscard]] VersionInfo to_info(std::string_view version, const VersionRow& row);

}  // namespace trama::store
