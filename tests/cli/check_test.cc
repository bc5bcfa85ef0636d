// Goal: the gate of a pipeline refuses what must not pass, says why, and never takes silence for a pass. Method: the
// real binary, offline against a folder, and against a server.
#include <filesystem>
#include <fstream>
#include <iterator>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "tests/support/contracts.h"
#include "tests/support/server_process.h"
#include "tests/support/temp_dir.h"

using namespace trama::test;

namespace {

struct Folder {
  TempDir folder;

  Folder() {
    write("published/a.yaml", contract_text("a", "1.0.0", {"id", "email"}));
    write("published/b.yaml", contract_text("b", "1.0.0", {"mail <- a.t.email"}));
  }
  std::string write(const std::string& name, const std::string& text) {
    const auto path = folder.path() / name;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << text;
    return path.string();
  }
  std::string read(const std::string& name) {
    std::ifstream file(folder / name, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  Output check(const std::string& file, std::vector<std::string> more = {}) {
    std::vector<std::string> arguments = {"check", file, "--against", folder / "published"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run_trama(arguments);
  }
};

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE_FIXTURE(Folder, "a removed column under a minor version is refused, with the right version and who is hit") {
  const Output refused = check(write("a.yaml", contract_text("a", "1.1.0", {"id"})));
  CHECK(refused.exit == 1);
  CHECK(contains(refused.out, "error version/field-removed"));
  CHECK(contains(refused.out, "b/t"));
  CHECK(contains(refused.out, "refused  a 1.0.0 -> 1.1.0 (publish as 2.0.0); 1 breaking"));
}

TEST_CASE_FIXTURE(Folder, "an added column under a minor version passes") {
  const Output passed = check(write("a.yaml", contract_text("a", "1.1.0", {"id", "email", "phone"})));
  CHECK(passed.exit == 0);
  CHECK(contains(passed.out, "passed  a 1.0.0 -> 1.1.0; 1 additive"));
}

TEST_CASE_FIXTURE(Folder, "a published version with another content is refused") {
  const Output refused = check(write("a.yaml", contract_text("a", "1.0.0", {"id", "email", "phone"})));
  CHECK(refused.exit == 1);
  CHECK(contains(refused.out, "version/version-exists"));
  CHECK(contains(refused.out, "publish as 1.1.0"));
}

TEST_CASE_FIXTURE(Folder, "what nobody can judge is no pass, whatever may fail") {
  const std::string good = write("good.yaml", contract_text("a", "1.1.0", {"id", "email"}));
  const std::string prose = write("prose.txt", "Dear colleagues, this is not a contract.\n");
  CHECK(check(prose).exit == 2);
  CHECK(check(folder / "absent.yaml").exit == 2);
  CHECK(run_trama({"check", good, "--server", "http://127.0.0.1:1", "--fail-on", "never"}).exit == 3);
  CHECK(run_trama({"check", good, "--against", "no-such-ref"}).exit == 3);
  CHECK(check(good, {"--report", "sarif"}).exit == 2);
}

TEST_CASE_FIXTURE(Folder, "an invalid contract is refused with the place of every problem") {
  const Output refused = check(
      write("bad.yaml",
            "dataContractSpecification: 1.2.1\nid: a\ninfo: {title: A, version: 1.1.0}\nmodels:\n  t:\n    fields:\n"
            "      n: {type: decimal, minimum: 10, maximum: 0}\n"));
  CHECK(refused.exit == 1);
  CHECK(contains(refused.out, "bad.yaml:7:"));
  CHECK(contains(refused.out, "document/contradicting-bounds"));
}

TEST_CASE_FIXTURE(Folder, "fail-on decides, and reports are written beside what is printed") {
  const std::string file = write("a.yaml", contract_text("a", "1.1.0", {"id"}));
  const Output never =
      check(file, {"--fail-on", "never", "--format", "json", "--report", "sarif=" + folder / "s.json", "--report",
                   "junit=" + folder / "j.xml", "--report", "markdown=" + folder / "m.md"});
  CHECK(never.exit == 0);
  const auto json = nlohmann::json::parse(never.out);
  CHECK(json["verdict"] == "refuse");
  CHECK(json["files"][0]["suggested_version"] == "2.0.0");
  CHECK(json["files"][0]["impact"]["counts"]["certain"] == 1);
  CHECK(nlohmann::json::parse(read("s.json"))["runs"][0]["results"].size() >= 1);
  CHECK(contains(read("j.xml"), "failures=\"0\""));
  CHECK(read("m.md").starts_with("<!-- trama-check -->"));
}

TEST_CASE_FIXTURE(Folder, "a server judges the same as the folder it was filled from") {
  ServerProcess server{{"--data", folder / "data"}};
  for (const char* name : {"published/a.yaml", "published/b.yaml"}) {
    REQUIRE(run_trama({"register", folder / name, "--server", server.url()}).exit == 0);
  }
  const std::string file = write("a.yaml", contract_text("a", "1.1.0", {"id"}));
  const Output remote = run_trama({"check", file, "--server", server.url()});
  CHECK(remote.exit == 1);
  CHECK(remote.out == check(file).out);
}

TEST_CASE_FIXTURE(Folder, "two versions are compared by their classified changes") {
  ServerProcess server{{"--data", folder / "data"}};
  server.post_contract(contract_text("a", "1.0.0", {"id", "email"}));
  server.post_contract(contract_text("a", "2.0.0", {"id"}));
  const auto diff = server.get("/api/v1/contracts/a/diff");
  CHECK(diff["from"] == "1.0.0");
  REQUIRE(diff["changes"].size() == 1);
  CHECK(diff["changes"][0]["rule"] == "field-removed");
  CHECK(server.get("/api/v1/contracts/a/diff?from=2.0.0&to=1.0.0")["changes"][0]["kind"] == "added");
  CHECK(server.call("GET", "/api/v1/contracts/a/diff?to=1.0.0").status == 404);
  CHECK(server.call("GET", "/api/v1/contracts/nobody/diff").status == 404);
  CHECK(server.call("POST", "/api/v1/check?policy=none-such", contract_text("a", "3.0.0", {"id"}), "application/yaml")
            .status == 400);
}
