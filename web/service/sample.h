// The sample company, embedded in the binary (from data/sample), and loading it. One thread at a time.
#pragma once

#include <cstdint>
#include <span>
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
  std::uint64_t contracts = 0, versions = 0, consumers = 0, retired = 0;
};

// Registers every version in order, declares the consumers, retires what retired.txt names. Loading it again changes
// nothing.
[[nodiscard]] Result<SampleCounts> load_sample(Catalog& catalog);

// "1.9.0" before "1.10.0", folders as they are: digits compare as numbers.
[[nodiscard]] bool natural_less(std::string_view a, std::string_view b);

}  // namespace trama::service
