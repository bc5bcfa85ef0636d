// Goal: an author finds every mistake by its place. Method: a table of broken contracts, each with the rule, line,
// column and pointer of its first problem. Rows share a head, so their own lines begin with 4.
#include <algorithm>
#include <string>

#include <doctest/doctest.h>

#include "catalog/contract/parse.h"
#include "catalog/contract/semantic_rules.h"

using namespace trama;
using namespace trama::contract;

namespace {

constexpr std::string_view kDcs =
    "dataContractSpecification: 1.2.1\nid: urn:datacontract:a:b\ninfo: {title: T, version: 1.0.0}\n";

struct Row {
  const char* body;
  const char* rule;
  std::uint32_t line, column;
  const char* pointer;
};

std::vector<Problem> problems_of(const std::string& text) {
  const auto parsed = parse_contract(text);
  return parsed ? parsed->notes : parsed.error().problems;
}

void check(const std::string& text, const Row& row) {
  CAPTURE(std::string(row.body));
  const auto problems = problems_of(text);
  REQUIRE_FALSE(problems.empty());
  const auto at = std::ranges::find(problems, std::string_view(row.rule), &Problem::rule);
  if (at == problems.end()) FAIL_CHECK("found ", problems[0].rule, " instead of ", std::string(row.rule));
  if (at == problems.end()) return;
  CHECK(at->line == row.line);
  CHECK(at->column == row.column);
  CHECK(at->pointer == row.pointer);
  CHECK_FALSE(at->message.empty());
  CHECK_FALSE(at->expected.empty());
  CHECK(find_rule(at->rule) != nullptr);
}

}  // namespace

TEST_CASE("texts that cannot be read name the place where they break") {
  for (const Row& row : std::initializer_list<Row>{
           {"", "empty-document", 1, 1, ""},
           {"# nothing\n", "empty-document", 1, 1, ""},
           {"a: 1\nb: \xFF\n", "not-utf8", 2, 4, ""},
           {"a: 1\nb: \x02\n", "control-character", 2, 4, ""},
           {"a:\n\tb: 1\n", "tab-indentation", 2, 1, ""},
           {"a:\n  b: 1\n \tc: 2\n", "tab-indentation", 3, 2, ""},
           {"a: 1\n  b: 2\n", "not-yaml", 2, 4, ""},
           {"a: b: c\n", "not-yaml", 1, 5, ""},
           {"a: [1, 2\nb: 3\n", "not-yaml", 2, 2, ""},
           {"a: @b\n", "not-yaml", 1, 4, ""},
           {"{\"a\": 1 \"b\": 2}", "not-json", 1, 9, ""},
           {"{\"a\": tru\"", "not-json", 1, 7, ""},
           {"a: 1\nb: 2\na: 3\n", "duplicate-key", 3, 1, "/a"},
           {"a:\n  - {x: 1, x: 2}\n", "duplicate-key", 2, 12, "/a/0/x"},
           {"a: *b\n", "unknown-alias", 1, 4, "/a"},
           {"a: &b [*b]\n", "recursive-alias", 1, 8, "/a/0"},
           {"a: !x 1\n", "unknown-tag", 1, 4, "/a"},
           {"a: {{ b }}\n", "bad-key", 1, 5, "/a"},
           {"a: 1\n---\nb: 1\n", "several-documents", 2, 1, ""},
           {"a: {<<: 1}\n", "bad-merge", 1, 9, "/a/<<"},
           {"hello\n", "not-a-contract", 1, 1, ""},
           {"kind: Pod\n", "not-a-contract", 1, 7, "/kind"},
       }) {
    check(row.body, row);
  }
}

