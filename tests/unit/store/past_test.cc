// Goal: every past answer is the one that was true then. Method: a seeded random life of some contracts, with a copy of
// every answer taken as it happened; then each is asked again by seq and by time.
#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <string>

#include <doctest/doctest.h>

#include "tests/unit/store/fixture.h"

using namespace trama;
using namespace trama::store;
using namespace trama::store::test;

namespace {

struct Then {
  TimeUs time_us = 0;
  std::map<std::string, ContractInfo> contracts;
  std::map<std::string, std::string> originals;
  std::map<std::string, std::vector<std::string>> lineage;
  std::vector<std::string> listed;
};

const std::vector<std::string> kIds = {"a", "b", "b/x", "c"};

Then look(const Registry& registry, TimeUs time_us, AsOf as_of = {}, std::optional<Seq> seq = {}) {
  Then then;
  then.time_us = time_us;
  for (const auto& id : kIds) {
    if (const auto info = registry.contract(id, as_of)) {
      then.contracts[id] = *info;
      then.contracts[id].last_seen_us = 0;
    }
    if (const auto bytes = registry.original(id, "", 0, as_of)) then.originals[id] = *bytes;
    then.lineage[id] = seq ? lineage_at(registry, id, *seq) : lineage_now(registry, id);
  }
  ListFilter filter;
  filter.domain = "sales";
  const auto page = registry.list(filter, "", 100, as_of);
  for (const auto& listed : page->items) then.listed.push_back(listed.contract.id + " " + listed.summary.version);
  return then;
}

void check_same(const Then& was, const Then& said) {
  CHECK(was.originals == said.originals);
  CHECK(was.lineage == said.lineage);
  CHECK(was.listed == said.listed);
  REQUIRE(was.contracts.size() == said.contracts.size());
  for (const auto& [id, info] : was.contracts) {
    const ContractInfo& other = said.contracts.at(id);
    CHECK(info.latest == other.latest);
    CHECK(info.state == other.state);
    CHECK(info.seq == other.seq);
    CHECK(info.versions == other.versions);
    CHECK(info.created_us == other.created_us);
    CHECK(info.updated_us == other.updated_us);
  }
}

void live_one_step(Opened& store, std::mt19937& random) {
  const auto& id = kIds[random() % kIds.size()];
  store.clock.advance_us(static_cast<TimeUs>(random() % 3));
  if (random() % 6 == 0) {
    static_cast<void>(store->retire({id, "", "ann", "", {}}));
    return;
  }
  Doc doc;
  doc.id = id;
  doc.version = std::to_string(random() % 3) + "." + std::to_string(random() % 4) + ".0";
  doc.domain = random() % 2 == 0 ? "sales" : "other";
  doc.columns = {"k<up/t/" + std::to_string(random() % 3), "l<up/t/" + std::to_string(random() % 3)};
  doc.note = std::to_string(random() % 3);
  static_cast<void>(store->register_contract(request_of(doc)));
}

}  // namespace

TEST_CASE("Replaying the changes equals the live state, at every seq and time") {
  for (const unsigned seed : {1U, 2U, 3U}) {
    CAPTURE(seed);
    std::mt19937 random(seed);
    Opened store;
    std::map<Seq, Then> past;
    for (int step = 0; step < 60; ++step) {
      live_one_step(store, random);
      past[store->head()] = look(*store, store.clock.now_us());
    }
    CHECK(fsck_of(*store).empty());
    for (auto at = past.begin(); at != past.end(); ++at) {
      CAPTURE(at->first);
      if (at->first == 0) continue;
      check_same(at->second, look(*store, 0, {.seq = at->first, .time_us = {}}, at->first));
      const auto change = store->changes(at->first - 1, 1)->front();
      const auto next = store->changes(at->first, 1);
      const bool last_of_its_time = next->empty() || next->front().time_us > change.time_us;
      if (last_of_its_time) CHECK(*store->seq_at({.seq = {}, .time_us = change.time_us}) == at->first);
    }
  }
}

TEST_CASE("What moved between two points is the difference of what was said at them, page by page") {
  for (const unsigned seed : {7U, 8U, 9U}) {
    CAPTURE(seed);
    std::mt19937 random(seed);
    Opened store;
    std::map<Seq, std::map<std::string, std::vector<std::string>>> said;
    for (const auto& id : kIds) said[0][id] = {};
    for (int step = 0; step < 60; ++step) {
      live_one_step(store, random);
      for (const auto& id : kIds) said[store->head()][id] = lineage_now(*store, id);
    }
    for (int span = 0; span < 60; ++span) {
      const Seq a = random() % (store->head() + 1), b = random() % (store->head() + 1);
      const Seq from = std::min(a, b), to = std::max(a, b);
      CAPTURE(from);
      CAPTURE(to);
      std::set<std::string> expected, moved;
      for (const auto& id : kIds) {
        const auto &before = said.at(from).at(id), &after = said.at(to).at(id);
        for (const auto& line : after) {
          if (std::ranges::count(before, line) == 0) expected.insert("+ " + id + ": " + line);
        }
        for (const auto& line : before) {
          if (std::ranges::count(after, line) == 0) expected.insert("- " + id + ": " + line);
        }
      }
      Seq last = from;
      std::string resume;
      do {
        const auto page = store->moves(from, to, resume, 2);
        REQUIRE(page);
        for (const auto& move : page->items) {
          CHECK(move.seq >= last);
          CHECK(move.seq <= to);
          last = move.seq;
          const auto line = said_text(move.assertion);
          CHECK(moved.insert((move.appeared ? "+ " : "- ") + move.asserter.id + ": " + line).second);
          // The change since which it stayed so.
          CHECK((std::ranges::count(said.at(move.seq).at(move.asserter.id), line) == 1) == move.appeared);
          CHECK((std::ranges::count(said.at(move.seq - 1).at(move.asserter.id), line) == 1) != move.appeared);
        }
        resume = page->next;
      } while (!resume.empty());
      CHECK(moved == expected);
    }
  }
}

TEST_CASE("Moments without an answer say so") {
  Opened store;
  put(*store, {});
  CHECK(store->contract("c", {.seq = 0, .time_us = {}}).error().code == ErrorCode::not_found);
  CHECK(store->contract("c", {.seq = 2, .time_us = {}}).error().slug == "as-of-future");
  CHECK(*store->seq_at({.seq = {}, .time_us = 1}) == 0);
  CHECK(*store->seq_at({.seq = {}, .time_us = INT64_MAX}) == 1);
  put(*store, {.note = "r2"});
  CHECK(store->versions("c", {.seq = 1, .time_us = {}})->front().revisions == 1);
  CHECK(store->original("c", "1.0.0", 2, {.seq = 1, .time_us = {}}).error().slug == "no-such-revision");
  CHECK(*store->original("c", "1.0.0", 0, {.seq = 1, .time_us = {}}) == bytes_of({}));
}

TEST_CASE("Erasing in a random life leaves the rows that living it without the text would give") {
  for (const unsigned seed : {4U, 5U, 6U}) {
    CAPTURE(seed);
    std::mt19937 random(seed);
    Opened store;
    for (int step = 0; step < 60; ++step) {
      live_one_step(store, random);
      if (random() % 5 != 0) continue;
      const auto& id = kIds[random() % kIds.size()];
      const auto versions = store->versions(id);
      if (!versions) continue;
      const auto& version = (*versions)[random() % versions->size()].version;
      REQUIRE(store->erase_version({id, version, "ann", "gdpr", {}}));
      CHECK(fsck_of(*store).empty());
    }
  }
}
