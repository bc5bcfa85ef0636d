// What a proposed contract, or the step from one version to another, changes.
#include "web/service/check.h"

#include <nlohmann/json.hpp>

#include "catalog/contract/model_json.h"
#include "web/http/handlers/handlers.h"
#include "web/http/handlers/reply.h"
#include "web/service/diff_answer.h"

namespace trama::http {
namespace {

Response check_contract(const Context& context, const Request& request) {
  const auto strict = flag_parameter(request, "strict", false);
  if (!strict) return error_reply(request, strict.error());
  service::CheckQuestion question;
  question.strictness = strict.value() ? contract::Strictness::strict : contract::Strictness::lenient;
  question.judge.policy = text_parameter(request, "policy");
  const auto checked = service::check_document(context.catalog, request.body.text, question);
  if (!checked) return error_reply(request, checked.error());
  return json_reply(200, service::check_json(checked.value()));
}

Result<contract::Contract> version_of(const Context& context, const std::string& id, const std::string& version) {
  const auto text = context.catalog.registry().model_json(id, version);
  if (!text) return text.error();
  return contract::from_json(text.value());
}

// from: the version below `to`; to: the latest.
Result<std::string> from_version(const Context& context, const Request& request, const std::string& id,
                                 const std::string& to) {
  std::string from = text_parameter(request, "from");
  if (!from.empty()) return from;
  const auto neighbours = context.catalog.registry().neighbours(id, to);
  if (!neighbours) return neighbours.error();
  if (neighbours->below) return neighbours->below->version;
  return make_error(ErrorCode::not_found, "no-version-below",
                    "version " + to + " of `" + id + "` is the first; name the other one with from=");
}

Response diff_versions(const Context& context, const Request& request) {
  const std::string id(request.parameter("id"));
  const auto to = version_of(context, id, text_parameter(request, "to"));
  if (!to) return error_reply(request, to.error());
  const auto name = from_version(context, request, id, to->version);
  if (!name) return error_reply(request, name.error());
  const auto from = version_of(context, id, name.value());
  if (!from) return error_reply(request, from.error());
  return json_reply(200, service::diff_json(from.value(), to.value()));
}

}  // namespace

std::vector<Route> check_routes(Context& context) {
  const auto call = [&context](auto handler) {
    return [&context, handler](const Request& request) { return handler(context, request); };
  };
  return {
      {Method::post,
       "/api/v1/check",
       Role::read,
       BodyRule::memory,
       "checkContract",
       call(check_contract),
       {"policy", "strict"}},
      {Method::get,
       "/api/v1/contracts/{id}/diff",
       Role::read,
       BodyRule::none,
       "diffContract",
       call(diff_versions),
       {"from", "to"}},
  };
}

}  // namespace trama::http
