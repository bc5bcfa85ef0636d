// Goal: a proposal's whole life: opened, signed, expired, withdrawn, published; what is refused, and what is kept.
// Method: a real store per case with a clock that is moved, small contracts, one question each.
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "tests/unit/store/fixture.h"

using namespace trama;
using namespace trama::store;
using namespace trama::store::test;

namespace {

const Doc kNext{.version = "2.0.0", .columns = {"b"}};

ProposeRequest proposal_of(const Doc& doc) {
  RegisterRequest parsed = request_of(doc);
  ProposeRequest request;
  request.contract = parsed.contract;
  request.original = parsed.original;
  request.fingerprint = parsed.fingerprint;
  request.actor = "ann";
  request.reason = "b says more than a";
  return request;
}

SignRequest signature(Seq proposal, const std::string& consumer, Stance stance, const std::string& comment = "") {
  return {.contract = "c",
          .proposal = proposal,
          .consumer = consumer,
          .comment = comment,
          .actor = "bob",
          .stance = stance,
          .consumer_seq = {},
          .recorded_us = {}};
}

PublishRequest publishing(Seq proposal, const Doc& doc) {
  PublishRequest request;
  request.contract = "c";
  request.proposal = proposal;
  request.actor = "ann";
  request.reason = "all agreed";
  request.registration = request_of(doc);
  return request;
}

void declare(Registry& registry, const std::string& id) {
  lineage::Consumer consumer;
  consumer.id = id;
  consumer.name = id;
  consumer.uses.push_back({.contract = "c", .versions = "", .fields = {}, .purpose = ""});
  REQUIRE(registry.set_consumer(consumer, "", "ann"));
}

// A store with contract c 1.0.0 (change 1), consumers x and y (2, 3) and proposal-4 of c 2.0.0.
struct Proposed : Opened {
  Proposed() {
    put(**this, {});
    declare(**this, "x");
    declare(**this, "y");
    REQUIRE((*this)->propose(proposal_of(kNext))->seq == 4);
  }
  [[nodiscard]] ProposalState state() { return (*this)->proposal("c", 4)->state; }
};

}  // namespace

TEST_CASE("An opened proposal keeps its bytes, its base and who wants what until when") {
  Proposed store;
  const auto proposal = store->proposal("c", 4);
  REQUIRE(proposal);
  CHECK(proposal->state == ProposalState::open);
  CHECK(proposal->version == "2.0.0");
  CHECK(proposal->base == Neighbour{"1.0.0", request_of({}).fingerprint});
  CHECK(proposal->fingerprint == request_of(kNext).fingerprint);
  CHECK(proposal->actor == "ann");
  CHECK(proposal->reason == "b says more than a");
  CHECK(proposal->expires_us == proposal->time_us + 30 * kDayUs);
  CHECK(*store->proposal_text("c", 4) == bytes_of(kNext));
  CHECK(store->proposals_of("c", proposal->fingerprint)->size() == 1);
  CHECK(store->proposals_of("c", "other")->empty());
  CHECK(store->contract("c")->etag() == "c1");  // nothing about the contract has changed
  const Change change = store->changes(3, 1)->front();
  CHECK(change.kind == ChangeKind::proposal_opened);
  CHECK(change.subject == "c");
  CHECK(change.proposal == 4);
  CHECK(proposal_id(change.proposal) == "proposal-4");
  CHECK(fsck_of(*store).empty());
}

TEST_CASE("What cannot be proposed is refused with its reason") {
  Proposed store;
  struct Row {
    const char* slug;
    ProposeRequest request;
  };
  std::vector<Row> rows = {
      {"no-such-contract", proposal_of({.id = "unknown"})},
      {"version-registered", proposal_of({})},
      {"version-exists", proposal_of({.columns = {"z"}})},
      {"kind-differs", proposal_of({.version = "3.0.0", .kind = contract::Kind::product})},
      {"bad-expiry", proposal_of({.version = "3.0.0"})},
      {"bad-expiry", proposal_of({.version = "3.0.0"})},
      {"bad-expiry", proposal_of({.version = "3.0.0"})},
  };
  rows[4].request.expires_us = store.clock.now_us();
  rows[5].request.expires_us = store.clock.now_us() + 365 * kDayUs + 1;
  rows[6].request.lifetime_us = 0;
  for (Row& row : rows) {
    CAPTURE(row.slug);
    const auto refused = store->propose(std::move(row.request));
    REQUIRE_FALSE(refused);
    CHECK(refused.error().slug == row.slug);
  }
  CHECK(store->head() == 4);
}

