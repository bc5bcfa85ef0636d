// fsck of what accord.h names: settings, proposals, signatures and overrides, against the change log and each other.
// Private to the folder. One thread at a time. Memory: the scopes that have settings, the signers of one proposal.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "catalog/store/database.h"
#include "catalog/store/proposal_writes.h"

namespace trama::store {

class AccordCheck {
 public:
  using Find = std::function<void(std::string what, std::string_view subject, std::string detail)>;
  AccordCheck(StoreView& view, Find find) : view_(view), find_(std::move(find)) {}

  // Every change of the log, in order; then the rest, once. `kept` is the head's accord.
  void take(const Change& change);
  void finish(Seq kept);

 private:
  struct Counts {
    std::uint64_t rows = 0, open = 0, texts = 0, signatures = 0, last = 0;
  };

  void take_signature(const Change& change);
  void check_accord(Seq kept);
  void check_settings();
  void check_proposals();
  void check_row(const Proposal& proposal);
  void check_entry(const keys::ProposalKey& key, std::string_view value);
  void check_signature(const keys::ProposalKey& key, std::string_view value);
  void settle_signers();
  void compare(const char* what, std::uint64_t expected, std::uint64_t found);
  [[nodiscard]] std::string stored(const std::string& key) { return view_.get(Family::proposals, key).value_or(""); }

  StoreView& view_;
  Find find_;
  std::map<std::string, Seq> settings_;
  Counts expected_, found_;
  Seq accord_ = 0;
  ChangeKind accord_kind_ = ChangeKind::contract_registered;
  // Of the proposal whose signatures are being walked.
  Seq signed_ = 0;
  std::map<std::string, std::string, std::less<>> signers_;  // consumer -> last row
};

}  // namespace trama::store
