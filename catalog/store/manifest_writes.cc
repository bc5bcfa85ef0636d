#include "catalog/store/manifest_writes.h"

#include <algorithm>

#include "catalog/base/hash.h"
#include "catalog/store/contract_writes.h"
#include "catalog/store/fact_writes.h"

namespace trama::store {
namespace {

bool holds(const std::vector<std::string>& sorted, const std::string& id) {
  return std::ranges::binary_search(sorted, id);
}

class ManifestWrite {
 public:
  ManifestWrite(Group& group, PreparedManifest& prepared)
      : group_(group), prepared_(prepared), manifest_(*prepared.request.manifest) {}

  Result<ManifestReceipt> run() {
    const std::string key = keys::text(manifest_.asserter.id);
    auto row = group_.row<ManifestRow>(Family::manifests, key);
    if (auto error = group_.take_error()) return *error;
    if (row && row->at_us > manifest_.at_us) {
      receipt_.seq = row->seq;
      receipt_.time_us = row->time_us;
      receipt_.older = true;
      return std::move(receipt_);
    }
    const ManifestRow before = row.value_or(ManifestRow{});
    if (auto failed = write_consumers(before)) return *failed;
    for (const auto& [name, told] : manifest_.facts) {
      if (facts_.take(name, told)) ++receipt_.datasets;
    }
    if (auto error = group_.take_error()) return *error;
    const std::string sha256 = sha256_hex(manifest_.text);
    const bool same = row && row->sha256 == sha256 && row->consumers == owned_ && receipt_.datasets == 0 &&
                      receipt_.consumers_set.empty() && receipt_.consumers_removed.empty();
    if (same) {
      receipt_.seq = row->seq;
      receipt_.time_us = row->time_us;
      return std::move(receipt_);
    }
    Committed& committed = group_.log(change(sha256), prepared_.request.recorded_us);
    const Change logged = committed.change;
    committed.asserter = manifest_.asserter;
    Delta delta = move_assertions(group_, manifest_.asserter, prepared_.said, logged.seq);
    receipt_.opened = delta.opened.size();
    receipt_.closed = delta.closed.size();
    committed.opened = std::move(delta.opened);
    committed.closed = std::move(delta.closed);
    facts_.write(committed);
    group_.put(Family::details, keys::number(logged.seq), encode_blob(manifest_.text));
    group_.put(Family::manifests, key,
               encode(ManifestRow{logged.seq, logged.time_us, manifest_.at_us, logged.actor, sha256, manifest_.about,
                                  std::move(owned_)}));
    if (auto error = group_.take_error()) return *error;
    receipt_.seq = logged.seq;
    receipt_.time_us = logged.time_us;
    receipt_.changed = true;
    return std::move(receipt_);
  }

 private:
  // Each that differs is a change of its own, before that of the manifest.
  std::optional<Error> write_consumers(const ManifestRow& before) {
    for (const PreparedConsumer& consumer : prepared_.consumers) {
      const std::string& id = consumer.consumer.id;
      const auto row = group_.row<ConsumerRow>(Family::consumers, keys::text(id));
      const bool same = row && row->json == consumer.json;
      if (row && !same && !holds(before.consumers, id)) {
        receipt_.consumers_left.push_back(id);
        continue;
      }
      owned_.push_back(id);
      if (same) continue;
      if (const auto set = apply_set_consumer(group_, consumer); !set) return set.error();
      receipt_.consumers_set.push_back(id);
    }
    std::ranges::sort(owned_);
    for (const std::string& id : before.consumers) {
      if (holds(owned_, id)) continue;
      if (!group_.get(Family::consumers, keys::text(id))) continue;  // somebody removed it
      const auto removed =
          apply_remove_consumer(group_, id, "", prepared_.request.actor, prepared_.request.recorded_us);
      if (!removed) return removed.error();
      receipt_.consumers_removed.push_back(id);
    }
    return group_.take_error();
  }

  [[nodiscard]] Change change(const std::string& sha256) const {
    Change change;
    change.kind = ChangeKind::manifest_imported;
    change.subject = manifest_.asserter.id;
    change.actor = prepared_.request.actor;
    change.sha256 = sha256;
    return change;
  }

  Group& group_;
  PreparedManifest& prepared_;
  const lineage::Manifest& manifest_;
  FactWrites facts_{group_};
  std::vector<std::string> owned_;
  ManifestReceipt receipt_;
};

}  // namespace

Result<PreparedManifest> prepare_manifest(ManifestRequest request) {
  PreparedManifest prepared;
  const lineage::Manifest& manifest = *request.manifest;
  if (auto bad = check_id("a manifest", manifest.asserter.id)) return *bad;
  prepared.said = normal_form(manifest.assertions);
  for (const lineage::Consumer& consumer : manifest.consumers) {
    auto each = prepare_consumer(consumer, "", request.actor, request.recorded_us);
    if (!each) return each.error();
    prepared.consumers.push_back(each.take());
  }
  prepared.request = std::move(request);
  return prepared;
}

Result<ManifestReceipt> apply_manifest(Group& group, PreparedManifest& manifest) {
  return ManifestWrite(group, manifest).run();
}

Result<Change> apply_remove_manifest(Group& group, const RemoveManifestRequest& request) {
  const auto row = group.row<ManifestRow>(Family::manifests, keys::text(request.id));
  if (auto error = group.take_error()) return *error;
  if (!row) return not_found("manifest", request.id);
  for (const std::string& id : row->consumers) {
    if (!group.get(Family::consumers, keys::text(id))) continue;
    const auto removed = apply_remove_consumer(group, id, "", request.actor, request.recorded_us);
    if (!removed) return removed.error();
  }
  Change change;
  change.kind = ChangeKind::manifest_removed;
  change.subject = request.id;
  change.actor = request.actor;
  change.reason = request.reason;
  Committed& committed = group.log(std::move(change), request.recorded_us);
  const Change logged = committed.change;
  group.erase(Family::manifests, keys::text(request.id));
  committed.asserter = {lineage::AsserterKind::manifest, request.id};
  Delta delta = move_assertions(group, committed.asserter, Said{}, logged.seq);
  committed.closed = std::move(delta.closed);
  committed.opened = std::move(delta.opened);
  if (auto error = group.take_error()) return *error;
  return logged;
}

ManifestInfo to_info(std::string_view id, const ManifestRow& row) {
  return {std::string(id), row.at_us, row.about, row.consumers, row.actor, row.seq, row.time_us};
}

}  // namespace trama::store
