#include "catalog/store/proposal_writes.h"

#include <array>
#include <charconv>

#include "catalog/base/encoding.h"
#include "catalog/base/hash.h"
#include "catalog/store/neighbours.h"

namespace trama::store {
namespace {

constexpr std::string_view kPrefix = "proposal-";
constexpr auto kStates = std::to_array<std::string_view>({"open", "published", "withdrawn", "expired"});

Error no_such(const std::string& contract, Seq proposal) {
  return make_error(ErrorCode::not_found, "no-such-proposal",
                    "there is no " + proposal_id(proposal) + " of `" + contract + "`");
}

Error closed(const Proposal& proposal) {
  const std::string name = proposal_id(proposal.id) + " of `" + proposal.contract + "`";
  switch (proposal.state) {
    case ProposalState::published:
      return make_error(ErrorCode::conflict, "proposal-closed",
                        name + " was published as version " + proposal.version + "; propose the next change");
    case ProposalState::withdrawn:
      return make_error(ErrorCode::conflict, "proposal-closed",
                        name + " was withdrawn (" + proposal.ending->reason + "); propose again");
    case ProposalState::expired:
      return make_error(ErrorCode::conflict, "proposal-closed",
                        name + " expired at " + format_rfc3339(proposal.expires_us) +
                            "; propose again, with expires= where it needs longer");
    case ProposalState::open:
      break;
  }
  return make_error(ErrorCode::internal, "proposal-open", name + " is open");
}

Change change_of(ChangeKind kind, const Proposal& proposal, const std::string& actor, const std::string& reason) {
  Change change;
  change.kind = kind;
  change.subject = proposal.contract;
  change.version = proposal.version;
  change.actor = actor;
  change.reason = reason;
  change.proposal = proposal.id;
  return change;
}

void put_row(Group& group, const Proposal& proposal) {
  group.put(Family::proposals, keys::proposal(proposal.contract, proposal.id), encode(ProposalRow{proposal}));
}

std::string open_key(const Proposal& proposal) {
  return keys::open_proposal(proposal.contract, proposal.fingerprint, proposal.id);
}

// Found, and open at the time the change would be recorded at.
Result<Proposal> open_at(Group& group, const std::string& contract, Seq id, std::optional<TimeUs> recorded_us) {
  auto proposal = proposal_at(group, contract, id, group.time_for(recorded_us));
  if (auto error = group.take_error()) return *error;
  if (!proposal) return no_such(contract, id);
  if (proposal->state != ProposalState::open) return closed(*proposal);
  return std::move(*proposal);
}

class Opening {
 public:
  Opening(Group& group, const PreparedProposal& prepared)
      : group_(group), prepared_(prepared), request_(prepared.request), contract_(*prepared.request.contract) {}

  Result<Change> run() {
    now_us_ = group_.time_for(request_.recorded_us);
    const auto row = group_.row<ContractRow>(Family::contracts, keys::text(contract_.id));
    const auto version = group_.row<VersionRow>(Family::versions, keys::text(contract_.id, contract_.version));
    if (auto error = group_.take_error()) return *error;
    if (auto refused = check(row, version)) return *refused;
    const auto same = proposed_already();
    if (auto error = group_.take_error()) return *error;
    if (same) return change_at(group_, *same);
    return stage();
  }

 private:
  [[nodiscard]] std::optional<Error> check(const std::optional<ContractRow>& row,
                                           const std::optional<VersionRow>& version) const {
    if (!row) {
      return make_error(ErrorCode::not_found, "no-such-contract",
                        "there is no contract `" + contract_.id +
                            "`; a proposal changes one that exists, so register its first version");
    }
    if (row->kind != contract_.kind) {
      return make_error(
          ErrorCode::conflict, "kind-differs",
          "`" + contract_.id + "` is a " + kind_word(row->kind) + " and this is a " + kind_word(contract_.kind));
    }
    if (version) return check_version(*version, row->latest);
    const TimeUs left = expires_us() - now_us_;
    if (left > 0 && left <= kProposalLifetimeMaxUs) return std::nullopt;
    return make_error(ErrorCode::invalid_argument, "bad-expiry",
                      "a proposal must expire within 365 days from now, and " + format_rfc3339(expires_us()) +
                          (left > 0 ? " is later" : " has passed"));
  }

