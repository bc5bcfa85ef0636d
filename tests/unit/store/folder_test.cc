// Goal: an export imported into an empty store is the same catalog with the same past.
// Method: a seeded random life with every kind of change; export, import, export again: the folders must be the same,
// byte for byte, and both stores must agree in every answer.
#include "catalog/store/folder.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <random>
#include <set>
#include <string>

#include <doctest/doctest.h>

#include "catalog/contract/model_json.h"
#include "catalog/contract/parse.h"
#include "catalog/lineage/manifest.h"
#include "catalog/lineage/openlineage/event.h"
#include "tests/support/dbt_project.h"
#include "tests/unit/store/fixture.h"

using namespace trama;
using namespace trama::store;
using namespace trama::store::test;
namespace fs = std::filesystem;

namespace {

std::string document(const std::string& id, const std::string& version, const std::string& source,
                     const std::string& note) {
  return "# " + note + "\ndataContractSpecification: 1.2.1\nid: \"" + id + "\"\ninfo:\n  title: " + id +
         "\n  version: \"" + version +
         "\"\nmodels:\n  t:\n    type: table\n    fields:\n      k:\n        type: string\n        lineage:\n          "
         "inputFields:\n"
         "            - namespace: up\n              name: t\n              field: " +
         source + "\n";
}

RegisterRequest parsed(const std::string& bytes, const std::string& actor) {
  const auto contract = contract::parse_contract(bytes);
  REQUIRE(contract);
  RegisterRequest request;
  request.contract = contract->contract;
  request.fingerprint = contract->fingerprint;
  request.model_json = contract::to_json(*contract->contract);
  request.original = bytes;
  request.actor = actor;
  return request;
}

std::map<std::string, std::string> tree(const std::string& folder) {
  std::map<std::string, std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    std::ifstream in(entry.path(), std::ios::binary);
    files[fs::relative(entry.path(), folder).generic_string()] = {std::istreambuf_iterator<char>(in), {}};
  }
  return files;
}

lineage::Consumer board(int n) {
  lineage::Consumer consumer;
  consumer.id = "urn:consumer:Sales:board " + std::to_string(n % 2);
  consumer.name = "Board \"" + std::to_string(n) + "\"";
  consumer.uses.push_back(
      {.contract = n % 3 == 0 ? "urn:c:A" : "urn:c:b", .versions = "^1", .fields = {}, .purpose = "x"});
  return consumer;
}

void settings_step(Registry& registry, unsigned n) {
  SettingsRequest request;
  request.scope = n % 2 == 0 ? contract::Scope{contract::ScopeKind::catalog, ""}
                             : contract::Scope{contract::ScopeKind::contract, "urn:c:A"};
  request.settings.window_days = n % 5;
  request.actor = "fred";
  request.reason = "because \"so\"";
  static_cast<void>(n % 3 == 0 ? registry.remove_settings(request).has_value()
                               : registry.set_settings(request).has_value());
}

// Opens, signs, withdraws and publishes proposals, some of them in vain.
void proposal_step(Registry& registry, const std::string& id, std::mt19937& random) {
  const auto n = random();
  const auto open = registry.proposals(id, ProposalState::open, "", 1);
  if (n % 4 == 0 || open->items.empty()) {
    const std::string version = std::to_string(random() % 4) + ".5.0";
    RegisterRequest text = parsed(document(id, version, "p" + std::to_string(n % 2), std::to_string(n % 3)), "gil");
    ProposeRequest request;
    request.contract = text.contract;
    request.original = text.original;
    request.fingerprint = text.fingerprint;
    request.actor = "gil";
    request.reason = n % 5 == 0 ? "" : "why not";
    request.lifetime_us = n % 7 == 0 ? 500 : 30 * kDayUs;
    static_cast<void>(registry.propose(std::move(request)));
    return;
  }
  const Proposal proposal = open->items.front();
  if (n % 4 == 3) {
    PublishRequest request;
    request.contract = id;
    request.proposal = proposal.id;
    request.actor = "gil";
    const auto text = registry.proposal_text(id, proposal.id);
    if (!text) return;
    request.registration = parsed(*text, "gil");
    if (n % 3 == 0) {
      request.registration->override_gates = {contract::Gate::window};
      request.registration->reason = "urgent";
    }
    static_cast<void>(registry.publish_proposal(std::move(request)));
  } else if (n % 16 == 1) {
    static_cast<void>(registry.withdraw({id, proposal.id, "gil", "no", {}}));
  } else {
    SignRequest request;
    request.contract = id;
    request.proposal = proposal.id;
    request.consumer = board(static_cast<int>(n % 2)).id;
    request.comment = n % 3 == 0 ? "" : "ok " + std::to_string(n % 4);
    request.actor = "hal";
    request.stance = n % 3 == 1 ? Stance::objected : Stance::acknowledged;
    static_cast<void>(registry.sign(std::move(request)));
  }
}

