// Small contracts and an opened store, for the tests of the store.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "catalog/base/clock.h"
#include "catalog/store/registry.h"
#include "tests/support/temp_dir.h"

namespace trama::store::test {

// A contract with one dataset `t`; each column is "name" or "name<source-contract/t/column" (field lineage).
struct Doc {
  std::string id = "c";
  std::string version = "1.0.0";
  std::vector<std::string> columns = {"a"};
  std::string domain{}, owner{}, status = "active";
  std::vector<std::string> tags{};
  std::string note{};  // a comment in the bytes: other bytes, same model
  contract::Kind kind = contract::Kind::contract;
};

[[nodiscard]] RegisterRequest request_of(const Doc& doc, const std::string& actor = "ann");
[[nodiscard]] std::string bytes_of(const Doc& doc);

// A store in a folder of its own, with a clock that stands still until moved.
class Opened {
 public:
  explicit Opened(CommitListener listener = {});
  void reopen();
  void close() { registry_.reset(); }
  Registry& operator*() { return *registry_; }
  Registry* operator->() { return registry_.get(); }
  [[nodiscard]] std::string path() const { return dir_ / "store"; }
  FakeClock clock{1'700'000'000'000'000};

 private:
  trama::test::TempDir dir_;
  CommitListener listener_;
  std::unique_ptr<Registry> registry_;
};

// Registers; fails the test loudly when refused.
Receipt put(Registry& registry, const Doc& doc);
// "source -> target", and of what the contract says now or said at a seq, sorted.
[[nodiscard]] std::string said_text(const lineage::Assertion& assertion);
[[nodiscard]] std::vector<std::string> lineage_now(const Registry& registry, const std::string& id);
[[nodiscard]] std::vector<std::string> lineage_at(const Registry& registry, const std::string& id, Seq seq);
// Every fsck finding as text; empty is sound.
[[nodiscard]] std::vector<std::string> fsck_of(const Registry& registry);

}  // namespace trama::store::test
