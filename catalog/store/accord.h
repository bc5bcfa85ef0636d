// What producers and consumers agreed on and how strictly it is judged: compatibility settings by scope, proposals of a
// changed contract, and the signatures of those who use it.
//
// A proposal is a document that is not published yet, with the version it would follow. Whoever has an agreement on the
// contract (a declared use) may acknowledge it or object, and change his mind; every signature is kept, the last one
// counts. It ends by being published (the version it became is linked), withdrawn, or by its time running out, which
// nobody has to write down. Every act is one change record.
//
// Plain value types. The registry stores and answers them; registry.h says how.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "catalog/base/clock.h"
#include "catalog/contract/compatibility.h"
#include "catalog/contract/model.h"
#include "catalog/store/seq.h"

namespace trama::store {

inline constexpr TimeUs kDayUs = 86'400'000'000;
inline constexpr TimeUs kProposalLifetimeUs = 30 * kDayUs;      // where the proposer names no end
inline constexpr TimeUs kProposalLifetimeMaxUs = 365 * kDayUs;  // a proposal nobody ended must not linger for ever
inline constexpr std::size_t kCommentBytesMax = 16U << 10;      // of a signature, kept in its change record

// Settings of one scope -----------------------------------------------------------------------------------------------
struct StoredSettings {
  contract::Scope scope;
  contract::CompatibilitySettings settings;
  std::string actor, reason;
  Seq seq = 0;
  TimeUs time_us = 0;
  [[nodiscard]] std::string etag() const { return "c" + std::to_string(seq); }
};
struct SettingsRequest {
  contract::Scope scope;
  contract::CompatibilitySettings settings;  // not looked at when removing
  std::string if_match, actor, reason;       // a reason is required: it is what an auditor asks for first
  std::optional<TimeUs> recorded_us;
};

// What a verdict on a version was found against -----------------------------------------------------------------------
struct Neighbour {
  std::string version, fingerprint;
  friend bool operator==(const Neighbour&, const Neighbour&) = default;
};
struct Neighbours {
  std::optional<Neighbour> below, above;
  friend bool operator==(const Neighbours&, const Neighbours&) = default;
};
struct Judged {
  Neighbours neighbours;
  // Registry::accord_seq() as it was before the judgement looked at settings, agreements or proposals; unset: it did
  // not look at any.
  std::optional<Seq> accord_seq;
};

// Proposals -----------------------------------------------------------------------------------------------------------
enum class ProposalState : std::uint8_t { open = 1, published = 2, withdrawn = 3, expired = 4 };
[[nodiscard]] std::string_view to_string(ProposalState state);
[[nodiscard]] std::optional<ProposalState> proposal_state_from(std::string_view word);

struct ProposalEnding {
  Seq seq = 0;
  TimeUs time_us = 0;
  std::string actor, reason;
  std::uint32_t revision = 0;  // published: of the proposal's version
};

struct Proposal {
  Seq id = 0;  // the change that opened it; written "proposal-<id>"
  std::string contract, version;
  std::optional<Neighbour> base;  // the version below when it was opened: what it changes
  std::string fingerprint, sha256;
  std::uint64_t bytes = 0;
  contract::Kind kind = contract::Kind::contract;
  contract::Source source;
  std::string status;  // as the document says
  std::string actor, reason;
  TimeUs time_us = 0, expires_us = 0;
  ProposalState state = ProposalState::open;  // at the time of the question
  bool erased = false;                        // its text went with the erased version of the same name
  using Ending = ProposalEnding;
  std::optional<Ending> ending;  // published or withdrawn
};
// "proposal-<seq>" and back.
[[nodiscard]] std::string proposal_id(Seq seq);
[[nodiscard]] std::optional<Seq> proposal_seq(std::string_view id);

struct ProposeRequest {
  std::shared_ptr<const contract::Contract> contract;
  std::string original;  // the bytes as posted
  std::string fingerprint;
  std::string actor, reason;
  std::optional<TimeUs> expires_us;  // else `lifetime_us` from its record time
  TimeUs lifetime_us = kProposalLifetimeUs;
  std::optional<TimeUs> recorded_us;
  // Import only: its text was erased since; `original` is empty.
  struct Erased {
    std::string sha256;
    std::uint64_t bytes = 0;
  };
  std::optional<Erased> erased;
};

enum class Stance : std::uint8_t { acknowledged = 1, objected = 2 };
[[nodiscard]] std::string_view to_string(Stance stance);

struct Signature {
  Seq seq = 0;
  TimeUs time_us = 0;
  Stance stance = Stance::acknowledged;
  std::string consumer, actor, comment;
};
struct SignRequest {
  std::string contract;
  Seq proposal = 0;
  std::string consumer, comment, actor;
  Stance stance = Stance::acknowledged;
  // The consumer as the caller saw it when it found the agreement (Registry::consumer_stamp); unset: not checked.
  std::optional<Seq> consumer_seq;
  std::optional<TimeUs> recorded_us;
};
struct WithdrawRequest {
  std::string contract;
  Seq proposal = 0;
  std::string actor, reason;
  std::optional<TimeUs> recorded_us;
};

}  // namespace trama::store