TEST_CASE("Proposing the same bytes again while open is the same proposal, other bytes or later are another") {
  Proposed store;
  CHECK(store->propose(proposal_of(kNext))->seq == 4);
  Doc other = kNext;
  other.note = "other bytes";
  CHECK(store->propose(proposal_of(other))->seq == 5);
  store.clock.advance_us(31 * kDayUs);
  CHECK(store->propose(proposal_of(kNext))->seq == 6);
}

TEST_CASE("A consumer acknowledges, objects and changes his mind; all is kept in order and the last counts") {
  Proposed store;
  CHECK(store->sign(signature(4, "x", Stance::acknowledged, "fine"))->kind == ChangeKind::proposal_acknowledged);
  CHECK(store->sign(signature(4, "x", Stance::acknowledged, "fine"))->seq == 5);
  CHECK(store->sign(signature(4, "y", Stance::objected)).error().slug == "comment-required");
  CHECK(store->sign(signature(4, "y", Stance::objected, "keep a"))->consumer == "y");
  CHECK(store->sign(signature(4, "x", Stance::objected, "on second thought"))->seq == 7);
  CHECK(store->sign(signature(4, "y", Stance::acknowledged))->seq == 8);
  std::vector<Seq> order;
  std::string resume;
  do {
    const auto page = store->signatures(4, resume, 3);
    for (const Signature& one : page->items) order.push_back(one.seq);
    resume = page->next;
  } while (!resume.empty());
  CHECK(order == std::vector<Seq>{5, 6, 7, 8});
  const auto last = *store->last_signatures(4);
  REQUIRE(last.size() == 2);
  CHECK(last[0].consumer == "x");
  CHECK(last[0].stance == Stance::objected);
  CHECK(last[0].comment == "on second thought");
  CHECK(last[0].actor == "bob");
  CHECK(last[1].stance == Stance::acknowledged);
  CHECK((*store->last_signature(4, "y"))->seq == 8);
  CHECK_FALSE(store->last_signature(4, "z")->has_value());
  CHECK(fsck_of(*store).empty());
}

TEST_CASE("Who cannot sign is told why") {
  Proposed store;
  CHECK(store->sign(signature(9, "x", Stance::acknowledged)).error().slug == "no-such-proposal");
  CHECK(store->sign(signature(4, "stranger", Stance::acknowledged)).error().slug == "no-such-consumer");
  SignRequest stale = signature(4, "x", Stance::acknowledged);
  stale.consumer_seq = 1;
  CHECK(store->sign(stale).error().slug == "consumer-changed");
  stale.consumer_seq = 2;
  CHECK(store->sign(stale));
  CHECK(store->sign(signature(4, "x", Stance::objected, std::string(kCommentBytesMax + 1, 'x'))).error().slug ==
        "comment-too-long");
}

TEST_CASE("A proposal expires by the clock, without a write, and is closed to everything then") {
  Proposed store;
  store.clock.advance_us(30 * kDayUs - 1);
  CHECK(store.state() == ProposalState::open);
  CHECK(store->sign(signature(4, "x", Stance::acknowledged)));
  store.clock.advance_us(1);
  CHECK(store.state() == ProposalState::expired);
  CHECK(store->proposals_of("c", request_of(kNext).fingerprint)->empty());
  const auto refused = store->sign(signature(4, "y", Stance::acknowledged));
  CHECK(refused.error().slug == "proposal-closed");
  CHECK(refused.error().message.find("expired") != std::string::npos);
  CHECK(store->withdraw({"c", 4, "ann", "too late", {}}).error().slug == "proposal-closed");
  CHECK(store->publish_proposal(publishing(4, kNext)).error().slug == "proposal-closed");
  CHECK(store->head() == 5);
  CHECK(fsck_of(*store).empty());
}

TEST_CASE("Withdrawing needs a reason, ends it, and is idempotent") {
  Proposed store;
  CHECK(store->withdraw({"c", 4, "ann", "", {}}).error().slug == "reason-required");
  CHECK(store->withdraw({"c", 4, "ann", "not now", {}})->seq == 5);
  CHECK(store->withdraw({"c", 4, "ann", "again", {}})->seq == 5);
  CHECK(store.state() == ProposalState::withdrawn);
  CHECK(store->proposal("c", 4)->ending->reason == "not now");
  CHECK(store->sign(signature(4, "x", Stance::acknowledged)).error().message.find("not now") != std::string::npos);
  store.clock.advance_us(40 * kDayUs);
  CHECK(store.state() == ProposalState::withdrawn);
  CHECK(*store->proposal_text("c", 4) == bytes_of(kNext));
  CHECK(fsck_of(*store).empty());
}

