// What refuses a write before anything is staged.
#include <algorithm>

#include "catalog/base/hash.h"
#include "catalog/base/node_id.h"
#include "catalog/store/contract_writes.h"

namespace trama::store {

std::optional<Error> check_id(std::string_view what, std::string_view id) {
  if (!id.empty() && id.size() <= kIdBytesMax) return std::nullopt;
  return make_error(ErrorCode::invalid_argument, "bad-id",
                    std::string(what) + " must have 1 to " + std::to_string(kIdBytesMax) + " bytes; this has " +
                        std::to_string(id.size()));
}

std::optional<Error> check_conditions(std::string_view id, std::optional<Seq> seq, std::string_view if_match,
                                      std::string_view if_none_match) {
  const std::string name = "`" + std::string(id) + "`";
  if (if_none_match == "*" && seq) {
    return make_error(ErrorCode::precondition_failed, "exists",
                      name + " exists already, and the request says it must not");
  }
  const std::string tag = seq ? "c" + std::to_string(*seq) : "";
  if (seq && if_none_match == tag) {
    return make_error(ErrorCode::precondition_failed, "unchanged",
                      name + " is still at " + tag + ", and the request says it must not be");
  }
  if (if_match.empty()) return std::nullopt;
  if (!seq)
    return make_error(ErrorCode::precondition_failed, "missing",
                      name + " does not exist, and the request says it must");
  if (if_match == "*" || if_match == tag) return std::nullopt;
  return make_error(ErrorCode::precondition_failed, "stale",
                    name + " was changed since it was read: it is at " + tag + ", the request expects " +
                        std::string(if_match) + "; read it again and decide");
}

Error not_found(std::string_view what, std::string_view id) {
  return make_error(ErrorCode::not_found, "no-such-" + std::string(what),
                    "there is no " + std::string(what) + " `" + std::string(id) + "`");
}

Result<Change> change_at(View& view, Seq seq) {
  auto row = view.row<ChangeRow>(Family::changes, keys::number(seq));
  if (auto error = view.take_error()) return *error;
  if (!row) {
    return make_error(ErrorCode::corrupt, "store-corrupt", "the change log has no change " + std::to_string(seq));
  }
  return std::move(row->change);
}

namespace {

std::optional<Error> check_override(const RegisterRequest& request) {
  for (const contract::Gate gate : request.override_gates) {
    if (contract::may_be_overridden(gate)) continue;
    return make_error(ErrorCode::invalid_argument, "not-overridable",
                      "the " + std::string(contract::to_string(gate)) +
                          " gate cannot be passed over; window and acknowledgement can");
  }
  if (request.override_gates.empty() || !request.reason.empty()) return std::nullopt;
  return make_error(ErrorCode::invalid_argument, "reason-required",
                    "passing over a gate needs a reason; it is kept with the version and its change");
}

}  // namespace

Result<PreparedRegister> prepare_register(RegisterRequest request) {
  if (!request.contract)
    return make_error(ErrorCode::invalid_argument, "no-contract", "a registration needs a contract");
  if (auto bad = check_id("a contract id", request.contract->id)) return *bad;
  if (auto bad = check_id("a version", request.contract->version)) return *bad;
  if (auto bad = check_override(request)) return *bad;
  PreparedRegister prepared;
  const contract::Contract& contract = *request.contract;
  if (request.erased) {
    prepared.sha256 = request.erased->sha256;
    prepared.bytes = request.erased->bytes;
    prepared.summary.id = contract.id;
  } else {
    prepared.sha256 = sha256_hex(request.original);
    prepared.bytes = request.original.size();
    prepared.summary = lineage::summary_of(contract);
    prepared.summary.id = contract.id;
    prepared.summary.version = contract.version;
    prepared.summary.state = lineage::SubjectState::active;
    prepared.summary.updated_us = 0;
    prepared.said = normal_form(lineage::assertions_of(contract));
    prepared.facts = encode(FactsRow{lineage::pack(prepared.summary), prepared.said.packed});
  }
  prepared.request = std::move(request);
  return prepared;
}

}  // namespace trama::store
