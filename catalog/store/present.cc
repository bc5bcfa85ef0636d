#include "catalog/store/present.h"

namespace trama::store {

std::set<std::string> index_keys(const lineage::Summary& summary) {
  std::set<std::string> found;
  const auto add = [&](IndexField field, const std::string& value) {
    if (!value.empty()) found.insert(keys::index(field, value) + keys::text(summary.id));
  };
  add(IndexField::domain, summary.domain);
  add(IndexField::owner, summary.owner);
  add(IndexField::classification, summary.classification);
  add(IndexField::status, summary.status);
  for (const auto& tag : summary.tags) add(IndexField::tag, tag);
  for (const auto& platform : summary.platforms) add(IndexField::platform, platform);
  if (summary.kind == lineage::SubjectKind::product) add(IndexField::kind, "product");
  return found;
}

std::optional<lineage::Summary> summary_row(View& view, SummaryGroup group, std::string_view id) {
  const auto bytes = view.get(Family::summaries, keys::summary(group, id));
  if (!bytes) return std::nullopt;
  auto summary = lineage::unpack_summary(*bytes);
  if (summary) return summary.take();
  view.undecodable(Family::summaries);
  return std::nullopt;
}

void put_summary(Group& group, SummaryGroup family, const lineage::Summary& now, Before look) {
  if (family == SummaryGroup::contracts) {
    const auto before = look == Before::look ? summary_row(group, family, now.id) : std::nullopt;
    const auto old_keys = before ? index_keys(*before) : std::set<std::string>{};
    const auto new_keys = index_keys(now);
    for (const auto& key : old_keys) {
      if (!new_keys.contains(key)) group.erase(Family::indexes, key);
    }
    for (const auto& key : new_keys) {
      if (!old_keys.contains(key)) group.put(Family::indexes, key, "");
    }
  }
  group.put(Family::summaries, keys::summary(family, now.id), lineage::pack(now));
}

lineage::Summary empty_summary(contract::Kind kind, std::string_view id, std::string_view version) {
  lineage::Summary summary;
  summary.kind = kind == contract::Kind::product ? lineage::SubjectKind::product : lineage::SubjectKind::contract;
  summary.id = id;
  summary.version = version;
  return summary;
}

}  // namespace trama::store