TEST_CASE("Publishing registers the document and links the version, both in one group or neither") {
  Proposed store;
  const auto groups = store->stats().groups;
  PublishRequest refused = publishing(4, kNext);
  refused.registration->judged = Judged{};  // found against nothing
  CHECK(store->publish_proposal(refused).error().slug == "judged-otherwise");
  CHECK(store.state() == ProposalState::open);
  CHECK(store->publish_proposal(publishing(4, {.version = "2.0.0", .columns = {"z"}})).error().slug ==
        "not-the-proposal");
  PublishRequest dry = publishing(4, kNext);
  dry.registration->dry_run = true;
  CHECK(store->publish_proposal(dry)->change.seq == 0);
  CHECK(store->head() == 4);

  const auto published = store->publish_proposal(publishing(4, kNext));
  REQUIRE(published);
  CHECK(published->receipt.outcome == Outcome::created);
  CHECK(published->receipt.seq == 5);
  CHECK(published->change.seq == 6);
  CHECK(published->change.kind == ChangeKind::proposal_published);
  CHECK(published->change.version == "2.0.0");
  CHECK(store->stats().groups == groups + 1);
  CHECK(store.state() == ProposalState::published);
  CHECK(store->proposal("c", 4)->ending->revision == 1);
  CHECK(store->contract("c")->latest == "2.0.0");
  CHECK(store->publish_proposal(publishing(4, kNext)).error().message.find("published as version 2.0.0") !=
        std::string::npos);
  CHECK(fsck_of(*store).empty());
}

TEST_CASE("A proposal whose document was registered meanwhile is linked to it") {
  Proposed store;
  put(*store, kNext);
  const auto published = store->publish_proposal(publishing(4, kNext));
  REQUIRE(published);
  CHECK(published->receipt.outcome == Outcome::unchanged);
  CHECK(store->head() == 6);
  CHECK(store.state() == ProposalState::published);
  CHECK(fsck_of(*store).empty());
}

TEST_CASE("Proposals list newest first, by state, in pages") {
  Proposed store;
  REQUIRE(store->withdraw({"c", 4, "ann", "x", {}}));
  for (int i = 3; i < 8; ++i) REQUIRE(store->propose(proposal_of({.version = std::to_string(i) + ".0.0"})));
  const auto ids = [&](std::optional<ProposalState> state, std::size_t limit) {
    std::vector<Seq> found;
    std::string resume;
    do {
      const auto page = store->proposals("c", state, resume, limit);
      REQUIRE(page);
      CHECK(page->items.size() <= limit);
      for (const Proposal& proposal : page->items) found.push_back(proposal.id);
      resume = page->next;
    } while (!resume.empty());
    return found;
  };
  CHECK(ids({}, 2) == std::vector<Seq>{10, 9, 8, 7, 6, 4});
  CHECK(ids(ProposalState::open, 3) == std::vector<Seq>{10, 9, 8, 7, 6});
  CHECK(ids(ProposalState::withdrawn, 10) == std::vector<Seq>{4});
  store.clock.advance_us(31 * kDayUs);
  CHECK(ids(ProposalState::open, 10).empty());
  CHECK(ids(ProposalState::expired, 4) == std::vector<Seq>{10, 9, 8, 7, 6});
  CHECK(store->proposals("other", {}, "", 10)->items.empty());
}

TEST_CASE("Erasing a version takes the texts of the proposals that became it") {
  Proposed store;
  REQUIRE(store->publish_proposal(publishing(4, kNext)));
  REQUIRE(store->propose(proposal_of({.version = "3.0.0"})));
  REQUIRE(store->erase_version({"c", "2.0.0", "ann", "gdpr", {}}));
  CHECK(store->proposal_text("c", 4).error().slug == "erased");
  CHECK(store->proposal("c", 4)->erased);
  CHECK_FALSE(store->proposal("c", 4)->sha256.empty());
  CHECK(*store->proposal_text("c", 7) == bytes_of({.version = "3.0.0"}));
  CHECK(fsck_of(*store).empty());
}

TEST_CASE("Everything of a proposal is there after opening again") {
  Proposed store;
  REQUIRE(store->sign(signature(4, "x", Stance::objected, "keep a")));
  store.reopen();
  CHECK(store.state() == ProposalState::open);
  CHECK(store->last_signatures(4)->front().comment == "keep a");
  CHECK(store->accord_seq() == 5);
  CHECK(fsck_of(*store).empty());
}
