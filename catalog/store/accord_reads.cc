// Reading settings, proposals and signatures, and what a verdict is found against.
#include <algorithm>

#include "catalog/base/encoding.h"
#include "catalog/store/contract_writes.h"
#include "catalog/store/neighbours.h"
#include "catalog/store/other_writes.h"
#include "catalog/store/proposal_writes.h"
#include "catalog/store/registry_impl.h"

namespace trama::store {
namespace {

// Proposals one page may look at before it ends short, with a `next`.
constexpr std::size_t kProposalsPerPage = 10'000;

contract::CompatibilitySettings settings_or_none(View& view, const contract::Scope& scope) {
  const auto row = view.row<SettingsRow>(Family::settings, keys::text(contract::to_string(scope)));
  if (!row) return {};
  auto stored = stored_settings(*row, scope);
  if (stored) return stored.take().settings;
  view.fail(stored.error());
  return {};
}

Result<StoredSettings> listed_settings(View& view, const KeyValue& entry) {
  const auto row = view.decoded<SettingsRow>(Family::settings, entry.value);
  if (auto error = view.take_error()) return *error;
  std::string_view key = entry.key;
  auto scope = contract::parse_scope(read_key_text(&key).value_or(""));
  if (!scope) return make_error(ErrorCode::corrupt, "store-corrupt", scope.error().message);
  return stored_settings(*row, scope.take());
}

// Where a page goes on: the key after the last one, or the start.
std::string start_of(const std::string& prefix, const std::string& after) {
  return after.empty() ? prefix : after + '\0';
}

}  // namespace

Result<Neighbours> RegistryImpl::neighbours(std::string_view id, std::string_view version) const {
  const Engine::Lease lease = engine_.lease();
  StoreView view(lease.db());
  Neighbours found = neighbours_of(view, id, version);
  if (auto error = view.take_error()) return *error;
  return found;
}

Result<StoredSettings> RegistryImpl::settings(const contract::Scope& scope) const {
  const Engine::Lease lease = engine_.lease();
  StoreView view(lease.db(), StoreView::Of::now);
  const auto row = view.row<SettingsRow>(Family::settings, keys::text(contract::to_string(scope)));
  if (auto error = view.take_error()) return *error;
  if (!row) return not_found("settings", contract::to_string(scope));
  return stored_settings(*row, scope);
}

Result<Page<StoredSettings>> RegistryImpl::settings_list(std::string_view resume, std::size_t limit) const {
  const auto after = read_resume_key(resume);
  if (!after) return after.error();
  const Engine::Lease lease = engine_.lease();
  StoreView view(lease.db());
  Page<StoredSettings> page;
  std::string last = *after;
  for (auto entry = view.next(Family::settings, "", start_of("", last)); entry;
       entry = view.next(Family::settings, "", last + '\0')) {
    if (page.items.size() == limit) {
      page.next = resume_key(last);
      break;
    }
    auto settings = listed_settings(view, *entry);
    if (!settings) return settings.error();
    page.items.push_back(settings.take());
    last = std::move(entry->key);
  }
  if (auto error = view.take_error()) return *error;
  return page;
}

Result<contract::Compatibility> RegistryImpl::compatibility(std::string_view contract, std::string_view domain) const {
  const Engine::Lease lease = engine_.lease();
  StoreView view(lease.db());
  const auto of = [&](contract::ScopeKind kind, std::string_view name) {
    return settings_or_none(view, {kind, std::string(name)});
  };
  auto effective = contract::effective_compatibility(
      of(contract::ScopeKind::catalog, ""),
      domain.empty() ? contract::CompatibilitySettings{} : of(contract::ScopeKind::domain, domain),
      of(contract::ScopeKind::contract, contract));
  if (auto error = view.take_error()) return *error;
  return effective;
}

Result<Proposal> RegistryImpl::proposal(std::string_view contract, Seq proposal) const {
  const Engine::Lease lease = engine_.lease();
  StoreView view(lease.db(), StoreView::Of::now);
  auto found = proposal_at(view, contract, proposal, options_.clock->now_us());
  if (auto error = view.take_error()) return *error;
  if (found) return std::move(*found);
  return make_error(ErrorCode::not_found, "no-such-proposal",
                    "there is no " + proposal_id(proposal) + " of `" + std::string(contract) + "`");
}

Result<Page<Proposal>> RegistryImpl::proposals(std::string_view contract, std::optional<ProposalState> state,
                                               std::string_view resume, std::size_t limit) const {
  const auto before = read_resume_key(resume);
  if (!before) return before.error();
  const Engine::Lease lease = engine_.lease();
  StoreView view(lease.db());
  const TimeUs now_us = options_.clock->now_us();
  const std::string prefix = keys::proposals_of(contract);
  Page<Proposal> page;
  std::string last = before->empty() ? keys::after_prefix(prefix) : *before;
  std::size_t looked = 0;
  for (auto entry = view.previous(Family::proposals, prefix, last); entry;
       entry = view.previous(Family::proposals, prefix, last)) {
    if (page.items.size() == limit || looked++ == kProposalsPerPage) {
      page.next = resume_key(last);
      break;
    }
    std::string_view rest = std::string_view(entry->key).substr(prefix.size());
    auto row = view.decoded<ProposalRow>(Family::proposals, entry->value);
    if (!row) break;
    Proposal proposal = complete(std::move(*row), contract, read_key_u64(&rest).value_or(0), now_us);
    if (!state || proposal.state == *state) page.items.push_back(std::move(proposal));
    last = std::move(entry->key);
  }
  if (auto error = view.take_error()) return *error;
  return page;
}

Result<std::vector<Proposal>> RegistryImpl::proposals_of(std::string_view contract,
                                                         std::string_view fingerprint) const {
  const Engine::Lease lease = engine_.lease();
  StoreView view(lease.db());
  const std::string prefix = keys::open_proposals(contract, fingerprint);
  std::vector<Proposal> found;
  for (auto entry = view.next(Family::proposals, prefix, prefix); entry;
       entry = view.next(Family::proposals, prefix, entry->key + '\0')) {
    std::string_view rest = std::string_view(entry->key).substr(prefix.size());
    auto proposal = proposal_at(view, contract, read_key_u64(&rest).value_or(0), options_.clock->now_us());
    if (proposal && proposal->state == ProposalState::open) found.push_back(std::move(*proposal));
  }
  if (auto error = view.take_error()) return *error;
  return found;
}

Result<std::string> RegistryImpl::proposal_text(std::string_view contract, Seq proposal) const {
  const auto known = this->proposal(contract, proposal);
  if (!known) return known.error();
  if (known->erased) {
    return make_error(ErrorCode::not_found, "erased",
                      "the text of " + proposal_id(proposal) + " was erased with version " + known->version);
  }
  const Engine::Lease lease = engine_.lease();
  StoreView view(lease.db(), StoreView::Of::now);
  const auto bytes = view.get(Family::proposals, keys::proposal_part(ProposalPart::texts, proposal));
  if (auto error = view.take_error()) return *error;
  std::string text;
  if (bytes && decode_blob(*bytes, &text)) return text;
  return make_error(ErrorCode::corrupt, "store-corrupt", "the text of " + proposal_id(proposal) + " is missing");
}

Result<Page<Signature>> RegistryImpl::signatures(Seq proposal, std::string_view resume, std::size_t limit) const {
  const auto after = read_resume_key(resume);
  if (!after) return after.error();
  const Engine::Lease lease = engine_.lease();
  StoreView view(lease.db());
  const std::string prefix = keys::proposal_part(ProposalPart::signatures, proposal);
  Page<Signature> page;
  std::string last = *after;
  for (auto entry = view.next(Family::proposals, prefix, start_of(prefix, last)); entry;
       entry = view.next(Family::proposals, prefix, last + '\0')) {
    if (page.items.size() == limit) {
      page.next = resume_key(last);
      break;
    }
    auto row = view.decoded<SignatureRow>(Family::proposals, entry->value);
    if (!row) break;
    page.items.push_back(std::move(row->signature));
    last = std::move(entry->key);
  }
  if (auto error = view.take_error()) return *error;
  return page;
}

Result<std::vector<Signature>> RegistryImpl::last_signatures(Seq proposal) const {
  const Engine::Lease lease = engine_.lease();
  StoreView view(lease.db());
  const std::string prefix = keys::proposal_part(ProposalPart::last, proposal);
  std::vector<Signature> found;
  for (auto entry = view.next(Family::proposals, prefix, prefix); entry;
       entry = view.next(Family::proposals, prefix, entry->key + '\0')) {
    auto row = view.decoded<SignatureRow>(Family::proposals, entry->value);
    if (row) found.push_back(std::move(row->signature));
  }
  if (auto error = view.take_error()) return *error;
  return found;
}

Result<std::optional<Signature>> RegistryImpl::last_signature(Seq proposal, std::string_view consumer) const {
  const Engine::Lease lease = engine_.lease();
  StoreView view(lease.db(), StoreView::Of::now);
  auto row = view.row<SignatureRow>(Family::proposals, keys::last_signature(proposal, consumer));
  if (auto error = view.take_error()) return *error;
  if (!row) return std::optional<Signature>();
  return std::optional(std::move(row->signature));
}

}  // namespace trama::store
