// Ending what tools said about lineage and did not confirm for a time. Thread-safe: calls of the registry.
#pragma once

#include <string>
#include <vector>

#include "web/service/catalog.h"

namespace trama::service {

inline constexpr std::size_t kSweptMax = 10'000;  // asserters in one call
inline constexpr std::size_t kSweptTold = 1'000;

struct SweepOptions {
  TimeUs before_us = 0;
  std::string actor = "local", reason;
  bool dry_run = false;
};

struct Swept {
  std::vector<store::Confirmation> items;  // the first kSweptTold
  std::size_t asserters = 0, assertions = 0;
  bool more = false;
  store::Seq seq = 0;  // of the last change; 0: none
};

// The time before which nothing may have been confirmed: now less a duration like `30d`. invalid_argument otherwise.
[[nodiscard]] Result<TimeUs> time_before(TimeUs now_us, std::string_view older_than);

// invalid_argument/reason-required. What is confirmed meanwhile is left.
[[nodiscard]] Result<Swept> sweep(Catalog& catalog, const SweepOptions& options);

}  // namespace trama::service
