#include "catalog/store/records.h"

#include <algorithm>

#include "catalog/base/encoding.h"
#include "catalog/base/hash.h"

namespace trama::store {
namespace {

constexpr std::uint64_t kSourceBase = 16;  // dialect * 16 + syntax

class Encoder {
 public:
  explicit Encoder(char format = kValueFormat) : out_(1, format) {}
  Encoder& number(std::uint64_t value) {
    append_varint(&out_, value);
    return *this;
  }
  // Zigzag, so that times before 1970 stay short too.
  Encoder& time(TimeUs value) {
    const auto bits = static_cast<std::uint64_t>(value);
    return number(bits << 1 ^ (value < 0 ? ~std::uint64_t{0} : 0));
  }
  template <typename Enum>
  Encoder& tag(Enum value) {
    return number(static_cast<std::uint64_t>(value));
  }
  Encoder& text(std::string_view value) {
    append_text(&out_, value);
    return *this;
  }
  Encoder& rest(std::string_view value) {
    out_ += value;
    return *this;
  }
  std::string take() { return std::move(out_); }

 private:
  std::string out_;
};

class Decoder {
 public:
  explicit Decoder(std::string_view bytes, char newest = kValueFormat) : rest_(bytes) {
    good_ = !rest_.empty() && rest_.front() >= kValueFormat && rest_.front() <= newest;
    if (!good_) return;
    format_ = rest_.front();
    rest_.remove_prefix(1);
  }
  template <typename Int>
  Decoder& number(Int* out) {
    if (!good_) return *this;
    const auto value = read_varint(&rest_);
    good_ = value.has_value();
    if (good_) *out = static_cast<Int>(*value);
    return *this;
  }
  Decoder& time(TimeUs* out) {
    std::uint64_t bits = 0;
    number(&bits);
    *out = static_cast<TimeUs>(bits >> 1 ^ ((bits & 1) != 0 ? ~std::uint64_t{0} : 0));
    return *this;
  }
  template <typename Enum>
  Decoder& tag(Enum* out) {
    return number(out);
  }
  Decoder& text(std::string* out) {
    if (!good_) return *this;
    const auto value = read_text(&rest_);
    good_ = value.has_value();
    if (good_) *out = *value;
    return *this;
  }
  std::string_view take_rest() { return std::exchange(rest_, {}); }
  [[nodiscard]] bool second() const { return format_ == kSecondFormat; }
  [[nodiscard]] std::size_t left() const { return rest_.size(); }
  [[nodiscard]] bool good() const { return good_; }
  [[nodiscard]] bool done() const { return good_ && rest_.empty(); }

 private:
  std::string_view rest_;
  char format_ = 0;
  bool good_ = false;
};

Encoder& put_source(Encoder& out, const contract::Source& source) {
  return out
      .number(static_cast<std::uint64_t>(source.dialect) * kSourceBase + static_cast<std::uint64_t>(source.syntax))
      .text(source.spec_version);
}

Decoder& get_source(Decoder& in, contract::Source* source) {
  std::uint64_t both = 0;
  in.number(&both).text(&source->spec_version);
  source->dialect = static_cast<contract::Dialect>(both / kSourceBase);
  source->syntax = static_cast<contract::Syntax>(both % kSourceBase);
  return in;
}

Encoder& put_gates(Encoder& out, const std::vector<contract::Gate>& gates) {
  out.number(gates.size());
  for (const contract::Gate gate : gates) out.tag(gate);
  return out;
}

Decoder& get_gates(Decoder& in, std::vector<contract::Gate>* gates) {
  std::uint64_t count = 0;
  in.number(&count);
  if (!in.good()) return in;
  gates->resize(std::min<std::uint64_t>(count, in.left()));
  for (contract::Gate& gate : *gates) in.tag(&gate);
  return in;
}

char format_of(const Change& change) {
  const bool more = !change.override_gates.empty() || change.proposal != 0 || !change.consumer.empty();
  return more ? kSecondFormat : kValueFormat;
}

void put_change(Encoder& out, const Change& change) {
  out.number(change.seq).time(change.time_us).text(change.actor).tag(change.kind).text(change.subject);
  out.text(change.version).number(change.revision).text(change.reason).text(change.sha256);
  if (format_of(change) == kValueFormat) return;
  put_gates(out, change.override_gates).number(change.proposal).text(change.consumer);
}

std::string unhex(std::string_view hex) {
  const auto digit = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
  std::string raw;
  raw.reserve(hex.size() / 2);
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
    raw += static_cast<char>(digit(hex[i]) * 16 + digit(hex[i + 1]));
  }
  return raw;
}

}  // namespace

