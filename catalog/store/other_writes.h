// Writing consumers, manual edges, aliases and settings. Same protocol as contract_writes.h.
#pragma once

#include <optional>
#include <string>

#include "catalog/store/group.h"
#include "catalog/store/lineage_rows.h"

namespace trama::store {

struct PreparedConsumer {
  lineage::Consumer consumer;
  std::string json, if_match, actor;
  lineage::Summary summary;
  Said said;
  std::optional<TimeUs> recorded_us;
};

[[nodiscard]] Result<PreparedConsumer> prepare_consumer(lineage::Consumer consumer, std::string if_match,
                                                        std::string actor, std::optional<TimeUs> recorded_us);
[[nodiscard]] Result<Change> apply_set_consumer(Group& group, const PreparedConsumer& prepared);
[[nodiscard]] Result<Change> apply_remove_consumer(Group& group, const std::string& id, const std::string& if_match,
                                                   const std::string& actor, std::optional<TimeUs> recorded_us);
[[nodiscard]] Result<ManualEdge> apply_add_edge(Group& group, ManualEdge edge, std::optional<TimeUs> recorded_us);
[[nodiscard]] Result<Change> apply_remove_edge(Group& group, const std::string& id, const std::string& actor,
                                               std::optional<TimeUs> recorded_us);
[[nodiscard]] Result<Change> apply_set_alias(Group& group, const Alias& alias, std::optional<TimeUs> recorded_us);
[[nodiscard]] Result<Change> apply_remove_alias(Group& group, const std::string& alias, const std::string& actor,
                                                std::optional<TimeUs> recorded_us);

[[nodiscard]] Result<Change> apply_set_settings(Group& group, const SettingsRequest& request);
[[nodiscard]] Result<Change> apply_remove_settings(Group& group, const SettingsRequest& request);
[[nodiscard]] Result<StoredSettings> stored_settings(const SettingsRow& row, contract::Scope scope);

// "edge-<seq>" and back.
[[nodiscard]] std::string edge_id(Seq seq);
[[nodiscard]] std::optional<Seq> edge_seq(std::string_view id);

}  // namespace trama::store