// Runs of two jobs between three datasets, in any state and any order.
void event_step(Registry& registry, unsigned n) {
  const char* const types[] = {"START", "COMPLETE", "FAIL"};
  const std::string day = std::to_string(1 + n / 3 % 9), table = std::to_string(n / 5 % 3);
  const std::string text = R"({"eventType":")" + std::string(types[n % 3]) + R"(","eventTime":"2026-01-0)" + day +
                           R"(T00:00:00Z","run":{"runId":"01930000-0000-7000-8000-00000000000)" + day +
                           R"("},"job":{"namespace":"cron","name":"job )" + std::to_string(n % 2) +
                           R"("},"inputs":[{"namespace":"pg://h:1","name":"in )" + table +
                           R"("}],"outputs":[{"namespace":"pg://h:1","name":"out"}]})";
  auto event = openlineage::parse_event(text);
  REQUIRE(event);
  REQUIRE(
      registry.receive_event({std::make_shared<const openlineage::Event>(event.take()), text, "ivy", std::nullopt}));
}

// A dbt project of up to three models with a dashboard each, imported or removed.
void manifest_step(Registry& registry, unsigned n) {
  if (n % 5 == 0) {
    static_cast<void>(registry.remove_manifest({"dbt/shop", "jan", "moved", {}}));
    return;
  }
  if (n % 7 == 0) {
    const std::string job = openlineage::job_asserter_id({"cron", "job " + std::to_string(n % 2)});
    static_cast<void>(registry.sweep({{lineage::AsserterKind::job, job}, INT64_MAX, "kim", "old", {}}));
    return;
  }
  trama::test::DbtManifest project;
  project.generated = "2026-01-0" + std::to_string(1 + n % 9) + "T00:00:00Z";
  project.sources = trama::test::kRawOrders;
  for (const std::string model : {"a", "b", "c"}) {
    if (n / 9 % 8 == 0 || (model == "c" && n % 2 == 0)) continue;
    const std::string comma = project.nodes.empty() ? "" : ",";
    project.nodes += comma + trama::test::dbt_node("model", model, R"("source.shop.erp.raw_orders")",
                                                   "select id from warehouse.raw.raw_orders");
    project.exposures += comma + R"("exposure.shop.)" + model + R"(":{"name":")" + model +
                         R"(","type":"dashboard","depends_on":{"nodes":["model.shop.)" + model + R"("]}})";
  }
  auto manifest = lineage::read_manifest(project.text());
  REQUIRE(manifest);
  ManifestRequest request{std::make_shared<const lineage::Manifest>(manifest.take()), "jan", std::nullopt};
  REQUIRE(registry.import_manifest(std::move(request)));
}