TEST_CASE("contracts without an identity say what is missing") {
  for (const Row& row : std::initializer_list<Row>{
           {"dataContractSpecification: 9.0.0\nid: x\n", "unsupported-version", 1, 28, "/dataContractSpecification"},
           {"dataContractSpecification: 1.9.0\nid: x\n", "unknown-version", 1, 28, "/dataContractSpecification"},
           {"dataContractSpecification: 1.2.1\ninfo: {version: 1}\n", "missing-id", 1, 1, ""},
           {"dataContractSpecification: 1.2.1\nid: '  '\n", "blank-id", 2, 5, "/id"},
           {"dataContractSpecification: 1.2.1\nid: \"a\\nb\"\n", "bad-id", 2, 5, "/id"},
           {"dataContractSpecification: 1.2.1\nid: x\n", "missing-version", 1, 1, ""},
           {"dataContractSpecification: 1.2.1\nid: x\ninfo: {title: x}\n", "missing-version", 3, 7, "/info"},
           {"dataContractSpecification: 1.2.1\nid: x\ninfo: {version: 1}\n", "missing-key", 3, 7, "/info"},
           {"dataContractSpecification: 1.2.1\nid: x\ninfo: 7\n", "wrong-structure", 3, 7, "/info"},
           {"dataContractSpecification: 1.2.1\nid: [x]\n", "wrong-type", 2, 5, "/id"},
           {"info: {version: 1, title: x}\nid: x\nmodels: {}\n", "missing-key", 1, 1, ""},
       }) {
    check(row.body, row);
  }
}

TEST_CASE("mistakes in a contract are reported where they stand") {
  for (const Row& row : std::initializer_list<Row>{
           {"models: [a]\n", "wrong-structure", 4, 9, "/models"},
           {"models: {t: 1}\n", "wrong-structure", 4, 13, "/models/t"},
           {"models: {t: {fields: [a]}}\n", "wrong-structure", 4, 22, "/models/t/fields"},
           {"models: {t: {fields: {a: string}}}\n", "wrong-structure", 4, 26, "/models/t/fields/a"},
           {"models: {t: {fields: {a: {type: [x]}}}}\n", "wrong-type", 4, 33, "/models/t/fields/a/type"},
           {"models: {t: {fields: {a: {type: strng}}}}\n", "unknown-type", 4, 33, "/models/t/fields/a/type"},
           {"models: {t: {fields: {a: {required: sure}}}}\n", "wrong-type", 4, 37, "/models/t/fields/a/required"},
           {"models: {t: {fields: {a: {required: yes}}}}\n", "boolean-spelling", 4, 37, "/models/t/fields/a/required"},
           {"models: {t: {fields: {a: {requierd: true}}}}\n", "unknown-key", 4, 27, "/models/t/fields/a/requierd"},
           {"models: {t: {fields: {a: {minLength: ten}}}}\n", "wrong-type", 4, 38, "/models/t/fields/a/minLength"},
           {"models: {t: {fields: {a: {minLength: 5, maxLength: 2}}}}\n", "contradicting-bounds", 4, 38,
            "/models/t/fields/a/minLength"},
           {"models: {t: {fields: {a: {minimum: 5, maximum: 2}}}}\n", "contradicting-bounds", 4, 36,
            "/models/t/fields/a/minimum"},
           {"models: {t: {fields: {a: {type: array}}}}\n", "array-without-items", 4, 26, "/models/t/fields/a"},
           {"models: {t: {primaryKey: [b], fields: {a: {type: int}}}}\n", "unknown-primary-key", 4, 26,
            "/models/t/primaryKey"},
           {"models:\n  t: {fields: {a: {references: u.x}}}\n", "dangling-relationship", 5, 32,
            "/models/t/fields/a/references"},
           {"models:\n  t: {fields: {a: {references: t.x}}}\n", "dangling-field", 5, 32,
            "/models/t/fields/a/references"},
           {"models: {t: {fields: {a: {$ref: '#/definitions/x'}}}}\n", "unknown-ref", 4, 33, "/models/t/fields/a/$ref"},
           {"models: {t: {fields: {a: {$ref: 'file://x'}}}}\n", "remote-ref", 4, 33, "/models/t/fields/a/$ref"},
           {"definitions: {x: {fields: {y: {$ref: '#/definitions/x'}}}}\nmodels: {t: {fields: {a: {$ref: "
            "'#/definitions/x'}}}}\n",
            "ref-cycle", 4, 38, "/definitions/x/fields/y/$ref"},
           {"models: {t: {fields: {a: {quality: [{type: sql}]}}}}\n", "quality-without-body", 4, 37,
            "/models/t/fields/a/quality/0"},
           {"models: {t: {quality: [{metric: rowCount, mustBeBetween: [9, 1]}]}}\n", "quality-bounds", 4, 58,
            "/models/t/quality/0/mustBeBetween"},
           {"models: {t: {quality: [{metric: rowCount, mustBeGreatr: 1}]}}\n", "quality-operator", 4, 57,
            "/models/t/quality/0/mustBeGreatr"},
           {"models: {t: {quality: [{metric: rowCount, schedule: x}]}}\n", "schedule-without-scheduler", 4, 53,
            "/models/t/quality/0/schedule"},
           {"models: {t: {quality: {metric: rowCount}}}\n", "list-expected", 4, 23, "/models/t/quality"},
           {"servers: {s: {type: x, password: hunter2}}\n", "secret-in-contract", 4, 34, "/servers/s/password"},
           {"servers: {s: {type: x, auth: {token: abc}}}\n", "secret-in-contract", 4, 38, "/servers/s/auth/token"},
           {"servers: 7\n", "wrong-structure", 4, 10, "/servers"},
           {"servicelevels: {retention: {period: long}}\n", "unread-duration", 4, 37,
            "/servicelevels/retention/period"},
           {"servicelevels: {availability: {percentage: 130%}}\n", "percent-range", 4, 44,
            "/servicelevels/availability/percentage"},
           {"servicelevels: {freshness: {threshold: 1h, timestampField: t.x}}\n", "sla-element", 4, 60,
            "/servicelevels/freshness/timestampField"},
           {"terms: {noticePeriod: soon}\n", "unread-duration", 4, 23, "/terms/noticePeriod"},
           {"terms: {pii_fields: [x]}\n", "unknown-pii-field", 4, 21, "/terms/pii_fields"},
           {"terms: {policies: [x]}\n", "wrong-structure", 4, 20, "/terms/policies/0"},
           {"tags: [{a: 1}]\n", "wrong-type", 4, 8, "/tags/0"},
           {"tags: {a: 1}\n", "wrong-type", 4, 7, "/tags"},
           {"history: [7]\n", "wrong-structure", 4, 11, "/history/0"},
           {"quality: {type: SodaCL}\n", "quality-without-body", 4, 10, "/quality"},
           {"modles: {}\n", "unknown-key", 4, 1, "/modles"},
           {"schema: {fields: [{type: int}]}\n", "missing-name", 4, 19, "/schema/fields/0"},
           {"schema:\n  fields:\n    - {name: a}\n    - {name: a}\n", "duplicate-field", 7, 14,
            "/schema/fields/1/name"},
       }) {
    check(std::string(kDcs) + row.body, row);
  }
}

