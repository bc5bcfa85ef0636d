// OpenLineage events as they come over HTTP, one or many, and from files.
//
// Thread-safe: pure functions and calls of the registry.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "catalog/store/registry.h"

namespace trama::service {

// Events of one batch at most; more is too_large (slug too-many-events).
inline constexpr std::size_t kBatchEventsMax = 10'000;

struct EventReceipt {
  store::Received received;
  std::vector<Problem> notes;  // what of the event could not be read as its facet asks
};

// Errors: those of parse_event, and of the writer.
[[nodiscard]] Result<EventReceipt> receive_event(store::Registry& registry, std::string_view text,
                                                 std::string_view actor);

// The events of a batch: a JSON array, or one event a line. Errors: unreadable (not-json) where the array does not
// close; too_large. The texts themselves are not read.
[[nodiscard]] Result<std::vector<std::string_view>> split_events(std::string_view text);

// One answer an event, in order; stored as one group. An event that cannot be read does not keep the others out.
[[nodiscard]] std::vector<Result<EventReceipt>> receive_events(store::Registry& registry,
                                                               const std::vector<std::string_view>& texts,
                                                               std::string_view actor);

}  // namespace trama::service
