// Lineage of the past: the interval family read by endpoint.
#include "catalog/store/registry_impl.h"

namespace trama::store {
namespace {

using Interval = Registry::Interval;

bool held_at(Seq from, Seq to, Seq seq) {
  return from <= seq && (to == 0 || to > seq);
}

// `prefix` is a range of interval keys; `exact`: only this endpoint.
Result<std::vector<Interval>> read(const Engine& engine, const std::string& prefix, Registry::End end,
                                   const lineage::Endpoint* exact, Seq seq) {
  const Engine::Lease lease = engine.lease();
  const StoreView view(lease.db());
  std::vector<Interval> found;
  const auto cursor = view.cursor(Family::intervals, prefix, keys::after_prefix(prefix));
  for (; cursor->valid(); cursor->next()) {
    keys::IntervalKey key;
    TimedAssertions row;
    if (!keys::read_interval(cursor->key(), &key)) {
      return make_error(ErrorCode::corrupt, "store-corrupt", "a key of the family `intervals` cannot be decoded");
    }
    if (key.from_seq > seq) continue;
    if (!decode(cursor->value(), &row)) {
      return make_error(ErrorCode::corrupt, "store-corrupt", "a record of the family `intervals` cannot be decoded");
    }
    for (TimedAssertion& timed : row) {
      const auto& endpoint = end == Registry::End::source ? timed.assertion.source : timed.assertion.target;
      if (!held_at(key.from_seq, timed.seq, seq) || (exact != nullptr && endpoint != *exact)) continue;
      found.push_back({key.asserter, std::move(timed.assertion), key.from_seq, timed.seq});
    }
  }
  if (auto error = cursor->error()) return *error;
  return found;
}

IntervalEnd end_of(Registry::End end) {
  return end == Registry::End::source ? IntervalEnd::source : IntervalEnd::target;
}

}  // namespace

Result<std::vector<Interval>> RegistryImpl::intervals(End end, const lineage::Endpoint& endpoint, Seq seq) const {
  const std::string prefix = keys::interval_dataset(end_of(end), endpoint.kind, endpoint.owner, endpoint.table);
  return read(engine_, prefix, end, &endpoint, seq);
}

Result<std::vector<Interval>> RegistryImpl::intervals_of_owner(End end, lineage::EndpointKind kind,
                                                               std::string_view owner, Seq seq) const {
  return read(engine_, keys::interval_owner(end_of(end), kind, owner), end, nullptr, seq);
}

}  // namespace trama::store