TEST_CASE("mistakes in a product are reported where they stand") {
  const std::string head = "apiVersion: v1.0.0\nkind: DataProduct\n";
  for (const Row& row : std::initializer_list<Row>{
           {"version: 1\n", "missing-id", 1, 1, ""},
           {"id: p\n", "missing-key", 1, 1, ""},
           {"id: p\ninputPorts: [{name: a}]\n", "missing-key", 1, 1, ""},
           {"id: p\nversion: 1\nstatus: active\ninputPorts: [{name: a, version: 1}]\n", "missing-key", 6, 14,
            "/inputPorts/0"},
           {"id: p\nversion: 1\noutputPorts: x\n", "wrong-structure", 5, 14, "/outputPorts"},
           {"id: p\nversion: 1\noutputPorts: [{name: a}, {name: a}]\n", "duplicate-port", 5, 33, "/outputPorts/1/name"},
           {"id: p\nversion: 1\noutputPort: []\n", "unknown-key", 5, 1, "/outputPort"},
       }) {
    check(head + row.body, row);
  }
}

TEST_CASE("all problems of a document come at once, in its order") {
  const auto parsed = parse_contract(std::string(kDcs) +
                                     "models:\n  t:\n    fields:\n      a: {required: sure, minLength: x}\n"
                                     "      b: {references: t.none}\nservers: {s: {password: abc}}\n");
  REQUIRE_FALSE(parsed);
  const auto& problems = parsed.error().problems;
  REQUIRE(problems.size() == 4);
  CHECK(std::ranges::is_sorted(problems, {}, &Problem::line));
  CHECK(parsed.error().slug == "secret-in-contract");
  CHECK(parsed.error().message.find("3 more errors") != std::string::npos);
}
