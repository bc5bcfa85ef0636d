#include "catalog/store/other_writes.h"

#include <charconv>

#include "catalog/base/hash.h"
#include "catalog/store/contract_writes.h"
#include "catalog/store/present.h"

namespace trama::store {
namespace {

constexpr std::string_view kEdgePrefix = "edge-";

Change change_of(ChangeKind kind, const std::string& subject, const std::string& actor, std::string reason = "") {
  Change change;
  change.kind = kind;
  change.subject = subject;
  change.actor = actor;
  change.reason = std::move(reason);
  return change;
}

void put_detail(Group& group, Seq seq, std::string_view bytes) {
  group.put(Family::details, keys::number(seq), encode_blob(bytes));
}

void move_into(Committed& committed, Delta delta) {
  committed.closed = std::move(delta.closed);
  committed.opened = std::move(delta.opened);
}

}  // namespace

std::string edge_id(Seq seq) {
  return std::string(kEdgePrefix) + std::to_string(seq);
}

std::optional<Seq> edge_seq(std::string_view id) {
  if (!id.starts_with(kEdgePrefix)) return std::nullopt;
  id.remove_prefix(kEdgePrefix.size());
  Seq seq = 0;
  const auto [end, failed] = std::from_chars(id.data(), id.data() + id.size(), seq);
  const bool whole = failed == std::errc() && end == id.data() + id.size() && !id.empty() && id.front() != '0';
  return whole ? std::optional(seq) : std::nullopt;
}

Result<PreparedConsumer> prepare_consumer(lineage::Consumer consumer, std::string if_match, std::string actor,
                                          std::optional<TimeUs> recorded_us) {
  if (auto bad = check_id("a consumer id", consumer.id)) return *bad;
  PreparedConsumer prepared;
  prepared.json = lineage::to_json(consumer);
  prepared.summary = lineage::summary_of(consumer);
  prepared.summary.id = consumer.id;
  prepared.summary.kind = lineage::SubjectKind::consumer;
  prepared.said = normal_form(lineage::assertions_of(consumer));
  prepared.consumer = std::move(consumer);
  prepared.if_match = std::move(if_match);
  prepared.actor = std::move(actor);
  prepared.recorded_us = recorded_us;
  return prepared;
}

Result<Change> apply_set_consumer(Group& group, const PreparedConsumer& prepared) {
  const std::string& id = prepared.consumer.id;
  const auto row = group.row<ConsumerRow>(Family::consumers, keys::text(id));
  if (auto error = group.take_error()) return *error;
  const auto seq = row ? std::optional(row->seq) : std::nullopt;
  if (auto failed = check_conditions(id, seq, prepared.if_match, "")) return *failed;
  if (row && row->json == prepared.json) return change_at(group, row->seq);
  Change change = change_of(ChangeKind::consumer_set, id, prepared.actor);
  change.sha256 = sha256_hex(prepared.json);
  Committed& committed = group.log(std::move(change), prepared.recorded_us);
  const Change& logged = committed.change;
  put_detail(group, logged.seq, prepared.json);
  group.put(Family::consumers, keys::text(id),
            encode(ConsumerRow{logged.seq, logged.time_us, logged.actor, prepared.json}));
  group.counts().consumers += row ? 0 : 1;
  committed.summary = prepared.summary;
  committed.summary->updated_us = logged.time_us;
  put_summary(group, SummaryGroup::consumers, *committed.summary);
  committed.asserter = {lineage::AsserterKind::consumer, id};
  move_into(committed, move_assertions(group, committed.asserter, prepared.said, logged.seq));
  if (auto error = group.take_error()) return *error;
  return logged;
}

Result<Change> apply_remove_consumer(Group& group, const std::string& id, const std::string& if_match,
                                     const std::string& actor, std::optional<TimeUs> recorded_us) {
  const auto row = group.row<ConsumerRow>(Family::consumers, keys::text(id));
  if (auto error = group.take_error()) return *error;
  if (!row) return not_found("consumer", id);
  if (auto failed = check_conditions(id, row->seq, if_match, "")) return *failed;
  Committed& committed = group.log(change_of(ChangeKind::consumer_removed, id, actor), recorded_us);
  group.erase(Family::consumers, keys::text(id));
  group.erase(Family::summaries, keys::summary(SummaryGroup::consumers, id));
  group.counts().consumers -= 1;
  committed.removed = true;
  committed.asserter = {lineage::AsserterKind::consumer, id};
  move_into(committed, move_assertions(group, committed.asserter, Said{}, committed.change.seq));
  if (auto error = group.take_error()) return *error;
  return committed.change;
}

Result<ManualEdge> apply_add_edge(Group& group, ManualEdge edge, std::optional<TimeUs> recorded_us) {
  if (edge.reason.empty()) {
    return make_error(ErrorCode::invalid_argument, "reason-required", "a manual edge needs a reason");
  }
  const Said said = normal_form({edge.assertion});
  if (said.assertions.empty())
    return make_error(ErrorCode::invalid_argument, "bad-edge", "this edge has no valid ends");
  edge.assertion = said.assertions.front();
  edge.seq = group.next_seq();
  edge.id = edge_id(edge.seq);
  Committed& committed = group.log(change_of(ChangeKind::edge_added, edge.id, edge.actor, edge.reason), recorded_us);
  edge.time_us = committed.change.time_us;
  const std::string packed = lineage::pack({edge.assertion});
  put_detail(group, edge.seq, packed);
  group.put(Family::edges, keys::number(edge.seq), encode(EdgeRow{edge.time_us, edge.actor, edge.reason, packed}));
  committed.asserter = {lineage::AsserterKind::person, edge.id};
  move_into(committed, move_assertions(group, committed.asserter, said, edge.seq));
  return edge;
}

Result<Change> apply_remove_edge(Group& group, const std::string& id, const std::string& actor,
                                 std::optional<TimeUs> recorded_us) {
  const auto seq = edge_seq(id);
  const auto row = seq ? group.get(Family::edges, keys::number(*seq)) : std::nullopt;
  if (auto error = group.take_error()) return *error;
  if (!row) return not_found("edge", id);
  Committed& committed = group.log(change_of(ChangeKind::edge_removed, id, actor), recorded_us);
  group.erase(Family::edges, keys::number(*seq));
  committed.asserter = {lineage::AsserterKind::person, id};
  move_into(committed, move_assertions(group, committed.asserter, Said{}, committed.change.seq));
  if (auto error = group.take_error()) return *error;
  return committed.change;
}

Result<Change> apply_set_alias(Group& group, const Alias& alias, std::optional<TimeUs> recorded_us) {
  if (auto bad = check_id("an alias", alias.alias)) return *bad;
  const auto row = group.row<AliasRow>(Family::aliases, keys::text(alias.alias));
  if (auto error = group.take_error()) return *error;
  if (row && row->node == alias.node) return change_at(group, row->seq);
  Committed& committed =
      group.log(change_of(ChangeKind::alias_added, alias.alias, alias.actor, alias.reason), recorded_us);
  const Change& logged = committed.change;
  put_detail(group, logged.seq, alias.node);
  group.put(Family::aliases, keys::text(alias.alias),
            encode(AliasRow{alias.node, alias.actor, alias.reason, logged.seq, logged.time_us}));
  committed.alias_node = alias.node;
  return logged;
}

Result<Change> apply_remove_alias(Group& group, const std::string& alias, const std::string& actor,
                                  std::optional<TimeUs> recorded_us) {
  const auto row = group.get(Family::aliases, keys::text(alias));
  if (auto error = group.take_error()) return *error;
  if (!row) return not_found("alias", alias);
  Committed& committed = group.log(change_of(ChangeKind::alias_removed, alias, actor), recorded_us);
  group.erase(Family::aliases, keys::text(alias));
  return committed.change;
}

namespace {

std::optional<Error> check_settings(const SettingsRequest& request, const std::optional<SettingsRow>& row) {
  if (request.reason.empty()) {
    return make_error(ErrorCode::invalid_argument, "reason-required",
                      "changing how contracts are judged needs a reason; it is kept in the log");
  }
  const auto seq = row ? std::optional(row->seq) : std::nullopt;
  return check_conditions(contract::to_string(request.scope), seq, request.if_match, "");
}

}  // namespace

Result<Change> apply_set_settings(Group& group, const SettingsRequest& request) {
  const std::string scope = contract::to_string(request.scope);
  const std::string json = contract::to_json(request.settings);
  const auto row = group.row<SettingsRow>(Family::settings, keys::text(scope));
  if (auto error = group.take_error()) return *error;
  if (auto refused = check_settings(request, row)) return *refused;
  if (row && row->json == json) return change_at(group, row->seq);
  const Committed& committed =
      group.log(change_of(ChangeKind::settings_set, scope, request.actor, request.reason), request.recorded_us);
  const Change& logged = committed.change;
  put_detail(group, logged.seq, json);
  group.put(Family::settings, keys::text(scope),
            encode(SettingsRow{logged.seq, logged.time_us, logged.actor, logged.reason, json}));
  return logged;
}

Result<Change> apply_remove_settings(Group& group, const SettingsRequest& request) {
  const std::string scope = contract::to_string(request.scope);
  const auto row = group.row<SettingsRow>(Family::settings, keys::text(scope));
  if (auto error = group.take_error()) return *error;
  if (!row) return not_found("settings", scope);
  if (auto refused = check_settings(request, row)) return *refused;
  const Committed& committed =
      group.log(change_of(ChangeKind::settings_removed, scope, request.actor, request.reason), request.recorded_us);
  group.erase(Family::settings, keys::text(scope));
  return committed.change;
}

Result<StoredSettings> stored_settings(const SettingsRow& row, contract::Scope scope) {
  auto settings = contract::settings_from_json(row.json);
  if (!settings) {
    return make_error(ErrorCode::corrupt, "store-corrupt",
                      "the settings of " + contract::to_string(scope) + " cannot be read");
  }
  return StoredSettings{std::move(scope), settings.take(), row.actor, row.reason, row.seq, row.time_us};
}

}  // namespace trama::store