void one_step(Registry& registry, std::mt19937& random) {
  const std::string id = random() % 2 == 0 ? "urn:c:A" : "urn:c:b";
  const std::string version = std::to_string(random() % 3) + ".0.0";
  const auto n = random();
  switch (random() % 15) {
    case 0:
      static_cast<void>(registry.retire({id, "", "bob", "old \"one\"", {}}));
      break;
    case 1:
      if (n % 3 == 0) static_cast<void>(registry.erase_version({id, version, "carol", "gdpr", {}}));
      break;
    case 2:
      static_cast<void>(registry.set_consumer(board(static_cast<int>(n % 5)), "", "dora"));
      break;
    case 3:
      static_cast<void>(registry.remove_consumer(board(static_cast<int>(n % 2)).id, "", "dora"));
      break;
    case 4: {
      ManualEdge edge;
      edge.assertion.source = {lineage::EndpointKind::contract, id, "t", "k", ""};
      edge.assertion.target = {lineage::EndpointKind::text, "somewhere.else", "", "", "urn:c:b"};
      edge.assertion.type = lineage::DependencyType::indirect;
      edge.assertion.subtype = lineage::Subtype::join;
      edge.actor = "eve";
      edge.reason = "seen";
      static_cast<void>(registry.add_edge(edge));
      break;
    }
    case 5:
      static_cast<void>(registry.remove_edge("edge-" + std::to_string(n % 40), "eve"));
      break;
    case 6:
      static_cast<void>(n % 2 == 0 ? registry.set_alias({"short", id + "/t", "eve", "handy", 0, 0}).has_value()
                                   : registry.remove_alias("short", "eve").has_value());
      break;
    case 7:
      settings_step(registry, static_cast<unsigned>(n));
      break;
    case 8:
    case 9:
      proposal_step(registry, id, random);
      break;
    case 10:
      event_step(registry, static_cast<unsigned>(n));
      break;
    case 11:
      manifest_step(registry, static_cast<unsigned>(n));
      break;
    default:
      static_cast<void>(registry.register_contract(
          parsed(document(id, version, "x" + std::to_string(n % 2), std::to_string(n % 3)), "ann")));
  }
}

void check_same(const Registry& a, const Registry& b) {
  CHECK(a.head() == b.head());
  const auto changes_a = a.changes(0, 1000);
  const auto changes_b = b.changes(0, 1000);
  REQUIRE(changes_a->size() == changes_b->size());
  for (const std::string id : {"urn:c:A", "urn:c:b"}) {
    CHECK(a.contract(id).has_value() == b.contract(id).has_value());
    if (!a.contract(id)) continue;
    CHECK(a.contract(id)->etag() == b.contract(id)->etag());
    CHECK(lineage::pack(*a.summary(id)) == lineage::pack(*b.summary(id)));
    for (const Change& change : *changes_a) CHECK(lineage_at(a, id, change.seq) == lineage_at(b, id, change.seq));
  }
  for (std::size_t i = 0; i < changes_a->size(); ++i) {
    const Change& x = (*changes_a)[i];
    const Change& y = (*changes_b)[i];
    CHECK(x.time_us == y.time_us);
    CHECK(x.actor == y.actor);
    CHECK(x.reason == y.reason);
    CHECK(x.kind == y.kind);
    CHECK(x.sha256 == y.sha256);
    CHECK(x.override_gates == y.override_gates);
    CHECK(x.proposal == y.proposal);
    CHECK(x.consumer == y.consumer);
  }
  CHECK(a.accord_seq() == b.accord_seq());
}

}  // namespace

TEST_CASE("Export and import give the same catalog, the same past and the same folder") {
  std::set<ChangeKind> lived;
  for (const unsigned seed : {1U, 2U, 3U, 4U, 5U, 6U}) {
    CAPTURE(seed);
    std::mt19937 random(seed);
    Opened first;
    for (int step = 0; step < 160; ++step) {
      first.clock.advance_us(static_cast<TimeUs>(random() % 1000));
      one_step(*first, random);
    }
    trama::test::TempDir dir;
    const auto exported = export_folder(*first, dir / "one", {});
    REQUIRE(exported);
    CHECK(exported->changes == first->head());
    Opened second;
    const auto imported = import_folder(*second, dir / "one", {});
    if (!imported) FAIL(imported.error().message);
    CHECK(imported->contracts == exported->contracts);
    CHECK(imported->versions == exported->versions);
    REQUIRE(export_folder(*second, dir / "two", {}));
    CHECK(tree(dir / "one") == tree(dir / "two"));
    check_same(*first, *second);
    CHECK(fsck_of(*first).empty());
    CHECK(fsck_of(*second).empty());
    const auto changes = first->changes(0, 1000);
    for (const Change& change : *changes) lived.insert(change.kind);
  }
  for (int kind = 1; kind <= static_cast<int>(kChangeKindLast); ++kind)
    CHECK_MESSAGE(lived.contains(static_cast<ChangeKind>(kind)), to_string(static_cast<ChangeKind>(kind)));
}

