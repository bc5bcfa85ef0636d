// Why does one thing depend on another: the k shortest explanations (graph/paths.h), as JSON. Any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "catalog/base/result.h"
#include "graph/paths.h"
#include "web/service/catalog.h"

namespace trama::service {

inline constexpr std::size_t kPathsDefault = 5;
inline constexpr std::size_t kPathsMax = 100;

struct PathsQuestion {
  std::string from, to;               // any spelling of DESIGN section 3
  std::optional<graph::Level> level;  // default: column when both are fields, else dataset
  std::size_t k = kPathsDefault;
  std::stop_token stop;
};

// Errors: not_found, ambiguous, invalid_argument (both ends are one node), unavailable while starting.
[[nodiscard]] Result<nlohmann::ordered_json> answer_paths(const Catalog& catalog, const PathsQuestion& question);

}  // namespace trama::service