  [[nodiscard]] Error check_version(const VersionRow& version, const std::string& latest) const {
    const std::string name = "version " + contract_.version + " of `" + contract_.id + "`";
    if (version.erased) {
      return make_error(ErrorCode::conflict, "version-erased", name + " was erased; propose a new version");
    }
    if (version.fingerprint == request_.fingerprint) {
      return make_error(ErrorCode::conflict, "version-registered",
                        name + " is registered with this very content: there is nothing to agree on");
    }
    return make_error(ErrorCode::conflict, "version-exists",
                      name +
                          " is registered with another content, and versions are immutable; propose a new version, "
                          "for example above " +
                          latest);
  }

  // Pipelines propose on every run.
  std::optional<Seq> proposed_already() {
    const std::string prefix = keys::open_proposals(contract_.id, request_.fingerprint);
    for (auto entry = group_.next(Family::proposals, prefix, prefix); entry;
         entry = group_.next(Family::proposals, prefix, entry->key + '\0')) {
      std::string_view rest = std::string_view(entry->key).substr(prefix.size());
      const Seq id = read_key_u64(&rest).value_or(0);
      const auto known = proposal_at(group_, contract_.id, id, now_us_);
      if (known && known->state == ProposalState::open && known->sha256 == prepared_.sha256 &&
          known->version == contract_.version) {
        return id;
      }
    }
    return std::nullopt;
  }

  Result<Change> stage() {
    Proposal proposal;
    proposal.id = group_.next_seq();
    proposal.contract = contract_.id;
    proposal.version = contract_.version;
    proposal.base = neighbours_of(group_, contract_.id, contract_.version).below;
    proposal.fingerprint = request_.fingerprint;
    proposal.sha256 = prepared_.sha256;
    proposal.bytes = prepared_.bytes;
    proposal.kind = contract_.kind;
    proposal.source = contract_.source;
    proposal.status = contract_.status;
    proposal.actor = request_.actor;
    proposal.reason = request_.reason;
    proposal.expires_us = expires_us();
    proposal.erased = request_.erased.has_value();
    if (auto error = group_.take_error()) return *error;
    Change change = change_of(ChangeKind::proposal_opened, proposal, request_.actor, request_.reason);
    change.sha256 = prepared_.sha256;
    Change logged = group_.log(std::move(change), request_.recorded_us).change;
    proposal.time_us = logged.time_us;
    put_row(group_, proposal);
    group_.put(Family::proposals, open_key(proposal), "");
    if (!proposal.erased) {
      group_.put(Family::proposals, keys::proposal_part(ProposalPart::texts, proposal.id),
                 encode_blob(request_.original));
    }
    return logged;
  }

  [[nodiscard]] TimeUs expires_us() const { return request_.expires_us.value_or(now_us_ + request_.lifetime_us); }
  static std::string kind_word(contract::Kind kind) { return kind == contract::Kind::product ? "product" : "contract"; }