std::string encode(const Head& row) {
  Encoder out(kSecondFormat);
  out.number(row.seq).time(row.time_us).text(row.chain);
  out.number(row.counts.contracts).number(row.counts.retired);
  return out.number(row.counts.versions).number(row.counts.consumers).number(row.accord).take();
}

bool decode(std::string_view bytes, Head* row) {
  Decoder in(bytes, kSecondFormat);
  in.number(&row->seq).time(&row->time_us).text(&row->chain);
  in.number(&row->counts.contracts).number(&row->counts.retired);
  in.number(&row->counts.versions).number(&row->counts.consumers);
  row->accord = 0;
  if (in.second()) in.number(&row->accord);
  return in.done();
}

std::string encode(const ContractRow& row) {
  Encoder out;
  out.tag(row.kind).tag(row.state).text(row.latest).number(row.seq);
  return out.time(row.created_us).time(row.updated_us).number(row.versions).take();
}

bool decode(std::string_view bytes, ContractRow* row) {
  Decoder in(bytes);
  in.tag(&row->kind).tag(&row->state).text(&row->latest).number(&row->seq);
  return in.time(&row->created_us).time(&row->updated_us).number(&row->versions).done();
}

std::string encode(const VersionRow& row) {
  Encoder out(row.override_gates.empty() ? kValueFormat : kSecondFormat);
  out.text(row.fingerprint).number(row.erased ? 1 : 0).number(row.erased_seq).text(row.erased_reason);
  out.number(row.revisions.size());
  for (const RevisionRow& revision : row.revisions) {
    out.number(revision.seq).time(revision.time_us).text(revision.actor).text(revision.sha256).text(revision.status);
    out.number(revision.bytes);
    put_source(out, revision.source);
  }
  if (!row.override_gates.empty()) put_gates(out, row.override_gates).text(row.override_reason);
  return out.take();
}

bool decode(std::string_view bytes, VersionRow* row) {
  Decoder in(bytes, kSecondFormat);
  int erased = 0;
  std::uint64_t count = 0;
  in.text(&row->fingerprint).number(&erased).number(&row->erased_seq).text(&row->erased_reason).number(&count);
  row->erased = erased != 0;
  if (!in.good() || count == 0 || count > in.left()) return false;
  row->revisions.resize(count);
  for (RevisionRow& revision : row->revisions) {
    in.number(&revision.seq)
        .time(&revision.time_us)
        .text(&revision.actor)
        .text(&revision.sha256)
        .text(&revision.status);
    in.number(&revision.bytes);
    get_source(in, &revision.source);
  }
  if (in.second()) get_gates(in, &row->override_gates).text(&row->override_reason);
  return in.done();
}

std::string encode(const FactsRow& row) {
  return Encoder().text(row.summary).text(row.assertions).take();
}

bool decode(std::string_view bytes, FactsRow* row) {
  return Decoder(bytes).text(&row->summary).text(&row->assertions).done();
}

std::string encode_timed(const std::vector<Seq>& seqs, std::string_view packed) {
  Encoder out;
  out.number(seqs.size());
  for (const Seq seq : seqs) out.number(seq);
  return out.rest(packed).take();
}

// The seqs stand in the order in which lineage::pack keeps assertions, which is their own.
std::string encode(const TimedAssertions& row) {
  std::vector<Seq> seqs;
  std::vector<lineage::Assertion> assertions;
  seqs.reserve(row.size());
  assertions.reserve(row.size());
  for (const TimedAssertion& timed : row) {
    seqs.push_back(timed.seq);
    assertions.push_back(timed.assertion);
  }
  return encode_timed(seqs, lineage::pack(std::move(assertions)));
}

bool decode(std::string_view bytes, TimedAssertions* row) {
  Decoder in(bytes);
  std::uint64_t count = 0;
  in.number(&count);
  if (!in.good() || count > in.left()) return false;
  row->resize(count);
  for (TimedAssertion& timed : *row) in.number(&timed.seq);
  if (!in.good()) return false;
  auto assertions = lineage::unpack(in.take_rest());
  if (!assertions || assertions->size() != count) return false;
  for (std::size_t i = 0; i < count; ++i) (*row)[i].assertion = std::move((*assertions)[i]);
  return true;
}

std::string encode(const ChangeRow& row) {
  Encoder out(format_of(row.change));
  put_change(out, row.change);
  return out.text(row.chain).take();
}

bool decode(std::string_view bytes, ChangeRow* row) {
  Decoder in(bytes, kSecondFormat);
  Change& change = row->change;
  in.number(&change.seq).time(&change.time_us).text(&change.actor).tag(&change.kind).text(&change.subject);
  in.text(&change.version).number(&change.revision).text(&change.reason).text(&change.sha256);
  if (in.second()) get_gates(in, &change.override_gates).number(&change.proposal).text(&change.consumer);
  return in.text(&row->chain).done();
}

