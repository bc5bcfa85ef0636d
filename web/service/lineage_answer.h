// One lineage question, answered in any of the formats the API, the command line and the browser share.
//
// The answer is made once (LineageAnswer) and written in a format afterwards, so that all formats show the same set.
// Any thread.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/base/result.h"
#include "catalog/store/registry.h"
#include "graph/lineage_graph.h"
#include "web/service/catalog.h"
#include "web/service/graph_question.h"

namespace trama::service {

struct LineageQuestion {
  std::string node;  // any spelling of DESIGN section 3; at level domain also, and first, the name of a domain
  std::optional<NodeKind> kind;
  graph::Direction direction = graph::Direction::both;
  std::optional<graph::Level> level;  // default: column for a field, else dataset
  std::uint32_t depth_max = UINT32_MAX;
  bool derives = true, consumes = true, references = false;
  bool jobs_shown = false;  // dataset level, which is the default then
  std::size_t nodes_max = 1000;
  std::string cursor;
  store::AsOf as_of;
  std::stop_token stop;
};

struct LineageAnswer {
  LineageQuestion question;
  graph::Level level = graph::Level::dataset;
  std::vector<graph::NodeIndex> roots;
  graph::Traversal traversal;
  std::shared_ptr<const graph::Snapshot> snapshot;
  std::optional<PastLineage> past;  // owns the snapshot of an as_of answer
  std::string cursor;               // "" at the end
  // When jobs and manifests that assert its edges last did; none of an as_of answer.
  std::map<lineage::Asserter, TimeUs> confirmed;
  TimeUs stale_before_us = 0;
  store::Seq as_of_seq = 0;
};

// Errors: not_found, ambiguous, invalid_argument (cursor of another question; as_of in the future; jobs shown at
// another level), unavailable while starting.
[[nodiscard]] Result<LineageAnswer> answer_lineage(const Catalog& catalog, const LineageQuestion& question);

enum class LineageFormat : std::uint8_t { json, ndjson, csv, dot, mermaid, marquez };
[[nodiscard]] std::optional<LineageFormat> lineage_format(std::string_view name);
[[nodiscard]] std::string_view content_type(LineageFormat format);

[[nodiscard]] std::string write_lineage(const LineageAnswer& answer, LineageFormat format);

}  // namespace trama::service
