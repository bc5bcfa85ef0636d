// What the store keeps and reads back: models as JSON, packed assertions and summaries, keys of endpoints, consumers,
// settings, versions and their ranges.
// No bytes may break a reader, and what is read is written to the same meaning.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "catalog/base/semver.h"
#include "catalog/contract/canonical.h"
#include "catalog/contract/compatibility.h"
#include "catalog/contract/model_json.h"
#include "catalog/lineage/assertion.h"
#include "catalog/lineage/from_contract.h"
#include "catalog/lineage/summary.h"

using namespace trama;

namespace {

void demand(bool holds) {
  if (!holds) std::abort();
}

void check_model(std::string_view text) {
  const auto read = contract::from_json(text);
  if (!read) return;
  const std::string json = contract::to_json(*read);
  const auto again = contract::from_json(json);
  demand(again.has_value() && contract::to_json(*again) == json);
  demand(contract::fingerprint(*again) == contract::fingerprint(*read));
  (void)lineage::assertions_of(*read);
  (void)lineage::summary_of(*read);
}

void check_assertions(std::string_view bytes) {
  const auto read = lineage::unpack(bytes);
  if (!read) return;
  const std::string packed = lineage::pack(*read);
  const auto again = lineage::unpack(packed);
  demand(again.has_value() && lineage::pack(*again) == packed);
  demand(std::ranges::all_of(*read, [&](const auto& each) { return std::ranges::binary_search(*again, each); }));
}

void check_summary(std::string_view bytes) {
  const auto read = lineage::unpack_summary(bytes);
  if (!read) return;
  const std::string packed = lineage::pack(*read);
  const auto again = lineage::unpack_summary(packed);
  demand(again.has_value() && lineage::pack(*again) == packed);
}

void check_key(std::string_view bytes) {
  std::string_view rest = bytes;
  const auto endpoint = lineage::read_key_endpoint(&rest);
  if (!endpoint) return;
  std::string key;
  lineage::append_key_endpoint(&key, *endpoint);
  demand(key == bytes.substr(0, bytes.size() - rest.size()));
}

void check_consumer(std::string_view text) {
  const auto read = lineage::consumer_from_json(text, "urn:consumer:x:y");
  if (!read) return;
  const auto again = lineage::consumer_from_json(lineage::to_json(*read), "urn:consumer:x:y");
  demand(again.has_value() && lineage::to_json(*again) == lineage::to_json(*read));
  demand(lineage::assertions_of(*again) == lineage::assertions_of(*read));
}

void check_settings(std::string_view text) {
  const auto read = contract::settings_from_json(text);
  if (!read) return;
  const auto again = contract::settings_from_json(contract::to_json(*read));
  demand(again.has_value() && *again == *read);
}

// Whatever a range says, it says it of any text without breaking, and a version that is one is in its own range.
void check_versions(std::string_view text) {
  const auto range = VersionRange::parse(text);
  if (range) (void)range->includes(text);
  if (!parse_semver(text) || text.find_first_of(" \t,") != std::string_view::npos) return;
  const auto exactly = VersionRange::parse("=" + std::string(text));
  demand(exactly.has_value() && exactly->includes(text));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  check_model(bytes);
  check_assertions(bytes);
  check_summary(bytes);
  check_key(bytes);
  check_consumer(bytes);
  check_settings(bytes);
  check_versions(bytes);
  return 0;
}
