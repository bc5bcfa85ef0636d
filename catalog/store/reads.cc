// Reading single things, now and as of the past.
#include <algorithm>

#include "catalog/base/encoding.h"
#include "catalog/base/limits.h"
#include "catalog/store/contract_writes.h"
#include "catalog/store/history.h"
#include "catalog/store/other_writes.h"
#include "catalog/store/present.h"
#include "catalog/store/registry_impl.h"
#include "catalog/store/semver.h"

namespace trama::store {
namespace {

Error erased(std::string_view id, std::string_view version, const VersionRow& row) {
  return make_error(ErrorCode::not_found, "erased",
                    "version " + std::string(version) + " of `" + std::string(id) + "` was erased" +
                        (row.erased_reason.empty() ? "" : ": " + row.erased_reason));
}

struct Pinpoint {
  std::string version;
  std::uint32_t revision = 0;
};

// Which revision of which version is meant.
Result<Pinpoint> pinpoint(View& view, std::string_view id, std::string_view version, std::uint32_t revision,
                          const AsOf& as_of) {
  Pinpoint point{std::string(version), revision};
  std::uint32_t newest = UINT32_MAX;
  if (as_of.is_now()) {
    const auto row = view.row<ContractRow>(Family::contracts, keys::text(id));
    if (auto error = view.take_error()) return *error;
    if (!row) return not_found("contract", id);
    if (version.empty()) point.version = row->latest;
  } else {
    const auto seq = seq_of(view, as_of);
    if (!seq) return seq.error();
    const Past past = replay(view, id, *seq);
    if (!past.exists()) return not_found("contract", id);
    if (version.empty()) point.version = past.latest();
    const auto known = past.versions().find(point.version);
    if (known == past.versions().end()) return not_found("version", std::string(id) + " " + point.version);
    newest = known->second.revisions;
  }
  const auto row = view.row<VersionRow>(Family::versions, keys::text(id, point.version));
  if (auto error = view.take_error()) return *error;
  if (!row && version.empty())
    return make_error(ErrorCode::not_found, "erased", "every version of `" + std::string(id) + "` was erased");
  if (!row) return not_found("version", std::string(id) + " " + point.version);
  if (row->erased) return erased(id, point.version, *row);
  newest = std::min(newest, static_cast<std::uint32_t>(row->revisions.size()));
  if (point.revision == 0) point.revision = newest;
  if (point.revision > newest) {
    return not_found("revision", std::string(id) + " " + point.version + " r" + std::to_string(revision));
  }
  return point;
}

Result<std::string> text_of(const Engine& engine, Family family, std::string_view id, std::string_view version,
                            std::uint32_t revision, const AsOf& as_of) {
  const Engine::Lease lease = engine.lease();
  StoreView view(lease.db());
  const auto point = pinpoint(view, id, version, revision, as_of);
  if (!point) return point.error();
  const auto bytes = view.get(family, keys::revision(id, point->version, point->revision));
  if (auto error = view.take_error()) return *error;
  std::string text;
  if (bytes && decode_blob(*bytes, &text)) return text;
  return make_error(ErrorCode::corrupt, "store-corrupt",
                    "the text of `" + std::string(id) + "` " + point->version + " is missing");
}

}  // namespace

Head head_of(View& view) {
  return view.row<Head>(Family::meta, keys::kHead).value_or(Head{});
}

Result<Seq> seq_of(View& view, const AsOf& as_of) {
  const Head head = head_of(view);
  if (auto error = view.take_error()) return *error;
  if (as_of.seq) {
    if (*as_of.seq <= head.seq) return *as_of.seq;
    return make_error(
        ErrorCode::invalid_argument, "as-of-future",
        "change " + std::to_string(*as_of.seq) + " has not happened; the newest is " + std::to_string(head.seq));
  }
  if (!as_of.time_us) return head.seq;
  const auto last = view.previous(Family::times, "", keys::time(*as_of.time_us) + '\0');
  if (auto error = view.take_error()) return *error;
  std::uint64_t seq = 0;
  if (last && !decode_number(last->value, &seq)) view.undecodable(Family::times);
  if (auto error = view.take_error()) return *error;
  return Seq{seq};
}

Result<ContractInfo> contract_at(View& view, std::string_view id, Seq seq) {
  const auto row = view.row<ContractRow>(Family::contracts, keys::text(id));
  const Past past = replay(view, id, seq);
  if (auto error = view.take_error()) return *error;
  if (!row || !past.exists()) return not_found("contract", id);
  const auto first = change_at(view, past.first());
  const auto last = change_at(view, past.last());
  if (!first) return first.error();
  if (!last) return last.error();
  ContractInfo info;
  info.id = id;
  info.kind = row->kind;
  info.state = past.retired() ? lineage::SubjectState::retired : lineage::SubjectState::active;
  info.latest = past.latest();
  info.seq = past.last();
  info.created_us = first->time_us;
  info.updated_us = last->time_us;
  info.versions = static_cast<std::uint32_t>(past.versions().size());
  return info;
}

Result<ContractInfo> RegistryImpl::contract(std::string_view id, AsOf as_of) const {
  const Engine::Lease lease = engine_.lease();
  if (!as_of.is_now()) {
    StoreView view(lease.db());
    const auto seq = seq_of(view, as_of);
    if (!seq) return seq.error();
    return contract_at(view, id, *seq);
  }
  StoreView view(lease.db(), StoreView::Of::now);
  const auto row = view.row<ContractRow>(Family::contracts, keys::text(id));
  const auto seen = view.get(Family::last_seen, keys::text(id));
  if (auto error = view.take_error()) return *error;
  if (!row) return not_found("contract", id);
  ContractInfo info = to_info(id, *row);
  std::uint64_t time = 0;
  if (seen && decode_number(*seen, &time)) info.last_seen_us = static_cast<TimeUs>(time);
  return info;
}

Result<std::vector<VersionInfo>> RegistryImpl::versions(std::string_view id, AsOf as_of) const {
  const Engine::Lease lease = engine_.lease();
  StoreView view(lease.db());
  const auto seq = seq_of(view, as_of);
  if (!seq) return seq.error();
  const Past past = replay(view, id, *seq);
  if (auto error = view.take_error()) return *error;
  if (!past.exists()) return not_found("contract", id);
  std::vector<std::pair<std::string, VersionInfo>> ranked;
  for (const auto& [version, then] : past.versions()) {
    auto row = view.row<VersionRow>(Family::versions, keys::text(id, version));
    if (auto error = view.take_error()) return *error;
    if (!row || row->revisions.size() < then.revisions) {
      return make_error(ErrorCode::corrupt, "store-corrupt",
                        "version " + version + " of `" + std::string(id) + "` is missing");
    }
    row->revisions.resize(then.revisions);
    ranked.emplace_back(then.rank, to_info(version, *row));
  }
  std::ranges::sort(ranked, std::greater<>{}, [](const auto& entry) -> const std::string& { return entry.first; });
  std::vector<VersionInfo> infos;
  infos.reserve(ranked.size());
  for (auto& [rank, info] : ranked) infos.push_back(std::move(info));
  return infos;
}

Result<VersionInfo> RegistryImpl::version(std::string_view id, std::string_view version, AsOf as_of) const {
  const Error missing = not_found("version", std::string(id) + " " + std::string(version));
  if (!as_of.is_now()) {
    auto all = versions(id, as_of);
    if (!all) return all.error();
    const auto found = std::ranges::find(*all, version, &VersionInfo::version);
    if (found == all->end()) return missing;
    return std::move(*found);
  }
  const Engine::Lease lease = engine_.lease();
  StoreView view(lease.db(), StoreView::Of::now);
  const auto row = view.row<VersionRow>(Family::versions, keys::text(id, version));
  if (auto error = view.take_error()) return *error;
  if (!row) return missing;
  return to_info(version, *row);
}

Result<std::string> RegistryImpl::original(std::string_view id, std::string_view version, std::uint32_t revision,
                                           AsOf as_of) const {
  return text_of(engine_, Family::originals, id, version, revision, as_of);
}

Result<std::string> RegistryImpl::model_json(std::string_view id, std::string_view version, AsOf as_of) const {
  return text_of(engine_, Family::models, id, version, 0, as_of);
}

Result<lineage::Summary> RegistryImpl::summary(std::string_view id) const {
  const Engine::Lease lease = engine_.lease();
  StoreView view(lease.db(), StoreView::Of::now);
  auto found = summary_row(view, SummaryGroup::contracts, id);
  if (!found) found = summary_row(view, SummaryGroup::consumers, id);
  if (auto error = view.take_error()) return *error;
  if (!found) return not_found("contract", id);
  return std::move(*found);
}

Result<lineage::Consumer> RegistryImpl::consumer(std::string_view id) const {
  const Engine::Lease lease = engine_.lease();
  StoreView view(lease.db(), StoreView::Of::now);
  const auto row = view.row<ConsumerRow>(Family::consumers, keys::text(id));
  if (auto error = view.take_error()) return *error;
  if (!row) return not_found("consumer", id);
  return lineage::consumer_from_json(row->json, id, lineage::ConsumerOrigin::stored);
}

Result<Registry::Stamp> RegistryImpl::consumer_stamp(std::string_view id) const {
  const Engine::Lease lease = engine_.lease();
  StoreView view(lease.db(), StoreView::Of::now);
  const auto row = view.row<ConsumerRow>(Family::consumers, keys::text(id));
  if (auto error = view.take_error()) return *error;
  if (!row) return not_found("consumer", id);
  return Stamp{row->seq, row->time_us, row->actor};
}

Result<std::vector<lineage::Assertion>> RegistryImpl::assertions(const lineage::Asserter& asserter) const {
  const Engine::Lease lease = engine_.lease();
  StoreView view(lease.db(), StoreView::Of::now);
  auto row = view.row<TimedAssertions>(Family::assertions, keys::asserter(asserter));
  if (auto error = view.take_error()) return *error;
  std::vector<lineage::Assertion> assertions;
  if (!row) return assertions;
  assertions.reserve(row->size());
  for (auto& timed : *row) assertions.push_back(std::move(timed.assertion));
  return assertions;
}

Result<std::vector<Change>> RegistryImpl::changes(Seq since, std::size_t limit) const {
  std::vector<Change> changes;
  if (since == UINT64_MAX) return changes;
  const Engine::Lease lease = engine_.lease();
  const Seq head_seq = head();
  const auto cursor = lease.db().cursor(Family::changes, keys::number(since + 1), "");
  for (; cursor->valid() && changes.size() < limit; cursor->next()) {
    ChangeRow row;
    if (!decode(cursor->value(), &row)) {
      return make_error(ErrorCode::corrupt, "store-corrupt", "a record of the change log cannot be decoded");
    }
    // A group that is being written may be visible before its sync has been acknowledged.
    if (row.change.seq > head_seq) break;
    changes.push_back(std::move(row.change));
  }
  if (auto error = cursor->error()) return *error;
  return changes;
}

Result<std::string> RegistryImpl::change_detail(Seq seq) const {
  const Engine::Lease lease = engine_.lease();
  StoreView view(lease.db(), StoreView::Of::now);
  const auto bytes = view.get(Family::details, keys::number(seq));
  if (auto error = view.take_error()) return *error;
  std::string detail;
  if (bytes && decode_blob(*bytes, &detail)) return detail;
  return not_found("change-detail", std::to_string(seq));
}

Result<Seq> RegistryImpl::seq_at(AsOf as_of) const {
  if (as_of.is_now()) return head();
  const Engine::Lease lease = engine_.lease();
  StoreView view(lease.db(), StoreView::Of::now);
  return seq_of(view, as_of);
}

}  // namespace trama::store
