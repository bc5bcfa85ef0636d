// Goal: commands, their output and their exit codes. Method: the real binary against a real server.
#include <filesystem>
#include <fstream>

#include <doctest/doctest.h>

#include "tests/support/contracts.h"
#include "tests/support/server_fixture.h"

using namespace trama::test;

namespace {

struct Fixture : ServerFixture {
  std::string file(const std::string& name, const std::string& text) { return folder.write(name, text); }
};

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE_FIXTURE(Fixture, "register, get, list, search and lineage tell one story") {
  const std::string a = file("a.yaml", contract_text("urn:datacontract:d:a", "1.0.0", {"customer_id"}));
  const std::string b =
      file("b.yaml", contract_text("urn:datacontract:d:b", "1.0.0", {"id <- urn:datacontract:d:a.t.customer_id"}));
  const Output registered = trama({"register", a, b});
  CHECK(registered.exit == 0);
  CHECK(contains(registered.out, "created urn:datacontract:d:a 1.0.0"));
  const Output original = trama({"get", "urn:datacontract:d:a"});
  CHECK(original.exit == 0);
  CHECK(original.out == contract_text("urn:datacontract:d:a", "1.0.0", {"customer_id"}));
  CHECK(contains(trama({"get", "urn:datacontract:d:a", "--format", "odcs"}).out, "apiVersion: v3.1.0"));
  CHECK(
      contains(trama({"get", "urn:datacontract:d:a", "--format", "dcs"}).out, "dataContractSpecification: \"1.2.1\""));
  CHECK(contains(trama({"list"}).out, "urn:datacontract:d:b"));
  server.wait_for_search();
  const Output found = trama({"search", "customerId"});
  CHECK(contains(found.out, "column customer_id"));
  CHECK(contains(found.out, "1 result"));
  const Output lineage = trama({"lineage", "urn:datacontract:d:a"});
  CHECK(contains(lineage.out, "urn:datacontract:d:b/t"));
  CHECK(contains(lineage.out, "downstream 1"));
  CHECK(contains(lineage.out, "complete"));
  CHECK(contains(trama({"lineage", "urn:datacontract:d:a", "--format", "mermaid"}).out, "graph LR"));
  const Output products = trama({"lineage", "urn:datacontract:d:a", "--level", "product"});
  CHECK(contains(products.out, "STATUS  DATASETS"));
  CHECK(contains(products.out, "DATASET EDGES"));
  CHECK(contains(products.out, "urn:datacontract:d:a  urn:datacontract:d:b  DERIVES   1"));
  CHECK(contains(trama({"lineage", "urn:datacontract:d:a", "--level", "domain"}).out, "0    domain  d "));
  const Output impact = trama({"impact", "urn:datacontract:d:a.customer_id", "--change", "rename"});
  CHECK(impact.exit == 0);
  CHECK(contains(impact.out, "certain"));
  CHECK(contains(impact.out, "urn:datacontract:d:b/t"));
  CHECK(contains(impact.out, "1 certain, 0 possible, 0 cleared; complete"));
  CHECK(contains(impact.out, "never registered as consumers: team-a"));
  CHECK(trama({"impact", "urn:datacontract:d:a", "--change", "explode"}).exit == 2);
  CHECK(contains(trama({"impact", "urn:datacontract:d:a", "--format", "csv"}).out, "certain,direct,1"));
  const Output paths = trama({"paths", "urn:datacontract:d:a", "urn:datacontract:d:b"});
  CHECK(contains(paths.out, "1. 1 step"));
  CHECK(contains(paths.out, "-> urn:datacontract:d:b/t"));
  CHECK(contains(trama({"paths", "urn:datacontract:d:b", "urn:datacontract:d:a"}).out, "no path"));
}

TEST_CASE_FIXTURE(Fixture, "exit codes tell invalid documents, wrong usage and unreachable servers apart") {
  const std::string invalid =
      file("invalid.yaml",
           "kind: DataContract\napiVersion: v3.1.0\nid: x\nversion: 1.0.0\nstatus: active\nservers:\n"
           "  - server: s\n    type: postgres\n    host: h\n    password: hunter2-real\n");
  const std::string prose = file("prose.txt", "Dear colleagues, this is not a contract.\n");
  const std::string good = file("good.yaml", contract_text("c", "1.0.0", {"x"}));
  CHECK(trama({"register", invalid}).exit == 1);
  CHECK(trama({"register", prose}).exit == 2);
  CHECK(trama({"register", folder / "absent.yaml"}).exit == 2);
  CHECK(trama({"register", good}).exit == 0);
  CHECK(trama({"register", good, invalid, prose}).exit == 2);
  CHECK(run_trama({"register", good, "--server", "http://127.0.0.1:1"}).exit == 3);
  CHECK(run_trama({"nonsense"}).exit == 2);
  CHECK(run_trama({"--help"}).exit == 0);
  CHECK(run_trama({"--version"}).out == std::string("trama ") + TRAMA_VERSION + "\n");
}

TEST_CASE_FIXTURE(Fixture, "errors name file, line, column and rule") {
  const Output output = trama({"register", file("twice.yaml", "dataContractSpecification: 1.1.0\nid: x\nid: y\n")});
  CHECK(output.exit == 2);
  CHECK(contains(output.err, "twice.yaml:3:1: error duplicate-key"));
}

TEST_CASE_FIXTURE(Fixture, "a contract can come from standard input and init writes one that registers") {
  CHECK(trama({"register", "-"}, contract_text("from-stdin", "1.0.0", {"x"})).exit == 0);
  const std::string path = folder / "new.yaml";
  CHECK(run_trama({"init", path, "--id", "urn:datacontract:d:new", "--name", "A \"new\" one"}).exit == 0);
  CHECK(run_trama({"init", path}).exit == 2);
  CHECK(trama({"register", path}).exit == 0);
}

TEST_CASE_FIXTURE(Fixture, "export beside a running server and import into an empty store reproduce the history") {
  trama({"register", file("1.yaml", contract_text("a", "1.0.0", {"x"}))});
  trama({"register", file("2.yaml", contract_text("a", "2.0.0", {"x", "y"}))});
  trama({"register", file("3.yaml", contract_text("b", "1.0.0", {"x <- a.t.x"}))});
  trama({"retire", "b", "--reason", "not needed"});
  const Output exported = run_trama({"export", folder / "out", "--data", folder / "data"});
  REQUIRE(exported.exit == 0);
  CHECK(std::filesystem::exists(folder / "out/changes.ndjson"));
  const Output imported = run_trama({"import", folder / "out", "--data", folder / "copy"});
  REQUIRE_MESSAGE(imported.exit == 0, imported.err);
  ServerProcess copy({"--data", folder / "copy"});
  CHECK(copy.call("GET", "/api/v1/changes").body == server.call("GET", "/api/v1/changes").body);
  CHECK(copy.call("GET", "/api/v1/contracts/a?format=original").body == contract_text("a", "2.0.0", {"x", "y"}));
  copy.wait_until_ready();
  CHECK(copy.get("/api/v1/lineage?node=a")["nodes"] == server.get("/api/v1/lineage?node=a")["nodes"]);
}

TEST_CASE_FIXTURE(Fixture, "edges, aliases and erasing are commands like every other answer of the API") {
  trama({"register", file("a.yaml", contract_text("a", "1.0.0", {"x"}))});
  trama({"register", file("b.yaml", contract_text("b", "1.0.0", {"x"}))});
  CHECK(trama({"edge", "--from", "a/t", "--to", "b/t"}).exit == 2);
  const Output stated = trama({"edge", "--from", "a/t", "--to", "b/t", "--reason", "nightly copy"});
  CHECK(stated.exit == 0);
  CHECK(contains(trama({"edge"}).out, "nightly copy"));
  CHECK(contains(trama({"lineage", "a"}).out, "downstream 1"));
  CHECK(trama({"edge", "--remove", "edge-3"}).exit == 0);
  CHECK(contains(trama({"lineage", "a"}).out, "downstream 0"));

  CHECK(trama({"alias", "old_name"}).exit == 2);
  CHECK(trama({"alias", "old_name", "--node", "a/t"}).exit == 0);
  CHECK(contains(trama({"alias"}).out, "old_name"));
  CHECK(trama({"lineage", "old_name"}).exit == 0);
  CHECK(trama({"alias", "old_name", "--remove"}).exit == 0);
  CHECK(trama({"lineage", "old_name"}).exit == 2);

  CHECK(trama({"erase", "a", "1.0.0"}).exit == 2);
  CHECK(trama({"erase", "a", "1.0.0", "--reason", "court order"}).exit == 0);
  CHECK(trama({"get", "a"}).exit == 2);
  server.wait_for_search();
  CHECK(contains(trama({"suggest", "Title"}).out, "Title of b"));
}

TEST_CASE_FIXTURE(Fixture, "lineage-diff tells what changed between two points, of all or around a node") {
  trama({"register", file("a.yaml", contract_text("a", "1.0.0", {"x"}))});
  trama({"register", file("b.yaml", contract_text("b", "1.0.0", {"x <- a.t.x"}))});
  trama({"register", file("b2.yaml", contract_text("b", "2.0.0", {"x"})), "--reason", "over"});
  const Output all = trama({"lineage-diff", "--from", "0", "--to", "2"});
  CHECK(all.exit == 0);
  CHECK(contains(all.out, "appeared  a/t/x  b/t/x  DERIVES   contract b  contract-registered"));
  CHECK(contains(trama({"lineage-diff", "a", "--from", "2"}).out, "vanished"));
  const Output json = trama({"lineage-diff", "a", "--from", "2", "--depth", "1", "--json"});
  CHECK(nlohmann::json::parse(json.out)["change"]["reason"] == "over");
  CHECK(trama({"lineage-diff", "a"}).exit == 2);
  CHECK(trama({"lineage-diff", "--from", "1", "--depth", "1"}).exit == 2);
  CHECK(trama({"lineage-diff", "nothing", "--from", "1"}).exit == 2);
}

TEST_CASE_FIXTURE(Fixture, "a YAML file of several documents and a folder that was exported go to a server") {
  const std::string many =
      file("many.yaml", contract_text("a", "1.0.0", {"x"}) + "---\n" + contract_text("b", "1.0.0", {"x"}));
  const Output imported = trama({"import", many});
  CHECK_MESSAGE(imported.exit == 0, imported.err);
  CHECK(contains(imported.out, "2 documents: 2 created"));
  REQUIRE(run_trama({"export", folder / "out", "--data", folder / "data"}).exit == 0);
  ServerProcess other({"--data", folder / "other"});
  const Output sent = run_trama({"import", folder / "out", "--server", other.url()});
  CHECK_MESSAGE(sent.exit == 0, sent.err);
  CHECK(contains(sent.out, "2 registered"));
}

TEST_CASE_FIXTURE(Fixture, "files go in as history, with their names at what is wrong and a word about the gates") {
  const std::string many = folder / "many";
  std::filesystem::create_directory(many);
  std::ofstream(many + "/1.yaml") << contract_text("a", "1.0.0", {"x", "y"});
  std::ofstream(many + "/2.yaml") << contract_text("a", "1.0.1", {"x"});
  std::ofstream(many + "/3.yaml") << "dataContractSpecification: 1.1.0\nid: b\n";
  std::ofstream(many + "/4.yaml", std::ios::binary) << contract_text("\xff", "1.0.0", {"x"});
  const Output imported = trama({"import", many});
  CHECK(imported.exit == 2);
  CHECK(contains(imported.out, "2 registered, 0 unchanged, 0 consumers, 2 refused"));
  CHECK(contains(imported.err, "1 new version would not have passed the gates"));
  CHECK(contains(imported.err, many + "/3.yaml:1:1: error missing-version"));
  CHECK(contains(imported.err, "4.yaml: "));
  const auto counts = nlohmann::json::parse(trama({"import", many + "/1.yaml", "--json"}).out);
  CHECK(counts["unchanged"] == 1);
  const Output refused = trama({"register", file("low.yaml", contract_text("a", "1.0.2", {}, "u"))});
  CHECK(refused.exit == 1);
  CHECK(contains(refused.err, "version/dataset-removed"));
}

TEST_CASE_FIXTURE(Fixture, "fsck finds a catalog sound after everyday use") {
  trama({"register", file("1.yaml", contract_text("a", "1.0.0", {"x"}))});
  trama({"register", file("2.yaml", contract_text("b", "1.0.0", {"x <- a.t.x", "y <- nowhere.t.z"}))});
  trama({"retire", "a"});
  CHECK(server.stop_politely() == 0);
  const Output checked = run_trama({"fsck", "--data", folder / "data"});
  CHECK_MESSAGE(checked.exit == 0, checked.out);
  CHECK(contains(checked.out, "sound"));
}

TEST_CASE_FIXTURE(Fixture, "the sample company imports from its folder") {
  const Output imported = trama({"import", std::string(TRAMA_SOURCE_DIR) + "/data/sample"});
  CHECK_MESSAGE(imported.exit == 0, imported.err);
  CHECK(contains(imported.out, " 0 refused"));
}
