// Goal: the order of keys is the order of values, keys read back, and no id is a prefix of another's range.
// Method: seeded random tuples of hostile texts, sorted both ways.
#include "catalog/store/keys.h"

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "catalog/store/records.h"

using namespace trama;
using namespace trama::store;

namespace {

std::string hostile_text(std::mt19937& random) {
  static const std::string kAlphabet("\x00\x01\xff\xfe:/a", 7);
  std::string text(random() % 6, ' ');
  for (char& c : text) c = kAlphabet[random() % kAlphabet.size()];
  return text;
}

}  // namespace

TEST_CASE("Keys of two texts and a number sort like the tuples") {
  std::mt19937 random(7);
  std::vector<std::tuple<std::string, std::string, std::uint64_t>> tuples;
  for (int i = 0; i < 3000; ++i) {
    auto first = hostile_text(random);
    auto second = hostile_text(random);
    tuples.emplace_back(std::move(first), std::move(second), random() % 300);
  }
  std::ranges::sort(tuples);
  std::string before;
  for (const auto& [id, version, revision] : tuples) {
    const std::string key = keys::revision(id, version, revision);
    CHECK(before <= key);
    before = key;
    std::string read_id;
    std::string read_version;
    REQUIRE(keys::read_texts(key, &read_id, &read_version));
    CHECK(read_id == id);
    CHECK(read_version == version);
  }
}

TEST_CASE("A prefix of texts holds exactly the texts that begin so") {
  std::mt19937 random(11);
  for (int i = 0; i < 5000; ++i) {
    const std::string text = hostile_text(random);
    const std::string prefix = hostile_text(random);
    const std::string key = keys::text(text);
    const std::string low = keys::text_prefix(prefix);
    const std::string high = keys::after_prefix(low);
    const bool inside = key >= low && (high.empty() || key < high);
    CHECK(inside == text.starts_with(prefix));
  }
}

TEST_CASE("Record times sort as times, before and after 1970") {
  const std::vector<std::int64_t> times = {INT64_MIN, -1'000'000, -1, 0, 1, 1'700'000'000'000'000, INT64_MAX};
  for (std::size_t i = 1; i < times.size(); ++i) CHECK(keys::time(times[i - 1]) < keys::time(times[i]));
}

TEST_CASE("Interval keys read back") {
  const lineage::Endpoint endpoint{lineage::EndpointKind::physical, "kafka://b:9092", "topic", "a.b", ""};
  const lineage::Asserter asserter{lineage::AsserterKind::contract, std::string("x\0y", 3)};
  keys::IntervalKey key;
  REQUIRE(keys::read_interval(keys::interval(IntervalEnd::target, endpoint, asserter, 77), &key));
  CHECK(key.end == IntervalEnd::target);
  CHECK(key.kind == lineage::EndpointKind::physical);
  CHECK(key.owner == "kafka://b:9092");
  CHECK(key.table == "topic");
  CHECK(key.asserter == asserter);
  CHECK(key.from_seq == 77);
  REQUIRE(keys::read_interval(keys::said(asserter, 78), &key));
  CHECK(key.end == IntervalEnd::asserter);
  CHECK(key.owner.empty());
  CHECK(key.asserter == asserter);
  CHECK(key.from_seq == 78);
  CHECK(keys::said(asserter, 78).starts_with(keys::said(asserter)));
  CHECK_FALSE(keys::read_interval("", &key));
  CHECK_FALSE(keys::read_interval(keys::interval(IntervalEnd::target, endpoint, asserter, 77) + "x", &key));
}

TEST_CASE("Keys of proposals read back, part by part, and others are none") {
  const std::string odd("x\0y", 3);
  struct Row {
    std::string key;
    ProposalPart part;
  };
  const Row rows[] = {
      {keys::proposal(odd, 7), ProposalPart::rows},
      {keys::open_proposal(odd, "f", 7), ProposalPart::open},
      {keys::proposal_part(ProposalPart::texts, 7), ProposalPart::texts},
      {keys::signature(7, 9), ProposalPart::signatures},
      {keys::last_signature(7, odd), ProposalPart::last},
  };
  for (const Row& row : rows) {
    keys::ProposalKey key;
    REQUIRE(keys::read_proposal(row.key, &key));
    CHECK(key.part == row.part);
    CHECK(key.proposal == 7);
    CHECK(key.contract == (row.part <= ProposalPart::open ? odd : ""));
    CHECK(key.fingerprint == (row.part == ProposalPart::open ? "f" : ""));
    CHECK(key.consumer == (row.part == ProposalPart::last ? odd : ""));
    CHECK(key.seq == (row.part == ProposalPart::signatures ? 9 : 0));
    keys::ProposalKey wrong;
    CHECK_FALSE(keys::read_proposal(row.key + "x", &wrong));
    CHECK_FALSE(keys::read_proposal(row.key.substr(0, row.key.size() - 1), &wrong));
  }
  keys::ProposalKey none;
  CHECK_FALSE(keys::read_proposal("", &none));
  CHECK_FALSE(keys::read_proposal("\x06", &none));
}

TEST_CASE("Records read back, and damaged ones are refused") {
  VersionRow row;
  row.fingerprint = "f";
  row.erased_reason = "gdpr";
  row.revisions.push_back(
      {.seq = 5, .time_us = -3, .actor = "ann", .sha256 = "s", .status = "active", .bytes = 9, .source = {}});
  row.revisions.push_back({.seq = 6,
                           .time_us = 4,
                           .actor = "bob",
                           .sha256 = "t",
                           .status = "draft",
                           .bytes = 1,
                           .source = {contract::Dialect::dcs, contract::Syntax::json, "1.2"}});
  const std::string bytes = encode(row);
  VersionRow read;
  REQUIRE(decode(bytes, &read));
  CHECK(read.revisions.size() == 2);
  CHECK(read.revisions[0].time_us == -3);
  CHECK(read.revisions[1].source.dialect == contract::Dialect::dcs);
  CHECK(read.revisions[1].source.syntax == contract::Syntax::json);
  CHECK(encode(read) == bytes);
  for (std::size_t cut = 0; cut < bytes.size(); ++cut) {
    VersionRow partial;
    CHECK_FALSE(decode(bytes.substr(0, cut), &partial));
  }
  CHECK_FALSE(decode(bytes + "x", &read));
  CHECK_FALSE(decode("\x02" + bytes.substr(1), &read));
}
