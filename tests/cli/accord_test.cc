// Goal: what producers and consumers agree on can be read and changed from the command line, and a refusal says why.
// Method: the real binary against a real server.
#include <array>
#include <fstream>
#include <thread>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "catalog/base/hash.h"
#include "tests/support/contracts.h"
#include "tests/support/server_fixture.h"

using namespace trama::test;
using nlohmann::json;

namespace {

struct Fixture : ServerFixture {
  std::string file(const std::string& name, const std::string& text) { return folder.write(name, text); }
  std::string orders(const std::string& version, const std::vector<std::string>& columns) {
    return file("orders-" + version + ".yaml", contract_text("orders", version, columns));
  }
  void declare(const std::string& id, const std::string& uses) {
    const Output declared =
        trama({"consumer", id, "--set", "-"}, R"({"name":"x","owner":"team-b","uses":)" + uses + "}");
    REQUIRE_MESSAGE(declared.exit == 0, declared.err);
  }
  std::string open_proposal(const std::string& file) {
    const Output opened = trama({"propose", file, "--json"});
    REQUIRE_MESSAGE(opened.exit == 0, opened.err);
    return json::parse(opened.out)["id"];
  }
};

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE_FIXTURE(Fixture, "settings are set member by member, shown with where they come from, and removed") {
  REQUIRE(trama({"register", orders("1.0.0", {"id"})}).exit == 0);
  const Output set = trama({"compatibility", "--scope", "catalog", "--set", "window_days=30", "--set",
                            "window_gate=enforce", "--reason", "shorter"});
  CHECK_MESSAGE(set.exit == 0, set.err);
  CHECK(contains(set.out, "set catalog (seq 2)"));
  REQUIRE(trama({"compatibility", "--scope", "contract:orders", "--set", "policy=producer", "--reason", "ours"}).exit ==
          0);
  REQUIRE(
      trama({"compatibility", "--scope", "catalog", "--set", "window_days=60", "window_gate=", "--reason", "longer"})
          .exit == 0);
  CHECK(server.get("/api/v1/compatibility/catalog")["settings"] == json::parse(R"({"window_days":60})"));

  const Output all = trama({"compatibility"});
  CHECK(contains(all.out, "longer"));
  CHECK(contains(all.out, "contract:orders"));
  CHECK(contains(trama({"compatibility", "--scope", "catalog"}).out, "window_days=60\n"));
  const Output effective = trama({"compatibility", "orders"});
  CHECK(contains(effective.out, "window_days           60"));
  CHECK(contains(effective.out, "contract:orders"));
  CHECK(json::parse(trama({"compatibility", "orders", "--json"}).out) ==
        server.get("/api/v1/contracts/orders/compatibility"));

  CHECK(trama({"compatibility", "--scope", "catalog", "--remove", "--reason", "done"}).exit == 0);
  CHECK(trama({"compatibility", "--scope", "catalog"}).exit == 2);
  CHECK(contains(trama({"compatibility", "orders"}).out, "default"));
}

TEST_CASE_FIXTURE(Fixture, "settings that mean nothing are refused, and so is a change without a reason") {
  const std::vector<std::string> set = {"compatibility", "--scope", "catalog", "--set"};
  const auto setting = [&](const std::string& member, bool with_reason = true) {
    std::vector<std::string> arguments = set;
    arguments.push_back(member);
    if (with_reason) arguments.insert(arguments.end(), {"--reason", "x"});
    return trama(arguments);
  };
  const Output wrong = setting("policy=articel");
  CHECK(wrong.exit == 1);
  CHECK(contains(wrong.err, "did you mean `article`?"));
  CHECK(setting("window_days=many").exit == 1);
  CHECK(setting("windowdays=3").exit == 2);
  CHECK(setting("window_days=3", false).exit == 2);
  CHECK(trama({"compatibility", "orders", "--remove", "--reason", "x"}).exit == 2);
  CHECK(trama({"compatibility", "nobody"}).exit == 2);
  CHECK(server.get("/api/v1/compatibility")["items"].empty());
  CHECK(run_trama({"compatibility", "--server", "http://127.0.0.1:1"}).exit == 3);
}

TEST_CASE_FIXTURE(Fixture, "of settings changed at the same time, each is kept or refused, and none is lost") {
  const std::array<std::string, 4> members = {"version_gate", "window_gate", "acknowledgement_gate", "policy"};
  const std::array<std::string, 4> values = {"warn", "enforce", "off", "producer"};
  for (int round = 0; round < 5; ++round) {
    const std::string scope = "domain:d" + std::to_string(round);
    REQUIRE(trama({"compatibility", "--scope", scope, "--set", "window_days=1", "--reason", "first"}).exit == 0);
    std::array<Output, 4> outputs;
    {
      std::vector<std::jthread> threads;
      for (std::size_t i = 0; i < members.size(); ++i) {
        threads.emplace_back([&, i] {
          outputs[i] =
              trama({"compatibility", "--scope", scope, "--set", members[i] + "=" + values[i], "--reason", "at once"});
        });
      }
    }
    const json settings = server.get("/api/v1/compatibility/domain%3Ad" + std::to_string(round))["settings"];
    CHECK(settings["window_days"] == 1);
    for (std::size_t i = 0; i < members.size(); ++i) {
      CHECK(outputs[i].exit <= 1);
      CHECK(settings.contains(members[i]) == (outputs[i].exit == 0));
    }
  }
}

TEST_CASE_FIXTURE(Fixture, "agreements say what of a contract is used, and why one does not count today") {
  REQUIRE(trama({"register", orders("1.0.0", {"id", "sum"})}).exit == 0);
  declare("board", R"([{"contract":"orders","fields":["sum"],"versions":"^1"}])");
  declare("model", R"([{"contract":"orders","until":"2020-01-31"}])");
  const Output listed = trama({"agreements", "orders"});
  CHECK(listed.exit == 0);
  CHECK(contains(listed.out, "sum of ^1"));
  CHECK(contains(listed.out, "everything (it ended on 2020-01-31)"));
  CHECK(contains(listed.out, "team-b"));
  CHECK(trama({"agreements", "nobody"}).exit == 2);
}

TEST_CASE_FIXTURE(Fixture, "a proposal is opened, objected to, acknowledged and published") {
  REQUIRE(trama({"register", orders("1.0.0", {"id"})}).exit == 0);
  declare("board", R"(["orders"])");
  const std::string next = orders("2.0.0", {"id", "sum"});
  const Output opened = trama({"propose", next, "--expires", "14d", "--reason", "more detail"});
  CHECK_MESSAGE(opened.exit == 0, opened.err);
  CHECK(contains(opened.out, ": opened proposal-"));
  CHECK(contains(opened.out, "orders 1.0.0 -> 2.0.0, open until "));
  CHECK(contains(trama({"propose", next}).out, "already open as proposal-"));
  const std::string id = json::parse(trama({"proposals", "orders", "--json"}).out)["id"];
  CHECK(contains(trama({"proposals", "orders", "--state", "open"}).out, "more detail"));
  CHECK_FALSE(contains(trama({"proposals", "orders", "--state", "published"}).out, id));

  CHECK(contains(trama({"proposal", "orders", id}).out, "0 acknowledged, 0 objected, 1 pending"));
  const Output objected = trama({"proposal", "orders", id, "--object", "board", "--comment", "keep the total"});
  CHECK(contains(objected.out, "board objected to " + id));
  CHECK(contains(trama({"proposal", "orders", id}).out, "keep the total"));
  CHECK(trama({"proposal", "orders", id, "--acknowledge", "board"}).exit == 0);
  const Output shown = trama({"proposal", "orders", id});
  CHECK(contains(shown.out, "1 acknowledged, 0 objected, 0 pending"));
  CHECK(json::parse(trama({"proposal", "orders", id, "--json"}).out)["agreements"][0]["signature"]["answer"] ==
        "acknowledged");

  CHECK(contains(trama({"proposal", "orders", id, "--publish", "--dry-run"}).out, "dry run"));
  CHECK(server.get("/api/v1/contracts/orders")["version"] == "1.0.0");
  const Output published = trama({"proposal", "orders", id, "--publish", "--reason", "agreed"});
  CHECK_MESSAGE(published.exit == 0, published.err);
  CHECK(contains(published.out, id + ": created orders 2.0.0"));
  CHECK(contains(trama({"proposal", "orders", id}).out, ": agreed"));
  CHECK(trama({"proposal", "orders", id, "--publish"}).exit == 1);
}

TEST_CASE_FIXTURE(Fixture, "proposals that cannot be, and answers from nobody, are refused") {
  REQUIRE(trama({"register", orders("1.0.0", {"id"})}).exit == 0);
  CHECK(trama({"propose", orders("1.0.0", {"id", "sum"})}).exit == 1);
  CHECK(trama({"propose", folder / "absent.yaml"}).exit == 2);
  CHECK(trama({"propose", file("prose.txt", "Dear colleagues, this is not a contract.\n")}).exit == 2);
  CHECK(trama({"proposals", "nobody"}).exit == 2);
  const std::string id = open_proposal(orders("2.0.0", {"id", "sum"}));
  CHECK(trama({"proposal", "orders", id, "--acknowledge", "nobody"}).exit == 2);
  CHECK(trama({"proposal", "orders", id, "--object", "board"}).exit == 2);
  CHECK(trama({"proposal", "orders", id, "--publish", "--withdraw", "--reason", "x"}).exit == 2);
  CHECK(trama({"proposal", "orders", id, "--withdraw"}).exit == 2);
  CHECK(server.get("/api/v1/contracts/orders/proposals/" + id)["state"] == "open");
  CHECK(contains(trama({"proposal", "orders", id, "--withdraw", "--reason", "not now"}).out, "withdrew " + id));
  CHECK(contains(trama({"proposal", "orders", id}).out, ": not now"));
}

TEST_CASE_FIXTURE(Fixture, "an override passes the gates it names for a reason, on registering and on publishing") {
  REQUIRE(trama({"compatibility", "--scope", "catalog", "--set", "window_gate=enforce", "--reason", "always"}).exit ==
          0);
  REQUIRE(trama({"register", orders("1.0.0", {"id", "leak", "more"})}).exit == 0);
  declare("board", R"([{"contract":"orders","fields":["leak","more"]}])");
  const std::string next = orders("2.0.0", {"id", "more"});
  const Output refused = trama({"register", next});
  CHECK(refused.exit == 1);
  CHECK(contains(refused.err, "window/field-removed"));
  CHECK(trama({"register", next, "--override", "window,acknowledgement"}).exit == 2);
  CHECK(trama({"register", next, "--override", "version", "--reason", "x"}).exit == 2);
  const Output passed = trama({"register", next, "--override", "window,acknowledgement", "--reason", "it leaks"});
  CHECK_MESSAGE(passed.exit == 0, passed.err);
  CHECK(contains(passed.out, "(overridden)"));
  CHECK(server.get("/api/v1/contracts/orders/versions")["items"][0]["override"]["reason"] == "it leaks");

  const std::string id = open_proposal(orders("3.0.0", {"id"}));
  CHECK(trama({"proposal", "orders", id, "--publish"}).exit == 1);
  const Output published = trama(
      {"proposal", "orders", id, "--publish", "--override", "window,acknowledgement", "--reason", "it leaks too"});
  CHECK_MESSAGE(published.exit == 0, published.err);
  CHECK(contains(published.out, "(overridden)"));
}

TEST_CASE("who may not change settings is told so, and nothing changes") {
  const TempDir folder;
  const std::string writer = "a-writer-s-token-of-some-length";
  std::ofstream(folder / "tokens") << "will write " << trama::sha256_hex(writer) << "\n";
  ServerProcess server({"--data", folder / "data", "--token-file", folder / "tokens"});
  const Output refused = run_trama({"compatibility", "--scope", "catalog", "--set", "window_days=1", "--reason", "x",
                                    "--server", server.url(), "--token", writer});
  CHECK(refused.exit == 3);
  CHECK(contains(refused.err, "admin"));
  const Output listed = run_trama({"compatibility", "--json", "--server", server.url(), "--token", writer});
  CHECK(listed.exit == 0);
  CHECK(listed.out.empty());
}
