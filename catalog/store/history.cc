#include "catalog/store/history.h"

#include "catalog/base/encoding.h"
#include "catalog/store/semver.h"

namespace trama::store {

void Past::apply(Seq seq, const HistoryRow& row) {
  if (first_ == 0) first_ = seq;
  last_ = seq;
  retired_ = row.kind == ChangeKind::contract_retired || (retired_ && row.kind == ChangeKind::version_erased);
  if (row.kind == ChangeKind::contract_retired || row.kind == ChangeKind::contract_restored) return;
  Version& version = versions_[row.version];
  switch (row.kind) {
    case ChangeKind::contract_registered:
      version = {.first = seq, .revisions = 1, .erased = false, .rank = version_rank(row.version, seq)};
      live_[version.rank] = row.version;
      break;
    case ChangeKind::contract_revised:
      version.revisions = row.revision;
      break;
    case ChangeKind::version_erased:
      version.erased = true;
      live_.erase(version.rank);
      break;
    default:
      break;
  }
}

Past replay(View& view, std::string_view id, Seq until, const std::function<void(Seq, const Past&)>& step) {
  Past past;
  const std::string prefix = keys::text(id);
  std::string from = prefix;
  while (auto entry = view.next(Family::history, prefix, from)) {
    std::string_view rest = std::string_view(entry->key).substr(prefix.size());
    const auto seq = read_key_u64(&rest);
    const auto row = view.decoded<HistoryRow>(Family::history, entry->value);
    if (!seq || !row) {
      view.undecodable(Family::history);
      break;
    }
    if (*seq > until) break;
    past.apply(*seq, *row);
    if (step) step(*seq, past);
    from = entry->key + '\0';
  }
  return past;
}

std::vector<Saying> sayings_of(View& view, std::string_view id) {
  std::vector<Saying> sayings;
  std::string said;
  static_cast<void>(replay(view, id, UINT64_MAX, [&](Seq seq, const Past& past) {
    const std::string latest = past.latest();
    if (latest == said && !sayings.empty()) return;
    Saying saying{.seq = seq, .assertions = {}};
    if (!latest.empty()) {
      const auto facts = view.row<FactsRow>(Family::facts, keys::text(id, latest));
      if (!facts) return;
      auto assertions = lineage::unpack(facts->assertions);
      if (!assertions) return view.undecodable(Family::facts);
      saying.assertions = assertions.take();
    }
    said = latest;
    sayings.push_back(std::move(saying));
  }));
  return sayings;
}

}  // namespace trama::store
