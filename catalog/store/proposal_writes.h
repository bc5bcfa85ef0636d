// The rules of proposals: opening, signing, withdrawing, publishing. Same protocol as contract_writes.h.
#pragma once

#include <string>
#include <string_view>

#include "catalog/store/contract_writes.h"
#include "catalog/store/group.h"

namespace trama::store {

struct PreparedProposal {
  ProposeRequest request;
  std::string sha256;
  std::uint64_t bytes = 0;
};
[[nodiscard]] Result<PreparedProposal> prepare_proposal(ProposeRequest request);
[[nodiscard]] Result<Change> apply_propose(Group& group, const PreparedProposal& prepared);
[[nodiscard]] Result<Change> apply_sign(Group& group, const SignRequest& request);
[[nodiscard]] Result<Change> apply_withdraw(Group& group, const WithdrawRequest& request);
// `registration`: prepared from request.registration; nullptr where that is unset.
[[nodiscard]] Result<Published> apply_publish(Group& group, const PublishRequest& request,
                                              PreparedRegister* registration);

// The texts of what was proposed as this version go with it; who, when and the hash stay.
void erase_proposals(Group& group, std::string_view contract, std::string_view version);

// The proposal with everything its key says, and its state at `now_us`. Ask the view for its error on nullopt.
[[nodiscard]] std::optional<Proposal> proposal_at(View& view, std::string_view contract, Seq id, TimeUs now_us);
[[nodiscard]] Proposal complete(ProposalRow row, std::string_view contract, Seq id, TimeUs now_us);
// Calls visit for every proposal of a contract, oldest first, until it answers false.
void for_each_proposal(View& view, std::string_view contract, TimeUs now_us,
                       const std::function<bool(Proposal&&)>& visit);

}  // namespace trama::store
