// What every paged question about the graph shares: which snapshot it is asked of, and cursors that go on with it.
//
// A cursor goes on with one question on one snapshot: "<seq>.<skip>.<what was asked, hashed>", in base64url.
// Any thread.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "catalog/base/result.h"
#include "catalog/store/registry.h"
#include "graph/lineage_graph.h"
#include "web/service/catalog.h"
#include "web/service/past_lineage.h"

namespace trama::service {

struct ChosenSnapshot {
  std::shared_ptr<const graph::Snapshot> snapshot;
  std::optional<PastLineage> past;  // owns the snapshot of an as_of answer
  store::Seq seq = 0;
};

// Today's snapshot, the one that the page before was cut from, or one of the past as far as `wanted` asks (its seq is
// that of `as_of`). Errors: unavailable while starting; not_found, invalid_argument (as_of); invalid_argument (slug
// cursor-expired).
[[nodiscard]] Result<ChosenSnapshot> choose_snapshot(const Catalog& catalog, PastQuestion wanted,
                                                     const store::AsOf& as_of, std::string_view cursor);

[[nodiscard]] std::string write_cursor(store::Seq seq, std::size_t skip, std::string_view hash);
// 0 without a cursor. Error: invalid_argument (slug bad-cursor) for one of another question, or of another state.
[[nodiscard]] Result<std::size_t> skip_of_cursor(std::string_view cursor, std::string_view hash, store::Seq seq);

}  // namespace trama::service
