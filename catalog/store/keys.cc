#include "catalog/store/keys.h"

#include <array>

#include "catalog/base/encoding.h"

namespace trama::store {
namespace {

constexpr std::array<std::string_view, kFamilies> kNames = {
    "meta",      "contracts", "versions",  "order",   "originals", "models",   "facts",     "summaries", "assertions",
    "intervals", "changes",   "times",     "history", "details",   "indexes",  "consumers", "edges",     "aliases",
    "last_seen", "settings",  "proposals", "jobs",    "runs",      "physical", "manifests"};

constexpr std::uint64_t kSignBit = 1ULL << 63;

template <typename Enum>
char byte_of(Enum value) {
  return static_cast<char>(value);
}

}  // namespace

std::string_view family_name(Family family) {
  return kNames[static_cast<std::size_t>(family)];
}

namespace keys {

std::string text(std::string_view id) {
  std::string key;
  key.reserve(id.size() + 2);
  append_key_text(&key, id);
  return key;
}

std::string text(std::string_view id, std::string_view second) {
  std::string key = text(id);
  append_key_text(&key, second);
  return key;
}

std::string number(std::uint64_t value) {
  std::string key;
  append_key_u64(&key, value);
  return key;
}

std::string revision(std::string_view id, std::string_view version, std::uint64_t revision) {
  std::string key = text(id, version);
  append_key_u64(&key, revision);
  return key;
}

std::string order(std::string_view id, std::string_view rank) {
  return text(id).append(rank);
}

std::string history(std::string_view id, std::uint64_t seq) {
  std::string key = text(id);
  append_key_u64(&key, seq);
  return key;
}

std::string time(std::int64_t time_us) {
  return number(static_cast<std::uint64_t>(time_us) ^ kSignBit);
}

std::string summary(SummaryGroup group, std::string_view id) {
  std::string key(1, byte_of(group));
  append_key_text(&key, id);
  return key;
}

std::string asserter(const lineage::Asserter& asserter) {
  std::string key(1, byte_of(asserter.kind));
  append_key_text(&key, asserter.id);
  return key;
}

std::string index(IndexField field, std::string_view value) {
  std::string key(1, byte_of(field));
  append_key_text(&key, value);
  return key;
}

std::string interval_owner(IntervalEnd end, lineage::EndpointKind kind, std::string_view owner) {
  std::string key{byte_of(end), byte_of(kind)};
  append_key_text(&key, owner);
  return key;
}

std::string interval_dataset(IntervalEnd end, lineage::EndpointKind kind, std::string_view owner,
                             std::string_view table) {
  std::string key = interval_owner(end, kind, owner);
  append_key_text(&key, table);
  return key;
}

std::string interval(IntervalEnd end, const lineage::Endpoint& endpoint, const lineage::Asserter& asserter,
                     std::uint64_t from_seq) {
  std::string key = interval_dataset(end, endpoint.kind, endpoint.owner, endpoint.table);
  key += keys::asserter(asserter);
  append_key_u64(&key, from_seq);
  return key;
}

std::string said(const lineage::Asserter& asserter) {
  return byte_of(IntervalEnd::asserter) + keys::asserter(asserter);
}

std::string said(const lineage::Asserter& asserter, std::uint64_t from_seq) {
  std::string key = said(asserter);
  append_key_u64(&key, from_seq);
  return key;
}

std::string runs_of(RunPart part, std::string_view space, std::string_view name) {
  std::string key(1, byte_of(part));
  append_key_text(&key, space);
  append_key_text(&key, name);
  return key;
}

std::string run(std::string_view space, std::string_view name, std::string_view run_id) {
  std::string key = runs_of(RunPart::rows, space, name);
  append_key_text(&key, run_id);
  return key;
}

std::string recent_run(std::string_view space, std::string_view name, std::int64_t started_us,
                       std::string_view run_id) {
  std::string key = runs_of(RunPart::recent, space, name) + time(started_us);
  append_key_text(&key, run_id);
  return key;
}

std::string jobs_of_run(std::string_view run_id) {
  std::string key(1, byte_of(RunPart::jobs));
  append_key_text(&key, run_id);
  return key;
}

std::string job_of_run(std::string_view run_id, std::string_view space, std::string_view name) {
  std::string key = jobs_of_run(run_id);
  append_key_text(&key, space);
  append_key_text(&key, name);
  return key;
}

std::string proposal_part(ProposalPart part) {
  return {byte_of(part)};
}

std::string proposals_of(std::string_view contract) {
  std::string key = proposal_part(ProposalPart::rows);
  append_key_text(&key, contract);
  return key;
}

std::string proposal(std::string_view contract, std::uint64_t proposal) {
  std::string key = proposals_of(contract);
  append_key_u64(&key, proposal);
  return key;
}

std::string open_proposals(std::string_view contract, std::string_view fingerprint) {
  std::string key = proposal_part(ProposalPart::open);
  append_key_text(&key, contract);
  append_key_text(&key, fingerprint);
  return key;
}

std::string open_proposal(std::string_view contract, std::string_view fingerprint, std::uint64_t proposal) {
  std::string key = open_proposals(contract, fingerprint);
  append_key_u64(&key, proposal);
  return key;
}

std::string proposal_part(ProposalPart part, std::uint64_t proposal) {
  std::string key = proposal_part(part);
  append_key_u64(&key, proposal);
  return key;
}

std::string signature(std::uint64_t proposal, std::uint64_t seq) {
  std::string key = proposal_part(ProposalPart::signatures, proposal);
  append_key_u64(&key, seq);
  return key;
}

std::string last_signature(std::uint64_t proposal, std::string_view consumer) {
  std::string key = proposal_part(ProposalPart::last, proposal);
  append_key_text(&key, consumer);
  return key;
}

std::string text_prefix(std::string_view prefix) {
  std::string key = text(prefix);
  key.resize(key.size() - 2);
  return key;
}

std::string after_prefix(std::string_view prefix) {
  std::string key(prefix);
  while (!key.empty() && key.back() == '\xff') key.pop_back();
  if (!key.empty()) key.back() = static_cast<char>(static_cast<unsigned char>(key.back()) + 1);
  return key;
}

bool read_asserter(std::string_view* rest, lineage::Asserter* out) {
  if (rest->empty()) return false;
  out->kind = static_cast<lineage::AsserterKind>(rest->front());
  rest->remove_prefix(1);
  auto id = read_key_text(rest);
  if (!id) return false;
  out->id = std::move(*id);
  return true;
}

bool read_proposal(std::string_view key, ProposalKey* out) {
  const auto text = [&](std::string* into) {
    auto read = read_key_text(&key);
    if (read) *into = std::move(*read);
    return read.has_value();
  };
  const auto number = [&](std::uint64_t* into) {
    const auto read = read_key_u64(&key);
    if (read) *into = *read;
    return read.has_value();
  };
  if (key.empty()) return false;
  out->part = static_cast<ProposalPart>(key.front());
  key.remove_prefix(1);
  switch (out->part) {
    case ProposalPart::rows:
      return text(&out->contract) && number(&out->proposal) && key.empty();
    case ProposalPart::open:
      return text(&out->contract) && text(&out->fingerprint) && number(&out->proposal) && key.empty();
    case ProposalPart::texts:
      return number(&out->proposal) && key.empty();
    case ProposalPart::signatures:
      return number(&out->proposal) && number(&out->seq) && key.empty();
    case ProposalPart::last:
      return number(&out->proposal) && text(&out->consumer) && key.empty();
  }
  return false;
}

bool read_interval(std::string_view key, IntervalKey* out) {
  if (key.size() < 2) return false;
  out->end = static_cast<IntervalEnd>(key[0]);
  key.remove_prefix(1);
  out->owner.clear();
  out->table.clear();
  if (out->end != IntervalEnd::asserter) {
    out->kind = static_cast<lineage::EndpointKind>(key[0]);
    key.remove_prefix(1);
    auto owner = read_key_text(&key);
    if (!owner) return false;
    auto table = read_key_text(&key);
    if (!table) return false;
    out->owner = std::move(*owner);
    out->table = std::move(*table);
  }
  if (!read_asserter(&key, &out->asserter)) return false;
  const auto from = read_key_u64(&key);
  if (!from || !key.empty()) return false;
  out->from_seq = *from;
  return true;
}

bool read_texts(std::string_view key, std::string* first, std::string* second) {
  auto a = read_key_text(&key);
  if (!a) return false;
  *first = std::move(*a);
  if (second == nullptr) return key.empty();
  auto b = read_key_text(&key);
  if (!b) return false;
  *second = std::move(*b);
  return true;
}

}  // namespace keys
}  // namespace trama::store
