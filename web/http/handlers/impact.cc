// Impact of a change, and why one node depends on another.
#include <nlohmann/json.hpp>

#include "web/http/handlers/handlers.h"
#include "web/http/handlers/reply.h"
#include "web/service/impact_answer.h"
#include "web/service/paths_answer.h"

namespace trama::http {
namespace {

using service::ImpactQuestion;

constexpr std::size_t kChangesMax = 10'000;

Error missing_parameter(const std::string& message) {
  return make_error(ErrorCode::invalid_argument, "bad-parameter", message);
}

Error body_error(std::string pointer, std::string message, std::string expected) {
  Error error = make_error(ErrorCode::invalid_argument, "invalid-changes", "the body is no question about an impact");
  Problem& problem = error.problems.emplace_back();
  problem.rule = "impact-question";
  problem.message = std::move(message);
  problem.pointer = std::move(pointer);
  problem.expected = std::move(expected);
  return error;
}

// What GET and POST share.
Result<ImpactQuestion> question_of(const Request& request) {
  ImpactQuestion question;
  question.stop = request.stop;
  question.cursor = text_parameter(request, "cursor");
  const auto kind = kind_parameter(request);
  if (!kind) return kind.error();
  question.kind = kind.value();
  const auto limit = size_parameter(request, "limit", service::kImpactHitsDefault, 1, service::kImpactHitsMax);
  if (!limit) return limit.error();
  question.hits_max = limit.value();
  const std::string certainty = text_parameter(request, "certainty");
  question.certainty = service::certainty_from(certainty);
  if (!certainty.empty() && !question.certainty) {
    return bad_parameter("certainty", certainty, "certain, possible or cleared");
  }
  const auto details = flag_parameter(request, "details", true);
  if (!details) return details.error();
  question.details = details.value();
  const auto as_of = as_of_parameter(request);
  if (!as_of) return as_of.error();
  question.as_of = as_of.value();
  return question;
}

Response impact_reply(const Context& context, const Request& request, const ImpactQuestion& question) {
  const std::string format = text_parameter(request, "format");
  if (!format.empty() && format != "json" && format != "csv") {
    return error_reply(request, bad_parameter("format", format, "json or csv"));
  }
  const auto answer = service::answer_impact(context.catalog, question);
  if (!answer) return error_reply(request, answer.error());
  const bool csv = format == "csv";
  Response response;
  response.content_type = csv ? "text/csv; charset=utf-8" : "application/json";
  response.body = service::write_impact(context.catalog, answer.value(),
                                        csv ? service::ImpactFormat::csv : service::ImpactFormat::json);
  if (!answer->cursor.empty()) response.headers.emplace_back("Trama-Cursor", answer->cursor);
  response.headers.emplace_back("Trama-Complete", answer->impact.complete ? "true" : "false");
  return response;
}

Response get_impact(const Context& context, const Request& request) {
  auto question = question_of(request);
  if (!question) return error_reply(request, question.error());
  question->node = text_parameter(request, "node");
  if (question->node.empty()) return error_reply(request, missing_parameter("give node=: what would change"));
  const std::string change = text_parameter(request, "change");
  if (!change.empty() && !service::is_change_kind(change)) {
    return error_reply(request, bad_parameter("change", change, service::change_kinds()));
  }
  question->changes = {{change.empty() ? "remove" : change, ""}};
  return impact_reply(context, request, question.value());
}

Result<void> read_changes(const Json& body, ImpactQuestion* question) {
  const auto node = body.find("node");
  if (node == body.end() || !node->is_string() || node->get_ref<const std::string&>().empty()) {
    return body_error("/node", "no node is named", "the contract, dataset or field that would change");
  }
  question->node = node->get<std::string>();
  const auto changes = body.find("changes");
  if (changes == body.end() || !changes->is_array() || changes->empty() || changes->size() > kChangesMax) {
    return body_error("/changes", "no list of changes", "1 to " + std::to_string(kChangesMax) + " changes");
  }
  for (std::size_t i = 0; i < changes->size(); ++i) {
    const Json& change = (*changes)[i];
    const std::string here = "/changes/" + std::to_string(i);
    if (!change.is_object()) return body_error(here, "not an object", R"({"kind": ..., "field": ...})");
    service::ProposedChange proposed;
    for (const auto& [key, member] : {std::pair("kind", &proposed.kind), std::pair("field", &proposed.field)}) {
      const auto value = change.find(key);
      if (value == change.end()) continue;
      if (!value->is_string()) return body_error(here + "/" + key, "not a text", "a text");
      *member = value->get<std::string>();
    }
    if (!change.contains("kind")) {
      return body_error(here + "/kind", "the change has no kind", std::string(service::change_kinds()));
    }
    question->changes.push_back(std::move(proposed));
  }
  return {};
}

Response post_impact(const Context& context, const Request& request) {
  const auto body = json_body(request);
  if (!body) return error_reply(request, body.error());
  auto question = question_of(request);
  if (!question) return error_reply(request, question.error());
  if (const auto read = read_changes(body.value(), &question.value()); !read) return error_reply(request, read.error());
  return impact_reply(context, request, question.value());
}

Response get_paths(const Context& context, const Request& request) {
  service::PathsQuestion question;
  question.stop = request.stop;
  question.from = text_parameter(request, "from");
  question.to = text_parameter(request, "to");
  if (question.from.empty() || question.to.empty()) {
    return error_reply(request, missing_parameter("give from= and to=: why does `to` depend on `from`?"));
  }
  const auto k = size_parameter(request, "k", service::kPathsDefault, 1, service::kPathsMax);
  if (!k) return error_reply(request, k.error());
  question.k = k.value();
  const auto level = level_parameter(request);
  if (!level) return error_reply(request, level.error());
  question.level = level.value();
  const auto answer = service::answer_paths(context.catalog, question);
  if (!answer) return error_reply(request, answer.error());
  Response response = json_reply(200, answer.value());
  response.headers.emplace_back("Trama-Complete", answer.value()["complete"] == true ? "true" : "false");
  return response;
}

}  // namespace

std::vector<Route> impact_routes(Context& context) {
  const auto call = [&context](auto handler) {
    return [&context, handler](const Request& request) { return handler(context, request); };
  };
  return {
      {Method::get,
       "/api/v1/impact",
       Role::read,
       BodyRule::none,
       "getImpact",
       call(get_impact),
       {"node", "change", "kind", "certainty", "limit", "cursor", "details", "as_of", "format"}},
      {Method::post,
       "/api/v1/impact",
       Role::read,
       BodyRule::memory,
       "postImpact",
       call(post_impact),
       {"kind", "certainty", "limit", "cursor", "details", "as_of", "format"}},
      {Method::get,
       "/api/v1/paths",
       Role::read,
       BodyRule::none,
       "getPaths",
       call(get_paths),
       {"from", "to", "k", "level"}},
  };
}

}  // namespace trama::http
