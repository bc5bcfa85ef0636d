// Contracts: register, read, list, retire.
#include <nlohmann/json.hpp>

#include "catalog/base/encoding.h"
#include "catalog/base/limits.h"
#include "catalog/base/text.h"
#include "web/http/handlers/contract_reply.h"
#include "web/http/handlers/handlers.h"
#include "web/http/handlers/reply.h"
#include "web/service/render.h"

namespace trama::http {
namespace {

Result<service::RegisterOptions> register_options(const Context& context, const Request& request) {
  const auto strict = flag_parameter(request, "strict", false);
  if (!strict) return strict.error();
  const auto dry_run = flag_parameter(request, "dry_run", false);
  if (!dry_run) return dry_run.error();
  service::RegisterOptions options;
  options.strictness = strict.value() ? contract::Strictness::strict : contract::Strictness::lenient;
  options.dry_run = dry_run.value();
  options.actor = request.principal.name;
  options.reason = text_parameter(request, "reason");
  auto gates = override_parameter(request);
  if (!gates) return gates.error();
  options.override_gates = gates.take();
  options.may_override = request.principal.role == Role::admin;
  options.expected_id = request.parameter("id");
  std::string current;
  const bool conditional = !request.header("if-match").empty() || !request.header("if-none-match").empty();
  if (!options.expected_id.empty() && conditional) {
    if (const auto info = context.catalog.registry().contract(options.expected_id)) current = info->etag();
  }
  options.if_match = tag_header(request, "if-match", current);
  options.if_none_match = tag_header(request, "if-none-match", current);
  return options;
}

Response put_contract(Context& context, const Request& request) {
  if (const auto refused = check_document_type(request)) return error_reply(request, *refused);
  const auto options = register_options(context, request);
  if (!options) return error_reply(request, options.error());
  const auto registered = context.catalog.register_document(request.body.text, options.value());
  if (!registered) return error_reply(request, registered.error());

  const bool unchanged = registered->receipt.outcome == store::Outcome::unchanged;
  Json json = service::registered_json(registered.value());
  if (options->dry_run) json["dry_run"] = true;
  Response response = json_reply(unchanged ? 200 : 201, json);
  response.headers.emplace_back("ETag", quoted_tag(registered->receipt.contract.etag()));
  if (!options->dry_run) {
    response.headers.emplace_back("Location", "/api/v1/contracts/" + percent_encode(registered->contract->id) +
                                                  "/versions/" + percent_encode(registered->receipt.version));
  }
  return response;
}

Result<store::ListFilter> list_filter(const Request& request) {
  store::ListFilter filter;
  filter.domain = text_parameter(request, "domain");
  filter.owner = text_parameter(request, "owner");
  filter.tag = text_parameter(request, "tag");
  filter.classification = text_parameter(request, "classification");
  filter.platform = text_parameter(request, "platform");
  filter.status = text_parameter(request, "status");
  filter.id_prefix = text_parameter(request, "id_prefix");
  const std::string kind = text_parameter(request, "kind");
  if (kind == "contract") filter.kind = contract::Kind::contract;
  if (kind == "product") filter.kind = contract::Kind::product;
  if (!kind.empty() && !filter.kind) return bad_parameter("kind", kind, "contract or product");
  const auto retired = flag_parameter(request, "retired", false);
  if (!retired) return retired.error();
  filter.include_retired = retired.value();
  return filter;
}

Response list_contracts(const Context& context, const Request& request) {
  const auto filter = list_filter(request);
  if (!filter) return error_reply(request, filter.error());
  const auto limit = size_parameter(request, "limit", limits::kPageDefault, 1, limits::kPageMax);
  if (!limit) return error_reply(request, limit.error());
  const auto as_of = as_of_parameter(request);
  if (!as_of) return error_reply(request, as_of.error());
  const auto resume = resume_parameter(request);
  if (!resume) return error_reply(request, resume.error());
  const auto page = context.catalog.registry().list(filter.value(), resume.value(), limit.value(), as_of.value());
  if (!page) return error_reply(request, page.error());

  Json json = {{"items", Json::array()}};
  for (const store::Listed& listed : page->items) json["items"].push_back(service::listed_json(listed));
  if (!page->next.empty()) json["cursor"] = resume_cursor(page->next);
  return json_reply(200, json);
}

Response get_contract(const Context& context, const Request& request) {
  return contract_reply(context.catalog, request, text_parameter(request, "version"));
}

Response retire_contract(Context& context, const Request& request) {
  store::RetireRequest retire;
  retire.id = request.parameter("id");
  retire.actor = request.principal.name;
  retire.reason = text_parameter(request, "reason");
  if (!request.header("if-match").empty()) {
    const auto info = context.catalog.registry().contract(retire.id);
    retire.if_match = tag_header(request, "if-match", info ? info->etag() : "");
  }
  const auto change = context.catalog.registry().retire(std::move(retire));
  if (!change) return error_reply(request, change.error());
  return json_reply(200, service::change_json(change.value()));
}

}  // namespace

std::vector<Route> contract_routes(Context& context) {
  const auto call = [&context](auto handler) {
    return [&context, handler](const Request& request) { return handler(context, request); };
  };
  return {
      {Method::get,
       "/api/v1/contracts",
       Role::read,
       BodyRule::none,
       "listContracts",
       call(list_contracts),
       {"domain", "owner", "tag", "classification", "platform", "status", "kind", "id_prefix", "retired", "limit",
        "cursor", "as_of"}},
      {Method::post,
       "/api/v1/contracts",
       Role::write,
       BodyRule::memory,
       "registerContract",
       call(put_contract),
       {"strict", "dry_run", "reason", "override"}},
      {Method::get,
       "/api/v1/contracts/{id}",
       Role::read,
       BodyRule::none,
       "getContract",
       call(get_contract),
       {"format", "version", "revision", "notes", "as_of"}},
      {Method::put,
       "/api/v1/contracts/{id}",
       Role::write,
       BodyRule::memory,
       "putContract",
       call(put_contract),
       {"strict", "dry_run", "reason", "override"}},
      {Method::del,
       "/api/v1/contracts/{id}",
       Role::write,
       BodyRule::none,
       "retireContract",
       call(retire_contract),
       {"reason"}},
  };
}

}  // namespace trama::http
