// Packed: byte format version (1), byte kind, byte state, byte pii, the texts in the order of the struct, tags and
// platforms as counted texts, datasets, physical names, varint updated_us; version 2, written where there are any, the
// outputs as counted texts; version 3, written where there is one, the text `contract`. All numbers are varints.
#include "catalog/lineage/summary.h"

#include <initializer_list>

#include "catalog/base/encoding.h"

namespace trama::lineage {
namespace {

constexpr char kVersion = 1, kWithOutputs = 2, kWithContract = 3;

void append_texts(std::string* out, const std::vector<std::string>& texts) {
  append_varint(out, texts.size());
  for (const std::string& text : texts) append_text(out, text);
}

class Unpacker {
 public:
  explicit Unpacker(std::string_view rest) : rest_(rest) {}

  bool unpack(Summary* out) {
    const std::uint8_t version = byte(kWithContract);
    if (version < kVersion) good_ = false;
    out->kind = one_of<SubjectKind>(
        {SubjectKind::contract, SubjectKind::product, SubjectKind::consumer, SubjectKind::physical});
    out->state = one_of<SubjectState>({SubjectState::active, SubjectState::retired});
    out->pii = byte(1) == 1;
    for (std::string* text : {&out->id, &out->version, &out->title, &out->domain, &out->owner, &out->status,
                              &out->classification, &out->type}) {
      *text = this->text();
    }
    out->tags = texts();
    out->platforms = texts();
    for (std::uint64_t n = count(); n > 0 && good_; --n) out->datasets.push_back(dataset());
    for (std::uint64_t n = count(); n > 0 && good_; --n) out->physical.push_back(physical(out->datasets.size()));
    out->updated_us = static_cast<std::int64_t>(varint());
    if (version == kWithOutputs) out->outputs = texts();
    if (version == kWithOutputs && out->outputs.empty()) good_ = false;
    if (version == kWithContract) out->contract = text();
    if (version == kWithContract && out->contract.empty()) good_ = false;
    return good_ && rest_.empty();
  }

 private:
  template <typename Enum>
  Enum one_of(std::initializer_list<Enum> all) {
    const std::uint8_t number = byte(0xFF);
    for (const Enum each : all) {
      if (static_cast<std::uint8_t>(each) == number) return each;
    }
    good_ = false;
    return *all.begin();
  }
  std::uint8_t byte(std::uint8_t max) {
    if (rest_.empty() || static_cast<std::uint8_t>(rest_.front()) > max) {
      good_ = false;
      return 0;
    }
    const auto value = static_cast<std::uint8_t>(rest_.front());
    rest_.remove_prefix(1);
    return value;
  }
  std::uint64_t varint() {
    const auto value = read_varint(&rest_);
    if (value) return *value;
    good_ = false;
    rest_ = {};
    return 0;
  }
  std::uint64_t count() {
    const std::uint64_t value = varint();
    if (value <= rest_.size()) return value;
    good_ = false;
    return 0;
  }
  std::string text() {
    const auto value = read_text(&rest_);
    if (value) return std::string(*value);
    good_ = false;
    return {};
  }
  std::vector<std::string> texts() {
    std::vector<std::string> out;
    const std::uint64_t n = count();
    out.reserve(n);
    for (std::uint64_t i = 0; i < n && good_; ++i) out.push_back(text());
    return out;
  }
  DatasetSummary dataset() {
    DatasetSummary out;
    out.name = text();
    out.physical_name = text();
    out.kind = text();
    out.field_paths = texts();
    return out;
  }
  PhysicalName physical(std::size_t datasets) {
    PhysicalName out;
    const std::uint64_t index = varint();
    if (index >= datasets) good_ = false;
    out.dataset = static_cast<std::uint32_t>(index);
    out.server = text();
    out.environment = text();
    out.space = text();
    out.name = text();
    return out;
  }

  std::string_view rest_;
  bool good_ = true;
};

}  // namespace

std::string pack(const Summary& summary) {
  const char version = !summary.outputs.empty() ? kWithOutputs : !summary.contract.empty() ? kWithContract : kVersion;
  std::string out(1, version);
  out += static_cast<char>(summary.kind);
  out += static_cast<char>(summary.state);
  out += summary.pii ? '\1' : '\0';
  for (const std::string* text : {&summary.id, &summary.version, &summary.title, &summary.domain, &summary.owner,
                                  &summary.status, &summary.classification, &summary.type}) {
    append_text(&out, *text);
  }
  append_texts(&out, summary.tags);
  append_texts(&out, summary.platforms);
  append_varint(&out, summary.datasets.size());
  for (const DatasetSummary& dataset : summary.datasets) {
    append_text(&out, dataset.name);
    append_text(&out, dataset.physical_name);
    append_text(&out, dataset.kind);
    append_texts(&out, dataset.field_paths);
  }
  append_varint(&out, summary.physical.size());
  for (const PhysicalName& name : summary.physical) {
    append_varint(&out, name.dataset);
    for (const std::string* text : {&name.server, &name.environment, &name.space, &name.name}) append_text(&out, *text);
  }
  append_varint(&out, static_cast<std::uint64_t>(summary.updated_us));
  if (version == kWithOutputs) append_texts(&out, summary.outputs);
  if (version == kWithContract) append_text(&out, summary.contract);
  return out;
}

Result<Summary> unpack_summary(std::string_view packed) {
  Summary summary;
  if (!Unpacker(packed).unpack(&summary)) {
    return make_error(ErrorCode::corrupt, "broken-summary", "a packed summary does not read back");
  }
  return summary;
}

}  // namespace trama::lineage
