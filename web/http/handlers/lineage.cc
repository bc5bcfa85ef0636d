// Lineage: one question, many formats.
#include <nlohmann/json.hpp>

#include "catalog/base/limits.h"
#include "catalog/base/text.h"
#include "web/http/handlers/handlers.h"
#include "web/http/handlers/reply.h"
#include "web/service/lineage_answer.h"
#include "web/service/lineage_diff.h"
#include "web/service/render.h"

namespace trama::http {
namespace {

using service::LineageQuestion;

constexpr std::array kLevels{graph::Level::dataset, graph::Level::column, graph::Level::product, graph::Level::domain};
constexpr std::array kKinds{NodeKind::dataset, NodeKind::field,    NodeKind::consumer,
                            NodeKind::product, NodeKind::physical, NodeKind::domain};

Result<graph::Direction> direction_of(const Request& request) {
  const std::string text = text_parameter(request, "direction");
  if (text.empty() || text == "both") return graph::Direction::both;
  if (text == "upstream") return graph::Direction::upstream;
  if (text == "downstream") return graph::Direction::downstream;
  return bad_parameter("direction", text, "upstream, downstream or both");
}

// relation=DERIVES,CONSUMES or repeated; any case.
Result<void> read_relations(const Request& request, LineageQuestion* question) {
  const auto values = request.query_values("relation");
  if (values.empty()) return {};
  question->derives = question->consumes = question->references = false;
  for (const std::string_view value : values) {
    for (const std::string_view part : split(value, ',')) {
      if (equal_ignoring_case(part, "DERIVES")) {
        question->derives = true;
      } else if (equal_ignoring_case(part, "CONSUMES")) {
        question->consumes = true;
      } else if (equal_ignoring_case(part, "REFERENCES")) {
        question->references = true;
      } else {
        return bad_parameter("relation", part, "DERIVES, CONSUMES or REFERENCES");
      }
    }
  }
  return {};
}

Result<LineageQuestion> question_of(const Request& request, std::string_view node) {
  LineageQuestion question;
  question.node = node;
  question.stop = request.stop;
  question.cursor = text_parameter(request, "cursor");
  const auto direction = direction_of(request);
  if (!direction) return direction.error();
  question.direction = direction.value();
  const auto level = level_parameter(request, kLevels);
  if (!level) return level.error();
  question.level = level.value();
  const auto kind = kind_parameter(request, kKinds);
  if (!kind) return kind.error();
  question.kind = kind.value();
  if (const auto relations = read_relations(request, &question); !relations) return relations.error();
  const std::string jobs = text_parameter(request, "jobs");
  if (!jobs.empty() && jobs != "folded" && jobs != "shown") return bad_parameter("jobs", jobs, "folded or shown");
  question.jobs_shown = jobs == "shown";
  const auto depth = size_parameter(request, "depth", UINT32_MAX, 0, UINT32_MAX);
  if (!depth) return depth.error();
  question.depth_max = static_cast<std::uint32_t>(depth.value());
  const auto limit = size_parameter(request, "limit", limits::kLineageNodesDefault, 1, limits::kLineageNodesMax);
  if (!limit) return limit.error();
  question.nodes_max = limit.value();
  const auto as_of = as_of_parameter(request);
  if (!as_of) return as_of.error();
  question.as_of = as_of.value();
  return question;
}

Response lineage(const Context& context, const Request& request) {
  const std::string node = text_parameter(request, "node");
  const std::string marquez_node = text_parameter(request, "nodeId");
  if (node.empty() == marquez_node.empty()) {
    return error_reply(request,
                       make_error(ErrorCode::invalid_argument, "bad-parameter",
                                  "give node= (a contract, dataset, field, product or consumer), or nodeId= for "
                                  "an answer in Marquez' shape"));
  }
  const auto question = question_of(request, node.empty() ? marquez_node : node);
  if (!question) return error_reply(request, question.error());
  const std::string name = text_parameter(request, "format");
  const auto format = service::lineage_format(node.empty() && name.empty() ? "marquez" : name);
  if (!format) return error_reply(request, bad_parameter("format", name, "json, ndjson, csv, dot or mermaid"));

  if (*format == service::LineageFormat::marquez && question->level && graph::is_rolled_up(*question->level)) {
    return error_reply(request, make_error(ErrorCode::invalid_argument, "bad-parameter",
                                           "Marquez' shape has datasets and columns only; ask with node= and a format "
                                           "of json, ndjson, csv, dot or mermaid for the level " +
                                               std::string(graph::to_string(*question->level))));
  }
  const auto answer = service::answer_lineage(context.catalog, question.value());
  if (!answer) return error_reply(request, answer.error());
  Response response;
  response.content_type = service::content_type(*format);
  response.body = service::write_lineage(answer.value(), *format);
  if (!answer->cursor.empty()) response.headers.emplace_back("Trama-Cursor", answer->cursor);
  response.headers.emplace_back("Trama-Complete", answer->traversal.complete ? "true" : "false");
  return response;
}

Result<service::LineageDiffQuestion> diff_question_of(const Request& request) {
  service::LineageDiffQuestion question;
  question.node = text_parameter(request, "node");
  question.cursor = text_parameter(request, "cursor");
  question.stop = request.stop;
  const auto from = as_of_parameter(request, "from");
  if (!from) return from.error();
  question.from = from.value();
  if (question.from.is_now() && question.cursor.empty()) {
    return make_error(ErrorCode::invalid_argument, "bad-parameter",
                      "give from=: the point to compare with, a seq or an RFC 3339 time; to= is now unless given");
  }
  const auto to = as_of_parameter(request, "to");
  if (!to) return to.error();
  question.to = to.value();
  const auto kind = kind_parameter(request);
  if (!kind) return kind.error();
  question.kind = kind.value();
  const auto direction = direction_of(request);
  if (!direction) return direction.error();
  question.direction = direction.value();
  const auto depth = size_parameter(request, "depth", UINT32_MAX, 0, UINT32_MAX);
  if (!depth) return depth.error();
  question.depth_max = static_cast<std::uint32_t>(depth.value());
  const auto limit = size_parameter(request, "limit", limits::kPageDefault, 1, limits::kPageMax);
  if (!limit) return limit.error();
  question.limit = limit.value();
  for (const char* const of_a_node : {"kind", "direction", "depth"}) {
    if (question.node.empty() && request.query_value(of_a_node)) {
      return make_error(ErrorCode::invalid_argument, "bad-parameter",
                        std::string(of_a_node) + " says what is around a node: give node= too");
    }
  }
  return question;
}

Json line_json(const service::LineageDiffLine& line) {
  const lineage::Assertion& said = line.move.assertion;
  Json json = {{"what", line.move.appeared ? "appeared" : "vanished"},
               {"from", service::endpoint_id(said.source)},
               {"to", service::endpoint_id(said.target)},
               {"relation", to_string(said.relation)}};
  if (said.type != lineage::DependencyType::unknown) json["type"] = to_string(said.type);
  if (said.subtype != lineage::Subtype::unknown) json["subtype"] = to_string(said.subtype);
  if (said.masking) json["masking"] = true;
  json["asserter"] = {{"kind", to_string(line.move.asserter.kind)}, {"id", line.move.asserter.id}};
  json["change"] = service::change_json(line.change);
  return json;
}

Response lineage_diff(const Context& context, const Request& request) {
  const auto question = diff_question_of(request);
  if (!question) return error_reply(request, question.error());
  const auto diff = service::lineage_diff(context.catalog, question.value());
  if (!diff) return error_reply(request, diff.error());
  Json json = {{"from_seq", diff->from_seq}, {"to_seq", diff->to_seq}, {"items", Json::array()}};
  for (const service::LineageDiffLine& line : diff->lines) json["items"].push_back(line_json(line));
  json["complete"] = diff->cursor.empty() && !diff->truncated;
  if (!json["complete"]) json["truncated_by"] = "limit";
  if (!diff->cursor.empty()) json["cursor"] = diff->cursor;
  return json_reply(200, json);
}

}  // namespace

std::vector<Route> lineage_routes(Context& context) {
  return {{Method::get,
           "/api/v1/lineage",
           Role::read,
           BodyRule::none,
           "getLineage",
           [&context](const Request& request) { return lineage(context, request); },
           {"node", "nodeId", "kind", "direction", "depth", "level", "relation", "jobs", "limit", "cursor", "as_of",
            "format"}},
          {Method::get,
           "/api/v1/lineage/diff",
           Role::read,
           BodyRule::none,
           "diffLineage",
           [&context](const Request& request) { return lineage_diff(context, request); },
           {"from", "to", "node", "kind", "direction", "depth", "limit", "cursor"}}};
}

}  // namespace trama::http
