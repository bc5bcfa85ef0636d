// Events in few words, and what is claimed as lines of text.
#pragma once

#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "catalog/lineage/openlineage/claims.h"

namespace trama::lineage::openlineage {

using Lines = std::vector<std::string>;

inline constexpr const char* kRunId = "0176a8c2-fe01-7439-87e6-56a1a1b4029f";

// {"namespace":"w","name":NAME MORE}; `more` begins with a comma.
inline std::string dataset(const std::string& name, const std::string& more = "") {
  return R"({"namespace":"w","name":")" + name + "\"" + more + "}";
}
inline std::string facets(const std::string& members) {
  return R"(,"facets":{)" + members + "}";
}
inline std::string schema(const std::vector<std::string>& columns) {
  std::string fields;
  for (const std::string& column : columns) {
    fields += (fields.empty() ? "" : ",") + (R"({"name":")" + column + R"(","type":"int"})");
  }
  return R"("schema":{"fields":[)" + fields + "]}";
}
// One entry of inputFields: column `field` of dataset `name`.
inline std::string from(const std::string& name, const std::string& field, const std::string& type = "",
                        const std::string& subtype = "") {
  const std::string how =
      type.empty() ? "" : R"(,"transformations":[{"type":")" + type + R"(","subtype":")" + subtype + R"("}])";
  return R"({"namespace":"w","name":")" + name + R"(","field":")" + field + "\"" + how + "}";
}

struct Sketch {
  std::string type = "COMPLETE";
  std::string time = "2026-01-31T12:00:00Z";
  std::string inputs{}, outputs{};  // comma-separated
  std::string job_facets{}, run_facets{};
  std::string job = "j";
};
inline std::string run_event(const Sketch& sketch) {
  return R"({"eventType":")" + sketch.type + R"(","eventTime":")" + sketch.time +
         R"(","producer":"p","run":{"runId":")" + kRunId + R"(","facets":{)" + sketch.run_facets +
         R"(}},"job":{"namespace":"n","name":")" + sketch.job + R"(","facets":{)" + sketch.job_facets +
         R"(}},"inputs":[)" + sketch.inputs + R"(],"outputs":[)" + sketch.outputs + "]}";
}

inline Event parsed(const std::string& json) {
  auto event = parse_event(json);
  if (!event) {
    for (const Problem& problem : event.error().problems) MESSAGE(problem.pointer << " " << problem.message);
  }
  REQUIRE(event.has_value());
  return event.take();
}
inline Event parsed(const Sketch& sketch) {
  return parsed(run_event(sketch));
}

// "a.x -> b.y DIRECT IDENTITY masked complete"; datasets of the namespace w without it.
inline std::string line(const Assertion& assertion) {
  const auto end = [](const Endpoint& endpoint) {
    return (endpoint.owner == "w" ? "" : endpoint.owner + "|") + endpoint.table +
           (endpoint.path.empty() ? "" : "." + endpoint.path);
  };
  std::string out = end(assertion.source) + " -> " + end(assertion.target);
  for (const std::string_view word : {to_string(assertion.type), to_string(assertion.subtype)}) {
    if (!word.empty()) out += " " + std::string(word);
  }
  return out + (assertion.masking ? " masked" : "") + (assertion.complete ? " complete" : "");
}
inline Lines lines(const EventClaims& claims) {
  Lines out;
  for (const Assertion& assertion : claims.assertions) out.push_back(line(assertion));
  return out;
}

}  // namespace trama::lineage::openlineage
