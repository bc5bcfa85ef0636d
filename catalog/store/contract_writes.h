// The rules of writing contracts: register, retire, erase. DESIGN section 3 "Versions" is the specification.
//
// prepare_* validates and packs in the calling thread; apply_* runs in the writer thread against a Group, checks first
// and stages nothing when it answers an error. Errors: see registry.h.
#pragma once

#include <optional>
#include <string>

#include "catalog/store/group.h"
#include "catalog/store/lineage_rows.h"

namespace trama::store {

struct PreparedRegister {
  RegisterRequest request;
  std::string sha256;
  std::uint64_t bytes = 0;
  lineage::Summary summary;
  Said said;
  std::string facts;  // encoded FactsRow; "" for an erased version
};

[[nodiscard]] Result<PreparedRegister> prepare_register(RegisterRequest request);
[[nodiscard]] Result<Receipt> apply_register(Group& group, PreparedRegister& prepared);
[[nodiscard]] Result<Change> apply_retire(Group& group, const RetireRequest& request);
[[nodiscard]] Result<Change> apply_erase(Group& group, const EraseRequest& request);

// Ids, versions, aliases: 1 to 512 bytes.
[[nodiscard]] std::optional<Error> check_id(std::string_view what, std::string_view id);
// Conditions on an entity tag "c<seq>" of something whose last change was `seq` (nullopt: it does not exist).
[[nodiscard]] std::optional<Error> check_conditions(std::string_view id, std::optional<Seq> seq,
                                                    std::string_view if_match, std::string_view if_none_match);
[[nodiscard]] Error not_found(std::string_view what, std::string_view id);
// The change record of a seq, for answers of writes that changed nothing.
[[nodiscard]] Result<Change> change_at(View& view, Seq seq);

}  // namespace trama::store