TEST_CASE("Exporting again into the folder leaves no erased text behind, and keeps what git keeps") {
  Opened store;
  trama::test::TempDir dir;
  fs::create_directories(dir / "out/.git");
  std::ofstream(dir / "out/.git/config") << "x";
  REQUIRE(store->register_contract(parsed(document("urn:c:A", "1.0.0", "secret", ""), "ann")));
  REQUIRE(export_folder(*store, dir / "out", {}));
  const std::string file = "contracts/urn%3ac%3a%41/1.0.0.yaml";
  CHECK(tree(dir / "out").at(file) == document("urn:c:A", "1.0.0", "secret", ""));
  REQUIRE(store->erase_version({"urn:c:A", "1.0.0", "ann", "gdpr", {}}));
  REQUIRE(export_folder(*store, dir / "out", {}));
  const auto after = tree(dir / "out");
  CHECK_FALSE(after.contains(file));
  CHECK(after.contains(".git/config"));
  for (const auto& [name, bytes] : after) CHECK(bytes.find("secret") == std::string::npos);
}

TEST_CASE("A folder that was tampered with is refused with its place") {
  Opened store;
  trama::test::TempDir dir;
  REQUIRE(store->register_contract(parsed(document("urn:c:b", "1.0.0", "x", ""), "ann")));
  REQUIRE(store->retire({"urn:c:b", "", "ann", "", {}}));
  REQUIRE(export_folder(*store, dir / "out", {}));
  const auto original = tree(dir / "out");
  const auto refused = [&](const std::string& file, const std::string& bytes) {
    std::ofstream(dir / ("out/" + file), std::ios::trunc) << bytes;
    Opened target;
    const auto answer = import_folder(*target, dir / "out", {});
    std::ofstream(dir / ("out/" + file), std::ios::trunc) << original.at(file);
    return answer ? std::string() : answer.error().message;
  };
  CHECK(refused("contracts/urn%3ac%3ab/1.0.0.yaml", "other").find("sha256") != std::string::npos);
  const std::string& log = original.at("changes.ndjson");
  CHECK(refused("changes.ndjson", log.substr(0, log.find('\n') + 1)).find("promises 2 changes") != std::string::npos);
  CHECK(refused("changes.ndjson", log.substr(log.find('\n') + 1)).find("expected seq 1") != std::string::npos);
  CHECK(refused("changes.ndjson", "{\n" + log).find("importing change 1") != std::string::npos);
  std::string outside = log;
  outside.replace(outside.find("contracts/"), 10, "../../etc/");
  CHECK(refused("changes.ndjson", outside).find("must name a file of the folder") != std::string::npos);
  CHECK(refused("trama.json", "{\"format\": 9, \"head\": 2}").find("format 9") != std::string::npos);
}

TEST_CASE("Export refuses a folder with other things in it, import a store with content") {
  Opened store;
  put(*store, {});
  trama::test::TempDir dir;
  fs::create_directories(dir / "full");
  std::ofstream(dir / "full/precious.txt") << "x";
  CHECK(export_folder(*store, dir / "full", {}).error().slug == "folder-not-empty");
  CHECK(import_folder(*store, dir / "full", {}).error().slug == "store-not-empty");
  Opened empty;
  CHECK(import_folder(*empty, dir / "nowhere", {}).error().code == ErrorCode::unreachable);
}
