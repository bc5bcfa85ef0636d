#include "catalog/store/records.h"

#include <algorithm>

#include "catalog/base/encoding.h"
#include "catalog/base/hash.h"

namespace trama::store {
namespace {

constexpr std::uint64_t kSourceBase = 16;  // dialect * 16 + syntax

class Encoder {
 public:
  Encoder() : out_(1, kValueFormat) {}
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
  explicit Decoder(std::string_view bytes) : rest_(bytes) {
    good_ = !rest_.empty() && rest_.front() == kValueFormat;
    if (good_) rest_.remove_prefix(1);
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
  [[nodiscard]] std::size_t left() const { return rest_.size(); }
  [[nodiscard]] bool good() const { return good_; }
  [[nodiscard]] bool done() const { return good_ && rest_.empty(); }

 private:
  std::string_view rest_;
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

void put_change(Encoder& out, const Change& change) {
  out.number(change.seq).time(change.time_us).text(change.actor).tag(change.kind).text(change.subject);
  out.text(change.version).number(change.revision).text(change.reason).text(change.sha256);
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
  Encoder out;
  out.number(row.seq).time(row.time_us).text(row.chain);
  out.number(row.counts.contracts).number(row.counts.retired);
  return out.number(row.counts.versions).number(row.counts.consumers).take();
}

bool decode(std::string_view bytes, Head* row) {
  Decoder in(bytes);
  in.number(&row->seq).time(&row->time_us).text(&row->chain);
  in.number(&row->counts.contracts).number(&row->counts.retired);
  return in.number(&row->counts.versions).number(&row->counts.consumers).done();
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
  Encoder out;
  out.text(row.fingerprint).number(row.erased ? 1 : 0).number(row.erased_seq).text(row.erased_reason);
  out.number(row.revisions.size());
  for (const RevisionRow& revision : row.revisions) {
    out.number(revision.seq).time(revision.time_us).text(revision.actor).text(revision.sha256).text(revision.status);
    out.number(revision.bytes);
    put_source(out, revision.source);
  }
  return out.take();
}

bool decode(std::string_view bytes, VersionRow* row) {
  Decoder in(bytes);
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
  Encoder out;
  put_change(out, row.change);
  return out.text(row.chain).take();
}

bool decode(std::string_view bytes, ChangeRow* row) {
  Decoder in(bytes);
  Change& change = row->change;
  in.number(&change.seq).time(&change.time_us).text(&change.actor).tag(&change.kind).text(&change.subject);
  in.text(&change.version).number(&change.revision).text(&change.reason).text(&change.sha256);
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
  Encoder out;
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
  return info;
}

}  // namespace trama::store
