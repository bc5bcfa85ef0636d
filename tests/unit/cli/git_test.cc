// Goal: a commit's contract files are read without checking anything out. Method: a repository made by the real git.
#include "web/cli/check/git.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <doctest/doctest.h>

#include "tests/support/temp_dir.h"

using namespace trama;
using cli::documents_of_commit;

namespace {

struct Repository {
  test::TempDir folder;

  Repository() { run("init -q"); }
  void run(const std::string& what) {
    const std::string command =
        "git -C " + folder.path().string() + " -c user.name=t -c user.email=t@example.org " + what + " >/dev/null 2>&1";
    REQUIRE(std::system(command.c_str()) == 0);  // NOLINT(concurrency-mt-unsafe): one thread
  }
  void write(const std::string& name, const std::string& text) {
    std::filesystem::create_directories((folder.path() / name).parent_path());
    std::ofstream(folder / name, std::ios::binary) << text;
  }
  void commit() {
    run("add -A");
    run("commit -q -m x");
  }
};

}  // namespace

TEST_CASE("documents are those of the commit, not of the work tree") {
  Repository repository;
  repository.write("contracts/ünï cödé.yaml", "id: a\n");
  repository.write("b.json", "{}");
  repository.write("readme.md", "no document");
  repository.commit();
  repository.write("b.json", "{\"changed\": true}");
  const auto documents = documents_of_commit(repository.folder.path().string(), "HEAD");
  REQUIRE(documents);
  REQUIRE(documents->size() == 2);
  CHECK((*documents)[0].path == "b.json");
  CHECK((*documents)[0].text == "{}");
  CHECK((*documents)[1].path == "contracts/ünï cödé.yaml");
  CHECK((*documents)[1].text == "id: a\n");
}

TEST_CASE("files too large for a contract, links and empty commits do no harm") {
  Repository repository;
  repository.write("large.yaml", std::string(5U << 20, 'x'));
  std::filesystem::create_symlink("large.yaml", repository.folder.path() / "link.yaml");
  repository.commit();
  const auto documents = documents_of_commit(repository.folder.path().string(), "HEAD");
  REQUIRE(documents);
  CHECK(documents->empty());
}

TEST_CASE("a ref that is none, an option in its place and a folder that is no repository are told apart from success") {
  Repository repository;
  repository.write("a.yaml", "id: a\n");
  repository.commit();
  const std::string folder = repository.folder.path().string();
  for (const std::string ref : {"no-such-ref", "--help", "HEAD:a.yaml", ""}) {
    CAPTURE(ref);
    const auto documents = documents_of_commit(folder, ref);
    REQUIRE_FALSE(documents);
    CHECK(documents.error().code == ErrorCode::unreachable);
  }
  const test::TempDir empty;
  CHECK_FALSE(documents_of_commit(empty.path().string(), "HEAD"));
}
