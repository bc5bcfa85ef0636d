// Goal: times and run ids as emitters write them. Method: tables.
#include <optional>
#include <string>

#include <doctest/doctest.h>

#include "catalog/lineage/openlineage/event.h"

using namespace trama;
using namespace trama::lineage::openlineage;

TEST_CASE("a time is read in every spelling that emitters use") {
  const struct {
    std::string text, expected;  // "": no time
  } rows[] = {
      {"2020-12-28T19:52:00.001+10:00", "2020-12-28T09:52:00.001000Z"},
      {"2020-12-28T19:52:00.001+10:00[Australia/Sydney]", "2020-12-28T09:52:00.001000Z"},
      {"2020-12-28T19:52:00Z[UTC]", "2020-12-28T19:52:00.000000Z"},
      {"2021-11-03T10:53:52.427343123Z", "2021-11-03T10:53:52.427343Z"},
      {"2021-11-03T10:53:52.4273431234567Z", "2021-11-03T10:53:52.427343Z"},
      {"2021-11-03T10:53:52.427343", "2021-11-03T10:53:52.427343Z"},
      {"2021-11-03T10:53:52,5Z", "2021-11-03T10:53:52.500000Z"},
      {"2021-11-03 10:53:52", "2021-11-03T10:53:52.000000Z"},
      {"2021-11-03T10:53", "2021-11-03T10:53:00.000000Z"},
      {"2021-11-03T10:53Z", "2021-11-03T10:53:00.000000Z"},
      {"2021-11-03T10:53:52+0200", "2021-11-03T08:53:52.000000Z"},
      {"2021-11-03T10:53:52-02", "2021-11-03T12:53:52.000000Z"},
      {"2021-11-03", "2021-11-03T00:00:00.000000Z"},
      {"1635936832", "2021-11-03T10:53:52.000000Z"},
      {"1635936832427", "2021-11-03T10:53:52.427000Z"},
      {"1635936832427343", "2021-11-03T10:53:52.427343Z"},
      {"1635936832427343000", "2021-11-03T10:53:52.427343Z"},
      {"", ""},
      {"yesterday evening", ""},
      {"2021-13-03T10:53:52Z", ""},
      {"2021-11-03T25:53:52Z", ""},
      {"2021-11-03X10:53:52Z", ""},
      {"2021-11-03T10:53:52.x", ""},
      {"2021-11-03T10:53:52 o'clock", ""},
      {"${json-unit.any-string}", ""},
      {"12345", ""},
  };
  for (const auto& row : rows) {
    CAPTURE(row.text);
    const auto time = event_time(row.text);
    CHECK((time ? format_rfc3339(*time) : "") == row.expected);
  }
}

TEST_CASE("a run id becomes the UUID that Marquez makes of it") {
  const struct {
    std::string text, id;
    bool exact;
  } rows[] = {
      {"0176A8C2-FE01-7439-87E6-56A1A1B4029F", "0176a8c2-fe01-7439-87e6-56a1a1b4029f", true},
      {"1-2-3-4-5", "00000001-0002-0003-0004-000000000005", false},
      // UUID.nameUUIDFromBytes("hello".getBytes())
      {"hello", "5d41402a-bc4b-3a76-b971-9d911017c592", false},
      {"0176a8c2fe01743987e656a1a1b4029f", "", false},
      {"0176a8c2-fe01-7439-87e6", "", false},
      {"0176a8c2-fe01-7439-87e6-56a1a1b4029f-1", "", false},
  };
  for (const auto& row : rows) {
    CAPTURE(row.text);
    const RunId id = run_id_of(row.text);
    CHECK(id.exact == row.exact);
    if (!row.id.empty()) CHECK(id.id == row.id);
    CHECK(id.id.size() == 36);
    CHECK(run_id_of(id.id).id == id.id);
    CHECK(run_id_of(id.id).exact);
  }
}
