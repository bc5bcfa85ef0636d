// Goal: records keep their bytes where they mean what they meant, and old ones stay readable.
// Method: bytes as they were written before the second format, and every row there and back.
#include "catalog/store/records.h"

#include <string>

#include <doctest/doctest.h>

#include "catalog/base/encoding.h"

using namespace trama;
using namespace trama::store;

namespace {

std::string hex(const std::string& bytes) {
  return hex_encode(bytes);
}

Change a_change() {
  Change change;
  change.seq = 3;
  change.time_us = 5;
  change.actor = "ann";
  change.subject = "c";
  change.version = "1.0.0";
  change.revision = 1;
  change.reason = "r";
  change.sha256 = "ab";
  return change;
}

}  // namespace

TEST_CASE("A change without an override, proposal or consumer is written as it always was, and so is its chain") {
  const std::string expected = "01030a03616e6e01016305312e302e30010172026162046c696e6b";
  CHECK(hex(encode(ChangeRow{a_change(), "link"})) == expected);
  CHECK(hex(chain_after("", a_change())) == "3f47d65f626551b0b4cf1c76c620c8a28b48a5996d4d47fdc955ccd69b064bfb");
  ChangeRow read;
  REQUIRE(decode(encode(ChangeRow{a_change(), "link"}), &read));
  CHECK(read.change.override_gates.empty());
}

TEST_CASE("A change with them is there and back in the second format, and has another chain") {
  Change change = a_change();
  change.override_gates = {contract::Gate::window, contract::Gate::acknowledgement};
  change.proposal = 7;
  change.consumer = "urn:consumer:a:b";
  const std::string bytes = encode(ChangeRow{change, "link"});
  CHECK(bytes.front() == kSecondFormat);
  ChangeRow read;
  REQUIRE(decode(bytes, &read));
  CHECK(read.change.override_gates == change.override_gates);
  CHECK(read.change.proposal == 7);
  CHECK(read.change.consumer == "urn:consumer:a:b");
  CHECK(read.chain == "link");
  CHECK(chain_after("", change) != chain_after("", a_change()));
}

TEST_CASE("A head and a version of before read as having neither accord nor override") {
  Head head;
  head.seq = 9;
  head.accord = 4;
  const std::string now = encode(head);
  std::string then = now;
  then.front() = kValueFormat;
  then.pop_back();
  Head read;
  REQUIRE(decode(now, &read));
  CHECK(read.accord == 4);
  REQUIRE(decode(then, &read));
  CHECK(read.seq == 9);
  CHECK(read.accord == 0);

  VersionRow version;
  version.fingerprint = "f";
  version.revisions.resize(1);
  CHECK(encode(version).front() == kValueFormat);
  version.override_gates = {contract::Gate::window};
  version.override_reason = "why";
  VersionRow again;
  REQUIRE(decode(encode(version), &again));
  CHECK(again.override_gates == version.override_gates);
  CHECK(again.override_reason == "why");
}

TEST_CASE("Bytes that end early, are left over or of an unknown format are no record") {
  ProposalRow row;
  row.proposal.version = "2.0.0";
  row.proposal.base = Neighbour{"1.0.0", "f"};
  row.proposal.state = ProposalState::published;
  row.proposal.ending = Proposal::Ending{.seq = 8, .time_us = -3, .actor = "ann", .reason = "r", .revision = 2};
  const std::string bytes = encode(row);
  ProposalRow read;
  REQUIRE(decode(bytes, &read));
  CHECK(read.proposal.base == row.proposal.base);
  CHECK(read.proposal.ending->time_us == -3);
  CHECK(encode(read) == bytes);
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    ProposalRow cut;
    CHECK_FALSE(decode(bytes.substr(0, size), &cut));
  }
  ProposalRow wrong;
  CHECK_FALSE(decode(bytes + "x", &wrong));
  std::string newer = bytes;
  newer.front() = kSecondFormat;
  CHECK_FALSE(decode(newer, &wrong));
}
