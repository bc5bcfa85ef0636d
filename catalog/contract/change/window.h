// The deprecation window: what consumers use is not taken away before its end was announced for long enough.
//
// Held are the removal and the rename of a field, the removal and the rename of a dataset, the retirement of a
// contract, and the removal of an alias. Other changes are none of this gate's business.
//   * The window of what is marked `deprecated` (itself, or the field, dataset or contract around it) begins with its
//     `deprecatedSince`; without a readable date it begins when the first version of the unbroken run that carries the
//     mark was recorded. A mark that was withdrawn and set again begins anew.
//   * A rename passes at once while the old name stays an alias or previous name of the new field. Removing that name
//   is
//     then held until the window since the first version of the run that has it is over; a field of its own may take
//     it.
//   * Nothing that was never marked passes.
// Time is a parameter. Pure functions; any thread; linear in the stored versions that are handed in.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "catalog/base/clock.h"
#include "catalog/contract/change/change.h"
#include "catalog/contract/model.h"

namespace trama::change {

inline constexpr int kWindowDays = 90;

// A version of the contract as the store has it, oldest first, up to and with the one that is compared.
struct StoredVersion {
  TimeUs recorded = 0;
  const contract::Contract* contract = nullptr;
};

struct Held {
  std::size_t change = 0;       // its number in the list
  std::optional<TimeUs> until;  // nullopt: its end was never announced
  std::string reason, remedy;   // one sentence each
};

[[nodiscard]] std::vector<Held> held_changes(const std::vector<Change>& changes, const contract::Contract& before,
                                             const contract::Contract& after, std::span<const StoredVersion> history,
                                             TimeUs now, int window_days = kWindowDays);

}  // namespace trama::change