std::string encode(const HistoryRow& row) {
  return Encoder().tag(row.kind).text(row.version).number(row.revision).take();
}

bool decode(std::string_view bytes, HistoryRow* row) {
  return Decoder(bytes).tag(&row->kind).text(&row->version).number(&row->revision).done();
}

std::string encode(const ConsumerRow& row) {
  return Encoder().number(row.seq).time(row.time_us).text(row.actor).text(row.json).take();
}

bool decode(std::string_view bytes, ConsumerRow* row) {
  return Decoder(bytes).number(&row->seq).time(&row->time_us).text(&row->actor).text(&row->json).done();
}

std::string encode(const EdgeRow& row) {
  return Encoder().time(row.time_us).text(row.actor).text(row.reason).text(row.assertion).take();
}

bool decode(std::string_view bytes, EdgeRow* row) {
  return Decoder(bytes).time(&row->time_us).text(&row->actor).text(&row->reason).text(&row->assertion).done();
}

std::string encode(const AliasRow& row) {
  Encoder out;
  return out.text(row.node).text(row.actor).text(row.reason).number(row.seq).time(row.time_us).take();
}

bool decode(std::string_view bytes, AliasRow* row) {
  Decoder in(bytes);
  return in.text(&row->node).text(&row->actor).text(&row->reason).number(&row->seq).time(&row->time_us).done();
}

std::string encode(const SettingsRow& row) {
  return Encoder().number(row.seq).time(row.time_us).text(row.actor).text(row.reason).text(row.json).take();
}

bool decode(std::string_view bytes, SettingsRow* row) {
  Decoder in(bytes);
  return in.number(&row->seq).time(&row->time_us).text(&row->actor).text(&row->reason).text(&row->json).done();
}

std::string encode(const ProposalRow& row) {
  const Proposal& proposal = row.proposal;
  Encoder out;
  out.text(proposal.version).number(proposal.base ? 1 : 0);
  if (proposal.base) out.text(proposal.base->version).text(proposal.base->fingerprint);
  out.text(proposal.fingerprint).text(proposal.sha256).number(proposal.bytes).tag(proposal.kind);
  put_source(out, proposal.source).text(proposal.status).text(proposal.actor).text(proposal.reason);
  out.time(proposal.time_us).time(proposal.expires_us).number(proposal.erased ? 1 : 0);
  // The state is stored as far as it does not follow from the clock.
  out.tag(proposal.ending ? proposal.state : ProposalState::open);
  if (!proposal.ending) return out.take();
  const Proposal::Ending& ending = *proposal.ending;
  return out.number(ending.seq)
      .time(ending.time_us)
      .text(ending.actor)
      .text(ending.reason)
      .number(ending.revision)
      .take();
}

bool decode(std::string_view bytes, ProposalRow* row) {
  Proposal& proposal = row->proposal;
  Decoder in(bytes);
  int has_base = 0, erased = 0;
  in.text(&proposal.version).number(&has_base);
  if (has_base != 0) {
    proposal.base.emplace();
    in.text(&proposal.base->version).text(&proposal.base->fingerprint);
  }
  in.text(&proposal.fingerprint).text(&proposal.sha256).number(&proposal.bytes).tag(&proposal.kind);
  get_source(in, &proposal.source).text(&proposal.status).text(&proposal.actor).text(&proposal.reason);
  in.time(&proposal.time_us).time(&proposal.expires_us).number(&erased).tag(&proposal.state);
  proposal.erased = erased != 0;
  if (!in.good() || proposal.state == ProposalState::open) return in.done();
  Proposal::Ending& ending = proposal.ending.emplace();
  in.number(&ending.seq).time(&ending.time_us).text(&ending.actor).text(&ending.reason);
  return in.number(&ending.revision).done();
}

std::string encode(const SignatureRow& row) {
  const Signature& signature = row.signature;
  Encoder out;
  out.number(signature.seq).time(signature.time_us).tag(signature.stance);
  return out.text(signature.consumer).text(signature.actor).text(signature.comment).take();
}

bool decode(std::string_view bytes, SignatureRow* row) {
  Signature& signature = row->signature;
  Decoder in(bytes);
  in.number(&signature.seq).time(&signature.time_us).tag(&signature.stance);
  return in.text(&signature.consumer).text(&signature.actor).text(&signature.comment).done();
}

