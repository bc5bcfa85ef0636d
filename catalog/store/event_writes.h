// Writing OpenLineage events. Same protocol as contract_writes.h.
#pragma once

#include <string>

#include "catalog/store/events.h"
#include "catalog/store/group.h"

namespace trama::store {

// All that can be done before the writer's turn.
struct PreparedEvent {
  EventRequest request;
  openlineage::RunRecord record;   // of run and job events; apply_event() takes it
  openlineage::Evidence evidence;  // of the event alone
  std::string subject;
};
[[nodiscard]] Result<PreparedEvent> prepare_event(EventRequest request);
[[nodiscard]] Result<Received> apply_event(Group& group, PreparedEvent& event);

// The rows of families `jobs`, `runs` and `physical` as they are told.
[[nodiscard]] Result<JobInfo> to_info(const JobRow& row);
[[nodiscard]] Result<RunInfo> to_info(const RunRow& row);

}  // namespace trama::store