  Group& group_;
  const PreparedProposal& prepared_;
  const ProposeRequest& request_;
  const contract::Contract& contract_;
  TimeUs now_us_ = 0;
};

std::optional<Error> check_signer(Group& group, const SignRequest& request) {
  const auto consumer = group.row<ConsumerRow>(Family::consumers, keys::text(request.consumer));
  if (auto error = group.take_error()) return error;
  if (!consumer) return not_found("consumer", request.consumer);
  if (request.consumer_seq && consumer->seq != *request.consumer_seq) {
    return make_error(ErrorCode::conflict, "consumer-changed",
                      "consumer `" + request.consumer + "` was changed since its agreement was looked up; try again");
  }
  return std::nullopt;
}

std::optional<Error> check_comment(const SignRequest& request) {
  if (request.comment.size() > kCommentBytesMax) {
    return make_error(ErrorCode::invalid_argument, "comment-too-long",
                      "a comment has at most " + std::to_string(kCommentBytesMax) + " bytes");
  }
  if (request.stance != Stance::objected || !request.comment.empty()) return std::nullopt;
  return make_error(ErrorCode::invalid_argument, "comment-required",
                    "an objection needs a comment that says what would have to change");
}

void end(Group& group, Proposal* proposal, ProposalState state, const Change& change) {
  proposal->state = state;
  proposal->ending = Proposal::Ending{.seq = change.seq,
                                      .time_us = change.time_us,
                                      .actor = change.actor,
                                      .reason = change.reason,
                                      .revision = change.revision};
  put_row(group, *proposal);
  group.erase(Family::proposals, open_key(*proposal));
}

// What a proposal became: the registration's receipt, or, of a version that is there, what it would be.
Result<Receipt> registered(Group& group, const Proposal& proposal, const PublishRequest& request,
                           PreparedRegister* registration) {
  if (registration != nullptr) {
    const contract::Contract& contract = *registration->request.contract;
    if (contract.id == proposal.contract && registration->sha256 == proposal.sha256) {
      return apply_register(group, *registration);
    }
    return make_error(ErrorCode::invalid_argument, "not-the-proposal",
                      "the document is not the one that " + proposal_id(proposal.id) + " proposed");
  }
  const auto version = group.row<VersionRow>(Family::versions, keys::text(proposal.contract, proposal.version));
  if (auto error = group.take_error()) return *error;
  if (!version) return not_found("version", proposal.contract + " " + proposal.version);
  Receipt receipt;
  receipt.outcome = Outcome::unchanged;
  receipt.version = proposal.version;
  receipt.revision = request.revision;
  return receipt;
}

}  // namespace

std::string_view to_string(ProposalState state) {
  const auto index = static_cast<std::size_t>(state) - 1;
  return index < kStates.size() ? kStates[index] : "";
}

std::optional<ProposalState> proposal_state_from(std::string_view word) {
  for (std::size_t i = 0; i < kStates.size(); ++i) {
    if (kStates[i] == word) return static_cast<ProposalState>(i + 1);
  }
  return std::nullopt;
}

std::string_view to_string(Stance stance) {
  return stance == Stance::objected ? "objected" : "acknowledged";
}

std::string proposal_id(Seq seq) {
  return std::string(kPrefix) + std::to_string(seq);
}

std::optional<Seq> proposal_seq(std::string_view id) {
  if (!id.starts_with(kPrefix)) return std::nullopt;
  id.remove_prefix(kPrefix.size());
  Seq seq = 0;
  const auto [stop, failed] = std::from_chars(id.data(), id.data() + id.size(), seq);
  const bool whole = failed == std::errc() && stop == id.data() + id.size() && !id.empty() && id.front() != '0';
  return whole ? std::optional(seq) : std::nullopt;
}

Result<PreparedProposal> prepare_proposal(ProposeRequest request) {
  if (!request.contract) return make_error(ErrorCode::invalid_argument, "no-contract", "a proposal needs a contract");
  if (auto bad = check_id("a contract id", request.contract->id)) return *bad;
  if (auto bad = check_id("a version", request.contract->version)) return *bad;
  PreparedProposal prepared;
  prepared.sha256 = request.erased ? request.erased->sha256 : sha256_hex(request.original);
  prepared.bytes = request.erased ? request.erased->bytes : request.original.size();
  prepared.request = std::move(request);
  return prepared;
}

Result<Change> apply_propose(Group& group, const PreparedProposal& prepared) {
  return Opening(group, prepared).run();
}

Result<Change> apply_sign(Group& group, const SignRequest& request) {
  if (auto bad = check_comment(request)) return *bad;
  const auto proposal = open_at(group, request.contract, request.proposal, request.recorded_us);
  if (!proposal) return proposal.error();
  if (auto refused = check_signer(group, request)) return *refused;
  const std::string last_key = keys::last_signature(request.proposal, request.consumer);
  const auto last = group.row<SignatureRow>(Family::proposals, last_key);
  if (auto error = group.take_error()) return *error;
  if (last && last->signature.stance == request.stance && last->signature.comment == request.comment) {
    return change_at(group, last->signature.seq);
  }
  const bool objected = request.stance == Stance::objected;
  Change change = change_of(objected ? ChangeKind::proposal_objected : ChangeKind::proposal_acknowledged, *proposal,
                            request.actor, request.comment);
  change.consumer = request.consumer;
  Change logged = group.log(std::move(change), request.recorded_us).change;
  SignatureRow row;
  row.signature = {logged.seq, logged.time_us, request.stance, request.consumer, request.actor, request.comment};
  group.put(Family::proposals, keys::signature(request.proposal, logged.seq), encode(row));
  group.put(Family::proposals, last_key, encode(row));
  return logged;
}

Result<Change> apply_withdraw(Group& group, const WithdrawRequest& request) {
  if (request.reason.empty()) {
    return make_error(ErrorCode::invalid_argument, "reason-required", "withdrawing a proposal needs a reason");
  }
  auto known = proposal_at(group, request.contract, request.proposal, group.time_for(request.recorded_us));
  if (auto error = group.take_error()) return *error;
  if (known && known->state == ProposalState::withdrawn) return change_at(group, known->ending->seq);
  auto proposal = open_at(group, request.contract, request.proposal, request.recorded_us);
  if (!proposal) return proposal.error();
  Change change = change_of(ChangeKind::proposal_withdrawn, *proposal, request.actor, request.reason);
  Change logged = group.log(std::move(change), request.recorded_us).change;
  end(group, &proposal.value(), ProposalState::withdrawn, logged);
  return logged;
}

Result<Published> apply_publish(Group& group, const PublishRequest& request, PreparedRegister* registration) {
  auto proposal = open_at(group, request.contract, request.proposal, request.recorded_us);
  if (!proposal) return proposal.error();
  auto receipt = registered(group, *proposal, request, registration);
  if (!receipt) return receipt.error();
  Published published{.receipt = receipt.take(), .change = {}};
  if (registration != nullptr && registration->request.dry_run) return published;
  Change change = change_of(ChangeKind::proposal_published, *proposal, request.actor, request.reason);
  change.revision = published.receipt.revision;
  published.change = group.log(std::move(change), request.recorded_us).change;
  end(group, &proposal.value(), ProposalState::published, published.change);
  return published;
}

void erase_proposals(Group& group, std::string_view contract, std::string_view version) {
  std::vector<Proposal> found;
  for_each_proposal(group, contract, 0, [&](Proposal&& proposal) {
    if (proposal.version == version && !proposal.erased) found.push_back(std::move(proposal));
    return true;
  });
  for (Proposal& proposal : found) {
    proposal.erased = true;
    put_row(group, proposal);
    group.erase(Family::proposals, keys::proposal_part(ProposalPart::texts, proposal.id));
  }
}

Proposal complete(ProposalRow row, std::string_view contract, Seq id, TimeUs now_us) {
  Proposal proposal = std::move(row.proposal);
  proposal.id = id;
  proposal.contract = contract;
  if (!proposal.ending) proposal.state = now_us < proposal.expires_us ? ProposalState::open : ProposalState::expired;
  return proposal;
}

std::optional<Proposal> proposal_at(View& view, std::string_view contract, Seq id, TimeUs now_us) {
  auto row = view.row<ProposalRow>(Family::proposals, keys::proposal(contract, id));
  if (!row) return std::nullopt;
  return complete(std::move(*row), contract, id, now_us);
}

void for_each_proposal(View& view, std::string_view contract, TimeUs now_us,
                       const std::function<bool(Proposal&&)>& visit) {
  const std::string prefix = keys::proposals_of(contract);
  for (auto entry = view.next(Family::proposals, prefix, prefix); entry;
       entry = view.next(Family::proposals, prefix, entry->key + '\0')) {
    std::string_view rest = std::string_view(entry->key).substr(prefix.size());
    const auto id = read_key_u64(&rest);
    auto row = view.decoded<ProposalRow>(Family::proposals, entry->value);
    if (!id || !row) return view.undecodable(Family::proposals);
    if (!visit(complete(std::move(*row), contract, *id, now_us))) return;
  }
}

}  // namespace trama::store
