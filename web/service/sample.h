// The sample company, embedded in the binary (from data/sample), and loading it. One thread at a time.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "catalog/base/result.h"
#include "web/service/catalog.h"

namespace trama::service {

struct SampleFile {
  std::string_view path;  // "contracts/orders/fact-orders/2.1.0.yaml"
  std::string_view text;
};

[[nodiscard]] std::span<const SampleFile> sample_files();

struct SampleCounts {
  std::uint64_t contracts = 0, versions = 0, consumers = 0, retired = 0, events = 0;
};

// Registers every version in order, declares the consumers, retires what retired.txt names, and tells the run events,
// with times relative to now. Loading it again changes nothing: events are told only where their job is not known yet.
[[nodiscard]] Result<SampleCounts> load_sample(Catalog& catalog);

// Every `{{now-2d3h10m}}` of a text (days, hours, minutes, seconds, in that order) as the time that long before
// `now_us`. Error: unreadable (slug bad-placeholder).
[[nodiscard]] Result<std::string> with_times(std::string_view text, TimeUs now_us);

// "1.9.0" before "1.10.0", folders as they are: digits compare as numbers.
[[nodiscard]] bool natural_less(std::string_view a, std::string_view b);

}  // namespace trama::service
