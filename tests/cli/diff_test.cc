// Goal: what changed is told the same by a server of its versions and offline of two files. Method: the real binary.

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "tests/support/contracts.h"
#include "tests/support/server_process.h"
#include "tests/support/temp_dir.h"

using namespace trama::test;
using nlohmann::json;

namespace {

struct Files {
  TempDir folder;

  std::string file(const std::string& name, const std::string& text) { return folder.write(name, text); }
  std::string before = file("1.yaml", contract_text("a", "1.0.0", {"id", "email"}));
  std::string after = file("2.yaml", contract_text("a", "2.0.0", {"id"}));
};

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE_FIXTURE(Files, "two files are compared without a server, and changes are no failure") {
  const Output changed = run_trama({"diff", before, after, "--server", "http://127.0.0.1:1"});
  CHECK_MESSAGE(changed.exit == 0, changed.err);
  CHECK(contains(changed.out, "field-removed  t.email  breaks"));
  CHECK(contains(changed.out, "a 1.0.0 -> 2.0.0: 1 change\n"));
  CHECK(run_trama({"diff", before, before}).out == "a 1.0.0 -> 1.0.0: no change\n");
  CHECK(contains(run_trama({"diff", after, before}).out, "field-added"));
  CHECK(contains(run_trama({"diff", "-", after}, contract_text("a", "1.0.0", {"id", "email"})).out, "field-removed"));
}

TEST_CASE_FIXTURE(Files, "a server says of its versions what two files say") {
  ServerProcess server{{"--data", folder / "data"}};
  const auto diff = [&](std::vector<std::string> more) {
    more.insert(more.begin(), "diff");
    more.insert(more.end(), {"--server", server.url()});
    return run_trama(more);
  };
  server.post_contract(contract_text("a", "1.0.0", {"id", "email"}));
  server.post_contract(contract_text("a", "2.0.0", {"id"}));
  CHECK(diff({"a"}).exit == 0);
  CHECK(diff({"a"}).out == run_trama({"diff", before, after}).out);
  CHECK(diff({"a", "--json"}).out == run_trama({"diff", before, after, "--json"}).out);
  CHECK(json::parse(diff({"a", "--json"}).out)["changes"][0]["rule"] == "field-removed");
  CHECK(contains(diff({"a", "--from", "2.0.0", "--to", "1.0.0"}).out, "a 2.0.0 -> 1.0.0: 1 change"));

  const Output first = diff({"a", "--to", "1.0.0"});
  CHECK(first.exit == 2);
  CHECK(contains(first.err, "is the first"));
  CHECK(diff({"nobody"}).exit == 2);
  CHECK(run_trama({"diff", "a", "--server", "http://127.0.0.1:1"}).exit == 3);
}

TEST_CASE_FIXTURE(Files, "files that cannot be compared are refused by name") {
  const Output absent = run_trama({"diff", before, folder / "absent.yaml"});
  CHECK(absent.exit == 2);
  CHECK(contains(absent.err, "absent.yaml"));
  CHECK(run_trama({"diff", file("prose.txt", "Dear colleagues, this is not a contract.\n"), after}).exit == 2);
  CHECK(run_trama({"diff", before, after, "--from", "1.0.0"}).exit == 2);
  CHECK(run_trama({"diff", before, after, before}).exit == 2);
}
