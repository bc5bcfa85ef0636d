// Goal: a packed summary reads back, and broken bytes are refused. Method: one full summary, every cut of it.
#include "catalog/lineage/summary.h"

#include <string>

#include <doctest/doctest.h>

using namespace trama;
using namespace trama::lineage;

namespace {

Summary full_summary() {
  Summary out;
  out.kind = SubjectKind::product;
  out.state = SubjectState::retired;
  out.id = "urn:x";
  out.version = "1.2.0";
  out.title = "Orders";
  out.domain = "sales";
  out.owner = "team";
  out.status = "active";
  out.classification = "internal";
  out.type = "dashboard";
  out.pii = true;
  out.tags = {"a", "b"};
  out.platforms = {"kafka", "s3"};
  out.datasets = {{"orders", "public.orders", "table", {"id", "lines", "lines[]", "lines[].sku"}}, {"t", "", "", {}}};
  out.physical = {{0, "prod", "production", "postgres://h:5432", "db.public.orders"}};
  out.outputs = {"urn:a", "urn:b"};
  out.updated_us = 1'764'000'000'123'456;
  return out;
}

}  // namespace

TEST_CASE("a packed summary reads back with every member") {
  const Summary summary = full_summary();
  const auto read = unpack_summary(pack(summary));
  REQUIRE(read.has_value());
  CHECK(read->kind == summary.kind);
  CHECK(read->state == summary.state);
  CHECK(read->pii);
  CHECK(read->type == "dashboard");
  CHECK(read->tags == summary.tags);
  CHECK(read->platforms == summary.platforms);
  REQUIRE(read->datasets.size() == 2);
  CHECK(read->datasets[0].field_paths == summary.datasets[0].field_paths);
  REQUIRE(read->physical.size() == 1);
  CHECK(read->physical[0].name == "db.public.orders");
  CHECK(read->updated_us == summary.updated_us);
  CHECK(read->outputs == summary.outputs);
  CHECK(pack(*read) == pack(summary));
}

TEST_CASE("a summary without outputs is packed as it was before there were any") {
  Summary summary = full_summary();
  summary.outputs.clear();
  const std::string packed = pack(summary);
  CHECK(packed.front() == '\1');
  CHECK(unpack_summary(packed)->outputs.empty());
  CHECK(pack(full_summary()).front() == '\2');
}

TEST_CASE("a cut summary is refused") {
  const std::string packed = pack(full_summary());
  for (std::size_t size = 0; size < packed.size(); ++size) {
    CAPTURE(size);
    CHECK_FALSE(unpack_summary(std::string_view(packed).substr(0, size)).has_value());
  }
  CHECK_FALSE(unpack_summary(packed + "x").has_value());
}

TEST_CASE("a physical name of a dataset that is not there is refused") {
  Summary summary = full_summary();
  summary.physical[0].dataset = 2;
  CHECK_FALSE(unpack_summary(pack(summary)).has_value());
}