namespace {

Encoder& put_order(Encoder& out, const lineage::openlineage::ClaimOrder& order) {
  return out.time(order.at_us).text(order.run_id);
}

Decoder& get_order(Decoder& in, lineage::openlineage::ClaimOrder* order) {
  return in.time(&order->at_us).text(&order->run_id);
}

}  // namespace

std::string encode(const RunRow& row) {
  return Encoder().number(row.seq).time(row.time_us).rest(row.record).take();
}

std::string encode(const JobRow& row) {
  Encoder out;
  put_order(out.number(row.seq).time(row.time_us), row.claims).number(row.runs).number(row.latest ? 1 : 0);
  if (row.latest) {
    out.text(row.latest->run_id).tag(row.latest->state).time(row.latest->started_us).time(row.latest->ended_us);
  }
  return out.rest(row.record).take();
}

std::string encode(const PhysicalRow& row) {
  Encoder out;
  return put_order(out.number(row.seq).time(row.time_us), row.claims).rest(row.evidence).take();
}

std::string encode(const ManifestRow& row) {
  Encoder out;
  out.number(row.seq).time(row.time_us).time(row.at_us).text(row.actor).text(row.sha256).text(row.about);
  out.number(row.consumers.size());
  for (const std::string& id : row.consumers) out.text(id);
  return out.take();
}

bool decode(std::string_view bytes, ManifestRow* row) {
  Decoder in(bytes);
  std::uint64_t consumers = 0;
  in.number(&row->seq).time(&row->time_us).time(&row->at_us).text(&row->actor).text(&row->sha256).text(&row->about);
  in.number(&consumers);
  row->consumers.clear();
  for (; in.good() && consumers > 0; --consumers) in.text(&row->consumers.emplace_back());
  return in.done();
}

bool decode(std::string_view bytes, RunRow* row) {
  Decoder in(bytes);
  in.number(&row->seq).time(&row->time_us);
  if (!in.good()) return false;
  row->record = in.take_rest();
  return true;
}

bool decode(std::string_view bytes, JobRow* row) {
  Decoder in(bytes);
  std::uint64_t has_latest = 0;
  get_order(in.number(&row->seq).time(&row->time_us), &row->claims).number(&row->runs).number(&has_latest);
  if (!in.good() || has_latest > 1) return false;
  if (has_latest == 1) {
    row->latest.emplace();
    in.text(&row->latest->run_id).tag(&row->latest->state).time(&row->latest->started_us).time(&row->latest->ended_us);
  }
  if (!in.good() || (row->latest && row->latest->state > lineage::openlineage::RunState::failed)) return false;
  row->record = in.take_rest();
  return true;
}

bool decode(std::string_view bytes, PhysicalRow* row) {
  Decoder in(bytes);
  get_order(in.number(&row->seq).time(&row->time_us), &row->claims);
  if (!in.good()) return false;
  row->evidence = in.take_rest();
  return true;
}

std::string encode_blob(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size() + 1);
  out += kValueFormat;
  return out.append(bytes);
}

bool decode_blob(std::string_view bytes, std::string* out) {
  if (bytes.empty() || bytes.front() != kValueFormat) return false;
  out->assign(bytes.substr(1));
  return true;
}

std::string encode_number(std::uint64_t value) {
  return Encoder().number(value).take();
}

bool decode_number(std::string_view bytes, std::uint64_t* out) {
  return Decoder(bytes).number(out).done();
}

std::string chain_after(std::string_view previous, const Change& change) {
  Encoder out(format_of(change));
  out.text(previous);
  put_change(out, change);
  return unhex(sha256_hex(out.take()));
}

ContractInfo to_info(std::string_view id, const ContractRow& row) {
  ContractInfo info;
  info.id = id;
  info.kind = row.kind;
  info.state = row.state;
  info.latest = row.latest;
  info.seq = row.seq;
  info.created_us = row.created_us;
  info.updated_us = row.updated_us;
  info.versions = row.versions;
  return info;
}

VersionInfo to_info(std::string_view version, const VersionRow& row) {
  const RevisionRow& first = row.revisions.front();
  const RevisionRow& last = row.revisions.back();
  VersionInfo info;
  info.version = version;
  info.revisions = static_cast<std::uint32_t>(row.revisions.size());
  info.seq = first.seq;
  info.revised_seq = last.seq;
  info.time_us = first.time_us;
  info.actor = first.actor;
  info.sha256 = last.sha256;
  info.fingerprint = row.fingerprint;
  info.source = last.source;
  info.status = last.status;
  info.bytes = last.bytes;
  info.erased = row.erased;
  info.erased_reason = row.erased_reason;
  info.override_gates = row.override_gates;
  info.override_reason = row.override_reason;
  return info;
}

}  // namespace trama::store
