#include "catalog/store/fsck_accord.h"

#include "catalog/base/encoding.h"
#include "catalog/base/hash.h"
#include "catalog/store/other_writes.h"

namespace trama::store {

void AccordCheck::take(const Change& change) {
  if (moves_accord(change.kind)) {
    accord_ = change.seq;
    accord_kind_ = change.kind;
  }
  const std::string name = "change " + std::to_string(change.seq);
  switch (change.kind) {
    case ChangeKind::settings_set:
      settings_[change.subject] = change.seq;
      break;
    case ChangeKind::settings_removed:
      settings_.erase(change.subject);
      break;
    case ChangeKind::proposal_opened:
      expected_.rows += 1;
      if (!view_.get(Family::proposals, keys::proposal(change.subject, change.seq)))
        find_("proposal-missing", proposal_id(change.seq), "the log opened it");
      break;
    case ChangeKind::proposal_acknowledged:
    case ChangeKind::proposal_objected:
      take_signature(change);
      break;
    case ChangeKind::proposal_withdrawn:
    case ChangeKind::proposal_published: {
      const auto proposal = proposal_at(view_, change.subject, change.proposal, 0);
      if (!proposal || !proposal->ending || proposal->ending->seq != change.seq)
        find_("proposal", proposal_id(change.proposal), "does not say that it ended with " + name);
      break;
    }
    default:
      break;
  }
  if (change.override_gates.empty()) return;
  const auto version = view_.row<VersionRow>(Family::versions, keys::text(change.subject, change.version));
  if (!version || version->override_gates != change.override_gates || version->override_reason != change.reason)
    find_("override", change.subject + " " + change.version, "does not agree with " + name);
}

void AccordCheck::take_signature(const Change& change) {
  expected_.signatures += 1;
  SignatureRow row;
  row.signature.seq = change.seq;
  row.signature.time_us = change.time_us;
  row.signature.stance = change.kind == ChangeKind::proposal_objected ? Stance::objected : Stance::acknowledged;
  row.signature.consumer = change.consumer;
  row.signature.actor = change.actor;
  row.signature.comment = change.reason;
  if (stored(keys::signature(change.proposal, change.seq)) != encode(row))
    find_("signature", proposal_id(change.proposal), "change " + std::to_string(change.seq) + " is not kept as it was");
}

void AccordCheck::finish(Seq kept) {
  check_accord(kept);
  check_settings();
  check_proposals();
}

// 0: nothing that moves it was written since the store knows of it.
void AccordCheck::check_accord(Seq kept) {
  const bool could_predate = accord_kind_ < ChangeKind::settings_set;
  if (kept == accord_ || (kept == 0 && could_predate)) return;
  find_("accord", "head", "says " + std::to_string(kept) + ", the log says " + std::to_string(accord_));
}

void AccordCheck::check_settings() {
  std::uint64_t rows = 0;
  const auto cursor = view_.all(Family::settings);
  for (; cursor->valid(); cursor->next(), ++rows) {
    std::string text;
    SettingsRow row;
    if (!keys::read_texts(cursor->key(), &text, nullptr) || !decode(cursor->value(), &row)) {
      find_("unreadable", text, "the settings cannot be decoded");
      continue;
    }
    const auto scope = contract::parse_scope(text);
    if (!scope || !stored_settings(row, *scope)) find_("unreadable", text, "the settings cannot be read");
    std::string detail;
    const auto bytes = view_.get(Family::details, keys::number(row.seq));
    const auto last = settings_.find(text);
    if (!bytes || !decode_blob(*bytes, &detail) || detail != row.json || last == settings_.end() ||
        last->second != row.seq) {
      find_("settings", text, "are not what their last change set");
    }
  }
  if (auto error = cursor->error()) find_("unreadable", "settings", error->message);
  compare("settings", settings_.size(), rows);
}

void AccordCheck::check_proposals() {
  const auto cursor = view_.all(Family::proposals);
  for (; cursor->valid(); cursor->next()) {
    keys::ProposalKey key;
    if (!keys::read_proposal(cursor->key(), &key)) {
      find_("unreadable", "proposals", "a key cannot be decoded");
      continue;
    }
    check_entry(key, cursor->value());
    if (auto error = view_.take_error()) find_("unreadable", proposal_id(key.proposal), error->message);
  }
  if (auto error = cursor->error()) find_("unreadable", "proposals", error->message);
  settle_signers();
  compare("proposals", expected_.rows, found_.rows);
  compare("open proposals", expected_.open, found_.open);
  compare("texts of proposals", expected_.texts, found_.texts);
  compare("signatures", expected_.signatures, found_.signatures);
  compare("last signatures", expected_.last, found_.last);
}

void AccordCheck::check_entry(const keys::ProposalKey& key, std::string_view value) {
  switch (key.part) {
    case ProposalPart::rows: {
      ProposalRow row;
      found_.rows += 1;
      if (!decode(value, &row)) return find_("unreadable", proposal_id(key.proposal), "it cannot be decoded");
      return check_row(complete(std::move(row), key.contract, key.proposal, 0));
    }
    case ProposalPart::open:
      found_.open += 1;
      return;
    case ProposalPart::texts:
      found_.texts += 1;
      return;
    case ProposalPart::signatures:
      found_.signatures += 1;
      return check_signature(key, value);
    case ProposalPart::last:
      found_.last += 1;
      return;
  }
}

void AccordCheck::check_row(const Proposal& proposal) {
  const std::string name = proposal_id(proposal.id);
  if (!proposal.ending) {
    expected_.open += 1;
    if (!view_.get(Family::proposals, keys::open_proposal(proposal.contract, proposal.fingerprint, proposal.id)))
      find_("proposal-open", name, "open, and not to be found by its content");
  }
  const auto change = view_.row<ChangeRow>(Family::changes, keys::number(proposal.id));
  if (!change || change->change.kind != ChangeKind::proposal_opened || change->change.subject != proposal.contract ||
      change->change.version != proposal.version || change->change.sha256 != proposal.sha256)
    find_("proposal", name, "is not what the change of its number opened");
  if (proposal.erased) return;
  expected_.texts += 1;
  std::string text;
  if (!decode_blob(stored(keys::proposal_part(ProposalPart::texts, proposal.id)), &text)) {
    find_("text-missing", name, "its text is missing");
  } else if (sha256_hex(text) != proposal.sha256) {
    find_("text-damaged", name, "its text does not have its sha256");
  }
}

void AccordCheck::check_signature(const keys::ProposalKey& key, std::string_view value) {
  if (key.proposal != signed_) settle_signers();
  signed_ = key.proposal;
  SignatureRow row;
  if (!decode(value, &row)) return find_("unreadable", proposal_id(key.proposal), "a signature cannot be decoded");
  signers_[row.signature.consumer] = value;
}

void AccordCheck::settle_signers() {
  expected_.last += signers_.size();
  for (const auto& [consumer, row] : signers_) {
    if (stored(keys::last_signature(signed_, consumer)) != row)
      find_("signature", proposal_id(signed_), "the last one of " + consumer + " is not its last");
  }
  signers_.clear();
}

void AccordCheck::compare(const char* what, std::uint64_t expected, std::uint64_t found) {
  if (expected == found) return;
  find_("proposal-stray", what, std::to_string(found) + " rows, " + std::to_string(expected) + " expected");
}

}  // namespace trama::store
