// OpenLineage events in, the jobs, runs and physical datasets they told of, and what that says about contracts.
#include "web/service/events.h"

#include <algorithm>
#include <string>

#include <nlohmann/json.hpp>

#include "catalog/base/node_id.h"
#include "web/http/handlers/handlers.h"
#include "web/http/handlers/list_reply.h"
#include "web/http/handlers/reply.h"
#include "web/service/render_events.h"
#include "web/service/render_status.h"

namespace trama::http {
namespace {

using lineage::openlineage::Name;

// Clients of the protocol know 400 for any event that cannot be used.
Error as_bad_request(Error error) {
  if (error.code == ErrorCode::invalid_document) error.code = ErrorCode::unreadable;
  return error;
}

bool is_retriable(const Error& error) {
  return error.code == ErrorCode::unavailable;
}

Response post_event(Context& context, const Request& request) {
  const auto receipt = service::receive_event(context.catalog.registry(), request.body.text, request.principal.name);
  if (!receipt) return error_reply(request, as_bad_request(receipt.error()));
  return json_reply(201, service::receipt_json(*receipt));
}

// Why an event of a batch failed, in one line: its first problems with their places.
std::string reason_of(const Error& error) {
  constexpr std::size_t kProblemsShown = 3;
  std::string reason = error.message;
  for (std::size_t i = 0; i < std::min(error.problems.size(), kProblemsShown); ++i) {
    const Problem& problem = error.problems[i];
    reason += (i == 0 ? ": " : "; ") + problem.message;
    if (!problem.pointer.empty()) reason += " at " + problem.pointer;
  }
  if (error.problems.size() > kProblemsShown) {
    reason += "; and " + std::to_string(error.problems.size() - kProblemsShown) + " more";
  }
  return reason;
}

// As the protocol has it: 200 with a summary, whatever became of the events.
Response post_batch(Context& context, const Request& request) {
  const auto texts = service::split_events(request.body.text);
  if (!texts) return error_reply(request, texts.error());
  const auto answers = service::receive_events(context.catalog.registry(), *texts, request.principal.name);
  Json failed = Json::array();
  std::size_t retriable = 0;
  store::Seq seq = 0;
  for (std::size_t i = 0; i < answers.size(); ++i) {
    if (answers[i]) {
      seq = std::max(seq, answers[i]->received.seq);
      continue;
    }
    const Error& error = answers[i].error();
    retriable += is_retriable(error) ? 1 : 0;
    failed.push_back({{"index", i}, {"reason", reason_of(error)}, {"retriable", is_retriable(error)}});
  }
  const std::size_t failures = failed.size();
  Json json;
  json["status"] = failures == 0 ? "success" : "partial_success";
  json["summary"] = {{"received", answers.size()},
                     {"successful", answers.size() - failures},
                     {"failed", failures},
                     {"retriable", retriable},
                     {"non_retriable", failures - retriable}};
  json["failed_events"] = std::move(failed);
  json["seq"] = seq;
  return json_reply(200, json);
}

// The job or dataset of the address.
Result<Name> name_parameter(const Request& request, const std::string& what) {
  const auto parts = parse_node_id(request.parameter("id"));
  if (parts && !parts->table.empty() && parts->path.empty()) return Name{parts->contract, parts->table};
  return make_error(ErrorCode::not_found, "no-such-" + what,
                    "a " + what + " is named `<namespace>/<name>`, with `%2F` for a `/` inside either");
}

Response list_jobs(const Context& context, const Request& request) {
  return list_reply(
      request, [&](const std::string& r, std::size_t n) { return context.catalog.registry().jobs(r, n); },
      service::job_json);
}

Response get_job(const Context& context, const Request& request) {
  const auto name = name_parameter(request, "job");
  if (!name) return error_reply(request, name.error());
  const auto job = context.catalog.registry().job(*name);
  if (!job) return error_reply(request, job.error());
  return json_reply(200, service::job_json(*job));
}

Response list_runs(const Context& context, const Request& request) {
  const auto name = name_parameter(request, "job");
  if (!name) return error_reply(request, name.error());
  return list_reply(
      request, [&](const std::string& r, std::size_t n) { return context.catalog.registry().runs(*name, r, n); },
      service::run_json);
}

Response get_run(const Context& context, const Request& request) {
  const auto id = lineage::openlineage::run_id_of(request.parameter("id"));
  const auto runs = context.catalog.registry().runs_named(id.id);
  if (!runs) return error_reply(request, runs.error());
  Json json = {{"items", Json::array()}};
  for (const store::RunInfo& run : *runs) json["items"].push_back(service::run_json(run));
  return json_reply(200, json);
}

Response get_physical(const Context& context, const Request& request) {
  const auto name = name_parameter(request, "dataset");
  if (!name) return error_reply(request, name.error());
  const auto dataset = context.catalog.registry().physical(*name);
  if (!dataset) return error_reply(request, dataset.error());
  return json_reply(200, service::physical_json(*dataset));
}

Response get_status(const Context& context, const Request& request) {
  const auto answer = service::answer_status(context.catalog, request.parameter("id"));
  if (!answer) return error_reply(request, answer.error());
  return json_reply(200, service::status_json(*answer));
}

}  // namespace

std::vector<Route> event_routes(Context& context) {
  const auto call = [&context](auto handler) {
    return [&context, handler](const Request& request) { return handler(context, request); };
  };
  return {
      {Method::post, "/api/v1/lineage", Role::write, BodyRule::memory, "postEvent", call(post_event), {kAnyQuery}},
      {Method::post,
       "/api/v1/lineage/batch",
       Role::write,
       BodyRule::memory,
       "postEvents",
       call(post_batch),
       {kAnyQuery}},
      {Method::get, "/api/v1/jobs", Role::read, BodyRule::none, "listJobs", call(list_jobs), {"limit", "cursor"}},
      {Method::get, "/api/v1/jobs/{id}", Role::read, BodyRule::none, "getJob", call(get_job)},
      {Method::get,
       "/api/v1/jobs/{id}/runs",
       Role::read,
       BodyRule::none,
       "listRuns",
       call(list_runs),
       {"limit", "cursor"}},
      {Method::get, "/api/v1/runs/{id}", Role::read, BodyRule::none, "getRun", call(get_run)},
      {Method::get, "/api/v1/datasets/{id}", Role::read, BodyRule::none, "getDataset", call(get_physical)},
      {Method::get, "/api/v1/contracts/{id}/status", Role::read, BodyRule::none, "getStatus", call(get_status)},
  };
}

}  // namespace trama::http
