#include "catalog/store/confirmation_writes.h"

#include <algorithm>

#include "catalog/store/contract_writes.h"
#include "catalog/store/lineage_rows.h"
#include "catalog/store/manifest_writes.h"

namespace trama::store {
namespace {

using lineage::AsserterKind;
using openlineage::ClaimOrder;

// What was said, or when it was recorded if that is earlier.
TimeUs said_at(TimeUs said_us, TimeUs recorded_us) {
  return std::min(said_us, recorded_us);
}

std::optional<TimeUs> time_of(const ClaimOrder& claims, TimeUs recorded_us) {
  if (claims.at_us == openlineage::kNever) return std::nullopt;
  return said_at(claims.at_us, recorded_us);
}

// Only what is said at a later time than the word that was swept is heard again.
void let_go(ClaimOrder* claims) {
  claims->at_us += 1;
  claims->run_id.clear();
}

template <typename Row>
void rewrite(Group& group, Family family, const std::string& key, const Change& logged) {
  auto row = group.row<Row>(family, key);
  if (!row) return;
  let_go(&row->claims);
  row->seq = logged.seq;
  row->time_us = logged.time_us;
  group.put(family, key, encode(*row));
}

}  // namespace

std::optional<TimeUs> confirmed_us(View& view, const lineage::Asserter& asserter) {
  if (asserter.kind == AsserterKind::job) {
    const auto job = openlineage::job_of_asserter(asserter.id);
    const auto row = job ? view.row<JobRow>(Family::jobs, keys::text(job->space, job->name)) : std::nullopt;
    return row ? time_of(row->claims, row->time_us) : std::nullopt;
  }
  if (asserter.kind != AsserterKind::manifest) return std::nullopt;
  if (const auto dataset = openlineage::dataset_of_asserter(asserter.id)) {
    const auto row = view.row<PhysicalRow>(Family::physical, keys::text(dataset->space, dataset->name));
    return row ? time_of(row->claims, row->time_us) : std::nullopt;
  }
  const auto row = view.row<ManifestRow>(Family::manifests, keys::text(asserter.id));
  if (!row) return std::nullopt;
  return row->at_us == 0 ? row->time_us : said_at(row->at_us, row->time_us);
}

Result<Change> apply_sweep(Group& group, const SweepRequest& request) {
  const auto& [kind, id] = request.asserter;
  const auto confirmed = confirmed_us(group, request.asserter);
  if (auto error = group.take_error()) return *error;
  if (!confirmed) return not_found("asserter", id);
  if (*confirmed >= request.before_us) {
    return make_error(ErrorCode::conflict, "confirmed-since",
                      "`" + id + "` confirmed what it says at " + format_rfc3339(*confirmed));
  }
  const auto job = kind == AsserterKind::job ? openlineage::job_of_asserter(id) : std::nullopt;
  const auto dataset = kind == AsserterKind::manifest ? openlineage::dataset_of_asserter(id) : std::nullopt;
  if (!job && !dataset) {
    return apply_remove_manifest(group, {id, request.actor, request.reason, request.recorded_us});
  }
  Change change;
  change.kind = ChangeKind::lineage_swept;
  change.subject = id;
  change.version = lineage::to_string(kind);
  change.actor = request.actor;
  change.reason = request.reason;
  Committed& committed = group.log(std::move(change), request.recorded_us);
  const Change logged = committed.change;
  committed.asserter = request.asserter;
  Delta delta = move_assertions(group, request.asserter, Said{}, logged.seq);
  committed.closed = std::move(delta.closed);
  committed.opened = std::move(delta.opened);
  if (job) rewrite<JobRow>(group, Family::jobs, keys::text(job->space, job->name), logged);
  if (dataset) rewrite<PhysicalRow>(group, Family::physical, keys::text(dataset->space, dataset->name), logged);
  if (auto error = group.take_error()) return *error;
  return logged;
}

}  // namespace trama::store
