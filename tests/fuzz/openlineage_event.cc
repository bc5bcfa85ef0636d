// An OpenLineage event, what a run keeps of it and what it claims: no bytes may break a reader; what is packed reads
// back the same; merging an event with itself or in another order changes nothing; a name is its own canonical name.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "catalog/lineage/canonical_name.h"
#include "catalog/lineage/openlineage/claims.h"
#include "catalog/lineage/openlineage/evidence.h"

using namespace trama;
using namespace trama::lineage;
using namespace trama::lineage::openlineage;

namespace {

void demand(bool holds) {
  if (!holds) std::abort();
}

void check_name(std::string_view space, std::string_view name) {
  // What is quoted again and again is unquoted a bounded number of times.
  const auto quote = [](char c) { return c == '"' || c == '`' || c == '[' || c == ']'; };
  if (std::ranges::count_if(name, quote) > 60) return;
  const CanonicalName once = canonical_physical_name(space, name);
  const CanonicalName twice = canonical_physical_name(once.space, once.name);
  demand(once.space == twice.space && once.name == twice.name && twice.sureness == NameSureness::exact);
}

void check_claims(const EventClaims& claims) {
  demand(claims.assertions.size() <= kAssertionsMax);
  for (const Assertion& each : claims.assertions) {
    demand(each.source != each.target && !each.source.owner.empty() && !each.target.table.empty());
    check_name(each.source.owner, each.source.table);
  }
  const auto read = unpack(pack(claims.assertions));
  demand(read.has_value() && *read == claims.assertions);
}

void check_run(const Event& event) {
  const RunRecord record = record_of(event);
  RunRecord twice = record;
  merge(&twice, record);
  demand(twice == record);
  const auto read = unpack_run(pack(record));
  demand(read.has_value() && *read == record);
  demand(job_of_asserter(claims_of(record).asserter.id) == record.job);
}

void check_event(std::string_view text) {
  const auto event = parse_event(text);
  if (!event) return demand(!event.error().slug.empty());
  check_claims(claims_of(*event));
  if (event->kind != EventKind::dataset) check_run(*event);
  for (const auto& [name, evidence] : evidence_of(*event)) {
    const auto read = unpack_evidence(pack(evidence));
    demand(read.has_value() && *read == evidence);
  }
}

// Stored bytes that are broken are refused; those that are not can be used.
void check_stored(std::string_view bytes) {
  if (const auto run = unpack_run(bytes)) {
    const auto again = unpack_run(pack(*run));
    demand(again.has_value() && *again == *run);
    (void)claims_of(*run);
    (void)evidence_of(*run);
  }
  if (const auto evidence = unpack_evidence(bytes)) {
    const auto again = unpack_evidence(pack(*evidence));
    demand(again.has_value() && *again == *evidence);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  check_event(bytes);
  check_stored(bytes);
  const std::size_t cut = bytes.find('\n');
  if (cut != std::string_view::npos) check_name(bytes.substr(0, cut), bytes.substr(cut + 1));
  return 0;
}
